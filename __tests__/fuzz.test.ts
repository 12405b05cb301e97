/**
 * Drivers with bytes flipped, cut out, doubled and mixed up: no crash, a verdict for each occurrence, and no byte
 * changed outside of what the changes say. `FUZZ=100000` is the big run; the seed of each input is its number.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { jest } from '@jest/globals';
import { applyEdits } from '../src/edit/apply.js';
import { sortEdits } from '../src/edit/gather.js';
import { run } from '../src/run.js';
import { openParser } from '../src/source/index.js';
import { memoryTree } from '../src/tree/memory.js';
import { transforms } from '../transforms/index.js';
import { cpuSeconds } from './cpu.js';
import { randomOf } from './oracle/rng.js';
import { standIn } from './transforms/judges.js';

const COUNT = Number(process.env.FUZZ ?? 300);
const FIRST = Number(process.env.FUZZ_FROM ?? 1);
jest.setTimeout(120_000 + COUNT * 2_000);

const FIXTURES = new URL('./oracle/fixtures/', import.meta.url);
const texts = readdirSync(FIXTURES).map(name => readFileSync(new URL(name, FIXTURES), 'latin1'));

/** What breaks code most. */
const BITS = [
  '(',
  ')',
  '{',
  '}',
  ';',
  ',',
  '"',
  "'",
  '\\',
  '\n',
  '#',
  '#if A\n',
  '#else\n',
  '#endif\n',
  '/*',
  '*/',
  '\0',
  '\xff',
  '?',
  ':',
  'goto out;',
  'return',
  '= ',
];

function damaged(seed: number): string {
  const r = randomOf(seed);
  const int = (from: number, to: number) => from + r.below(to - from + 1);
  let text = r.pick(texts);
  for (let i = int(1, 6); i > 0; i--) {
    const at = int(0, text.length - 1);
    const end = Math.min(text.length, at + int(1, 60));
    switch (int(0, 4)) {
      case 0:
        text = text.slice(0, at) + String.fromCharCode(int(0, 255)) + text.slice(at + 1);
        break;
      case 1:
        text = text.slice(0, at) + text.slice(end);
        break;
      case 2:
        text = text.slice(0, end) + text.slice(at, end) + text.slice(end);
        break;
      case 3: {
        const other = r.pick(texts);
        const from = int(0, other.length - 1);
        text = text.slice(0, at) + other.slice(from, from + int(1, 200)) + text.slice(at);
        break;
      }
      default:
        text = text.slice(0, at) + r.pick(BITS) + text.slice(at);
    }
  }
  return text;
}

test(`${COUNT} damaged drivers`, async () => {
  const parser = await openParser();
  const path = 'drivers/gizmo/gizmo.c';
  for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
    const text = damaged(seed);
    const tree = memoryTree({ [path]: text, 'include/linux/mm.h': standIn });
    const begun = cpuSeconds();
    const result = await run({ tree, paths: [path], transforms, parser, takeReview: true });
    const seen = {
      seed,
      slips: result.slips,
      crashed: result.ledger.verdicts.filter(({ code }) => code === 'crashed').length,
      isSlow: cpuSeconds() - begun > 60,
    };
    expect(seen).toEqual({ seed, slips: [], crashed: 0, isSlow: false });
    const edits = sortEdits(result.ledger.changes.flatMap(change => change.edits))!;
    const after = result.files.find(file => file.path === path)?.after ?? text;
    expect({ seed, after }).toEqual({
      seed,
      after: applyEdits(
        text,
        edits.filter(edit => edit.path === path),
      ),
    });
  }
});
