/**
 * Which members of which structs the kernel calls from where: under a page fault, or in process context.
 *
 * A function in none of these is not out of reach: callers of further members are looked for in the tree. What is
 * listed here is where a search may stop, because the kernel's own rules say what calls it.
 */
import type { SlotTable } from '../src/kit.js';

const tablesOf = (context: string, tables: Readonly<Record<string, string>>): readonly SlotTable[] =>
  Object.entries(tables).map(([struct, fields]) => ({ struct, fields: fields.split(' '), context }));

/** Called while a page fault is served; the result is a VM_FAULT_* code. */
const FAULT = tablesOf('fault', {
  vm_operations_struct: 'fault page_mkwrite pfn_mkwrite huge_fault pmd_fault map_pages',
  vm_special_mapping: 'fault',
});

/**
 * Called for a system call, by a worker thread, or while a device or module comes and goes: never under a page
 * fault. Where there is a result, it is an errno.
 */
const PROCESS: readonly SlotTable[] = tablesOf('process', {
  address_space_operations: 'swap_activate swap_deactivate',
  amba_driver: 'probe remove',
  bin_attribute: 'mmap',
  block_device_operations: 'open release ioctl compat_ioctl',
  bus_type: 'probe remove',
  comedi_driver: 'attach auto_attach detach',
  device_attribute: 'show store',
  device_driver: 'probe remove',
  dma_buf_ops: 'mmap release',
  dma_map_ops: 'mmap',
  drm_driver: 'load unload open postclose lastclose gem_prime_mmap dumb_create dumb_map_offset',
  drm_gem_object_funcs: 'mmap open close',
  drm_ioctl_desc: 'func',
  fb_ops: 'fb_open fb_release fb_mmap fb_ioctl fb_compat_ioctl fb_read fb_write',
  file_operations: 'unlocked_ioctl compat_ioctl mmap open release fasync lock get_unmapped_area uring_cmd',
  hsi_client_driver: 'probe remove',
  i2c_driver: 'probe probe_new remove',
  ib_device: 'mmap alloc_ucontext dealloc_ucontext',
  ib_device_ops: 'mmap mmap_free alloc_ucontext dealloc_ucontext',
  kernfs_ops: 'open release seq_show read write mmap',
  media_file_operations: 'read write poll ioctl compat_ioctl open release',
  pci_driver: 'probe remove',
  platform_driver: 'probe remove',
  proc_ops: 'proc_open proc_release proc_ioctl proc_compat_ioctl proc_mmap',
  proto: 'connect disconnect accept ioctl init destroy setsockopt getsockopt bind',
  proto_ops: 'bind connect accept ioctl compat_ioctl listen setsockopt getsockopt mmap release',
  snd_hwdep_ops: 'open release read write ioctl ioctl_compat mmap dsp_status dsp_load',
  snd_pcm_ops: 'open close ioctl hw_params hw_free prepare mmap',
  spi_driver: 'probe remove',
  uio_info: 'mmap open release',
  usb_driver: 'probe disconnect unlocked_ioctl',
  v4l2_file_operations: 'read write poll unlocked_ioctl compat_ioctl32 mmap open release get_unmapped_area',
  vb2_mem_ops: 'alloc put mmap get_userptr put_userptr attach_dmabuf detach_dmabuf map_dmabuf unmap_dmabuf',
  vfio_device_ops: 'open release open_device close_device ioctl mmap read write',
  videobuf_qtype_ops: 'alloc_vb iolock sync mmap_mapper',
  virtio_driver: 'probe remove',
  vm_operations_struct: 'split may_split mremap mprotect access name',
  vm_special_mapping: 'mremap',
  work_struct: 'func',
  xenbus_driver: 'probe remove',
}).map(table => ({ ...table, unless: 'fault' }));

/**
 * Called for a system call as well, but not for that alone: the kernel's own text (4.14) calls these on the way of a
 * fault too, or for whoever asks. So their callers in the tree are looked for.
 * - `vm_operations_struct.get_policy`: `alloc_pages_vma()` asks it for each new page (mm/mempolicy.c). `set_policy`,
 *   `open` and `close` are handed on by tables that wrap others (fs/kernfs/file.c, ipc/shm.c, fs/coda/file.c), and
 *   drivers call them from handlers of their own; `pagesize` is asked for by whoever walks a mapping.
 * - `address_space_operations.direct_IO`: `__swap_writepage()` writes to a swap file by it (mm/page_io.c), and a fault
 *   that needs memory reclaims. So it reaches `proto_ops.sendmsg` and `recvmsg`, where the file is on a network.
 * - `read`, `write` and their likes, `fsync`, `fallocate` of `file_operations`: the kernel reads and writes files
 *   itself (fs/read_write.c, fs/sync.c), and a shrinker punches holes into them (drivers/staging/android/ashmem.c).
 *   `flush`, `poll` and `llseek` are called for others by the kernel as well (kernel/acct.c, mm/memcontrol.c).
 *   `release` stays: the last `fput()` of a task hands it to task work (fs/file_table.c).
 * - `alloc` and `free` of `dma_map_ops`, `vmap`, `attach` and `vaddr` of buffers: what drivers may ask for anywhere.
 */
const SHARED = tablesOf('process', {
  address_space_operations: 'direct_IO',
  bin_attribute: 'read write',
  dma_buf_ops: 'attach detach vmap vunmap',
  dma_map_ops: 'alloc free',
  drm_gem_object_funcs: 'vmap vunmap',
  file_operations:
    'llseek read write read_iter write_iter iterate iterate_shared poll flush fsync fallocate splice_read splice_write',
  proc_ops: 'proc_read proc_write',
  proto: 'sendmsg recvmsg',
  proto_ops: 'poll sendmsg recvmsg',
  vb2_mem_ops: 'vaddr',
  videobuf_qtype_ops: 'vaddr',
  vm_operations_struct: 'open close set_policy get_policy pagesize',
}).map(table => ({ ...table, shared: true }));

/** The contexts of the vm_insert_*() family: `fault` and `process`. */
export const CONTEXTS: readonly SlotTable[] = [...FAULT, ...PROCESS, ...SHARED];
