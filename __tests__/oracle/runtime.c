/*
 * The judge: runs two versions of a function with the same injected answers
 * and compares what they do.  It is included before the programs of a batch
 * (which see it as the implementation of standin.h); main() is at the end of
 * the batch and calls judge() for each pair.
 *
 * An answer belongs to a key: (function, n-th call of it in this run).  Keys
 * are found on demand: whoever asks first puts the key on the tape with the
 * first value of its domain, and the next run takes the next value of the last
 * key.  So every combination that can be told apart is tried once, and none
 * that cannot.  Where there are more than the budget, random tapes follow.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "standin.h"

/* Both versions of a function have the same name as far as messages go. */
#define __func__ "fn"

#define MAX_EVENTS 160
#define MAX_ARGS 7
#define MAX_FN 128
#define MAX_TAPE 48
#define NTH_INSERT 6 /* calls of one function that get their own answer; later ones succeed */
#define NTH_OTHER 3

enum how { RETURNED, DIVERGED, CRASHED };
enum { DIFF_EBUSY = 1, DIFF_IGNORED = 2, DIFF_OOM = 4, DIFF_MERGED = 8, DIFF_UNDECLARED = 16 };
enum { FN_INSERT, FN_REPORT, FN_WARN, FN_SHARED, FN_OWN = 80 };

/* Answers to give instead of those on the tape, when a difference is being explained. */
enum { REMAP_EBUSY = 1, REMAP_MERGE = 2 };

struct pool {
	struct vm_fault vmf;
	struct vm_area_struct vma;
	struct vm_special_mapping sm;
	struct file file;
	struct device dev;
	struct gizmo gizmo, other;
	struct widget widget;
	struct page page[12];
	struct page *pages[8];
	struct gizmo_ops ops;
	long spill[8];
};

struct event {
	int fn, n;
	long arg[MAX_ARGS];
};

struct outcome {
	enum how how;
	int len, inserts;
	long ret;
	int answer[NTH_INSERT + 1]; /* index into insert_values, per insertion */
	int at[NTH_INSERT + 1]; /* place of the insertion in the trace */
	unsigned asked; /* what was answered: see SAW_* */
	struct event trace[MAX_EVENTS];
	struct pool pool;
};

enum { SAW_INSERT_EBUSY = 1, SAW_ENOMEM = 2, SAW_INSERT_OTHER = 4 };

struct key {
	int fn, nth, pick, size;
};

struct pair {
	const char *name;
	long (*before)(void), (*after)(void);
	int scenarios;
	const unsigned char *fields;
	int nfields;
	const char *const *own; /* names of the functions that only this program declares */
	const char *const *own_domains;
	int declared; /* the differences that the conversion owns up to */
	int says_enomem; /* the text before makes an -ENOMEM of its own */
};

/* Written by the harness: the functions that standin.h declares without a body. */
extern const char *const shared_names[], *const shared_domains[];

static struct pool P;
static struct outcome *now;
static struct key tape[MAX_TAPE];
static int tape_len, tape_frozen, tape_random;
static int calls[MAX_FN];
static int hung; /* runs ended by the clock: they cost time */
static int remap_flags, remap_ignored;
static unsigned long rng_state;
static sigjmp_buf escape;
static volatile sig_atomic_t running, ticks_seen;
static char *stack_top;

static const int insert_values[] = { 0, -EBUSY, -ENOMEM, -EFAULT, -EINVAL, -EACCES };
static const int insert_codes[] = { VM_FAULT_NOPAGE, VM_FAULT_NOPAGE, VM_FAULT_OOM,
				    VM_FAULT_SIGBUS, VM_FAULT_SIGBUS, VM_FAULT_SIGBUS };
/* All that the new answer still tells, said in the old way. */
static const int merged_values[] = { 0, 0, -ENOMEM, -EFAULT, -EFAULT, -EFAULT };
#define NR_INSERT 6
static const int errno_values[] = { 0, -EINTR, -EAGAIN, -ENOMEM, -EINVAL,
				    -ERESTARTSYS, -EBUSY, 1, -EFAULT, -ENOSPC };
