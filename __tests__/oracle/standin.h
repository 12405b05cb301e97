/*
 * A stand-in for the kernel: as much of it as a fault handler of an invented
 * driver needs in order to compile, and no more.  The values of errnos and
 * fault codes are those of Linux; everything else was made up for the tests.
 *
 * Functions declared in the "opaque" part have no body here.  The harness
 * writes one for each: it records the call and returns an injected value.
 * A comment behind a prototype picks the set of values (see stubs.ts).
 */
#ifndef STANDIN_H
#define STANDIN_H

#ifndef NULL
#define NULL ((void *)0)
#endif
#define bool _Bool
#define true 1
#define false 0

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;
typedef int s32;
typedef long s64;
typedef unsigned long pgoff_t;
typedef unsigned long phys_addr_t;
typedef unsigned long dma_addr_t;
typedef unsigned long sector_t;
typedef unsigned int gfp_t;
typedef int vm_fault_t;

typedef struct { unsigned long val; } pfn_t;
typedef struct { unsigned long pgprot; } pgprot_t;

#define __user
#define __iomem
#define __rcu
#define __init
#define __force
#define __must_check
#define __maybe_unused
#define noinline
#define fallthrough do { } while (0)

#ifndef EPERM
#define EPERM 1
#define ENOENT 2
#define EINTR 4
#define EIO 5
#define ENXIO 6
#define EAGAIN 11
#define ENOMEM 12
#define EACCES 13
#define EFAULT 14
#define EBUSY 16
#define EEXIST 17
#define ENODEV 19
#define EINVAL 22
#define ENOSPC 28
#define ERANGE 34
#define EDEADLK 35
#define ETIMEDOUT 110
#endif
#define ERESTARTSYS 512
#define EPROBE_DEFER 517
#define MAX_ERRNO 4095

#define VM_FAULT_OOM 0x0001
#define VM_FAULT_SIGBUS 0x0002
#define VM_FAULT_MAJOR 0x0004
#define VM_FAULT_WRITE 0x0008
#define VM_FAULT_HWPOISON 0x0010
#define VM_FAULT_HWPOISON_LARGE 0x0020
#define VM_FAULT_SIGSEGV 0x0040
#define VM_FAULT_NOPAGE 0x0100
#define VM_FAULT_LOCKED 0x0200
#define VM_FAULT_RETRY 0x0400
#define VM_FAULT_FALLBACK 0x0800
#define VM_FAULT_DONE_COW 0x1000
#define VM_FAULT_NEEDDSYNC 0x2000
#define VM_FAULT_ERROR                                                   \
	(VM_FAULT_OOM | VM_FAULT_SIGBUS | VM_FAULT_SIGSEGV |             \
	 VM_FAULT_HWPOISON | VM_FAULT_HWPOISON_LARGE | VM_FAULT_FALLBACK)

#define FAULT_FLAG_WRITE 0x01
#define FAULT_FLAG_MKWRITE 0x02
#define FAULT_FLAG_ALLOW_RETRY 0x04
#define FAULT_FLAG_RETRY_NOWAIT 0x08

#define VM_WRITE 0x02
#define VM_SHARED 0x08
#define VM_PFNMAP 0x0400
#define VM_IO 0x4000
#define VM_MIXEDMAP 0x10000000

#define PAGE_SHIFT 12
#define PAGE_SIZE (1UL << PAGE_SHIFT)
#define PAGE_MASK (~(PAGE_SIZE - 1))
#define GFP_KERNEL 1u
#define GFP_USER 2u
#define PFN_DEV (1UL << 61)
#define PFN_MAP (1UL << 60)

#define GIZMO_TILED 0x1
#define GIZMO_SHARED 0x2
#define GIZMO_MAPPED 0x4
#define GIZMO_IOMEM 0x8

enum gizmo_state { GIZMO_IDLE, GIZMO_RUNNING, GIZMO_SAVED };

struct mutex { int owner; };
struct rw_semaphore { int count; };
typedef struct { int raw; } spinlock_t;
struct device { int id; };
struct page { unsigned long flags; int refs; };
struct inode { unsigned long size; };
struct file { void *private_data; };
struct vm_area_struct;
struct vm_fault;
struct gizmo;
struct widget;

struct vm_area_struct {
	unsigned long vm_start, vm_end, vm_pgoff, vm_flags;
	pgprot_t vm_page_prot;
	void *vm_private_data;
	struct file *vm_file;
};

struct vm_fault {
	struct vm_area_struct *vma;
	unsigned int flags;
	pgoff_t pgoff;
	unsigned long address;
	struct page *page;
	struct page *cow_page;
};

