/**
 * The test kit: the one place where tests of transforms meet the engine.
 *
 * A tree is a string. `// file: path` on a line of its own begins a file; a string without one is a single file.
 * The kit is strict: a case given twice, a text equal to the one before, a second run that is not silent, a hole
 * without a value, a crash: each fails by itself.
 */
import { type RunResult, run } from '../src/run.js';
import { openParser, type Parser } from '../src/source/index.js';
import type { AnyTransform } from '../src/transform.js';
import { memoryTree, overlay } from '../src/tree/memory.js';
import type { Occurrence } from '../src/verdict.js';

/** Where a tree without headers puts its text. */
export const ONLY_FILE = 'drivers/gizmo/gizmo.c';

export interface CheckOptions {
  /** Take the `review` verdicts too. */
  readonly review?: boolean;
  /** Declare first what new code needs. */
  readonly prepare?: boolean;
  readonly paths?: readonly string[];
  readonly selects?: (path: string) => boolean;
  /** Codes that verdicts on the side may be refused with. */
  readonly also?: readonly string[];
}

let parser: Promise<Parser> | undefined;
const seen = new Set<string>();

/** The parser of all tests of a file; it takes long to open. */
export function testParser(): Promise<Parser> {
  parser ??= openParser();
  return parser;
}

/** The files of a tree in one string. @throws Error for text above the first header and for a file given twice. */
export function filesOf(text: string): Record<string, string> {
  const [above, ...parts] = text.split(/^\/\/ file: (\S+)\n/m);
  if (parts.length === 0) return { [ONLY_FILE]: text };
  if (above!.trim() !== '') throw new Error(`expected "// file: path" first, found: ${above!.trim()}`);
  const files: Record<string, string> = {};
  for (let i = 0; i < parts.length; i += 2) {
    const path = parts[i]!;
    if (Object.hasOwn(files, path)) throw new Error(`the tree has two files called ${path}`);
    files[path] = parts[i + 1]!;
  }
  return files;
}

/** Runs the transforms over a tree in a string; slips are for the caller to judge. */
export async function runOn(
  transforms: readonly AnyTransform[],
  tree: string,
  { review = false, prepare = false, paths, selects }: CheckOptions = {},
): Promise<RunResult> {
  return run({
    tree: memoryTree(filesOf(tree)),
    paths,
    selects,
    transforms,
    parser: await testParser(),
    takeReview: review,
    prepare,
  });
}

/** Expects the transforms to turn `before` into `after`; of several files, `after` may leave out those that stay. */
export async function check(
  transforms: readonly AnyTransform[],
  before: string,
  after: string,
  options: CheckOptions = {},
): Promise<RunResult> {
  once('check', transforms, before, options);
  const expected = { ...filesOf(before), ...filesOf(after) };
  if (JSON.stringify(expected) === JSON.stringify(filesOf(before))) {
    throw new Error('the text after equals the text before; use leavesAlone or refuses');
  }
  const result = await runOn(transforms, before, options);
  expectNoSlips(result);
  expect(takenFrom(result)).toEqual([]);
  expect({ ...filesOf(before), ...textsAfter(result) }).toEqual(expected);
  await expectSilence(transforms, before, result, options);
  return result;
}

/**
 * Expects the transforms to change nothing, not even with `--review`, and to refuse with this code: every refusal
 * has it, but for those `also` names.
 */
export async function refuses(
  transforms: readonly AnyTransform[],
  before: string,
  code: string,
  options: CheckOptions = {},
): Promise<RunResult> {
  once('refuses', transforms, before, options);
  const result = await runOn(transforms, before, { ...options, review: true });
  expectNoSlips(result);
  expect(textsAfter(result)).toEqual({});
  expect(codesOf(result, 'refuse')).toEqual([code, ...(options.also ?? [])].sort());
  return result;
}

/** Expects the transforms to find nothing to do here: each verdict, if any, is `done`. */
export async function leavesAlone(
  transforms: readonly AnyTransform[],
  before: string,
  options: CheckOptions = {},
): Promise<RunResult> {
  once('leavesAlone', transforms, before, options);
  const result = await runOn(transforms, before, { ...options, review: true });
  expectNoSlips(result);
  expect(textsAfter(result)).toEqual({});
  const open = result.ledger.verdicts.filter(({ kind }) => kind !== 'done');
  expect(open.map(({ occurrence, code }) => `${occurrence.line}: ${code}`)).toEqual([]);
  return result;
}

/** The words in code that a verdict without a change leaves, and that a change takes out of the text all the same. */
export function takenFrom({ ledger }: RunResult): readonly string[] {
  const edits = ledger.changes.flatMap(change => change.edits);
  const isTaken = ({ path, keyword, start, end }: Occurrence) =>
    edits.some(edit => {
      if (edit.path !== path) return false;
      const isWhole = edit.start <= start && end <= edit.end;
      if (!isWhole) return edit.start < end && edit.end > start;
      return !new RegExp(`\\b${keyword}\\b`).test(edit.text);
    });
  const left = ledger.verdicts.filter(
    ({ change, occurrence }) => change === undefined && occurrence.place === 'code' && isTaken(occurrence),
  );
  return left.map(({ occurrence, kind, code }) => `${occurrence.path}:${occurrence.line}: ${kind} ${code}`);
}

/** The codes of the verdicts of a kind, sorted, each once. */
export function codesOf({ ledger }: RunResult, kind: string): readonly string[] {
  return [
    ...new Set(ledger.verdicts.filter(verdict => verdict.kind === kind).map(({ code }) => code)),
  ].sort();
}

/** The new texts of a run, by path. */
export function textsAfter({ files }: RunResult): Record<string, string> {
  return Object.fromEntries(files.map(({ path, after }) => [path, after]));
}

function expectNoSlips({ slips, ledger }: RunResult): void {
  expect(ledger.unread).toEqual([]);
  expect(slips.map(({ path, line, what }) => `${path}:${line}: ${what}`)).toEqual([]);
}

async function expectSilence(
  transforms: readonly AnyTransform[],
  before: string,
  result: RunResult,
  options: CheckOptions,
): Promise<void> {
  const again = await run({
    tree: overlay(memoryTree(filesOf(before)), textsAfter(result)),
    paths: options.paths,
    transforms,
    parser: await testParser(),
    takeReview: options.review ?? false,
  });
  expect(textsAfter(again)).toEqual({});
}

/** Fails for a case that the same test file has had before. */
function once(
  what: string,
  transforms: readonly AnyTransform[],
  before: string,
  { review, paths }: CheckOptions,
): void {
  const key = JSON.stringify([what, transforms.map(({ name }) => name), before, review ?? false, paths]);
  if (seen.has(key)) throw new Error('the same case was given before in this test file; remove one of them');
  seen.add(key);
}
