/** Where the type of codes and vmf_error() are declared, for files that come to say them. */
import type { Home } from '../../src/kit.js';
import { ERROR_MAPPER, FAULT_TYPE } from './contract.js';

/**
 * The headers that drivers' headers include most, of those that include `linux/mm_types.h` at no depth, neither in v4.14
 * nor in v4.20. Hardware, numbers and lists; what deals with files, devices or pages has it.
 */
const WITHOUT: ReadonlySet<string> = new Set(
  `aer atomic bitfield bitmap bitops bug cache capability circ_buf clk compiler completion crc32 ctype delay err errno
  gpio/consumer hash hashtable hw_random i2c-mux in in6 init ioport irqreturn jiffies kdev_t kernel kref ktime list log2
  math64 mempool mod_devicetable moduleparam mutex notifier pci_ids pm prefetch printk random rbtree refcount regmap
  regulator/consumer rhashtable rwsem sem semaphore serial signal sizes socket spinlock spinlock_types stat stddef string
  stringify time timecounter timer types u64_stats_sync uio uuid videodev2 wait workqueue`
    .split(/\s+/)
    .map(name => `linux/${name}.h`),
);

/** Likewise those that bring `linux/mm_types.h`, but not always `linux/mm.h`: not in v4.20, or not in v6.1. */
const WITHOUT_MAPPER: ReadonlySet<string> = new Set(
  `acpi amba/bus cdev clkdev compat cpu cpufreq crypto debugfs device dmi edac efi extcon firmware freezer fs
  genhd gfp hardirq hid hrtimer hwmon-sysfs i2c-algo-bit ide idr if iio/buffer iio/iio iio/trigger
  iio/trigger_consumer iio/triggered_buffer in input input/mt interrupt io iopoll irq irqchip/chained_irq kmod
  kobject kthread leds mfd/core miscdevice mm_types mmc/card mmc/host module mtd/map net net_tstamp nfc of_pci
  parport pinctrl/consumer pinctrl/pinconf-generic pinctrl/pinctrl pinctrl/pinmux platform_device pm_qos
  pm_runtime pnp poll power_supply proc_fs ratelimit regmap regulator/consumer regulator/driver rtc sched
  sched/mm sched/signal seq_file serial_core serio slab smp sysfs tracepoint tty tty_driver tty_flip uaccess uio
  usb usb/ch9 usb/hcd usb/input watchdog wireless`
    .split(/\s+/)
    .map(name => `linux/${name}.h`),
);

/** What a build generates, an architecture's own, and what user space sees deal with less than pages. */
const LOW = /^(?:asm|asm-generic|generated|uapi|dt-bindings)\//;

/** What is declared beside the type, or needs to be whole where it is used so. */
const BESIDE_TYPE =
  /\bVM_FAULT_[A-Z]\w*|\bvm_operations_struct\b|\bvm[af]\s*->|->\s*(?:fault|huge_fault|map_pages|page_mkwrite|pfn_mkwrite)\b/;

/** What is declared beside vmf_error() in all releases. Those that have it from v5.2 on have the codes elsewhere. */
const BESIDE_MAPPER = /\bvm_operations_struct\s+\w+\s*(?:\[|=)|\bvmf?_insert_\w+\s*\(/;

export const FAULT_HOMES: readonly Home[] = [
  {
    name: FAULT_TYPE.codeType,
    header: 'linux/mm_types.h',
    isMissingIn: header => WITHOUT.has(header) || LOW.test(header),
    isAtHandIn: text => BESIDE_TYPE.test(text),
  },
  {
    name: ERROR_MAPPER,
    header: 'linux/mm.h',
    isMissingIn: header => WITHOUT.has(header) || WITHOUT_MAPPER.has(header) || LOW.test(header),
    // What includes nothing and has the codes is itself included by somebody.
    isAtHandIn: text =>
      BESIDE_MAPPER.test(text) || (BESIDE_TYPE.test(text) && !/^\s*#\s*include\b/m.test(text)),
  },
];
