/** Contents that git keeps, by their ids. */
import { createHash } from 'node:crypto';
import { UserError } from '../errors.js';
import { type GitAnswer, git, gitNow } from './git.js';

/** No C source is larger. */
const MOST_BYTES = 32 * 1024 * 1024;

/** The id that git gives contents, in the format of `like`. */
export function blobIdOf(bytes: Buffer, like: string): string {
  const algorithm = like.length === 64 ? 'sha256' : 'sha1';
  return createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/**
 * The contents of blobs, asked for in one go. One that is missing, as in a partial clone, is left out; and where all
 * of them are too large together, so are those that no C source is as large as.
 *
 * @throws UserError where git fails.
 */
export async function readBlobs(root: string, ids: Iterable<string>): Promise<ReadonlyMap<string, Buffer>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const answer = await ask(root, '--batch', wanted);
  if (answer?.code === 0) return contentsIn(answer.out);
  return contentsIn(told(await ask(root, '--batch', await smallOnes(root, wanted))));
}

/** The same, waiting for the answer; nothing where git cannot give all of them at once. */
export function readBlobsNow(root: string, ids: Iterable<string>): ReadonlyMap<string, Buffer> {
  const input = [...new Set(ids)].map(id => `${id}\n`).join('');
  const answer = gitNow(root, ['cat-file', '--batch'], { input });
  return answer.code === 0 ? contentsIn(answer.out) : new Map();
}

function ask(
  root: string,
  how: '--batch' | '--batch-check',
  ids: readonly string[],
): Promise<GitAnswer | undefined> {
  return git(root, ['cat-file', how], { input: ids.map(id => `${id}\n`).join('') });
}

function told(answer: GitAnswer | undefined): string {
  if (answer?.code === 0) return answer.out;
  throw new UserError(`git cannot read what it keeps: ${answer?.err.trim() ?? 'there is no git'}`);
}

/** "ID blob SIZE<newline>CONTENTS<newline>", or "ID missing<newline>" */
function contentsIn(out: string): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (let at = 0; at < out.length; ) {
    const end = out.indexOf('\n', at);
    const [id, type, size] = out.slice(at, end).split(' ');
    at = end + 1;
    if (size === undefined) continue;
    const next = at + Number(size);
    if (type === 'blob') found.set(id!, Buffer.from(out.slice(at, next), 'latin1'));
    at = next + 1;
  }
  return found;
}

async function smallOnes(root: string, ids: readonly string[]): Promise<readonly string[]> {
  return told(await ask(root, '--batch-check', ids))
    .split('\n')
    .flatMap(line => {
      const [id, type, size] = line.split(' ');
      return type === 'blob' && Number(size) <= MOST_BYTES ? [id!] : [];
    });
}
