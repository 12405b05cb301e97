/** What the generator promises: sound programs, the same for ever, of many kinds. */
import { readdirSync, readFileSync } from 'node:fs';
import { subjectOfText } from './campaign.js';
import { generate, smallerPrograms } from './generate.js';
import { compareAll, warningsOf } from './harness.js';
import { faultOf, type MadeFunction } from './made.js';
import { seedOf } from './rng.js';

const programs = Array.from({ length: 400 }, (_, i) => generate(seedOf(2024, i)));

it('gives the same text for the same seed, and others for others', () => {
  expect(programs.slice(0, 50).map(({ seed }) => generate(seed).text)).toEqual(
    programs.slice(0, 50).map(({ text }) => text),
  );
  expect(new Set(programs.map(({ text }) => text)).size).toBeGreaterThan(380);
});

it('makes programs without a warning', () => {
  expect(
    programs.slice(0, 60).flatMap(({ seed, text }) => warningsOf(text).map(line => `${seed}: ${line}`)),
  ).toEqual([]);
}, 300_000);

it('makes programs that end, come to a return, and do the same each time', async () => {
  const comparisons = await compareAll(
    programs.map(({ text, entry }) => ({ before: text, after: text, entry })),
  );
  const odd = comparisons.flatMap((one, i) =>
    one.error !== undefined || one.differences.length > 0 || one.returned !== one.runs
      ? [programs[i]!.seed]
      : [],
  );
  expect(odd).toEqual([]);
  expect(comparisons.filter(({ exhaustive }) => exhaustive).length).toBeGreaterThan(380);
}, 300_000);

it('makes programs of every kind', () => {
  const traits = new Set(programs.flatMap(program => program.traits));
  for (const trait of [
    'ignored',
    'map-switch',
    'map-chain',
    'loop',
    'arms',
    'helper',
    'pointer',
    'retry',
    'shadow',
    'mapper',
    'mapper-of-errors',
    'own-busy',
  ])
    expect(traits).toContain(trait);
  for (const words of [
    'goto out',
    'switch (',
    'for (i',
    'do {',
    'unlikely(',
    'IS_ERR(',
    'continue;',
    '(void)',
    '? ',
    ', i',
  ])
    expect(programs.filter(({ text }) => text.includes(words)).length).toBeGreaterThan(0);
});

it('never makes a smaller program that is unsound', async () => {
  const smaller = programs.slice(0, 12).flatMap(program => [...smallerPrograms(program)]);
  expect(smaller.length).toBeGreaterThan(100);
  const comparisons = await compareAll(
    smaller.map(({ text, entry }) => ({ before: text, after: text, entry })),
    { budget: 200 },
  );
  expect(
    comparisons.filter(({ error, differences }) => error !== undefined || differences.length > 0),
  ).toEqual([]);
}, 300_000);

describe('faultOf', () => {
  const fn = (body: MadeFunction['body']): MadeFunction => ({
    head: 'static int f(void)',
    answers: 'code',
    parameters: [],
    locals: [{ type: 'int', name: 'ret', value: undefined, row: 0 }],
    body,
  });

  it('finds what nobody would write', () => {
    const give = { kind: 'return', value: 'ret' } as const;
    const errno = { kind: 'set', name: 'ret', value: '-EIO', holds: 'errno' } as const;
    const code = { kind: 'set', name: 'ret', value: '0', holds: 'code' } as const;
    expect(faultOf(fn([give]))).toBe('ret may not be set');
    expect(faultOf(fn([errno, give]))).toBe('returns ret, which may hold the wrong kind');
    expect(faultOf(fn([code, give, code]))).toBe('set is never reached');
    expect(faultOf(fn([{ kind: 'goto', label: 'out' }]))).toBe('no label out');
    expect(faultOf(fn([code]))).toBe('falls off the end');
    expect(faultOf(fn([code, give]))).toBeUndefined();
    expect(faultOf(fn([{ kind: 'if', test: 'x', body: [code], otherwise: [] }, give]))).toBe(
      'ret may not be set',
    );
  });
});

describe('the fixtures', () => {
  const folder = new URL('fixtures/', import.meta.url);
  const files = readdirSync(folder).map(
    name => [name, readFileSync(new URL(name, folder), 'latin1')] as const,
  );

  it('are at least sixty, each with its shape and duty, all different', () => {
    expect(files.length).toBeGreaterThanOrEqual(60);
    for (const [, text] of files) expect(text).toMatch(/^\/\* (S\d\w?|X|[a-z]+), (must|may): [^*]+ \*\/\n/);
    expect(new Set(files.map(([, text]) => text.replace(/^.*\n/, ''))).size).toBe(files.length);
  });

  it('run, and do the same each time', async () => {
    const subjects = files.map(([name, text]) => subjectOfText(name, text));
    const comparisons = await compareAll(
      subjects.map(({ text, entry }) => ({ before: text, after: text, entry })),
    );
    const odd = comparisons.flatMap((one, i) =>
      one.error !== undefined || one.differences.length > 0 || one.runs < 6 || one.returned < one.runs / 2
        ? [subjects[i]!.name]
        : [],
    );
    expect(odd).toEqual([]);
  }, 300_000);
});
