/**
 * Whatever sparse finds of codes and integers that meet, once all is converted that can be, is named by a verdict: with
 * the line, or by a refusal of the function. And hardly anything is named that sparse does not find.
 */
import { jest } from '@jest/globals';
import { type RunResult, run } from '../../src/run.js';
import { memoryTree } from '../../src/tree/memory.js';
import { transforms } from '../../transforms/index.js';
import { testParser } from '../check.js';
import { type Finding, HEADER, sparseOf, standIn, type Texts, withSparse } from './judges.js';
import { type Meeting, madeUp, meetings } from './meetings.js';

jest.setTimeout(300_000);

const pathOf = (index: number) => `drivers/m${index}/sprocket.c`;

interface Judged {
  readonly what: string;
  /** The lines of the driver as it was that sparse finds in what became of it. */
  readonly found: readonly string[];
  /** Those of them that no verdict names. */
  readonly unnamed: readonly string[];
  /** Whether the driver's functions are refused as they are. */
  readonly isRefused: boolean;
  /** Whether a verdict names something that stays an integer. */
  readonly isNamed: boolean;
  readonly messages: readonly string[];
}

/** Converts each driver alone, and lets sparse judge all of them. */
async function judge(all: readonly Meeting[]): Promise<readonly Judged[]> {
  const results: RunResult[] = [];
  for (const [index, { text }] of all.entries()) {
    const tree = memoryTree({ [pathOf(index)]: text, [HEADER]: standIn });
    const paths = [pathOf(index)];
    results.push(await run({ tree, paths, transforms, parser: await testParser(), takeReview: false }));
  }
  const after: Texts = Object.fromEntries(
    results.map(({ files }, index) => [pathOf(index), files[0]?.after ?? all[index]!.text]),
  );
  const findings = sparseOf(after);
  return all.map(({ what, text }, index) => {
    const path = pathOf(index);
    const own = findings.filter(one => one.path === path);
    return judged(what, text, after[path]!, path, own, results[index]!);
  });
}

function judged(
  what: string,
  before: string,
  after: string,
  path: string,
  own: readonly Finding[],
  { ledger, slips }: RunResult,
): Judged {
  expect(slips).toEqual([]);
  const speaking = ledger.verdicts.filter(
    ({ kind, code }) => kind === 'refuse' || /^(?:typed-but-kept|left-as-int)$/.test(code),
  );
  const messages = [...new Set(speaking.map(({ message }) => message))];
  const lines = before.split('\n');
  const isRefused = speaking.some(({ code }) => /^(?:cannot|made-out)/.test(code));
  const found = own.map(({ line }) => after.split('\n')[line - 1]!.trim());
  const isNamed = (line: string) =>
    isRefused ||
    lines.some(
      (text, at) => text.trim() === line && messages.some(said => said.includes(`${path}:${at + 1})`)),
    ) ||
    // A variable that stays an integer is named once, where the first of it is.
    messages.some(said =>
      [...said.matchAll(/keeps a code in (\w+),/g)].some(([, name]) =>
        new RegExp(`\\b${name}\\b`).test(line),
      ),
    );
  return {
    what,
    found,
    unnamed: found.filter(line => !isNamed(line)),
    isRefused,
    isNamed: messages.length > 0,
    messages,
  };
}

describe.each([
  ['in each place there is', meetings(3)],
  ['in codes made up by chance', madeUp(60, 4)],
])('codes and integers that meet %s', (_, all) => {
  withSparse('are named wherever sparse finds them', async () => {
    const results = await judge(all);
    const unnamed = results.filter(({ unnamed }) => unnamed.length > 0);
    expect(unnamed.map(({ what, unnamed: lines, messages }) => ({ what, lines, messages }))).toEqual([]);
    // Were there none, nothing would be shown; nor were all of them some.
    const found = results.filter(({ found: lines }) => lines.length > 0).length;
    expect(found).toBeGreaterThan(all.length / 2);
    expect(found).toBeLessThan(all.length * 0.95);
    expect(results.filter(({ isRefused }) => isRefused).length).toBeLessThan(all.length / 5);
    expect(results.filter(({ isNamed, found: lines }) => isNamed && lines.length === 0)).toEqual([]);
  });
});
