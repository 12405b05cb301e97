/** Where the type of codes is declared, for headers that come to say it. */
import type { Home } from '../../src/kit.js';
import { FAULT_TYPE } from './contract.js';

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

/** What a build generates, an architecture's own, and what user space sees deal with less than pages. */
const LOW = /^(?:asm|asm-generic|generated|uapi|dt-bindings)\//;

export const FAULT_HOMES: readonly Home[] = [
  {
    name: FAULT_TYPE.codeType,
    header: 'linux/mm_types.h',
    isMissingIn: header => WITHOUT.has(header) || LOW.test(header),
  },
];