static const int code_values[] = { 0, VM_FAULT_NOPAGE, VM_FAULT_SIGBUS, VM_FAULT_OOM, VM_FAULT_RETRY,
				   VM_FAULT_LOCKED, VM_FAULT_MAJOR | VM_FAULT_LOCKED };
static const int bool_values[] = { 0, 1 };
static const int count_values[] = { 2, 0, 1, 3 };
static const long long_values[] = { 1, 0, -ERESTARTSYS, -EBUSY };
static const long ptr_values[] = { 1, -ENOMEM, 0, -EINTR, -EINVAL, -EAGAIN };
#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

static unsigned random32(void)
{
	rng_state = rng_state * 6364136223846793005UL + 1442695040888963407UL;
	return (unsigned)(rng_state >> 33);
}

/* The answer to the next call of `fn`, as an index below `size`. */
static int choose(int fn, int size)
{
	int nth = calls[fn]++, i;

	if (nth >= (fn == FN_INSERT ? NTH_INSERT : NTH_OTHER))
		return 0;
	for (i = 0; i < tape_len; i++)
		if (tape[i].fn == fn && tape[i].nth == nth)
			return tape[i].pick;
	if (tape_frozen || tape_len == MAX_TAPE)
		return 0;
	tape[tape_len].fn = fn;
	tape[tape_len].nth = nth;
	tape[tape_len].size = size;
	tape[tape_len].pick = tape_random && random32() % 2 ? random32() % size : 0;
	return tape[tape_len++].pick;
}

/* Addresses of locals differ from version to version and say nothing. */
static long plain(const void *ptr)
{
	const char *p = ptr;

	return p < stack_top && p > stack_top - 65536 ? 0x10ca1 : (long)p;
}

static void event(int fn, int n, const long *args)
{
	struct event *e = &now->trace[now->len];
	int i;

	if (now->len == MAX_EVENTS)
		siglongjmp(escape, DIVERGED);
	now->len++;
	e->fn = fn;
	e->n = n;
	for (i = 0; i < n; i++)
		e->arg[i] = args[i];
}

/* Takes note of an errno that is about to be answered. */
static long seen(long value)
{
	if (value == -ENOMEM)
		now->asked |= SAW_ENOMEM;
	return value;
}

/* One insertion of either API; an index into both tables of answers. */
static int insertion(int kind, struct vm_area_struct *vma, unsigned long addr, unsigned long what,
		     unsigned long prot)
{
	long args[] = { kind, plain(vma), addr, what, prot };
	int nth = now->inserts, pick = choose(FN_INSERT, NR_INSERT);

	event(FN_INSERT, 5, args);
	now->inserts++;
	if (pick == 1)
		now->asked |= SAW_INSERT_EBUSY;
	if (pick >= 4)
		now->asked |= SAW_INSERT_OTHER;
	if (pick == 1 && remap_flags & REMAP_EBUSY)
		pick = 0;
	if (pick >= 4 && remap_flags & REMAP_MERGE)
		pick = 3;
	if (pick == 2)
		now->asked |= SAW_ENOMEM;
	if (nth == remap_ignored)
		pick = 0;
	if (nth < NTH_INSERT) {
		now->answer[nth] = pick;
		now->at[nth] = now->len - 1;
	}
	return pick;
}

#define INSERT_BOTH(kind, suffix, params, what, prot)                                    \
	int vm_insert_##suffix params                                                    \
	{                                                                                \
		return insert_values[insertion(kind, vma, addr, (unsigned long)(what), prot)]; \
	}                                                                                \
	int vmf_insert_##suffix params                                                   \
	{                                                                                \
		return insert_codes[insertion(kind, vma, addr, (unsigned long)(what), prot)]; \
	}                                                                                \
	int merged_insert_##suffix params                                                \
	{                                                                                \
		return merged_values[insertion(kind, vma, addr, (unsigned long)(what), prot)]; \
	}

