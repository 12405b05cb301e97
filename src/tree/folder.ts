/**
 * The folder that patches are written to. It must never mix patches of two makers, since `git send-email DIR/*.patch`
 * would send them all; so what a run wrote is remembered beside it, by name and hash.
 */
import { createHash } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { errnoOf, failureInWords, UserError } from '../errors.js';
import { removeLeftovers } from './leftovers.js';
import { takeLock } from './lock.js';
import { readRegular } from './regular.js';

export interface NewFile {
  /** May lie in a folder of its own: `gizmo-next/0001-x.patch`. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** Where a folder's own patches are listed: a hash and a name a line, as sha256sum has them. */
const MANIFEST = '.faultline-series';

/** Held while patches are written. */
const LOCK = '.faultline-lock';

/** What the folder is called, with the process behind it, in which a run writes before it moves things into place. */
const STAGE = '.faultline-';

/**
 * Checks that patches can be written to a folder, so that a command can say so before it works for long: it is not
 * there yet, or holds no patch, or, with `force`, only ones that a former run wrote and nobody changed.
 *
 * @param shown what messages call the folder.
 * @returns the patches of the former run.
 * @throws UserError
 */
export function checkFolder(folder: string, shown: string, force: boolean): readonly string[] {
  try {
    if (!statSync(folder).isDirectory()) {
      throw new UserError(
        `expected a folder to write to, found the file ${shown}: name a new or empty folder`,
      );
    }
    accessSync(folder, constants.W_OK | constants.X_OK);
    const patches = patchesIn(folder);
    const own = ownIn(folder);
    const foreign = patches.find(name => !own.get(name)?.has(hashOf(readRegular(join(folder, name)))));
    if (foreign !== undefined) {
      const how = own.has(foreign) ? 'that was changed since it was written' : 'that faultline did not write';
      throw new UserError(
        `the folder ${shown} holds a patch ${how} (${foreign}): move it away, or name another folder`,
      );
    }
    if (patches.length > 0 && !force) {
      throw new UserError(
        `the folder ${shown} holds the patches of a former run (${patches[0]}): ` +
          'name another folder, or replace them with --force',
      );
    }
    return patches;
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (errnoOf(error) === 'ENOENT') return [];
    throw new UserError(`cannot use ${shown}: ${failureInWords(error)}`);
  }
}

/**
 * Writes patches into a folder, in place of those of a former run. Each appears under its name only when it is whole;
 * where one cannot be written, none of them stays, and the former ones do.
 *
 * @throws UserError as `checkFolder` does, and where the disk refuses.
 */
export function fillFolder(folder: string, shown: string, files: readonly NewFile[], force = false): void {
  checkFolder(folder, shown, force);
  const stage = join(folder, `${STAGE}${process.pid}`);
  const manifest = join(folder, MANIFEST);
  const made: string[] = [];
  const kept: { readonly from: string; readonly to: string }[] = [];
  let isNew = false;
  let madeFolder: string | undefined;
  let free: (() => void) | undefined;
  try {
    madeFolder = makeFolder(folder);
    free = takeLock(join(folder, LOCK), `writes patches to ${shown}`);
    // What another run wrote while this one was on its way counts as well.
    const former = checkFolder(folder, shown, force);
    removeLeftovers(folder, STAGE);
    mkdirSync(stage);
    const lines = files.map(({ name, bytes }) => `${hashOf(bytes)}  ${name}\n`).join('');
    // While both runs' patches are there, both are known.
    const known = textOf(manifest);
    isNew = known === '';
    const staged = [...files.map(({ bytes }) => bytes), Buffer.from(known + lines), Buffer.from(lines)].map(
      (bytes, at) => {
        const file = join(stage, `${at}`);
        writeWhole(file, bytes);
        return file;
      },
    );
    const [both, final] = staged.slice(files.length) as [string, string];
    for (const { name } of files) mkdirSync(dirname(join(folder, name)), { recursive: true });
    renameSync(both, manifest);
    for (const [at, { name }] of files.entries()) {
      const file = join(folder, name);
      if (former.includes(name)) {
        const beside = join(stage, `former-${at}`);
        copyFileSync(file, beside);
        kept.push({ from: beside, to: file });
      }
      renameSync(staged[at]!, file);
      made.push(file);
    }
    const names = new Set(files.map(({ name }) => name));
    for (const name of former) if (!names.has(name)) rmSync(join(folder, name), { force: true });
    for (const sub of new Set(former.map(dirname))) if (sub !== '.') removeEmpty(join(folder, sub));
    renameSync(final, manifest);
  } catch (error) {
    for (const file of made) rmSync(file, { force: true });
    for (const { from, to } of kept) renameSync(from, to);
    if (isNew) rmSync(manifest, { force: true });
    if (error instanceof UserError) throw error;
    throw new UserError(`cannot write to ${shown}: ${failureInWords(error)}`);
  } finally {
    rmSync(stage, { recursive: true, force: true });
    free?.();
    if (madeFolder !== undefined) removeEmpty(folder);
  }
}

/** The patches in a folder and in those right below it. */
function patchesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const isPatch = (name: string) => /\.(patch|mbox|eml)$/.test(name);
  return entries.flatMap(entry => {
    if (!entry.isDirectory()) return isPatch(entry.name) ? [entry.name] : [];
    if (entry.name.startsWith('.')) return [];
    return readdirSync(join(folder, entry.name))
      .filter(isPatch)
      .map(name => `${entry.name}/${name}`);
  });
}

/** The hashes that a folder's own patches may have, by name. */
function ownIn(folder: string): ReadonlyMap<string, ReadonlySet<string>> {
  const own = new Map<string, Set<string>>();
  for (const line of textOf(join(folder, MANIFEST)).split('\n')) {
    const [, hash, name] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
    if (name !== undefined) own.set(name, (own.get(name) ?? new Set()).add(hash!));
  }
  return own;
}

function textOf(file: string): string {
  try {
    return readRegular(file).toString('utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return '';
    throw error;
  }
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function writeWhole(file: string, bytes: Buffer): void {
  const handle = openSync(file, 'wx');
  try {
    writeFileSync(handle, bytes);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Makes a folder and those above it that are missing; the topmost that was made, or undefined where all were there.
 * (Node's own way does not end below a folder that says of what it cannot hold that it is not there, as /proc does.)
 */
function makeFolder(folder: string): string | undefined {
  try {
    mkdirSync(folder);
    return folder;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST' && statSync(folder).isDirectory()) return undefined;
    const above = dirname(folder);
    if (errnoOf(error) !== 'ENOENT' || above === folder || existsSync(above)) throw error;
    const top = makeFolder(above);
    mkdirSync(folder);
    return top;
  }
}

/** What is in the way of removing a folder is somebody else's, and stays. */
function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    return;
  }
}
