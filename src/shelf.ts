/** The transforms at hand: choosing among them, and grouping them into families that are judged together. */
import { UserError } from './errors.js';
import type { Feature } from './kernels/features.js';
import { compare, groupBy } from './order.js';
import { isEngineCode } from './reasons.js';
import type { AnyRule, AnyTransform } from './transform.js';

/** The transforms that share one rule. */
export interface Family {
  readonly rule: AnyRule;
  /** Sorted by name. */
  readonly members: readonly AnyTransform[];
  /** The keywords of all members. */
  readonly keywords: readonly string[];
  /** The names that they ask about. */
  readonly asks: readonly string[];
  /** The keywords whose functions a context is wanted of. */
  readonly followed: ReadonlySet<string>;
  /** Names that new code of the members uses, each with the release that has it first. */
  readonly introduces: ReadonlyMap<string, string>;
  /** Contexts whose stored functions they ask for. */
  readonly sweeps: readonly string[];
  /** Functions that make up the members' API itself. */
  readonly api: ReadonlySet<string>;
  /** The name of the member that a keyword belongs to. */
  transformOf(keyword: string): string;
}

/**
 * The transforms with the given names, in the shelf's order; all of them without names.
 *
 * @throws UserError where a name is not on the shelf.
 */
export function chooseTransforms(
  shelf: readonly AnyTransform[],
  names: readonly string[],
): readonly AnyTransform[] {
  const known = shelf.map(({ name }) => name);
  const unknown = names.find(name => !known.includes(name));
  if (unknown !== undefined) {
    throw new UserError(
      `no transform is called "${unknown}"; expected one of: ${known.join(', ') || '(none)'}`,
    );
  }
  return names.length === 0 ? shelf : shelf.filter(({ name }) => names.includes(name));
}

/**
 * The families of the transforms, ordered by the name of their first member: the same for any order of the input.
 *
 * @throws Error for the author of a module: a name or a keyword that two members share, a reason of the engine's.
 */
export function familiesOf(transforms: readonly AnyTransform[]): readonly Family[] {
  const sorted = [...transforms].sort((a, b) => compare(a.name, b.name));
  const twice = sorted.find(({ name }, i) => sorted[i + 1]?.name === name);
  if (twice !== undefined) throw new Error(`two transforms are called ${twice.name}`);
  return [...groupBy(sorted, ({ rule }) => rule)].map(([rule, members]) => familyOf(rule, members));
}

/** The names that new code of the transforms uses, with what stands in their place for older kernels. */
export function featuresOf(transforms: readonly AnyTransform[]): readonly Feature[] {
  return transforms.flatMap(({ introduces = {}, insteadOf = {} }) =>
    Object.entries(insteadOf).map(([name, old]) => ({ name, since: introduces[name]!, insteadOf: old })),
  );
}

function familyOf(rule: AnyRule, members: readonly AnyTransform[]): Family {
  const taken = Object.keys(rule.reasons).find(isEngineCode);
  if (taken !== undefined) {
    throw new Error(`transform ${members[0]!.name}: the reason code "${taken}" is the engine's own`);
  }
  const owners = new Map<string, string>();
  for (const { name, keywords } of members) {
    for (const keyword of keywords) {
      const other = owners.get(keyword);
      if (other !== undefined) {
        throw new Error(`transforms ${other} and ${name} share a rule, and both have the keyword ${keyword}`);
      }
      owners.set(keyword, name);
    }
  }
  return {
    rule,
    members,
    keywords: [...owners.keys()].sort(compare),
    api: new Set(members.flatMap(({ keywords, api = [] }) => [...keywords, ...api])),
    followed: new Set(
      members.flatMap(({ anywhere = false, keywords }) =>
        keywords.filter(word => (typeof anywhere === 'boolean' ? !anywhere : !anywhere.includes(word))),
      ),
    ),
    sweeps: [...new Set(members.flatMap(({ sweeps = [] }) => sweeps))].sort(compare),
    introduces: new Map(members.flatMap(({ introduces = {} }) => Object.entries(introduces))),
    asks: [
      ...new Set(members.flatMap(({ asks = [], introduces = {} }) => [...asks, ...Object.keys(introduces)])),
    ].sort(compare),
    transformOf: keyword => owners.get(keyword)!,
  };
}