INSERT_BOTH(0, page, (struct vm_area_struct *vma, unsigned long addr, struct page *page), page, 0)
INSERT_BOTH(1, pfn, (struct vm_area_struct *vma, unsigned long addr, unsigned long pfn), pfn, 0)
INSERT_BOTH(2, pfn_prot,
	    (struct vm_area_struct *vma, unsigned long addr, unsigned long pfn, pgprot_t prot),
	    pfn, prot.pgprot)
INSERT_BOTH(3, mixed, (struct vm_area_struct *vma, unsigned long addr, pfn_t pfn), pfn.val, 0)
INSERT_BOTH(4, mixed_mkwrite, (struct vm_area_struct *vma, unsigned long addr, pfn_t pfn), pfn.val, 0)

static const char *const insert_kinds[] = { "page", "pfn", "pfn_prot", "mixed", "mixed_mkwrite" };

/* A message is an event: its text (but not whether %d or %x), then its values. */
void report(const char *fmt, ...)
{
	long args[MAX_ARGS] = { 0 };
	unsigned long hash = 5381;
	int n = 1, longs;
	va_list ap;

	va_start(ap, fmt);
	for (; *fmt; fmt++) {
		hash = hash * 33 + (unsigned char)*fmt;
		if (*fmt != '%')
			continue;
		longs = 0;
		for (fmt++; *fmt && strchr("#0-+ 123456789.lhzt", *fmt); fmt++)
			longs |= *fmt == 'l' || *fmt == 'z' || *fmt == 't';
		if (!*fmt)
			break;
		if (*fmt == '%' || n == MAX_ARGS)
			continue;
		if (*fmt == 's') {
			const char *s = va_arg(ap, const char *);
			for (; *s; s++)
				args[n] = args[n] * 33 + *s;
			n++;
		} else if (*fmt == 'p') {
			args[n++] = plain(va_arg(ap, void *));
		} else {
			args[n++] = longs ? va_arg(ap, long) : va_arg(ap, int);
		}
	}
	va_end(ap);
	args[0] = (long)(hash & 0xffffff);
	event(FN_REPORT, n, args);
}

int warned(int cond)
{
	if (cond)
		event(FN_WARN, 0, NULL);
	return cond;
}

/* ------------------------------------------------------------------ running */

struct field {
	const char *name;
	void *at;
	int width;
	long value[4];
};

/* What a scenario may change in memory before the call.  Names as the harness finds them in the text. */
static const struct field fields[] = {
#define FIELD(name, lvalue, ...) { name, &(lvalue), sizeof(lvalue), { __VA_ARGS__ } }
#include "fields.h"
};

static const struct pair *pair;
static int scenario;

/* Scenario 0 is the plain one; then each field in turn leaves it, first alone, then in a mixture. */
static long field_value(int i, int sc)
{
	const struct field *f = &fields[pair->fields[i]];
	int n = pair->nfields;
	unsigned long h = (unsigned long)(sc * 31 + i) * 2654435761UL;

	if (sc > 0 && (sc - 1) % n == i)
		return f->value[1 + (sc - 1) / n % 3];
	return f->value[sc <= n ? 0 : (h >> 16) % 4];
}

static void reset_pool(void)
{
	int i;

	memset(&P, 0, sizeof(P));
	P.vmf.vma = &P.vma;
	P.vmf.pgoff = 1;
	P.vmf.address = 0x7001000;
	P.vma.vm_start = 0x7000000;
	P.vma.vm_end = 0x7003000;
	P.vma.vm_pgoff = 0x100;
	P.vma.vm_private_data = &P.gizmo;
	P.vma.vm_file = &P.file;
	P.file.private_data = &P.gizmo;
	P.gizmo.dev = &P.dev;
	P.gizmo.ops = &P.ops;
	P.gizmo.widget = &P.widget;
	P.gizmo.pages = P.pages;
	P.gizmo.page = &P.page[5];
	P.gizmo.size = 0x3000;
	P.gizmo.base = 0x40000;
	P.gizmo.npages = 3;
	P.gizmo.stride = 2;
	P.other = P.gizmo;
	P.other.base = 0x90000;
	P.widget.gizmo = P.other;
	P.widget.owner = &P.gizmo;
	P.widget.spare = &P.page[6];
	P.widget.phys = 0x50000;
	P.widget.nslots = 2;
	P.ops.prepare = gizmo_op_prepare;
	P.ops.notify = gizmo_op_notify;
	P.ops.release = gizmo_op_release;
	for (i = 0; i < 8; i++)
		P.pages[i] = &P.page[i];
	for (i = 0; i < pair->nfields; i++) {
		const struct field *f = &fields[pair->fields[i]];
		long v = field_value(i, scenario);

		memcpy(f->at, &v, f->width);
	}
}