struct vm_operations_struct {
	void (*open)(struct vm_area_struct *vma);
	void (*close)(struct vm_area_struct *vma);
	vm_fault_t (*fault)(struct vm_fault *vmf);
	vm_fault_t (*page_mkwrite)(struct vm_fault *vmf);
	vm_fault_t (*pfn_mkwrite)(struct vm_fault *vmf);
};

struct file_operations {
	int (*mmap)(struct file *file, struct vm_area_struct *vma);
};

struct vm_special_mapping {
	const char *name;
	vm_fault_t (*fault)(const struct vm_special_mapping *sm,
			    struct vm_area_struct *vma, struct vm_fault *vmf);
};

struct gizmo_ops {
	int (*prepare)(struct gizmo *g);
	int (*notify)(struct gizmo *g);
	void (*release)(struct gizmo *g);
};

struct gizmo {
	struct mutex lock;
	spinlock_t slock;
	struct device *dev;
	const struct gizmo_ops *ops;
	struct widget *widget;
	struct page **pages;
	struct page *page;
	unsigned long flags, size, base, npages, stride;
	enum gizmo_state state;
	int pinned, users, faults, last_error;
	long status;
};

struct widget {
	struct gizmo gizmo;
	struct rw_semaphore sem;
	struct gizmo *owner;
	struct page *spare;
	phys_addr_t phys;
	int nslots, slot, mode;
	unsigned long seen;
};

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define READ_ONCE(x) (*(volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))
#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - (unsigned long)&((type *)0)->member))
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define BUG_ON(c) ((void)WARN_ON(c))
#define IS_ERR_VALUE(x) ((unsigned long)(x) >= (unsigned long)-MAX_ERRNO)

static inline void *ERR_PTR(long error)
{
	return (void *)error;
}

static inline long PTR_ERR(const void *ptr)
{
	return (long)ptr;
}

static inline bool IS_ERR(const void *ptr)
{
	return IS_ERR_VALUE(ptr);
}

static inline bool IS_ERR_OR_NULL(const void *ptr)
{
	return !ptr || IS_ERR_VALUE(ptr);
}

static inline int PTR_ERR_OR_ZERO(const void *ptr)
{
	return IS_ERR(ptr) ? (int)PTR_ERR(ptr) : 0;
}

static inline unsigned long vma_pages(struct vm_area_struct *vma)
{
	return (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
}

static inline unsigned long page_to_pfn(const struct page *page)
{
	return (unsigned long)page / sizeof(struct page);
}

static inline pfn_t __pfn_to_pfn_t(unsigned long pfn, unsigned long flags)
{
	pfn_t t = { pfn | flags };
	return t;
}

static inline pfn_t phys_to_pfn_t(phys_addr_t phys, unsigned long flags)
{
	return __pfn_to_pfn_t(phys >> PAGE_SHIFT, flags);
}

static inline pfn_t page_to_pfn_t(struct page *page)
{
	return __pfn_to_pfn_t(page_to_pfn(page), 0);
}

static inline pgprot_t pgprot_noncached(pgprot_t prot)
{
	prot.pgprot |= 0x10;
	return prot;
}

static inline struct gizmo *to_gizmo(void *data)
{
	return data;
}

static inline struct widget *to_widget(struct gizmo *g)
{
	return g->widget;
}

/* The one map of errnos to fault codes that both sides agree upon. */
static inline vm_fault_t vmf_error(int err)
{
	return err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;
}

static inline int vm_fault_to_errno(vm_fault_t code, int foll_flags)
{
	if (code & VM_FAULT_OOM)
		return -ENOMEM;
	if (code & (VM_FAULT_SIGBUS | VM_FAULT_SIGSEGV))
		return -EFAULT;
	return 0;
}

/* Insertion, before and after: the same event, each with its own answer. */
int vm_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page);
int vm_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn);
int vm_insert_pfn_prot(struct vm_area_struct *vma, unsigned long addr,
		       unsigned long pfn, pgprot_t prot);
int vm_insert_mixed(struct vm_area_struct *vma, unsigned long addr, pfn_t pfn);
int vm_insert_mixed_mkwrite(struct vm_area_struct *vma, unsigned long addr, pfn_t pfn);
vm_fault_t vmf_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page);
vm_fault_t vmf_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn);
vm_fault_t vmf_insert_pfn_prot(struct vm_area_struct *vma, unsigned long addr,
			       unsigned long pfn, pgprot_t prot);
vm_fault_t vmf_insert_mixed(struct vm_area_struct *vma, unsigned long addr, pfn_t pfn);
vm_fault_t vmf_insert_mixed_mkwrite(struct vm_area_struct *vma, unsigned long addr, pfn_t pfn);

