/**
 * Looks at damaged drivers: nothing may crash or hang, no byte may change outside of what is said, and what is offered
 * has to pass the proofs again. One of ten is also converted for its calls alone, and where it still compiles, run
 * before and after with every value.
 *
 *   npm run fuzz -- [COUNT] [FIRST] [--tree=FOLDER] [--seconds=S]
 *
 * `--tree`: one of ten is a file of that tree which holds the keywords. Ends with 1 where something was wrong; the
 * number of an input is its seed, so that `npm run fuzz -- 1 NUMBER` shows it again.
 */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { fileScopeOf } from '../../__tests__/oracle/ctext.js';
import { compareAll, objections, warningsOf } from '../../__tests__/oracle/harness.js';
import { openDisk } from '../../src/tree/disk.js';
import { transforms } from '../../transforms/index.js';
import { watched } from '../watched.js';
import type { Asked, Looked } from './damager.js';

const words = process.argv.slice(2).filter(word => !word.startsWith('--'));
const optionOf = (name: string): string | undefined =>
  process.argv.find(word => word.startsWith(`--${name}=`))?.slice(name.length + 3);
const [count = 1000, first = 1] = words.map(Number);
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** A larger file takes as long as a thousand drivers, and is damaged no better. */
const MOST_BYTES = 40_000;

/** The files of a tree that hold a call that goes away. */
async function realFiles(root: string): Promise<readonly string[]> {
  const tree = await openDisk(root);
  const keywords = transforms.filter(({ name }) => name !== 'vm-fault-t').flatMap(one => one.keywords);
  const files = (await tree.withWords(keywords)).map(path => join(tree.root, path));
  return files.filter(file => lstatSync(file).size <= MOST_BYTES);
}

const root = optionOf('tree');
const files = root === undefined ? [] : await realFiles(root);

async function* inputs(): AsyncGenerator<Asked> {
  for (let seed = first; seed < first + count; seed++) yield { seed, files, judged: seed % 10 === 7 };
}

const sums = { inputs: 0, real: 0, verdicts: 0, changed: 0 };
const judged: (NonNullable<Looked['converted']> & { readonly seed: number })[] = [];
let wrong = 0;
let longest = { seed: 0, seconds: 0 };
const complain = (seed: number, what: string) => {
  wrong++;
  say(`${seed}: ${what}`);
};

const begun = performance.now();
const watching = {
  worker: new URL('./damager.ts', import.meta.url),
  seconds: Number(optionOf('seconds') ?? 60),
};
for await (const outcome of watched<Asked, Looked>(inputs(), watching)) {
  const { seed } = outcome.item;
  sums.inputs++;
  if (outcome.seconds > longest.seconds) longest = { seed, seconds: outcome.seconds };
  if ('failure' in outcome) {
    complain(seed, outcome.failure);
    continue;
  }
  const { answer } = outcome;
  for (const what of answer.wrong) complain(seed, what);
  sums.real += answer.isReal ? 1 : 0;
  sums.verdicts += answer.verdicts;
  sums.changed += answer.isChanged ? 1 : 0;
  if (answer.converted !== undefined) judged.push({ seed, ...answer.converted });
  if (sums.inputs % 10_000 === 0) say(`${sums.inputs} done, ${wrong} wrong`);
}

/** The differences that the judge has words for; a repair, which behaves otherwise on purpose, says others. */
const JUDGED: ReadonlySet<string> = new Set(['ebusy-success', 'ignored-error', 'oom-code', 'errno-merged']);

/** Whether running says nothing of a text: a function that is left without a value gives what lies about. */
function isUndefined(text: string): boolean {
  const flags = ['-Wall', '-Wno-unused', '-O1', '-fkeep-static-functions'];
  return warningsOf(text, flags).some(warning => /control reaches end|return-type/.test(warning));
}

/** Runs what was converted; a text that did not compile before says nothing. */
async function judge(): Promise<{ readonly ran: number }> {
  const pairs = judged.flatMap(({ seed, before, after, differences: declared }) => {
    const entry = /\.fault = (\w+)/.exec(before)?.[1];
    const isThere = fileScopeOf(before).functions.some(fn => fn.name === entry && fn.body);
    // The judge renames by words of ASCII.
    const isPlain = /^[\t-\x7e]*$/.test(before) && declared.every(kind => JUDGED.has(kind));
    return entry === undefined || !isThere || !isPlain ? [] : [{ seed, before, after, entry, declared }];
  });
  const comparisons = await compareAll(pairs, { jobs: 1 });
  let ran = 0;
  for (const [i, together] of comparisons.entries()) {
    const { seed, declared } = pairs[i]!;
    // What a damaged text defines may break one that is compiled with it.
    const comparison = together.error === undefined ? together : (await compareAll([pairs[i]!]))[0]!;
    if (comparison.error !== undefined && !/^after:/.test(comparison.error)) continue;
    const against = objections(comparison, declared);
    if (against.length > 0 && isUndefined(pairs[i]!.before)) continue;
    ran++;
    for (const what of against) complain(seed, what);
  }
  return { ran };
}

const { ran } = await judge();
for (const [name, n] of Object.entries(sums)) say(`${name}: ${n}`);
say(`converted and run before and after: ${ran} of ${judged.length}`);
say(`longest: ${longest.seconds.toFixed(1)} s, ${longest.seed}`);
say(`${((performance.now() - begun) / 1000).toFixed(0)} s in all`);
say(wrong === 0 ? 'nothing was wrong' : `${wrong} things were wrong`);
process.exitCode = wrong === 0 ? 0 : 1;