static void poison(void)
{
	volatile char hole[3072];

	memset((void *)hole, 0xa5, sizeof(hole));
}

static void on_tick(int sig)
{
	(void)sig;
	if (running && ++ticks_seen > 1) {
		hung++;
		siglongjmp(escape, DIVERGED);
	}
}

static void on_crash(int sig)
{
	(void)sig;
	if (!running)
		_Exit(70);
	siglongjmp(escape, CRASHED);
}

static void run(long (*version)(void), struct outcome *outcome)
{
	int how;

	now = outcome;
	outcome->len = outcome->inserts = 0;
	outcome->asked = 0;
	outcome->ret = 0;
	memset(calls, 0, sizeof(calls));
	reset_pool();
	how = sigsetjmp(escape, 0);
	if (how == 0) {
		char here;

		stack_top = &here;
		ticks_seen = 0;
		running = 1;
		poison();
		outcome->ret = version();
		how = RETURNED;
	}
	running = 0;
	outcome->how = how;
	if (how == RETURNED)
		outcome->pool = P;
}

/* ---------------------------------------------------------------- comparing */

static int same_event(const struct event *a, const struct event *b)
{
	return a->fn == b->fn && a->n == b->n && !memcmp(a->arg, b->arg, a->n * sizeof(long));
}

static int same_events(const struct outcome *a, const struct outcome *b, int len)
{
	int i;

	for (i = 0; i < len; i++)
		if (!same_event(&a->trace[i], &b->trace[i]))
			return 0;
	return 1;
}

static int same(const struct outcome *a, const struct outcome *b)
{
	return a->how == b->how && a->ret == b->ret && a->len == b->len && same_events(a, b, a->len) &&
	       (a->how != RETURNED || !memcmp(&a->pool, &b->pool, sizeof(a->pool)));
}

/* Equal, or SIGBUS there and OOM here. */
static int same_but_oom(long before, long after)
{
	return before == after ||
	       (before & VM_FAULT_SIGBUS && after == ((before & ~VM_FAULT_SIGBUS) | VM_FAULT_OOM));
}

static int oom_only(const struct outcome *before, const struct outcome *after)
{
	int i, j;

	if (before->how != RETURNED || after->how != RETURNED || before->len != after->len ||
	    !same_but_oom(before->ret, after->ret) || memcmp(&before->pool, &after->pool, sizeof(P)))
		return 0;
	for (i = 0; i < before->len; i++) {
		const struct event *a = &before->trace[i], *b = &after->trace[i];

		if (a->fn != b->fn || a->n != b->n)
			return 0;
		for (j = 0; j < a->n; j++)
			if (!same_but_oom(a->arg[j], b->arg[j]))
				return 0;
	}
	return 1;
}

static void rerun(long (*version)(void), struct outcome *outcome, int flags, int ignored)
{
	tape_frozen = 1;
	remap_flags = flags;
	remap_ignored = ignored;
	run(version, outcome);
	tape_frozen = 0;
	remap_flags = 0;
	remap_ignored = -1;
}

static struct outcome other;

/* Memory ran out, whoever said so, and what was SIGBUS is OOM now; nothing else changed. */
static int explained_by_oom(const struct outcome *before, const struct outcome *after)
{
	return (pair->says_enomem || after->asked & SAW_ENOMEM) && oom_only(before, after);
}

