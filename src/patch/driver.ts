/**
 * Which driver or subsystem a file belongs to: what the kernel takes in one patch. A rule of folders; it knows no
 * driver by name.
 */

/** Folders in which each folder is a driver or subsystem, and the files between them belong together. `*` is any name. */
const SHELVES: readonly string[] = [
  'arch',
  'drivers',
  'drivers/gpu',
  'drivers/gpu/drm',
  'drivers/hwtracing',
  'drivers/infiniband',
  'drivers/infiniband/*',
  'drivers/media',
  'drivers/media/*',
  'drivers/mtd',
  'drivers/net/ethernet',
  'drivers/net/ethernet/*',
  'drivers/net/wireless',
  'drivers/net/wireless/*',
  'drivers/s390',
  'drivers/staging',
  'drivers/staging/media',
  'drivers/usb',
  'drivers/usb/host',
  'drivers/video',
  'net',
  'samples',
  'security',
  'sound',
  'sound/core',
  'sound/usb',
  'tools',
  'tools/testing',
  'virt',
];

/** Folders like these, but in which each file is a driver of its own, together with the header of its name. */
const BAGS: readonly string[] = [
  'drivers/auxdisplay',
  'drivers/block',
  'drivers/bluetooth',
  'drivers/bus',
  'drivers/char',
  'drivers/char/hw_random',
  'drivers/clk',
  'drivers/clocksource',
  'drivers/counter',
  'drivers/cpufreq',
  'drivers/crypto',
  'drivers/dma',
  'drivers/edac',
  'drivers/extcon',
  'drivers/firmware',
  'drivers/gpio',
  'drivers/gpu/drm/*/bridge',
  'drivers/gpu/drm/bridge',
  'drivers/gpu/drm/panel',
  'drivers/gpu/drm/tiny',
  'drivers/hid',
  'drivers/hwmon',
  'drivers/i2c/busses',
  'drivers/iio/*',
  'drivers/input/*',
  'drivers/iommu',
  'drivers/irqchip',
  'drivers/leds',
  'drivers/leds/*',
  'drivers/mailbox',
  'drivers/media/dvb-frontends',
  'drivers/media/i2c',
  'drivers/media/radio',
  'drivers/media/rc',
  'drivers/media/tuners',
  'drivers/memory',
  'drivers/mfd',
  'drivers/misc',
  'drivers/mmc/host',
  'drivers/mtd/chips',
  'drivers/mtd/devices',
  'drivers/mtd/hyperbus',
  'drivers/mtd/maps',
  'drivers/mtd/nand/raw',
  'drivers/mtd/parsers',
  'drivers/mtd/tests',
  'drivers/net',
  'drivers/net/can',
  'drivers/net/dsa',
  'drivers/net/phy',
  'drivers/net/usb',
  'drivers/net/wan',
  'drivers/nvmem',
  'drivers/pci/controller',
  'drivers/phy',
  'drivers/pinctrl',
  'drivers/platform/*',
  'drivers/power/*',
  'drivers/pwm',
  'drivers/regulator',
  'drivers/remoteproc',
  'drivers/reset',
  'drivers/rtc',
  'drivers/scsi',
  'drivers/soc/*',
  'drivers/spi',
  'drivers/thermal',
  'drivers/tty',
  'drivers/tty/serial',
  'drivers/uio',
  'drivers/usb/class',
  'drivers/usb/misc',
  'drivers/usb/serial',
  'drivers/video/backlight',
  'drivers/video/fbdev',
  'drivers/virt',
  'drivers/watchdog',
  'drivers/xen',
  'fs',
  'include',
  'include/*',
  'kernel',
  'lib',
  'sound/arm',
  'sound/atmel',
  'sound/drivers',
  'sound/firewire',
  'sound/i2c',
  'sound/isa',
  'sound/mips',
  'sound/parisc',
  'sound/pci',
  'sound/pcmcia',
  'sound/ppc',
  'sound/sh',
  'sound/soc',
  'sound/soc/codecs',
  'sound/sparc',
  'sound/spi',
  'sound/x86',
  'sound/xen',
];

/** Folders that are subsystems of their own in each folder of a shelf. */
const WITHIN: readonly string[] = ['arch/*/kvm'];

const toRegex = (folders: readonly string[]): RegExp =>
  new RegExp(`^(?:${folders.map(folder => folder.replaceAll('*', '[^/]+')).join('|')})$`);
const SHELF = toRegex(SHELVES);
const BAG = toRegex(BAGS);
const OWN = toRegex(WITHIN);

/**
 * The driver or subsystem of a file, as the path it has in the tree: `drivers/gpu/drm/gizmo` for all files below that
 * folder, `drivers/misc/gizmo` for `gizmo.c`, `gizmo.h` and `gizmo_types.h` there, `mm` for all of memory management.
 * Files with equal answers go into one patch.
 */
export function driverOf(path: string): string {
  const parts = path.split('/');
  for (let depth = parts.length - 1; depth > 0; depth--) {
    const folder = parts.slice(0, depth).join('/');
    if (OWN.test(folder)) return folder;
    const isBag = BAG.test(folder);
    if (!isBag && !SHELF.test(folder)) continue;
    const isFile = depth === parts.length - 1;
    if (!isFile) return parts.slice(0, depth + 1).join('/');
    return isBag ? withoutExtension(path) : folder;
  }
  return parts.length === 1 ? withoutExtension(path) : parts[0]!;
}

function withoutExtension(path: string): string {
  return path.replace(/(?<=[^/])(?:_types)?\.[^./]*$/, '');
}
