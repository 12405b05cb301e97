import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { driverOf, type LogEntry, subjectPrefix } from '../../src/patch/index.js';
import { prefixOf } from '../../src/patch/prefix.js';

test.each([
  ['drivers/gpu/drm/gizmo/gizmo_gem.c', 'drivers/gpu/drm/gizmo', 'drm/gizmo:'],
  ['drivers/gpu/drm/gizmo/sub/deep/a.c', 'drivers/gpu/drm/gizmo', 'drm/gizmo:'],
  ['drivers/gpu/drm/drm_gizmo.c', 'drivers/gpu/drm', 'drm:'],
  ['drivers/gpu/gizmo/a.c', 'drivers/gpu/gizmo', 'gizmo:'],
  ['drivers/misc/gizmo.c', 'drivers/misc/gizmo', 'gizmo:'],
  ['drivers/misc/gizmo.h', 'drivers/misc/gizmo', 'gizmo:'],
  ['drivers/misc/gizmo/a.c', 'drivers/misc/gizmo', 'gizmo:'],
  ['drivers/gizmo/a.c', 'drivers/gizmo', 'gizmo:'],
  ['drivers/gizmo/sub/a.c', 'drivers/gizmo', 'gizmo:'],
  ['drivers/infiniband/hw/gizmo/a.c', 'drivers/infiniband/hw/gizmo', 'RDMA/gizmo:'],
  ['drivers/infiniband/core/a.c', 'drivers/infiniband/core', 'RDMA/core:'],
  ['drivers/media/usb/gizmo/a.c', 'drivers/media/usb/gizmo', 'media: gizmo:'],
  ['drivers/net/ethernet/widget/gizmo/a.c', 'drivers/net/ethernet/widget/gizmo', 'gizmo:'],
  ['drivers/scsi/gizmo.c', 'drivers/scsi/gizmo', 'scsi: gizmo:'],
  ['drivers/staging/gizmo/a/b.c', 'drivers/staging/gizmo', 'staging: gizmo:'],
  ['drivers/usb/host/gizmo.c', 'drivers/usb/host', 'usb: host:'],
  ['sound/soc/gizmo/a.c', 'sound/soc/gizmo', 'ASoC: gizmo:'],
  ['drivers/usb/serial/gizmo.c', 'drivers/usb/serial/gizmo', 'usb: serial: gizmo:'],
  ['drivers/usb/usb-gizmo.c', 'drivers/usb', 'usb:'],
  ['drivers/media/gizmo.c', 'drivers/media', 'media:'],
  ['drivers/media/i2c/gizmo.c', 'drivers/media/i2c/gizmo', 'media: gizmo:'],
  ['drivers/scsi/scsi.c', 'drivers/scsi/scsi', 'scsi:'],
  ['drivers/scsi/scsi_gizmo.c', 'drivers/scsi/scsi_gizmo', 'scsi: gizmo:'],
  ['drivers/gpio/gpio-gizmo.c', 'drivers/gpio/gpio-gizmo', 'gpio: gizmo:'],
  ['drivers/gpio/gpiolib.c', 'drivers/gpio/gpiolib', 'gpio: gpiolib:'],
  ['drivers/edac/gizmo_edac.c', 'drivers/edac/gizmo_edac', 'EDAC/gizmo:'],
  ['drivers/irqchip/irq-gizmo-two.c', 'drivers/irqchip/irq-gizmo-two', 'irqchip/gizmo-two:'],
  ['drivers/i2c/busses/i2c-gizmo.c', 'drivers/i2c/busses/i2c-gizmo', 'i2c: gizmo:'],
  ['drivers/base/gizmo.c', 'drivers/base', 'driver core:'],
  ['drivers/hsi/clients/gizmo.c', 'drivers/hsi', 'HSI:'],
  ['drivers/target/gizmo/a.c', 'drivers/target', 'scsi: target:'],
  ['sound/core/main.c', 'sound/core', 'ALSA: core:'],
  ['sound/core/gizmo/main.c', 'sound/core/gizmo', 'ALSA: gizmo:'],
  ['sound/usb/main.c', 'sound/usb', 'ALSA: usb:'],
  ['sound/gizmo.c', 'sound', 'ALSA:'],
  ['sound/soc/codecs/gizmo.c', 'sound/soc/codecs/gizmo', 'ASoC: gizmo:'],
  ['sound/soc/soc-gizmo.c', 'sound/soc/soc-gizmo', 'ASoC: soc-gizmo:'],
  ['sound/pci/gizmo.c', 'sound/pci/gizmo', 'ALSA: gizmo:'],
  ['arch/x86/mm/gizmo.c', 'arch/x86', 'x86/mm:'],
  ['arch/powerpc/platforms/gizmo/a.c', 'arch/powerpc', 'powerpc/gizmo:'],
  ['arch/gizmo/kernel/a.c', 'arch/gizmo', 'gizmo:'],
  ['fs/gizmo.c', 'fs/gizmo', 'gizmo:'],
  ['fs/gizmofs/inode.c', 'fs/gizmofs', 'gizmofs:'],
  ['mm/gizmo.c', 'mm', 'mm:'],
  ['net/gizmo/af_gizmo.c', 'net/gizmo', 'gizmo:'],
  ['kernel/gizmo.c', 'kernel/gizmo', 'gizmo:'],
  ['kernel/gizmo/core.c', 'kernel/gizmo', 'gizmo:'],
  ['arch/gizmo/kvm/a.c', 'arch/gizmo/kvm', 'KVM: gizmo:'],
  ['include/linux/gizmo_types.h', 'include/linux/gizmo', 'gizmo:'],
  ['drivers/video/fbdev/gizmo.c', 'drivers/video/fbdev/gizmo', 'fbdev: gizmo:'],
  ['include/linux/gizmo.h', 'include/linux/gizmo', 'gizmo:'],
  ['gizmo.c', 'gizmo', 'gizmo:'],
])('%s belongs to %s and goes by %s', (path, driver, prefix) => {
  expect(driverOf(path)).toBe(driver);
  expect(subjectPrefix([], [path])).toBe(prefix);
});