static const char *fn_name(int fn)
{
	static const char *const first[] = { "insert", "message", "warning" };

	return fn < FN_SHARED ? first[fn] : fn < FN_OWN ? shared_names[fn - FN_SHARED] : pair->own[fn - FN_OWN];
}

/* +1 for a call that takes something, -1 for one that gives it back. */
static int balance(int fn)
{
	const char *name = fn_name(fn);
	static const char *const gives[] = { "unlock", "put", "release", "unreserve", "unpin", "up_" };
	static const char *const takes[] = { "lock", "get", "acquire", "reserve", "pin", "down_" };
	int i;

	for (i = 0; i < COUNT(gives); i++)
		if (strstr(name, gives[i]))
			return -1;
	for (i = 0; i < COUNT(takes); i++)
		if (strstr(name, takes[i]))
			return 1;
	return 0;
}

/*
 * Whether `after` does what `before` did until insertion `i`, then goes straight to the last of its steps, and
 * on the way passes over nothing that was taken and had to be given back.
 */
static int leaves_early(const struct outcome *before, const struct outcome *after, int i)
{
	int at = before->at[i], tail = after->len - at - 1, held = 0, k;

	if (after->inserts != i + 1 || after->at[i] != at || tail > before->len - at - 1 ||
	    !same_events(before, after, at + 1))
		return 0;
	for (k = 0; k < tail; k++)
		if (before->trace[before->len - tail + k].fn != after->trace[at + 1 + k].fn)
			return 0;
	for (k = at + 1; k < before->len - tail; k++)
		held += balance(before->trace[k].fn);
	return held == 0;
}

static int same_but_result(const struct outcome *before, const struct outcome *after, int code)
{
	int i, j;

	if (before->len != after->len || memcmp(&before->pool, &after->pool, sizeof(P)))
		return 0;
	for (i = 0; i < before->len; i++) {
		const struct event *a = &before->trace[i], *b = &after->trace[i];

		if (a->fn != b->fn || a->n != b->n)
			return 0;
		for (j = 0; j < a->n; j++)
			if (a->arg[j] != b->arg[j] &&
			    !(a->arg[j] == before->ret && b->arg[j] == after->ret && b->arg[j] & code))
				return 0;
	}
	return 1;
}

/* The code before took no notice of a failing insertion; the code after returns what it gave. */
static int explained_by_ignored(const struct outcome *before, const struct outcome *after, int flags)
{
	int i, n = before->inserts < NTH_INSERT ? before->inserts : NTH_INSERT;

	if (before->how != RETURNED || after->how != RETURNED)
		return 0;
	for (i = 0; i < n; i++) {
		int code;

		if (before->answer[i] < 2 || i >= after->inserts)
			continue;
		code = insert_codes[before->answer[i]];
		if ((after->ret & VM_FAULT_ERROR) != code ||
		    (after->ret & ~code & ~before->ret & ~VM_FAULT_NOPAGE) != 0)
			continue;
		rerun(pair->before, &other, flags, i);
		if (!same(&other, before))
			continue;
		if (same_but_result(before, after, code) || leaves_early(before, after, i))
			return 1;
	}
	return 0;
}

static int better(int best, int kinds)
{
	return !best || (best & ~pair->declared && !(kinds & ~pair->declared)) ? kinds : best;
}

/*
 * Which differences explain this one: those that were declared, if they can; else the plainest; DIFF_UNDECLARED
 * if none do.  There may be several explanations, since insertions are counted: one that is left out makes the
 * next one take its answer.
 */
