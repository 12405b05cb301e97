/**
 * Macros that say what a kernel has: `#ifdef HAVE_VM_FAULT_T` around `vm_fault_t gizmo_fault(...)`, and `int
 * gizmo_fault(...)` in its `#else`. No header says what they mean, but the two arms do: what stands in the one is there
 * from a release on, and in its place in the other stands what older kernels take.
 */
import { directivesOf } from '../source/as-written.js';
import { withoutComments } from '../source/comments.js';
import type { Arm, Group } from '../source/directives.js';
import type { SourceFile } from '../source/file.js';
import { standsIn } from '../words.js';
import { firstOf } from './range.js';

/** A name that kernels have from a release on. */
export interface Feature {
  readonly name: string;
  /** The first release that has it: `4.17`. */
  readonly since: string;
  /** What is written in its place for older ones. */
  readonly insteadOf: readonly string[];
}

/**
 * The macros by which a file chooses between features and what stands for them, each with the code of the release that
 * brought the newest of its features.
 */
export function featureMacros(file: SourceFile, features: readonly Feature[]): ReadonlyMap<string, number> {
  const here = features.filter(({ name }) => standsIn(file.text, name));
  if (here.length === 0) return new Map();
  const found = new Map<string, number>();
  for (const group of directivesOf(file).groups) {
    const chosen = chosenIn(group);
    if (chosen === undefined) continue;
    const [has, others] = [
      textOf(file, group, chosen.arm),
      chosen.others.map(arm => textOf(file, group, arm)),
    ];
    for (const { name, since, insteadOf } of here) {
      const isFor = others.some(other => !standsIn(other, name) && isInPlace(has, name, other, insteadOf));
      if (isFor) found.set(chosen.macro, Math.max(firstOf(since), found.get(chosen.macro) ?? 0));
    }
  }
  return found;
}

/** The macro that a group asks for and nothing else, the arm where it holds, and the others. */
function chosenIn({
  arms,
}: Group): { readonly macro: string; readonly arm: Arm; readonly others: readonly Arm[] } | undefined {
  const [first, second] = arms;
  const test = first?.opener.test;
  const macro = test && /^(?:defined\((\w+)\)|([A-Za-z_]\w*))$/.exec(test.condition);
  const name = macro?.[1] ?? macro?.[2];
  // The kernel's own configuration does not tell one kernel from another.
  if (first === undefined || second === undefined || name === undefined || /^CONFIG_/.test(name))
    return undefined;
  if (test!.holds) return { macro: name, arm: first, others: arms.slice(1) };
  return second.opener.kind === 'else' ? { macro: name, arm: second, others: [first] } : undefined;
}

/** The code of an arm, without comments and with its white space folded. */
function textOf({ text }: SourceFile, { arms, end }: Group, { opener }: Arm): string {
  const next = arms[arms.findIndex(arm => arm.opener === opener) + 1]?.opener ?? end;
  return withoutComments(text.slice(opener.token.end, next?.token.start)).replace(/\s+/g, ' ');
}

/** Whether in one text stands a name, and in another what it is instead of, in front of the same thing. */
function isInPlace(has: string, name: string, other: string, insteadOf: readonly string[]): boolean {
  for (const { 1: next } of has.matchAll(new RegExp(`\\b${name}\\b ?(\\w+|\\W|$)`, 'g'))) {
    const behind = next === '' ? '$' : next!.replace(/\W/g, '\\$&');
    const bound = /^\w/.test(next!) ? '\\b' : '';
    if (insteadOf.some(old => new RegExp(`\\b${old}\\b ?${behind}${bound}`).test(other))) return true;
  }
  return false;
}
