/** The one kind of failure that a person can put right. Refusals are data (verdicts); all else is our bug. */

/**
 * Something the user can mend. The message says what was expected, what was found, and what to do; lower case,
 * no full stop. It is shown without a stack, and the exit code is 2.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** The code of a failed system call (`ENOENT`), or undefined where `error` is none. */
export function errnoOf(error: unknown): string | undefined {
  // Asked of the shape, not of the class: an error can come from another realm, as in a test's sandbox.
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of its path is not a folder',
  EISDIR: 'it is a folder',
  ELOOP: 'it is a symbolic link, or its path has too many of them',
  ENAMETOOLONG: 'its name is too long',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EIO: 'the device failed',
  EEXIST: 'it exists already',
  ENXIO: 'it is a pipe, socket or device',
  EMFILE: 'too many files are open',
  EBUSY: 'it is in use',
  EFBIG: 'a file may not be that large',
};

/** A failed system call in plain words; the message of any other failure. */
export function failureInWords(error: unknown): string {
  const code = errnoOf(error);
  if (code !== undefined) return WORDS[code] ?? code;
  const message = (error as { message?: unknown } | null | undefined)?.message;
  return typeof message === 'string' ? message : String(error);
}

/** Where something was thrown; also for errors of another realm, which are no instances of our `Error`. */
export function stackOf(error: unknown): string | undefined {
  const stack = typeof error === 'object' && error !== null && 'stack' in error ? error.stack : undefined;
  return typeof stack === 'string' ? stack : undefined;
}
