/** An errno that is kept, before the judge: what is converted under review is compiled and run with every value. */
import { readdirSync, readFileSync } from 'node:fs';
import { mergedByEngine } from './engine.js';
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
