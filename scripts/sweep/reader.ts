/**
 * The worker of the sweep: takes one file by itself through all that faultline does with files, and counts what it
 * found. What it throws, takes too long for, or dies of is told by `watched.ts`.
 */
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { collectFacts } from '../../src/facts/index.js';
import { type Answer, plainCodeOf, prove } from '../../src/flow/prove.js';
import { run } from '../../src/run.js';
import { type FunctionVariant, openParser, type SourceFile } from '../../src/source/index.js';
import { isRead, openSources } from '../../src/sources.js';
import { memoryTree } from '../../src/tree/memory.js';
import { CONTEXTS } from '../../transforms/contexts.js';
import { transforms } from '../../transforms/index.js';
import { answerAll } from '../watched.js';

export interface Asked {
  readonly file: string;
  /** What the tree calls it. */
  readonly path: string;
  /** Each how manieth function is proven to be the same as itself; none where 0. */
  readonly proves: number;
}

/** What came of a file; the numbers add up over files. */
export interface Swept {
  readonly counts: Readonly<Record<string, number>>;
  /** Milliseconds by step. */
  readonly times: Readonly<Record<string, number>>;
  /** What must not be. */
  readonly wrong: readonly string[];
}

const parser = await openParser();

answerAll<Asked, Swept>(async ({ file, path, proves }) => {
  const bytes = readFileSync(file);
  const counts: Record<string, number> = { files: 1, bytes: bytes.length };
  const times: Record<string, number> = {};
  const wrong: string[] = [];
  const add = (name: string, n = 1) => {
    counts[name] = (counts[name] ?? 0) + n;
  };
  let begun = performance.now();
  const lap = (name: string) => {
    const now = performance.now();
    times[name] = now - begun;
    begun = now;
  };

  const tree = memoryTree({ [path]: bytes });
  const sources = openSources(tree, parser);
  const source = sources.open(path);
  if (!isRead(source)) {
    add(`unread, ${source.unread}`);
    if (source.stack !== undefined) wrong.push(source.stack);
    return { counts, times, wrong };
  }
  wrong.push(...misplaced(source));
  lap('mask and items');

  const functions = readItems(source, add);
  lap('parse');

  for (const { fn } of functions) add('steps', plainCodeOf(fn).program.steps.length);
  lap('lower');

  const seeds = source.items.filter(({ kind }) => kind === 'function').map(item => ({ path, item }));
  const facts = await collectFacts({ tree, open: sources.open, slots: CONTEXTS, seeds, allSlots: true });
  for (const { item } of seeds) {
    const fn = facts.functionAt(path, item);
    if (fn !== undefined) add(`context ${facts.contextOf(fn).kind}`);
  }
  lap('facts');

  const { ledger, files, slips } = await run({ tree, transforms, parser, takeReview: true });
  add('occurrences', ledger.verdicts.length);
  for (const { kind, code } of ledger.verdicts) {
    add(kind);
    if (code === 'crashed') add('crashed');
  }
  add('changed files', files.length);
  wrong.push(...slips.map(({ what, stack }) => stack ?? what));
  if (ledger.changes.length === 0 && files.length > 0) wrong.push('it changes without a change');
  if (ledger.verdicts.length === 0 && files.length > 0) wrong.push('it changes, and has no site');
  lap('transforms');

  if (proves > 0) {
    for (const [i, { fn }] of functions.entries()) {
      if (i % proves !== 0) continue;
      const answer = proveSame(fn);
      add(`same as itself: ${answer.kind}`);
      if (answer.kind === 'differs') wrong.push(`${fn.name} differs from itself: ${answer.sentence}`);
    }
    lap('prove');
  }
  return { counts, times, wrong };
});

/** Whether items and tokens lie in order and in the file. */
function misplaced({ items, tokens, text }: SourceFile): string[] {
  const spans = [items, [...tokens]].flatMap(list =>
    list.filter(({ start, end }, i) => start < (list[i - 1]?.end ?? 0) || end < start || end > text.length),
  );
  return spans.map(({ start, end }) => `[${start}, ${end}) is out of order`);
}

function readItems(source: SourceFile, add: (name: string, n?: number) => void): readonly FunctionVariant[] {
  const functions: FunctionVariant[] = [];
  for (const item of source.items) {
    if (item.kind === 'function') {
      const found = source.functionsOf(item);
      add('functions');
      if ('why' in found) add('functions that cannot be read');
      else functions.push(...found);
    } else if (item.kind === 'declaration') {
      add('declarations');
      if ('why' in source.declarationsOf(item)) add('declarations that cannot be read');
    }
  }
  return functions;
}

/** A function is itself; of one that cannot be evaluated, nothing is said. */
function proveSame(fn: FunctionVariant['fn']): Answer {
  const contract = {
    calls: new Map(),
    classes: [{ name: '0', before: 0, after: 0x100 }],
    constants: new Map(),
    mappers: [],
    aliasSentence: '',
    ignoredSentence: '',
    returned: [],
  };
  return prove({ contract, before: fn, after: fn, returns: 'equal' });
}
