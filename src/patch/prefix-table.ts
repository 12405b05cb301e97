/** What a subject begins with where there is no history: what the kernel's subsystems call themselves, by place. */
import { driverOf } from './driver.js';

/**
 * The place, and what patches to it begin with; the first that holds counts. `$1` is from the pattern, `$driver` what
 * the driver is called; it is left out, with what leads to it, for files of the place itself.
 */
const TABLE: readonly (readonly [place: RegExp, prefix: string])[] = [
  // No architecture is called so; a prefix would say it twice.
  [/^arch\/((?!kvm\/)[^/]+)\/kvm\//, 'KVM: $1'],
  [/^arch\/x86\/([^/.]+)\//, 'x86/$1'],
  [/^arch\/powerpc\/(?:platforms\/)?([^/.]+)\//, 'powerpc/$1'],
  [/^arch\/(arm|arc|mips)\//, '$UPPER1'],
  [/^arch\/loongarch\//, 'LoongArch'],
  [/^arch\/([^/]+)\//, '$1'],
  [/^drivers\/acpi\//, 'ACPI'],
  [/^drivers\/base\/regmap\//, 'regmap'],
  [/^drivers\/base\/power\//, 'PM'],
  [/^drivers\/base\//, 'driver core'],
  [/^drivers\/bluetooth\//, 'Bluetooth: $driver'],
  [/^drivers\/char\/hw_random\//, 'hwrng: $driver'],
  [/^drivers\/clocksource\//, 'clocksource/drivers/$driver'],
  [/^drivers\/dma\//, 'dmaengine: $driver'],
  [/^drivers\/edac\//, 'EDAC/$driver'],
  [/^drivers\/gpu\/drm\/(bridge|panel|tiny)\//, 'drm/$1: $driver'],
  [/^drivers\/gpu\/drm\//, 'drm/$driver'],
  [/^drivers\/hid\//, 'HID: $driver'],
  [/^drivers\/hsi\//, 'HSI'],
  [/^drivers\/i2c\//, 'i2c: $driver'],
  [/^drivers\/iio\//, 'iio: $driver'],
  [/^drivers\/infiniband\//, 'RDMA/$driver'],
  [/^drivers\/input\//, 'Input: $driver'],
  [/^drivers\/(iommu|irqchip|xen)\//, '$1/$driver'],
  [/^drivers\/media\//, 'media: $driver'],
  [/^drivers\/mtd\//, 'mtd: $driver'],
  [/^drivers\/net\/(phy|dsa|usb)\//, 'net: $1: $driver'],
  [/^drivers\/net\/can\//, 'can: $driver'],
  [/^drivers\/pci\/controller\//, 'PCI: $driver'],
  [/^drivers\/pci\//, 'PCI'],
  [/^drivers\/platform\/([^/]+)\//, 'platform/$1: $driver'],
  [/^drivers\/power\/([^/]+)\//, 'power: $1: $driver'],
  [/^drivers\/s390\//, 's390/$driver'],
  [/^drivers\/(target|ufs)\//, 'scsi: $1'],
  [/^drivers\/soc\/([^/]+)\//, 'soc: $1: $driver'],
  [/^drivers\/tty\/serial\//, 'serial: $driver'],
  [/^drivers\/usb\/(class|misc|serial)\//, 'usb: $1: $driver'],
  [/^drivers\/video\/(backlight|fbdev)\//, '$1: $driver'],
  [
    /^drivers\/(auxdisplay|bus|clk|counter|cpufreq|crypto|extcon|firmware|gpio|hwmon|leds|mailbox|memory|mfd|mmc|nvmem|phy|pinctrl|pwm|regulator|remoteproc|reset|rtc|scsi|spi|staging|thermal|tty|uio|usb|virt|watchdog)\//,
    '$1: $driver',
  ],
  [/^fs\/nfs\//, 'NFS'],
  [/^kernel\/events\//, 'perf/core'],
  [/^kernel\/irq\//, 'genirq'],
  [/^kernel\/power\//, 'PM'],
  [/^kernel\/trace\//, 'tracing'],
  [/^net\/bluetooth\//, 'Bluetooth'],
  [/^net\/core\//, 'net'],
  [/^net\/(dsa|sched)\//, 'net: $1'],
  [/^samples\//, 'samples: $driver'],
  [/^sound\/soc\//, 'ASoC: $driver'],
  [/^sound\//, 'ALSA: $driver'],
  [/^tools\/testing\/selftests\//, 'selftests'],
  [/^tools\/perf\//, 'perf tools'],
  [/^tools\//, 'tools/$driver'],
  [/^virt\/kvm\//, 'KVM'],
  [/^Documentation\//, 'docs'],
  [/^/, '$driver'],
];

/** The prefix that the place of a file suggests: `drm/gizmo:`, `staging: gizmo:`, `mm:`. No word comes twice. */
export function prefixFromPath(path: string): string {
  const folder = driverOf(path);
  const name = folder.slice(folder.lastIndexOf('/') + 1);
  for (const [place, form] of TABLE) {
    const match = place.exec(path);
    if (match === null) continue;
    const [leading, tail] = form
      .replace(/\$(UPPER)?(\d)/g, (_, upper: string | undefined, n: string) =>
        upper === undefined ? match[Number(n)]! : match[Number(n)]!.toUpperCase(),
      )
      // A folder may have the name of the one that it lies in.
      .replace(/(?<![^:/ ])([^:/ ]+)(?:: |\/)(?=\1(?:[:/ ]|$))/gi, '')
      .split(/(?=(?:: |\/|^)\$driver$)/) as [string, string?];
    if (leading === '$driver') return `${name}:`;
    const own = tail === undefined || match[0].startsWith(`${folder}/`) ? '' : shortened(name, leading);
    return own === '' ? `${leading}:` : `${leading}${tail!.replace('$driver', () => own)}:`;
  }
  return `${name}:`;
}

/** A driver's name without the words that lead to it: `gpio-gizmo` behind `gpio: ` is `gizmo`, `gpio` nothing. */
function shortened(name: string, leading: string): string {
  const words = leading.toLowerCase().split(/[^a-z0-9]+/);
  const isSaid = (part: string) => part.length > 2 && words.some(word => word.startsWith(part));
  const first = /^([^-_]+)(?:[-_]+|$)/;
  const last = /(?:^|[-_]+)([^-_]+)$/;
  let rest = name;
  while (isSaid(first.exec(rest)?.[1]?.toLowerCase() ?? '')) rest = rest.replace(first, '');
  while (words.includes(last.exec(rest)?.[1]?.toLowerCase() ?? '-')) rest = rest.replace(last, '');
  return rest;
}
