/** What is to be found, as the transforms say it: one plan for each family that forbids something. */
import type { SlotTable } from '../facts/index.js';
import { compare } from '../order.js';
import type { Family } from '../shelf.js';
import type { CheckRule, Objection } from '../transform.js';

/** A function that must not be called in the plan's context. */
export interface Forbidden {
  readonly instead: string;
  readonly transform: string;
}

export interface Plan {
  readonly rule: CheckRule;
  readonly slots: readonly SlotTable[];
  readonly forbidden: ReadonlyMap<string, Forbidden>;
  /** Words of functions that the rule's inspection looks at; none where it has no inspection. */
  readonly watched: readonly string[];
  /** Functions that implement one of these APIs by another: what they call is their own business. */
  readonly exempt: ReadonlySet<string>;
}

/** The plans of the families, in their order; none for a family that has nothing to check. */
export function plansOf(families: readonly Family[]): readonly Plan[] {
  return families.flatMap(({ rule, members }) => {
    const forbidden = new Map(
      members.flatMap(({ name, forbids = {} }) =>
        Object.entries(forbids).map(([call, instead]) => [call, { instead, transform: name }] as const),
      ),
    );
    if (rule.check === undefined) return [];
    const exempt = new Set([...forbidden].flatMap(([call, { instead }]) => [call, instead]));
    const watches = rule.check.inspection === undefined ? [] : members.flatMap(one => one.watches ?? []);
    const watched = [...new Set(watches)].sort(compare);
    return [{ rule: rule.check, slots: rule.slots, forbidden, watched, exempt }];
  });
}

/** Everything that the plans may find, each once. */
export function objectionsOf(plans: readonly Plan[]): readonly Objection[] {
  const all = plans.flatMap(({ rule: { call, handler, inspection }, watched }) => [
    call,
    ...(handler === undefined ? [] : [handler]),
    ...(inspection === undefined || watched.length === 0 ? [] : inspection.objections),
  ]);
  return [...new Map(all.map(one => [one.code, one])).values()];
}
