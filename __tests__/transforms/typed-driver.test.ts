/**
 * A whole driver that hands codes about in every way there is: through members and a typedef of its own, through
 * plain parameters and a pointer, in a header with a stub. All of it converts, and others judge the result.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { jest } from '@jest/globals';
import { type RunResult, run } from '../../src/run.js';
import { memoryTree } from '../../src/tree/memory.js';
import { transforms } from '../../transforms/index.js';
import { testParser, textsAfter } from '../check.js';
import { gccOf, HEADER, sparseOf, standIn, type Texts, withBitwise, withSparse } from './judges.js';

jest.setTimeout(300_000);

const textsIn = (folder: string): Texts => {
  const from = new URL(`./typed-driver/${folder}/gizmo/`, import.meta.url);
  const texts = readdirSync(from).map(name => [
    `drivers/gizmo/${name}`,
    readFileSync(new URL(name, from), 'latin1'),
  ]);
  return Object.fromEntries(texts);
};

const before = textsIn('drivers');
const after = textsIn('after');
const convert = async (texts: Texts): Promise<RunResult> =>
  run({
    tree: memoryTree({ ...texts, [HEADER]: standIn }),
    paths: ['drivers'],
    transforms,
    parser: await testParser(),
    takeReview: false,
  });

it('converts as a whole', async () => {
  const result = await convert(before);
  expect(result.slips).toEqual([]);
  expect(textsAfter(result)).toEqual(after);
  const left = result.ledger.verdicts.filter(({ kind }) => kind !== 'convert' && kind !== 'done');
  expect(left.map(({ occurrence, message }) => `${occurrence.path}: ${message}`)).toEqual([]);
});

it('is silent the second time', async () => {
  const result = await convert(after);
  expect(textsAfter(result)).toEqual({});
  expect(result.ledger.verdicts.filter(({ kind }) => kind !== 'done')).toEqual([]);
});

it('compiles where a code is no int, which it did not before', () => {
  const strict = (texts: Texts) => gccOf({ ...texts, [HEADER]: withBitwise(standIn) });
  expect(strict(before).filter(line => line.includes('incompatible-pointer-types')).length).toBeGreaterThan(
    2,
  );
  expect(strict(after)).toEqual([]);
});

withSparse('has no code left that sparse finds in an integer', () => {
  expect(sparseOf(before).length).toBeGreaterThan(15);
  expect(sparseOf(after)).toEqual([]);
});
