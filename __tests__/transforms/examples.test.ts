/** What the docs show of each transform is what a run of it does. */
import { engineReasons } from '../../src/reasons.js';
import { familiesOf } from '../../src/shelf.js';
import type { Reason } from '../../src/transform.js';
import { transforms } from '../../transforms/index.js';
import { check, runOn, textsAfter } from '../check.js';

describe.each(transforms.map(transform => [transform.name, transform] as const))('%s', (_, transform) => {
  const examples = transform.examples.map(example => [`${example.code}: ${example.title}`, example] as const);

  it.each(examples)('%s', async (_title, { code, before, after, prepare = false }) => {
    const options = { review: true, prepare };
    const result =
      after === undefined
        ? await runOn([transform], before, options)
        : await check([transform], before, after, options);
    expect(result.ledger.verdicts.map(verdict => verdict.code)).toContain(code);
    expect(result.slips).toEqual([]);
    if (after === undefined) expect(textsAfter(result)).toEqual({});
  });

  it('says each thing once', () => {
    const { examples: shown } = transform;
    for (const key of ['title', 'before'] as const) {
      expect(new Set(shown.map(example => `${example.code} ${example[key]}`)).size).toBe(shown.length);
    }
  });
});

describe('every reason is shown, or has the situation that leads to it', () => {
  it.each(familiesOf(transforms).map(family => [family.members[0]!.name, family] as const))(
    'the family of %s',
    (_, { rule, members }) => {
      const shown = new Set(members.flatMap(({ examples }) => examples.map(({ code }) => code)));
      const unshown = Object.entries(rule.reasons).filter(
        ([code, { when }]) => shown.has(code) === (when !== undefined),
      );
      expect(unshown.map(([code]) => code)).toEqual([]);
    },
  );

  it("the engine's", () => {
    const shown = new Set(transforms.flatMap(({ examples }) => examples.map(({ code }) => code)));
    const reasons = Object.entries<Reason>(engineReasons);
    const unshown = reasons.filter(([code, { when }]) => shown.has(code) === (when !== undefined));
    expect(unshown.map(([code]) => code)).toEqual([]);
  });
});
