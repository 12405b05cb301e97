/** Reads files that a tree may have put there: never waiting for a pipe, never without end from a device. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/** What is larger is none of what is read this way. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * The contents of a regular file.
 *
 * @param follow whether a symbolic link in its place counts as what it leads to.
 * @throws Error of the system's kind (ELOOP, EISDIR, ENXIO, EFBIG ...) for whatever else is there.
 */
export function readRegular(file: string, { follow = false }: { follow?: boolean } = {}): Buffer {
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
  const handle = openSync(file, follow ? flags : flags | constants.O_NOFOLLOW);
  try {
    const stat = fstatSync(handle);
    if (stat.isDirectory()) throw failure('EISDIR');
    if (!stat.isFile()) throw failure('ENXIO');
    if (stat.size > MOST_BYTES) throw failure('EFBIG');
    return readFileSync(handle);
  } finally {
    closeSync(handle);
  }
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}