test.each([
  ['drm/gizmo: Use widgets', 'drm/gizmo:'],
  ['media: v4l2-core: gizmo: Use: them', 'media: v4l2-core: gizmo: Use:'],
  ['[media] gizmo: Use widgets', 'media: gizmo:'],
  ['[media]: Use widgets', 'media:'],
  ['Use widgets', undefined],
  ['Use the widgets: they are there', undefined],
  ['Merge tag: x', undefined],
  ['Revert "gizmo: Use widgets"', undefined],
  ['drivers/gizmo: Use widgets', undefined],
  ['gizmo.c: Use widgets', undefined],
  ['mm/gizmo: Use widgets', 'mm/gizmo:'],
])('the prefix of %j is %j', (subject, prefix) => {
  expect(prefixOf(subject, ['a.c'])).toBe(prefix);
});

const commit = (subject: string, ...files: string[]): LogEntry => ({ subject, files });

test('the log decides before the place', () => {
  const log = [commit('drm/i-gizmo: One', 'fs/a.c'), commit('drm/i-gizmo: Two', 'fs/a.c')];
  expect(subjectPrefix(log, ['fs/a.c'])).toBe('drm/i-gizmo:');
});

test('commits to the file alone count more than those to the whole tree', () => {
  const wide = Array.from({ length: 20 }, (_, n) => `other/${n}.c`);
  const log = [
    commit('treewide: One', 'fs/a.c', ...wide),
    commit('treewide: Two', 'fs/a.c', ...wide),
    commit('gizmofs: Three', 'fs/a.c'),
  ];
  expect(subjectPrefix(log, ['fs/a.c'])).toBe('gizmofs:');
});

test('recent commits count more than old ones', () => {
  const log = [
    ...Array.from({ length: 3 }, () => commit('new: One', 'fs/a.c')),
    ...Array.from({ length: 30 }, () => commit('unsaid', 'fs/a.c')),
    ...Array.from({ length: 9 }, () => commit('old: One', 'fs/a.c')),
  ];
  expect(subjectPrefix(log, ['fs/a.c'])).toBe('new:');
});

test('files that go by different names share what the names share, or their place', () => {
  const log = [commit('media: gizmo: One', 'drivers/a/a.c'), commit('media: widget: Two', 'drivers/a/b.c')];
  expect(subjectPrefix(log, ['drivers/a/a.c', 'drivers/a/b.c'])).toBe('media:');
  const others = [commit('gizmo: One', 'drivers/a/a.c'), commit('widget: Two', 'drivers/a/b.c')];
  expect(subjectPrefix(others, ['drivers/a/a.c', 'drivers/a/b.c'])).toBe('a:');
});

test('files that share nothing are called after none of them, whatever their logs say', () => {
  expect(subjectPrefix([], ['arch/gizmo/a/a.c', 'fs/b.c'])).toBe('treewide:');
  const files = ['drivers/a/a.c', 'drivers/c/c.c', 'include/linux/shared.h'];
  expect(subjectPrefix([], files)).toBe('treewide:');
  const log = [commit('alpha: Tweak', 'drivers/a/a.c'), commit('gamma: Tweak', 'drivers/c/c.c')];
  expect(subjectPrefix(log, files)).toBe('treewide:');
  expect(subjectPrefix(log.slice(0, 1), files)).toBe('treewide:');
});

