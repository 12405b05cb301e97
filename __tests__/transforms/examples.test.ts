/** What the docs show of each transform is what a run of it does. */
import { engineReasons } from '../../src/reasons.js';
import { familiesOf } from '../../src/shelf.js';
import type { Reason } from '../../src/transform.js';
import { transforms } from '../../transforms/index.js';
import { testExamples } from '../examples.js';

describe.each(transforms.map(transform => [transform.name, transform] as const))('%s', (_, transform) =>
  testExamples(transform),
);

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