static int explain(const struct outcome *before, const struct outcome *after)
{
	static struct outcome eased;
	int merge, ebusy, best = 0;

	for (merge = 0; merge < 2; merge++)
		for (ebusy = 0; ebusy < 2; ebusy++) {
			int flags = (ebusy ? REMAP_EBUSY : 0) | (merge ? REMAP_MERGE : 0);
			int kinds = (ebusy ? DIFF_EBUSY : 0) | (merge ? DIFF_MERGED : 0);

			if ((ebusy && !(after->asked & SAW_INSERT_EBUSY)) ||
			    (merge && !(after->asked & SAW_INSERT_OTHER)))
				continue;
			rerun(pair->before, &eased, flags, -1);
			if (flags && same(&eased, after))
				best = better(best, kinds);
			if (merge)
				continue;
			if (explained_by_oom(&eased, after))
				best = better(best, kinds | DIFF_OOM);
			if (explained_by_ignored(&eased, after, flags))
				best = better(best, kinds | DIFF_IGNORED);
		}
	return best ? best : DIFF_UNDECLARED;
}

/* --------------------------------------------------------------- describing */

static const struct { int value; const char *name; } code_names[] = {
	{ VM_FAULT_OOM, "OOM" }, { VM_FAULT_SIGBUS, "SIGBUS" }, { VM_FAULT_MAJOR, "MAJOR" },
	{ VM_FAULT_WRITE, "WRITE" }, { VM_FAULT_NOPAGE, "NOPAGE" }, { VM_FAULT_LOCKED, "LOCKED" },
	{ VM_FAULT_RETRY, "RETRY" }, { VM_FAULT_FALLBACK, "FALLBACK" }, { VM_FAULT_SIGSEGV, "SIGSEGV" },
};
static const struct { int value; const char *name; } errno_names[] = {
	{ EINTR, "EINTR" }, { EAGAIN, "EAGAIN" }, { ENOMEM, "ENOMEM" }, { EINVAL, "EINVAL" },
	{ ERESTARTSYS, "ERESTARTSYS" }, { EBUSY, "EBUSY" }, { EFAULT, "EFAULT" }, { EACCES, "EACCES" },
	{ ENOSPC, "ENOSPC" }, { EIO, "EIO" }, { ENODEV, "ENODEV" }, { ENOENT, "ENOENT" },
};

static void put_errno(FILE *out, long v)
{
	int i;

	for (i = 0; i < COUNT(errno_names); i++)
		if (v == -errno_names[i].value) {
			fprintf(out, "-%s", errno_names[i].name);
			return;
		}
	fprintf(out, "%ld", v);
}

static void put_code(FILE *out, long v)
{
	const char *sep = "";
	int i;

	if (v <= 0) {
		put_errno(out, v);
		return;
	}
	for (i = 0; i < COUNT(code_names); i++)
		if (v & code_names[i].value) {
			fprintf(out, "%s%s", sep, code_names[i].name);
			v &= ~(long)code_names[i].value;
			sep = "|";
		}
	if (v)
		fprintf(out, "%s%#lx", sep, v);
}

static const char *domain_name(int fn)
{
	return fn == FN_INSERT ? "insert" : fn < FN_OWN ? shared_domains[fn - FN_SHARED] :
							  pair->own_domains[fn - FN_OWN];
}

static void put_event(FILE *out, const struct outcome *o, int i)
{
	const struct event *e = &o->trace[i];
	int j;

	if (i >= o->len) {
		fprintf(out, o->how == RETURNED ? "return" : o->how == CRASHED ? "crash" : "loop");
		return;
	}
	if (e->fn == FN_INSERT) {
		fprintf(out, "insert_%s(%#lx, %#lx)", insert_kinds[e->arg[0]], e->arg[2], e->arg[3]);
		return;
	}
	fprintf(out, "%s(", fn_name(e->fn));
	for (j = 0; j < e->n; j++) {
		const char *at = (const char *)e->arg[j];

		fprintf(out, "%s", j ? ", " : "");
		if (at >= (const char *)&P && at < (const char *)(&P + 1))
			fprintf(out, "memory+%ld", (long)(at - (const char *)&P));
		else
			fprintf(out, "%ld", e->arg[j]);
	}
	fprintf(out, ")");
}

static void put_outcome(FILE *out, const struct outcome *o)
{
	if (o->how == RETURNED) {
		fprintf(out, "returned ");
		put_code(out, o->ret);
	} else {
		fprintf(out, o->how == CRASHED ? "crashed" : "did not end");
	}
}

