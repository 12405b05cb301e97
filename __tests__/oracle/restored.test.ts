/** An errno that is kept, before the judge: what is converted under review is compiled and run with every value. */
import { readdirSync, readFileSync } from 'node:fs';
import { mergedByEngine, provesRestored } from './engine.js';
import { compareAll, objections } from './harness.js';

const folder = new URL('restored/', import.meta.url);
const fixtures = readdirSync(folder).map(name => ({
  name,
  before: readFileSync(new URL(name, folder), 'latin1'),
}));

it('keeps what each function does with an errno, but for the values it says are lost', async () => {
  const pairs = await Promise.all(
    fixtures.map(async ({ name, before }) => {
      const conversion = await mergedByEngine(before);
      if ('refused' in conversion) throw new Error(`${name} was refused: ${conversion.refused}`);
      return { name, before, after: conversion.after, declared: conversion.differences };
    }),
  );
  const results = await compareAll(pairs.map(pair => ({ ...pair, entry: 'gizmo_mmap' })));
  expect(
    results.flatMap((result, i) =>
      objections(result, pairs[i]!.declared).map(o => `${pairs[i]!.name}: ${o}`),
    ),
  ).toEqual([]);
  // The judge sees that values are lost: a text that keeps them all would not be a conversion.
  expect(results.every(({ differences }) => differences.length > 0)).toBe(true);
});

it('is caught where it says less than it should', async () => {
  const { before } = fixtures.find(({ name }) => name === 'returned.c')!;
  const conversion = await mergedByEngine(before);
  if ('refused' in conversion) throw new Error(conversion.refused);
  const [result] = await compareAll([{ before, after: conversion.after, entry: 'gizmo_mmap' }]);
  expect(objections(result!, ['ebusy-success'])).not.toEqual([]);
  expect(objections(result!, ['errno-merged'])).not.toEqual([]);
});

describe('what is not proven', () => {
  const { before } = fixtures.find(({ name }) => name === 'stored.c')!;
  const mutants: readonly (readonly [string, (after: string) => string])[] = [
    ['a call that is not wrapped', text => text.replace(/vm_fault_to_errno\(([\s\S]*?), 0\);/, '$1;')],
    ['other flags', text => text.replace(', 0);', ', 1);')],
    ['a value tested that does not come back', text => text.replace('case -EINVAL:', 'case -EFAULT:')],
    ['a value that is given to others', text => text.replace('return -EIO;', 'return -ENXIO;')],
    ['a store left out', text => text.replace('g->last_error = err;', ';')],
    ['an error that is lost', text => text.replace(/\treturn err;\n}/, '\treturn 0;\n}')],
    ['another argument', text => text.replace('gizmo_pfn(g, 1)', 'gizmo_pfn(g, 2)')],
  ];

  it.each(mutants)('%s', async (_, mutate) => {
    const conversion = await mergedByEngine(before);
    if ('refused' in conversion) throw new Error(conversion.refused);
    const { after } = conversion;
    expect(mutate(after)).not.toBe(after);
    expect(await provesRestored(before, after, 'gizmo_mmap')).toBe(true);
    expect(await provesRestored(before, mutate(after), 'gizmo_mmap')).toBe(false);
  });
});
