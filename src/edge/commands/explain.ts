/** `faultline explain`: why a line was judged as it was. */

import { applyEdits } from '../../edit/apply.js';
import { UserError } from '../../errors.js';
import { type Explanation, explainLine, functionAtLine, storedNames } from '../../explain.js';
import { collectFacts, type Facts } from '../../facts/index.js';
import { groupBy } from '../../order.js';
import { type FileChange, unifiedDiff } from '../../patch/index.js';
import { type RunResult, run } from '../../run.js';
import { familiesOf } from '../../shelf.js';
import type { SourceFile } from '../../source/file.js';
import { openParser } from '../../source/index.js';
import { isRead } from '../../sources.js';
import type { DiskTree } from '../../tree/disk.js';
import { limitTo } from '../../tree/limit.js';
import { isSource } from '../../tree/path.js';
import { remember } from '../../tree/remember.js';
import { decodeUtf8 } from '../../unicode.js';
import type { Change } from '../../verdict.js';
import { chosenTransforms, openTree } from '../ask.js';
import type { Arguments, Command } from '../command.js';
import { explanationJson } from '../formats/explain-json.js';
import { explanationText } from '../formats/explain-text.js';
import { KERNEL_OPTION, kernelsFrom } from '../kernels.js';
import { plural } from '../ledger-text.js';
import { COMPAT_OPTION, HEADERS_OPTION } from '../missing.js';
import { isColored, paintFor } from '../paint.js';
import { progressLine } from '../progress.js';
import type { World } from '../world.js';

const EXIT_CODES = `Exit codes:
  0  it is explained on standard output
  2  it failed; standard error says why`;

export const explain: Command = {
  name: 'explain',
  what: 'Say why a line was judged as it was',
  takesTree: true,
  place: { name: 'PLACE', what: 'FILE:LINE, the file as seen from TREE or from here' },
  takesPaths: false,
  takesReview: false,
  exitCodes: EXIT_CODES,
  options: [
    KERNEL_OPTION,
    HEADERS_OPTION,
    COMPAT_OPTION,
    { name: 'json', kind: 'flag', what: 'Print JSON (docs/schema/explain-1.json)' },
  ],
  examples: [
    ['explain drivers/gizmo/gem.c:120', 'The call in that line, or the function around it'],
    ['explain gem.c:120 ~/linux/drivers/gizmo', 'In a tree that is elsewhere'],
  ],
  run: async (args, world) => {
    const { file: name, line } = parsePlace(args.place ?? '');
    const { tree } = await openTree(args, world);
    const path = await pathOf(tree, world, name);
    const { explanation, result } = await look(tree, path, line, args, world);
    const patchOf = (change: Change) => unifiedDiff(filesOf(change, result, tree));
    const text = args.flag('json')
      ? explanationJson(explanation, patchOf)
      : explanationText(explanation, patchOf, paintFor(isColored(args.color, world.out, world.env)));
    await world.out.write(text);
    return 0;
  },
};

/** `FILE:LINE`; a column behind it, as `scan` prints it, is not needed. */
function parsePlace(place: string): { readonly file: string; readonly line: number } {
  const found = /^(.+?):(\d+)(?::\d+)?:?$/s.exec(place);
  const line = Number(found?.[2] ?? 0);
  if (found === null || line === 0) {
    throw new UserError(`expected FILE:LINE, as in drivers/gizmo/gem.c:120, found "${place}"`);
  }
  return { file: found[1]!, line };
}

async function pathOf(tree: DiskTree, { cwd }: World, name: string): Promise<string> {
  const path = limitTo(tree.root, cwd, [name])[0]!;
  const read = tree.read(path);
  if ('unread' in read && read.unread === 'it is a folder') {
    throw new UserError(`expected a file in FILE:LINE, found the folder ${name}: name a file in it`);
  }
  if (!isSource(path)) throw new UserError(`expected a .c or .h file in FILE:LINE, found ${name}`);
  if (!(await tree.list([path])).includes(path)) {
    throw new UserError(`${name} is none of the files that faultline looks at: git ignores it`);
  }
  return path;
}

interface Looked {
  readonly explanation: Explanation;
  readonly result: RunResult;
}

async function look(
  disk: DiskTree,
  path: string,
  line: number,
  args: Arguments,
  world: World,
): Promise<Looked> {
  const tree = remember(disk);
  const transforms = chosenTransforms(args);
  const families = familiesOf(transforms);
  const progress = progressLine(world, args.quiet);
  try {
    const parser = await openParser();
    const onProgress = progress.show;
    const result = await run({
      ...{ tree, paths: [path], transforms, parser, onProgress },
      takeReview: true,
      kernels: kernelsFrom(args),
      budget: args.budget,
      compat: args.flag('compat'),
    });
    const file = result.sources.open(path);
    if (!isRead(file)) throw new UserError(`${path} cannot be looked at: ${decodeUtf8(file.unread)}`);
    const lines = countLines(file);
    if (line > lines) throw new UserError(`${path} has ${plural(lines, 'line')}, found line ${line}`);
    const slots = families.flatMap(({ rule }) => rule.slots);
    const facts = await factsAt(file, line, ground =>
      collectFacts({ ...ground, tree, open: result.sources.open, slots }),
    );
    return { explanation: explainLine({ file, line, ledger: result.ledger, facts, families }), result };
  } finally {
    await progress.end();
  }
}

function countLines({ text, position }: SourceFile): number {
  const last = text.endsWith('\n') ? text.length - 1 : text.length;
  return text === '' ? 0 : position(last).line;
}

type Wanted = Pick<Parameters<typeof collectFacts>[0], 'seeds' | 'ask'>;

/** Facts of the function at a line, and of the functions that the line may put somewhere. */
async function factsAt(
  file: SourceFile,
  line: number,
  collect: (wanted: Wanted) => Promise<Facts>,
): Promise<Facts> {
  const { path } = file;
  const item = functionAtLine(file, line);
  const seeds = item === undefined ? [] : [{ path, item }];
  const ask = storedNames(file, line);
  if (ask.length === 0) return collect({ seeds });
  const found = await collect({ seeds, ask });
  const stored = ask.flatMap(name => found.definitionsOf(name, path));
  return stored.length === 0 ? found : collect({ seeds: [...seeds, ...stored], ask });
}

/** The files of a change, before and after it alone. */
function filesOf({ edits }: Change, { sources }: RunResult, tree: DiskTree): readonly FileChange[] {
  return [...groupBy(edits, ({ path }) => path)].map(([path, own]) => {
    const file = sources.open(path);
    if (!isRead(file)) throw new Error(`internal error: ${path} is edited but was not read`);
    const before = file.text;
    const mode = tree.isExecutable(path) ? '100755' : '100644';
    return { path, before, after: applyEdits(before, own), mode };
  });
}
