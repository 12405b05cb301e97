/** A change in a person's editor, and what it comes to when they are back. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyEdits } from '../edit/apply.js';
import { errnoOf, failureInWords } from '../errors.js';
import { groupBy } from '../order.js';
import { unifiedDiff } from '../patch/index.js';
import { isEngineCode } from '../reasons.js';
import { makeReport, type Site } from '../report/report.js';
import { type Decision, editsOffered, fingerprintOf } from '../review/decisions.js';
import { run } from '../run.js';
import { openParser } from '../source/index.js';
import { openRead } from '../sources.js';
import type { Change, Occurrence } from '../verdict.js';
import { amenderFor } from './decisions-file.js';
import type { Session } from './session.js';
import type { World } from './world.js';

const HELP = `# Edit the lines that begin with "+", add some, or take some away. A line that begins with "-" stays as it is if you
# make that a blank. Lines that begin with a blank or with "-" must otherwise be as they are in the file, and the numbers
# in "@@" lines need no care. Only bodies of functions may change. What you leave is proven as the change was, and is not
# taken if it does not do the same. An empty file takes back what you edited. Lines that begin with "#" are left out.
`;

/** What a person left when the editor closed. */
export type Draft =
  /** The change as a diff, one unit per byte. */
  | { readonly kind: 'edited'; readonly edited: string }
  /** They want the change as it was offered. */
  | { readonly kind: 'emptied' }
  | { readonly kind: 'nothing'; readonly why: string };

/** What they had before: the last draft, and why that was not taken. */
export interface Former {
  readonly edited: string;
  readonly why?: string | undefined;
}

/** Opens a change in the person's editor: the former draft, or else the change as it was offered. */
export function draftChange(
  change: Change,
  session: Pick<Session, 'sources'>,
  { env }: Pick<World, 'env'>,
  former: Former | undefined,
): Draft {
  const files = [...groupBy(editsOffered(change), ({ path }) => path)].map(([path, own]) => {
    const before = openRead(session.sources, path).text;
    return { path, before, after: applyEdits(before, own) };
  });
  // The hashes of files would not be those of what a person makes of them.
  const offered = unifiedDiff(files).replace(/^index .*\n/gm, '');
  const refusal = former?.why === undefined ? '' : `# It was not taken: ${former.why}\n#\n`;
  const left = leftBy(editorOf(env), `${former?.edited ?? offered}${refusal}${HELP}`);
  if ('why' in left) return { kind: 'nothing', why: left.why };
  const edited = left.text.replace(/^#.*\n?/gm, '');
  if (edited === (former?.edited ?? offered)) return { kind: 'nothing', why: 'nothing was edited' };
  return edited.trim() === '' || edited === offered ? { kind: 'emptied' } : { kind: 'edited', edited };
}

/** As git chooses it. */
function editorOf(env: World['env']): string {
  return env.GIT_EDITOR || env.VISUAL || env.EDITOR || 'vi';
}

/** What an editor leaves of a text; one unit per byte, which are kept whatever they are. */
function leftBy(editor: string, text: string): { readonly text: string } | { readonly why: string } {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-edit-'));
  const file = join(folder, 'change.diff');
  try {
    writeFileSync(file, text, 'latin1');
    const { status, error } = spawnSync('/bin/sh', ['-c', `${editor} "$@"`, editor, file], {
      stdio: 'inherit',
    });
    if (error !== undefined) return { why: `${editor} could not be run: ${failureInWords(error)}` };
    if (status !== 0) return { why: `${editor} failed, so the change stays as it was` };
    return { text: readFileSync(file, 'latin1') };
  } catch (error) {
    if (errnoOf(error) === 'ENOENT')
      return { why: `${editor} left no file behind, so the change stays as it was` };
    return { why: failureInWords(error) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The site of a change as it is with what a person made of it, proven, or why that cannot be taken; as it was offered
 * where `edited` is undefined.
 */
export async function judgeDraft(
  change: Change,
  edited: string | undefined,
  session: Session,
): Promise<Site | { readonly why: string }> {
  const offered = editsOffered(change);
  const fingerprint = fingerprintOf(offered, path => openRead(session.sources, path));
  const decision: Decision = { change: change.id, fingerprint, answer: 'yes', edited };
  // What a change is often follows from its own files, which is quick to find out.
  const own = [...new Set(offered.map(({ path }) => path))];
  return (await lookAt(own, decision, session)) ?? (await lookAt(session.paths, decision, session)) ?? GONE;
}

const GONE = { why: 'the change is offered no longer: the files were changed meanwhile' };

/** Undefined where the change is not offered in these files. */
async function lookAt(
  paths: Session['paths'],
  decision: Decision,
  { ledger: before, tree, transforms, prepare, selects, compat, kernels, budget }: Session,
): Promise<Site | { readonly why: string } | undefined> {
  const { edited, fingerprint } = decision;
  let isOffered = edited === undefined;
  const amend = amenderFor(new Map([[fingerprint, decision]]), () => {
    isOffered = true;
  });
  const { ledger, sources } = await run({
    ...{ tree, paths, selects, transforms, parser: await openParser() },
    ...{ takeReview: false, prepare, compat, kernels, budget, amend },
  });
  if (!isOffered) return undefined;
  const isMeant = (one: Change) =>
    (one.edited !== undefined) === (edited !== undefined) &&
    fingerprintOf(editsOffered(one), path => openRead(sources, path)) === fingerprint;
  const { sites } = makeReport({ tree: tree.root, ledger, sources, transforms });
  const site = sites.find(one => one.change !== undefined && isMeant(one.change));
  if (site !== undefined || edited === undefined) return site;
  // Others of the same file may be refused for reasons of their own.
  const carried = before.verdicts.filter(one => one.change === decision.change);
  const own = new Set(carried.map(({ occurrence }) => placeOf(occurrence)));
  const refused = ledger.verdicts.find(
    ({ code, kind, occurrence }) => kind === 'refuse' && isEngineCode(code) && own.has(placeOf(occurrence)),
  );
  return { why: refused?.message ?? 'it is what was offered' };
}

const placeOf = ({ path, start }: Occurrence): string => `${start} ${path}`;
