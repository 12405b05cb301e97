/** The configurations an item has: each consistent choice of the `#if` arms inside it. */
import { assume, type Beliefs } from './conditions.js';
import { type Arm, constantOf, type Group, isDead } from './directives.js';
import type { ConfigTest, Token, Unreadable } from './file.js';

/** One configuration: the tokens it sees, and the tests that chose it. */
export interface Configuration {
  readonly tokens: readonly Token[];
  readonly under: readonly ConfigTest[];
}

/** More choices than this are not looked at. */
const MOST = 16;

/** Items with more groups are not looked at: going through them is recursive. */
const MOST_GROUPS = 300;

/** What is settled so far on one way through the groups. */
interface Way {
  readonly beliefs: Beliefs;
  readonly arms: ReadonlySet<Arm>;
  readonly under: readonly ConfigTest[];
}

/**
 * The configurations of an item, in order of its arms.
 *
 * @param tokens the significant tokens of the item
 * @param arms for each token the innermost arm it lies in
 * @param base the innermost arm around the whole item
 * @param under what is known to hold around the item
 */
export function configurationsOf(
  tokens: readonly Token[],
  arms: readonly (Arm | undefined)[],
  base: Arm | undefined,
  under: readonly ConfigTest[],
): readonly Configuration[] | Unreadable {
  const nested = groupsByArm(arms, base);
  const groups = [...nested.values()].reduce((sum, some) => sum + some.length, 0);
  if (groups > MOST_GROUPS) return { why: `more than ${MOST_GROUPS} #if groups` };
  const start: Way = { beliefs: assume([], under) ?? [], arms: new Set(), under: [] };
  const ways: Way[] = [];
  const follow = (queue: readonly Group[], way: Way): void => {
    if (ways.length > MOST) return;
    const [group, ...rest] = queue;
    if (group === undefined) {
      ways.push(way);
      return;
    }
    for (const option of optionsOf(group)) {
      const next = take(way, option);
      if (next !== undefined)
        follow([...(option.arm === undefined ? [] : (nested.get(option.arm) ?? [])), ...rest], next);
    }
  };
  follow(nested.get(base) ?? [], start);
  if (ways.length > MOST) return { why: `more than ${MOST} configurations` };
  return ways.map(way => ({
    under: way.under,
    tokens: tokens.filter((_, i) => arms[i] === base || way.arms.has(arms[i] as Arm)),
  }));
}

/** The groups that hold tokens of the item, by the arm they stand in, in order. */
function groupsByArm(
  arms: readonly (Arm | undefined)[],
  base: Arm | undefined,
): Map<Arm | undefined, Group[]> {
  const nested = new Map<Arm | undefined, Group[]>();
  const seen = new Set<Group>();
  for (const innermost of new Set(arms)) {
    for (let arm = innermost; arm !== undefined && arm !== base && !seen.has(arm.group); arm = arm.parent) {
      seen.add(arm.group);
      const siblings = nested.get(arm.parent) ?? [];
      siblings.push(arm.group);
      nested.set(arm.parent, siblings);
    }
  }
  for (const groups of nested.values()) groups.sort((a, b) => startOf(a) - startOf(b));
  return nested;
}

function startOf(group: Group): number {
  return group.arms[0]?.opener.token.start ?? 0;
}

interface Option {
  readonly arm: Arm | undefined;
  readonly tests: readonly ConfigTest[];
}

/** The arms of a group, and the absence of all of them where there is no `#else`. */
function optionsOf(group: Group): Option[] {
  const options: Option[] = group.arms.map(arm => ({ arm, tests: arm.tests }));
  if (group.hasElse) return options;
  const tests = group.arms
    .flatMap(arm => arm.opener.test ?? [])
    .map(test => ({ ...test, holds: !test.holds }));
  return [...options, { arm: undefined, tests }];
}

/** The way with an option taken; undefined where that contradicts what is settled. */
function take(way: Way, option: Option): Way | undefined {
  if (isDead(option.arm)) return undefined;
  const beliefs = assume(way.beliefs, option.tests);
  if (beliefs === undefined) return undefined;
  const known = new Set(way.beliefs.map(test => test.condition));
  const added = option.tests.filter(
    test => !known.has(test.condition) && constantOf(test.condition) === undefined,
  );
  const arms = option.arm === undefined ? way.arms : new Set([...way.arms, option.arm]);
  return { beliefs, arms, under: [...way.under, ...added] };
}