/* For the judge alone: the old answer, as far as the new one tells it. */
int merged_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page);
int merged_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn);
int merged_insert_pfn_prot(struct vm_area_struct *vma, unsigned long addr,
			   unsigned long pfn, pgprot_t prot);
int merged_insert_mixed(struct vm_area_struct *vma, unsigned long addr, pfn_t pfn);
int merged_insert_mixed_mkwrite(struct vm_area_struct *vma, unsigned long addr, pfn_t pfn);

/* Messages: an event with the text and the values in it. */
#ifdef __TINYC__
#define printf_like(f, a)
#else
#define printf_like(f, a) __attribute__((format(printf, f, a)))
#endif
void report(const char *fmt, ...) printf_like(1, 2);
int warned(int cond);
#define pr_err(...) report(__VA_ARGS__)
#define pr_warn(...) report(__VA_ARGS__)
#define pr_info(...) report(__VA_ARGS__)
#define pr_debug(...) report(__VA_ARGS__)
#define dev_err(dev, ...) ((void)(dev), report(__VA_ARGS__))
#define dev_warn(dev, ...) ((void)(dev), report(__VA_ARGS__))
#define dev_dbg(dev, ...) ((void)(dev), report(__VA_ARGS__))
#define dev_err_ratelimited(dev, ...) ((void)(dev), report(__VA_ARGS__))
#define WARN_ON(c) warned(!!(c))
#define WARN_ON_ONCE(c) warned(!!(c))
#define WARN_ONCE(c, ...) ((c) ? (report(__VA_ARGS__), 1) : 0)
#define WARN(c, ...) ((c) ? (report(__VA_ARGS__), 1) : 0)

/* opaque: begin */
void mutex_lock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
int mutex_lock_interruptible(struct mutex *lock);
int mutex_lock_killable(struct mutex *lock);
bool mutex_trylock(struct mutex *lock);
void spin_lock(spinlock_t *lock);
void spin_unlock(spinlock_t *lock);
void down_read(struct rw_semaphore *sem);
void up_read(struct rw_semaphore *sem);
int down_read_killable(struct rw_semaphore *sem);
void cond_resched(void);
bool fatal_signal_pending(void);
void get_page(struct page *page);
void put_page(struct page *page);
void lock_page(struct page *page);
void unlock_page(struct page *page);
struct page *alloc_page(gfp_t gfp);

int gizmo_prepare(struct gizmo *g);
int gizmo_reserve(struct gizmo *g, bool interruptible);
int gizmo_pin(struct gizmo *g);
int gizmo_wait(struct gizmo *g);
int gizmo_sync(struct gizmo *g, pgoff_t index);
int gizmo_attach(struct gizmo *g, struct page ***pages);
int gizmo_lookup(struct gizmo *g, pgoff_t index, unsigned long *pfn);
long gizmo_wait_timeout(struct gizmo *g, unsigned long jiffies);
int gizmo_op_prepare(struct gizmo *g);
int gizmo_op_notify(struct gizmo *g);
void gizmo_op_release(struct gizmo *g);
int widget_acquire(struct widget *w);
int widget_map_slot(struct widget *w, int slot);
void widget_release(struct widget *w);
void gizmo_unreserve(struct gizmo *g);
void gizmo_unpin(struct gizmo *g);
void gizmo_get(struct gizmo *g);
void gizmo_put(struct gizmo *g);
void gizmo_touch(struct gizmo *g, pgoff_t index);
void gizmo_mark(struct gizmo *g, int what);
void gizmo_trace_fault(struct vm_fault *vmf, vm_fault_t result);
void gizmo_trace_error(struct vm_fault *vmf, int error);
bool gizmo_ready(struct gizmo *g);
bool gizmo_busy(struct gizmo *g);
bool gizmo_is_tiled(struct gizmo *g);
bool gizmo_access_ok(struct gizmo *g, struct vm_fault *vmf);
unsigned long gizmo_pfn(struct gizmo *g, pgoff_t index);
int gizmo_nr_pages(struct gizmo *g); /* count */
struct page *gizmo_page(struct gizmo *g, pgoff_t index);
struct page **gizmo_pages(struct gizmo *g);
struct widget *gizmo_widget(struct gizmo *g);
vm_fault_t gizmo_base_fault(struct vm_fault *vmf);
vm_fault_t gizmo_fault_idle(struct gizmo *g, struct vm_fault *vmf);
vm_fault_t filemap_fault(struct vm_fault *vmf);
/* opaque: end */

#endif