test('what names share goes up to a slash as well, and folders are names where places are none', () => {
  const drm = ['drivers/gpu/drm/gizmo/a.c', 'drivers/gpu/drm/widget/b.c'];
  expect(subjectPrefix([], drm)).toBe('drm:');
  const log = [commit('drm/gizmo: Tweak', drm[0]!), commit('drm/widget/sub: Tweak', drm[1]!)];
  expect(subjectPrefix(log, drm)).toBe('drm:');
  expect(subjectPrefix([commit('drm: Tweak', drm[0]!), log[1]!], drm)).toBe('drm:');
  expect(subjectPrefix([], ['fs/a.c', 'fs/b.c'])).toBe('fs:');
  expect(subjectPrefix([], ['drivers/misc/a.c', 'drivers/misc/sub/b.c'])).toBe('misc:');
  expect(subjectPrefix([], ['include/linux/a.h', 'include/linux/b.h'])).toBe('treewide:');
  expect(subjectPrefix([], ['a.c', 'b.c'])).toBe('treewide:');
});

test('where most of a patch is, its log says how that is called', () => {
  const files = ['arch/gizmo/a.c', 'arch/gizmo/b.c', 'drivers/misc/c.c'];
  expect(subjectPrefix([], files)).toBe('gizmo:');
  const log = files.map((file, at) => commit(`${['giz/a', 'giz/b', 'sea'][at]}: Tweak`, file));
  expect(subjectPrefix(log, files)).toBe('giz:');
  const parts = ['arch/powerpc/mm/a.c', 'arch/powerpc/kernel/b.c', 'drivers/misc/c.c'];
  expect(subjectPrefix([], parts)).toBe('powerpc:');
});

test('a commit to many drivers does not say what one of them is called', () => {
  const wide = Array.from({ length: 4 }, (_, n) => `drivers/misc/other${n}.c`);
  const log = [
    commit('zap: Use the new thing', 'fs/a.c', 'drivers/misc/b.c', ...wide),
    commit('zap: Use another thing', 'fs/a.c', 'drivers/misc/b.c', ...wide),
  ];
  expect(subjectPrefix(log, ['fs/a.c'])).toBe('a:');
  expect(subjectPrefix(log, ['fs/a.c', 'drivers/misc/b.c'])).toBe('treewide:');
  const own = [
    commit('gizmo: Mend it', 'fs/a.c', 'drivers/misc/b.c', 'include/linux/c.h', 'include/linux/d.h'),
  ];
  expect(subjectPrefix([...log, ...own], ['fs/a.c', 'drivers/misc/b.c'])).toBe('gizmo:');
});

test('a patch to several places is named after where most of it is, or after the whole tree', () => {
  expect(subjectPrefix([], ['drivers/base/a.c', 'drivers/base/power/b.c'])).toBe('driver core:');
  expect(subjectPrefix([], ['arch/x86/mm/a.c', 'arch/x86/kernel/b.c'])).toBe('x86:');
  const places = ['fs/a.c', 'mm/a.c', 'mm/b.c', 'mm/c.c'];
  expect(subjectPrefix([], places)).toBe('mm:');
  expect(subjectPrefix([], [...places, 'net/gizmo/a.c', 'ipc/a.c', 'kernel/a.c'])).toBe('treewide:');
});

test('headers have no say where there are bodies', () => {
  expect(subjectPrefix([], ['include/linux/widget.h', 'mm/gizmo.c', 'mm/internal.h'])).toBe('mm:');
  const log = [commit('gizmo: One', 'mm/gizmo.c'), commit('widget: Two', 'include/linux/widget.h')];
  expect(subjectPrefix(log, ['include/linux/widget.h', 'mm/gizmo.c'])).toBe('gizmo:');
  expect(subjectPrefix(log, ['include/linux/widget.h'])).toBe('widget:');
});

test('a path that a commit uses for a prefix is not one', () => {
  const log = [commit('fs/a.c: One', 'fs/a.c'), commit('drivers/gizmo: Two', 'fs/a.c')];
  expect(subjectPrefix(log, ['fs/a.c'])).toBe('a:');
});

test('no prefix has a word twice in a row, whatever the place', () => {
  const part = fc.constantFrom(
    ...'drivers media usb core main sound scsi gpu drm hid i2c iio net phy soc arch x86 kvm mm a-gizmo gpio_b'.split(
      ' ',
    ),
  );
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), parts => {
      const prefix = subjectPrefix([], [`${parts.join('/')}.c`]);
      expect(prefix).toMatch(/^[A-Za-z0-9](?:[\w./+-]|: | core:)*:$/);
      const words = prefix.toLowerCase().split(/[:/ ]+/);
      expect(words.filter((word, at) => word === words[at + 1])).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});
