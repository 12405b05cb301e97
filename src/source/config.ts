/** The configurations an item has: each consistent choice of the `#if` arms inside it. */
import { bystandersAmong } from './bystanders.js';
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
 * @param text of the file
 */
export function configurationsOf(
  tokens: readonly Token[],
  arms: readonly (Arm | undefined)[],
  base: Arm | undefined,
  under: readonly ConfigTest[],
  text: string,
): readonly Configuration[] | Unreadable {
  const nested = groupsByArm(arms, base);
  const groups = [...nested.values()].reduce((sum, some) => sum + some.length, 0);
  if (groups > MOST_GROUPS) return { why: `more than ${MOST_GROUPS} #if groups` };
  const whole = waysThrough(nested, base, under);
  const ways =
    whole.length > MOST ? waysBeside(nested, base, under, bystandersIn(nested, text, tokens, arms)) : whole;
  if (ways === undefined || ways.length > MOST) return { why: `more than ${MOST} configurations` };
  return ways.map(way => ({
    under: way.under,
    tokens: tokens.filter((_, i) => arms[i] === base || way.arms.has(arms[i] as Arm)),
  }));
}

type Nested = ReadonlyMap<Arm | undefined, readonly Group[]>;

const bystandersIn = (
  nested: Nested,
  text: string,
  tokens: readonly Token[],
  arms: readonly (Arm | undefined)[],
): ReadonlySet<Group> => bystandersAmong([...nested.values()].flat(), text, tokens, arms);

/**
 * All ways through the groups, as far as there are not too many.
 *
 * @param beside groups that do not multiply: each takes the arm of the round, or the next one that may be
 */
function waysThrough(
  nested: Nested,
  base: Arm | undefined,
  under: readonly ConfigTest[],
  beside: ReadonlySet<Group> = new Set(),
  round = 0,
): readonly Way[] {
  const start: Way = { beliefs: assume([], under) ?? [], arms: new Set(), under: [] };
  const ways: Way[] = [];
  const follow = (queue: readonly Group[], way: Way): void => {
    if (ways.length > MOST) return;
    const [group, ...rest] = queue;
    if (group === undefined) {
      ways.push(way);
      return;
    }
    const options = optionsOf(group);
    const from = beside.has(group) ? round % options.length : 0;
    for (const option of [...options.slice(from), ...options.slice(0, from)]) {
      const next = take(way, option);
      if (next === undefined) continue;
      follow([...(option.arm === undefined ? [] : (nested.get(option.arm) ?? [])), ...rest], next);
      if (beside.has(group)) return;
    }
  };
  follow(nested.get(base) ?? [], start);
  return ways;
}

/** The ways in which bystanders go together: each of their arms is taken in some; undefined where one would not be. */
function waysBeside(
  nested: Nested,
  base: Arm | undefined,
  under: readonly ConfigTest[],
  beside: ReadonlySet<Group>,
): readonly Way[] | undefined {
  if (beside.size === 0) return undefined;
  const rounds = Math.max(...[...beside].map(group => optionsOf(group).length));
  const ways = Array.from({ length: rounds }, (_, round) =>
    waysThrough(nested, base, under, beside, round),
  ).flat();
  const distinct = [...new Map(ways.map(way => [JSON.stringify(way.under), way])).values()];
  const isTaken = (arm: Arm) => isDead(arm) || distinct.some(({ arms }) => arms.has(arm));
  return [...beside].every(group => group.arms.every(isTaken)) ? distinct : undefined;
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
