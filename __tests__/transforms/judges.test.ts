import { readdirSync, readFileSync } from 'node:fs';
import { jest } from '@jest/globals';
import { type RunResult, run } from '../../src/run.js';
import { openParser } from '../../src/source/index.js';
import { memoryTree } from '../../src/tree/memory.js';
import { transforms } from '../../transforms/index.js';
import { type Finding, gccOf, HEADER, sparseOf, standIn, type Texts, withSparse } from './judges.js';

jest.setTimeout(300_000);

const FIXTURES = new URL('../oracle/fixtures/', import.meta.url);

/** Every driver that the prover's own tests are made of, each in a folder of its own. */
const drivers: Texts = Object.fromEntries(
  readdirSync(FIXTURES).map(name => [
    `drivers/${name.slice(0, -2)}/gizmo.c`,
    readFileSync(new URL(name, FIXTURES), 'latin1'),
  ]),
);

/** Converts each driver alone, as what is `static` in none of them would clash. */
async function converted(): Promise<ReadonlyMap<string, RunResult>> {
  const parser = await openParser();
  const results = new Map<string, RunResult>();
  for (const [path, text] of Object.entries(drivers)) {
    const tree = memoryTree({ [path]: text, [HEADER]: standIn });
    results.set(path, await run({ tree, paths: [path], transforms, parser, takeReview: true }));
  }
  return results;
}

describe('what the types become, judged by others', () => {
  let results: ReadonlyMap<string, RunResult>;
  let after: Texts;
  beforeAll(async () => {
    results = await converted();
    const texts = [...results].flatMap(([path, { files }]) => files.map(file => [path, file.after] as const));
    after = { ...drivers, ...Object.fromEntries(texts) };
  });

  /** Whether nothing of a driver was left as it is, with the consent of a person where that is needed. */
  const isWhole = (path: string) => results.get(path)!.ledger.verdicts.every(({ kind }) => kind !== 'refuse');

  withSparse('sparse finds no code that is kept in an integer, where all of a driver converts', () => {
    const whole = Object.keys(drivers).filter(isWhole);
    // The share is measured elsewhere; without many drivers this would say little.
    expect(whole.length).toBeGreaterThan(70);
    expect(sparseOf(drivers).length).toBeGreaterThan(150);
    expect(sparseOf(after).filter(({ path }) => isWhole(path))).toEqual([]);
  });

  withSparse(
    'sparse finds what it found before where a driver is refused, at lines that a refusal names',
    () => {
      const [before, now] = [sparseOf(drivers), sparseOf(after)];
      const left = new Set(now.map(({ path }) => path));
      for (const path of left) {
        expect(isWhole(path)).toBe(false);
        // With the text of the line, since lines move.
        const shown = (all: readonly Finding[], texts: Texts) =>
          all
            .filter(one => one.path === path)
            .map(({ line, text }) => [text, texts[path]!.split('\n')[line - 1]!.trim()]);
        expect(shown(now, after)).toEqual(shown(before, drivers));
        const refused = results.get(path)!.ledger.verdicts.filter(({ kind }) => kind === 'refuse');
        for (const { line } of before.filter(one => one.path === path)) {
          const said = drivers[path]!.split('\n')[line - 1]!;
          const isNamed = refused.some(
            ({ occurrence, message }) =>
              occurrence.line === line ||
              message.includes(`${path}:${line})`) ||
              [...message.matchAll(/(\w+)\(\) is stored/g)].some(([, name]) => said.includes(`= ${name},`)),
          );
          expect(`${path} ${said} ${isNamed}`).toBe(`${path} ${said} true`);
        }
      }
      // Those that are refused as a whole, and nothing else.
      expect([...left].map(path => path.split('/')[1])).toEqual([
        'p-macro-own-jump',
        'p-macro-trace',
        't3-mapped-after-join',
      ]);
    },
  );

  it('gcc warns of nothing that it did not warn of before', () => {
    const before = new Set(gccOf(drivers));
    expect(gccOf(after).filter(line => !before.has(line))).toEqual([]);
  });
});

describe('the judges', () => {
  const text = (type: string) => `${type} gizmo_map(void);
${type} gizmo_map(void)
{
\tint err = gizmo_prepare(NULL);

\tif (err)
\t\treturn vmf_error(err);
\treturn VM_FAULT_NOPAGE;
}
`;

  withSparse('find what mixes', () => {
    expect(sparseOf({ 'a.c': text('vm_fault_t') })).toEqual([]);
    expect(sparseOf({ 'a.c': text('int') })).toEqual([
      { path: 'a.c', line: 7, text: 'incorrect type in return expression (different base types)' },
      { path: 'a.c', line: 8, text: 'incorrect type in return expression (different base types)' },
    ]);
  });

  it('find what a rewrite may leave behind', () => {
    const odd =
      'int f(void)\n{\n\tint x, y;\n\n\tif (gizmo_prepare(NULL))\n\t\ty = gizmo_prepare(NULL);\nout:\n\treturn y;\n}\n';
    expect(gccOf({ 'a.c': odd }).map(line => /\[-W(.*)\]/.exec(line)?.[1])).toEqual([
      'unused-label',
      'unused-variable',
      'maybe-uninitialized',
    ]);
  });
});