static void put_answer(FILE *out, const struct key *key)
{
	const char *domain = domain_name(key->fn);

	fprintf(out, "%s #%d = ", fn_name(key->fn), key->nth + 1);
	if (!strcmp(domain, "insert"))
		put_errno(out, insert_values[key->pick]);
	else if (!strcmp(domain, "errno"))
		put_errno(out, errno_values[key->pick]);
	else if (!strcmp(domain, "code"))
		put_code(out, code_values[key->pick]);
	else if (!strcmp(domain, "count"))
		fprintf(out, "%d", count_values[key->pick]);
	else if (!strcmp(domain, "long"))
		put_errno(out, long_values[key->pick]);
	else if (!strcmp(domain, "pointer"))
		put_errno(out, ptr_values[key->pick]);
	else
		fprintf(out, "%d", bool_values[key->pick]);
}

/* "insert #2 = -EFAULT: before returned RETRY, after returned SIGBUS" */
static void describe(FILE *out, const struct outcome *before, const struct outcome *after)
{
	const char *sep = "";
	int i;

	for (i = 0; i < tape_len; i++)
		if (tape[i].pick) {
			fprintf(out, "%s", sep);
			put_answer(out, &tape[i]);
			sep = ", ";
		}
	for (i = 0; i < pair->nfields; i++)
		if (field_value(i, scenario) != fields[pair->fields[i]].value[0]) {
			fprintf(out, "%s%s = %ld", sep, fields[pair->fields[i]].name, field_value(i, scenario));
			sep = ", ";
		}
	fprintf(out, "%s: before ", *sep ? "" : "no failure");
	put_outcome(out, before);
	fprintf(out, ", after ");
	put_outcome(out, after);
	for (i = 0; i < before->len && i < after->len; i++)
		if (!same_event(&before->trace[i], &after->trace[i]))
			break;
	if (i < before->len || i < after->len) {
		fprintf(out, "; step %d was ", i + 1);
		put_event(out, before, i);
		fprintf(out, ", is ");
		put_event(out, after, i);
	} else if (before->how == RETURNED && after->how == RETURNED && before->ret == after->ret) {
		for (i = 0; i < (int)sizeof(P); i++)
			if (((char *)&before->pool)[i] != ((char *)&after->pool)[i])
				break;
		fprintf(out, "; memory differs at byte %d", i);
	}
}

/* ------------------------------------------------------------------ judging */

struct finding {
	int kinds, count, picks;
	char text[1024];
};

static int picks(void)
{
	int i, n = scenario != 0;

	for (i = 0; i < tape_len; i++)
		n += tape[i].pick != 0;
	return n;
}

static void note(struct finding *found, int *nfound, int kinds, const struct outcome *b, const struct outcome *a)
{
	int i;

	for (i = 0; i < *nfound && found[i].kinds != kinds; i++)
		;
	if (i == 32)
		return;
	if (i == *nfound) {
		(*nfound)++;
		found[i].kinds = kinds;
		found[i].count = 0;
		found[i].picks = 1000;
	}
	found[i].count++;
	if (picks() < found[i].picks) {
		FILE *out = fmemopen(found[i].text, sizeof(found[i].text), "w");

		found[i].picks = picks();
		describe(out, b, a);
		fclose(out);
		found[i].text[sizeof(found[i].text) - 1] = 0;
	}
}

/* What the versions do for each answer of an insertion, where all others succeed. */
struct told {
	int runs, nrets;
	long rets[24];
	int doing[MAX_FN]; /* runs in which a function was called from then on */
};

static struct told told[2][NR_INSERT];

