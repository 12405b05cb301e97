/** What the evaluation knows of C as the kernel writes it: error numbers, and macros that are not plain calls. */

import type { Call, Expr } from '../source/ast.js';
import { bare } from './walk.js';

/** Error numbers of Linux: `include/uapi/asm-generic/errno-base.h`, `errno.h` and `include/linux/errno.h`. */
export const ERRNO: ReadonlyMap<string, number> = new Map(
  Object.entries({
    EPERM: 1,
    ENOENT: 2,
    ESRCH: 3,
    EINTR: 4,
    EIO: 5,
    ENXIO: 6,
    E2BIG: 7,
    ENOEXEC: 8,
    EBADF: 9,
    ECHILD: 10,
    EAGAIN: 11,
    EWOULDBLOCK: 11,
    ENOMEM: 12,
    EACCES: 13,
    EFAULT: 14,
    ENOTBLK: 15,
    EBUSY: 16,
    EEXIST: 17,
    EXDEV: 18,
    ENODEV: 19,
    ENOTDIR: 20,
    EISDIR: 21,
    EINVAL: 22,
    ENFILE: 23,
    EMFILE: 24,
    ENOTTY: 25,
    ETXTBSY: 26,
    EFBIG: 27,
    ENOSPC: 28,
    ESPIPE: 29,
    EROFS: 30,
    EMLINK: 31,
    EPIPE: 32,
    EDOM: 33,
    ERANGE: 34,
    EDEADLK: 35,
    ENAMETOOLONG: 36,
    ENOSYS: 38,
    ENODATA: 61,
    ETIME: 62,
    EPROTO: 71,
    EOVERFLOW: 75,
    EOPNOTSUPP: 95,
    ETIMEDOUT: 110,
    EALREADY: 114,
    EINPROGRESS: 115,
    ESTALE: 116,
    ECANCELED: 125,
    EHWPOISON: 133,
    ERESTARTSYS: 512,
    ERESTARTNOINTR: 513,
    ERESTARTNOHAND: 514,
    ENOIOCTLCMD: 515,
    EPROBE_DEFER: 517,
    ENOTSUPP: 524,
  }),
);

/** `-EBUSY` for its number; undefined for a number that is no errno's. */
export function nameOfErrno(n: number): string | undefined {
  for (const [name, errno] of ERRNO) if (errno === -n) return `-${name}`;
  return undefined;
}

/** Names that stand for a number everywhere. */
export const PLAIN_CONSTANTS: ReadonlyMap<string, number> = new Map([
  ['NULL', 0],
  ['false', 0],
  ['true', 1],
  ['FALSE', 0],
  ['TRUE', 1],
]);

/** How a macro or inline function of the kernel treats its argument; none of these has an effect of its own. */
export type Idiom =
  /** The truth of the argument: `unlikely(x)`. */
  | 'truth'
  /** As `truth`, and something is said where it is true: `WARN_ON(x)`. */
  | 'warn'
  /** As `warn` with a message after it: `WARN_ONCE(x, "…")`. */
  | 'warn-message'
  /** Execution ends where it is true: `BUG_ON(x)`. */
  | 'bug-on'
  /** Execution ends: `BUG()`. */
  | 'bug'
  /** `IS_ERR(p)`, `IS_ERR_VALUE(x)`: whether the value is a negative error number. */
  | 'is-err'
  | 'is-err-or-null'
  /** `PTR_ERR(p)`, `ERR_PTR(e)`, `ERR_CAST(p)`: the same value as another type. */
  | 'same'
  | 'ptr-err-or-zero'
  /** `container_of(p, T, m)`: a value that depends on the arguments alone. */
  | 'pure';

/** Sources: `include/linux/{compiler,err,kernel}.h`, `include/asm-generic/bug.h`. */
export const IDIOMS: ReadonlyMap<string, Idiom> = new Map<string, Idiom>([
  ['likely', 'truth'],
  ['unlikely', 'truth'],
  ['WARN_ON', 'warn'],
  ['WARN_ON_ONCE', 'warn'],
  ['WARN', 'warn-message'],
  ['WARN_ONCE', 'warn-message'],
  ['BUG_ON', 'bug-on'],
  ['BUG', 'bug'],
  ['IS_ERR', 'is-err'],
  ['IS_ERR_VALUE', 'is-err'],
  ['IS_ERR_OR_NULL', 'is-err-or-null'],
  ['PTR_ERR', 'same'],
  ['ERR_PTR', 'same'],
  ['ERR_CAST', 'same'],
  ['PTR_ERR_OR_ZERO', 'ptr-err-or-zero'],
  ['container_of', 'pure'],
  ['offsetof', 'pure'],
  ['ARRAY_SIZE', 'pure'],
  ['IS_ENABLED', 'pure'],
  ['min', 'pure'],
  ['max', 'pure'],
  ['min_t', 'pure'],
  ['max_t', 'pure'],
  ['round_up', 'pure'],
  ['round_down', 'pure'],
  ['DIV_ROUND_UP', 'pure'],
  ['PAGE_ALIGN', 'pure'],
  ['upper_32_bits', 'pure'],
  ['lower_32_bits', 'pure'],
]);

/**
 * What a call stores where, of those that do nothing else: `WRITE_ONCE(x, value)`. Undefined for other calls.
 * Sources: `include/asm-generic/{rwonce,barrier}.h`, `include/linux/rcupdate.h`.
 */
export function storedBy(call: Call): { readonly target: Expr; readonly value: Expr } | undefined {
  const [first, value, ...rest] = call.args;
  if (call.callee.kind !== 'identifier' || first === undefined || value === undefined || rest.length > 0)
    return undefined;
  const { name } = call.callee;
  if (/^(?:WRITE_ONCE|smp_store_mb|rcu_assign_pointer|RCU_INIT_POINTER)$/.test(name))
    return { target: first, value };
  const place = bare(first);
  const isGiven = name === 'smp_store_release' && place.kind === 'unary' && place.op === '&';
  return isGiven ? { target: place.operand, value } : undefined;
}

/** The smallest error number as a value: `IS_ERR_VALUE` is true from here up to -1 (`include/linux/err.h`, MAX_ERRNO). */
export const MIN_ERRNO = -4095;

/** Macros that give something back where a block ends: what stands behind them is not all that happens. */
export const SCOPED: ReadonlySet<string> = new Set(['guard', 'scoped_guard', 'scoped_cond_guard', 'CLASS']);

const PRINTS =
  /^(?:v?printk|_?pr_\w+|(?:dev|netdev)_(?:emerg|alert|crit|err|warn|notice|info|v?dbg)\w*|(?:DRM|drm)_(?:DEV_)?(?:ERROR|WARN|NOTE|INFO|DEBUG|err|warn|notice|info|dbg)\w*|WARN\w*)$/;
/** What drivers call their own: `gizmo_trace_error()`, `gizmo_dbg()`. */
const SAYS = /(?:^|_)(?:trace|warn|dbg|debug)(?:_|$)/i;

/** Whether an effect, by its label, is that something is said to people: `dev_err()`, `another WARN_ON()`. */
export function isMessage(label: string): boolean {
  const name = /^(?:another )?(\w+)\(\)$/.exec(label)?.[1];
  return name !== undefined && (PRINTS.test(name) || SAYS.test(name));
}
