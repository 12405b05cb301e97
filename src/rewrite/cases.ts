/** A `switch` on an old value, said of the new one: each label becomes the new value, or goes. */

import type { Case, Stmt, Switch } from '../source/ast.js';
import { withoutComments } from '../source/comments.js';
import { armsOf, deedOf } from './arms.js';
import type { Changes } from './changes.js';
import type { Draft } from './draft.js';
import { wholeLines } from './layout.js';
import { type Migration, spell } from './migration.js';
import type { Observation } from './observe.js';
import type { Change } from './pieces.js';
import { constantOf, type Values } from './test.js';

/** The labels of a switch itself, not of one inside it. */
function labelsOf(sw: Switch): readonly Stmt[] {
  const found: Stmt[] = [];
  const visit = (s: Stmt): void => {
    if (s.kind === 'case' || s.kind === 'default') found.push(s);
    else if (s.kind === 'block') s.body.forEach(visit);
    else if (s.kind === 'if') {
      visit(s.then);
      if (s.otherwise) visit(s.otherwise);
    } else if (s.kind === 'while' || s.kind === 'do' || s.kind === 'for' || s.kind === 'foreach')
      visit(s.body);
  };
  visit(sw.body);
  return found;
}

/**
 * Changes to the labels; an obstacle where two old values of one new value go to different places, or a label is not
 * a constant.
 *
 * @param values the values that are switched on
 */
export function translateSwitch(draft: Draft, sw: Switch, values: Values, migration: Migration): Changes {
  const labels = labelsOf(sw);
  const armOf = new Map<number, Stmt>();
  let fallback: Stmt | 'behind' = 'behind';
  for (const label of labels) {
    if (label.kind === 'default') {
      fallback = label;
      continue;
    }
    const { value, high } = label as Case;
    const n = constantOf(value, migration);
    if (n === undefined || high) {
      const text = draft.text.slice(label.start, label.end);
      return { why: `"${text}" is no label for one error number`, at: label.start };
    }
    armOf.set(n, label);
  }
  const groups = groupsOf(sw, labels, draft);
  const placeOf = (n: number) => {
    const label = armOf.get(n) ?? fallback;
    return label === 'behind' ? -1 : groups.get(label)!;
  };
  const success = migration.classes[0]!;
  const wanted = new Map<number, number>();
  for (const [old, code] of values) {
    const known = wanted.get(code);
    if (known === undefined) wanted.set(code, placeOf(old));
    else if (known !== placeOf(old) && code !== success.after) {
      const nameOf = (n: number) => migration.classes.find(({ before }) => before === n)?.name ?? n;
      const first = values.find(one => one[1] === code)![0];
      const why = `${nameOf(first)} and ${nameOf(old)} take different ways in the switch, and both are`;
      return { why: `${why} ${spell(migration, code)} now`, at: sw.start };
    }
  }
  const changes: Change[] = [];
  const given = new Set<number>();
  for (const [n, label] of armOf) {
    const code = values.find(([old]) => old === n)?.[1];
    const keeps = code !== undefined && !given.has(code) && wanted.get(code) === groups.get(label);
    if (keeps) {
      given.add(code);
      const { value } = label as Case;
      changes.push({ start: value.start, end: value.end, text: spell(migration, code) });
    } else {
      changes.push(labelRemoval(draft, label));
    }
  }
  return changes;
}

/** A number for each place that labels lead to: those that stand together, and those where the same is done. */
function groupsOf(sw: Switch, labels: readonly Stmt[], draft: Draft): ReadonlyMap<Stmt, number> {
  const groups = new Map<Stmt, number>();
  const deeds = (armsOf(sw) ?? []).map(arm => ({
    deed: deedOf(draft, arm),
    labels: arm.labels as readonly Stmt[],
  }));
  const first = (deed: string) => deeds.find(other => other.deed === deed)!.labels[0]!;
  let group = -1;
  let end = -1;
  for (const label of labels) {
    const between = end < 0 ? 'x' : withoutComments(draft.text.slice(end, label.start));
    if (between.trim() !== '') group++;
    const deed = deeds.find(({ labels: some }) => some.includes(label))?.deed;
    groups.set(label, (deed === undefined ? undefined : groups.get(first(deed))) ?? group);
    end = label.end;
  }
  return groups;
}

/** Takes a label away, with its line where it stands alone there. */
export function labelRemoval(draft: Draft, label: Stmt): Change {
  const lines = wholeLines(draft.text, label);
  if (lines.start !== label.start || lines.end !== label.end) return { ...lines, text: '' };
  const blanks = /^[ \t]*/.exec(draft.text.slice(label.end))![0].length;
  return { start: label.start, end: label.end + blanks, text: '' };
}

/**
 * Labels that some path led to before, and none does now: the value that went there is gone from the switch.
 * `beforeTexts` are the values of the labels that were reached in the original.
 */
export function deadCases(
  draft: Draft,
  seen: Observation,
  reachedBefore: ReadonlySet<string>,
): readonly Change[] {
  if (seen.incomplete) return [];
  const reached = reachedCases(draft, seen);
  const changes: Change[] = [];
  for (const step of draft.code.program.steps) {
    if (step.op !== 'switch' || step.stmt.kind !== 'switch') continue;
    for (const label of labelsOf(step.stmt)) {
      if (label.kind !== 'case' || reached.has(caseKey(draft, step.stmt, label))) continue;
      if (!reachedBefore.has(valueKey(draft, label))) continue;
      changes.push(labelRemoval(draft, label));
    }
  }
  return changes;
}

/** The values of all labels that some path reached, as texts. */
export function reachedValues(draft: Draft, seen: Observation): ReadonlySet<string> {
  return new Set([...reachedCases(draft, seen)].map(key => key.slice(key.indexOf('/') + 1)));
}

const valueKey = (draft: Draft, label: Case) => draft.text.slice(label.value.start, label.value.end);
const caseKey = (draft: Draft, sw: Switch, label: Case) => `${sw.start}/${valueKey(draft, label)}`;

function reachedCases(draft: Draft, seen: Observation): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of seen.paths)
    for (const { step, side } of path.sides) {
      const s = draft.code.program.steps[step]!;
      if (s.op !== 'switch' || s.stmt.kind !== 'switch' || side < 0) continue;
      const { value } = s.arms[side]!;
      found.add(`${s.stmt.start}/${draft.text.slice(value.start, value.end)}`);
    }
  return found;
}
