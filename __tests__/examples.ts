/** What is true of the examples of any transform. */
import type { AnyTransform } from '../src/transform.js';
import { check, runOn, textsAfter } from './check.js';

/** Tests that a run of the transform does with each of its examples what the example says. */
export function testExamples(transform: AnyTransform): void {
  const { name, examples } = transform;
  const titled = examples.map(example => [`${example.code}: ${example.title}`, example] as const);

  it.each(titled)('%s', async (_title, { code, before, after, prepare = false }) => {
    const options = { review: true, prepare };
    const result =
      after === undefined
        ? await runOn([transform], before, options)
        : await check([transform], before, after, options);
    expect(result.ledger.verdicts.map(verdict => verdict.code)).toContain(code);
    expect(result.slips).toEqual([]);
    if (after === undefined) expect(textsAfter(result)).toEqual({});
  });

  it(`${name} says each thing once`, () => {
    for (const key of ['title', 'before'] as const) {
      expect(new Set(examples.map(example => `${example.code} ${example[key]}`)).size).toBe(examples.length);
    }
  });
}