static void tell(int version, const struct outcome *o)
{
	int pick = 0, from = o->at[0], i;
	struct told *t;
	char called[MAX_FN] = { 0 };

	if (o->how != RETURNED || o->inserts == 0)
		return;
	for (i = 0; i < o->inserts && i < NTH_INSERT; i++)
		if (o->answer[i]) {
			if (pick)
				return;
			pick = o->answer[i];
			from = o->at[i];
		}
	t = &told[version][pick];
	t->runs++;
	for (i = 0; i < t->nrets && t->rets[i] != o->ret; i++)
		;
	if (i == t->nrets && i < COUNT(t->rets))
		t->rets[t->nrets++] = o->ret;
	for (i = from + 1; i < o->len; i++)
		called[o->trace[i].fn] = 1;
	for (i = 0; i < MAX_FN; i++)
		t->doing[i] += called[i];
}

/* "T  version  answer  runs  returned,returned  name=runs,name=runs" */
static void print_told(void)
{
	int version, pick, i;

	for (version = 0; version < 2; version++)
		for (pick = 0; pick < NR_INSERT; pick++) {
			const struct told *t = &told[version][pick];

			if (t->runs == 0)
				continue;
			printf("T\t%d\t%d\t%d\t", version, insert_values[pick], t->runs);
			for (i = 0; i < t->nrets; i++)
				printf("%s%ld", i ? "," : "", t->rets[i]);
			printf("\t");
			for (i = FN_REPORT; i < MAX_FN; i++)
				if (t->doing[i])
					printf("%s=%d,", fn_name(i), t->doing[i]);
			printf("\n");
		}
	memset(told, 0, sizeof(told));
}

/* Goes to the next combination; false after the last. */
static int advance(void)
{
	while (tape_len > 0) {
		struct key *last = &tape[tape_len - 1];

		if (++last->pick < last->size)
			return 1;
		tape_len--;
	}
	return 0;
}

static void judge(const struct pair *p, int budget, unsigned long seed)
{
	static struct outcome before, after;
	static struct finding found[32];
	int nfound = 0, runs = 0, crashed = 0, ok = 0, exhaustive = 1, extra, i;

	pair = p;
	hung = 0;
	remap_ignored = -1;
	for (scenario = 0; scenario < p->scenarios; scenario++) {
		int part = 0;

		tape_len = tape_random = 0;
		do {
			run(p->before, &before);
			run(p->after, &after);
			tell(0, &before);
			tell(1, &after);
			runs++;
			ok += before.how == RETURNED;
			crashed += before.how == CRASHED;
			if (!same(&before, &after))
				note(found, &nfound, explain(&before, &after), &before, &after);
			if (++part > budget / p->scenarios || hung > 6) {
				exhaustive = 0;
				break;
			}
		} while (advance());
	}
	rng_state = seed;
	for (extra = exhaustive || hung > 6 ? 0 : budget / 2; extra > 0; extra--) {
		scenario = random32() % p->scenarios;
		tape_len = 0;
		tape_random = 1;
		run(p->before, &before);
		run(p->after, &after);
		runs++;
		ok += before.how == RETURNED;
		if (!same(&before, &after))
			note(found, &nfound, explain(&before, &after), &before, &after);
		if (hung > 9)
			break;
	}
	printf("P\t%s\t%d\t%d\t%d\t%d\n", p->name, runs, exhaustive, ok, crashed);
	for (i = 0; i < nfound; i++)
		printf("D\t%d\t%d\t%s\n", found[i].kinds, found[i].count, found[i].text);
	print_told();
}

static void prepare_to_judge(void)
{
	static char alt[65536];
	stack_t st = { .ss_sp = alt, .ss_size = sizeof(alt) };
	struct sigaction sa = { .sa_flags = SA_NODEFER | SA_ONSTACK | SA_RESTART };
	struct itimerval tick = { { 0, 8000 }, { 0, 8000 } };

	sigaltstack(&st, NULL);
	sa.sa_handler = on_crash;
	sigaction(SIGSEGV, &sa, NULL);
	sigaction(SIGBUS, &sa, NULL);
	sigaction(SIGFPE, &sa, NULL);
	sigaction(SIGILL, &sa, NULL);
	sa.sa_handler = on_tick;
	sigaction(SIGVTALRM, &sa, NULL);
	setitimer(ITIMER_VIRTUAL, &tick, NULL);
}
