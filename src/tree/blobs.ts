/** Contents that git keeps, by their ids. */
import { createHash } from 'node:crypto';
import { UserError } from '../errors.js';
import { git } from './git.js';

/** A larger one is not fetched: no C source is, and all of them are in memory at once. */
const MOST_BYTES = 32 * 1024 * 1024;

/** The id that git gives contents, in the format of `like`. */
export function blobIdOf(bytes: Buffer, like: string): string {
  const algorithm = like.length === 64 ? 'sha256' : 'sha1';
  return createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/**
 * The contents of blobs, asked for in one go. One that is missing, as in a partial clone, is left out, and so is one
 * that is too large.
 *
 * @throws UserError where git fails.
 */
export async function readBlobs(root: string, ids: Iterable<string>): Promise<ReadonlyMap<string, Buffer>> {
  const wanted = [...new Set(ids)];
  const found = new Map<string, Buffer>();
  if (wanted.length === 0) return found;
  const small = await sizesOf(root, wanted);
  if (small.length === 0) return found;
  const answer = await git(root, ['cat-file', '--batch'], { input: `${small.join('\n')}\n` });
  if (answer?.code !== 0)
    throw new UserError(`git cannot read objects: ${answer?.err.trim() ?? 'there is no git'}`);
  const { out } = answer;
  for (let at = 0; at < out.length; ) {
    const end = out.indexOf('\n', at);
    const [id, type, size] = out.slice(at, end).split(' ');
    at = end + 1;
    if (size === undefined || type === 'missing') continue;
    const next = at + Number(size);
    if (type === 'blob') found.set(id!, Buffer.from(out.slice(at, next), 'latin1'));
    at = next + 1;
  }
  return found;
}

/** Those of the ids whose contents are here, and not too large. */
async function sizesOf(root: string, ids: readonly string[]): Promise<readonly string[]> {
  const answer = await git(root, ['cat-file', '--batch-check'], { input: `${ids.join('\n')}\n` });
  if (answer?.code !== 0)
    throw new UserError(`git cannot read objects: ${answer?.err.trim() ?? 'there is no git'}`);
  return answer.out.split('\n').flatMap(line => {
    const [id, type, size] = line.split(' ');
    return type === 'blob' && Number(size) <= MOST_BYTES ? [id!] : [];
  });
}
