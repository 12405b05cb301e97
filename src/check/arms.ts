/** What the `#if` groups around a place say about it. */
import { speaksOfReleases } from '../kernels/condition.js';
import { holdsWord } from '../occurrences.js';
import { countWhile } from '../order.js';
import { directivesOf } from '../source/as-written.js';
import { withoutComments } from '../source/comments.js';
import { type Arm, type Group, isDead } from '../source/directives.js';
import { isElsewhere, type SourceFile } from '../source/file.js';

/** The arms around an offset, innermost first. */
function armsAround(file: SourceFile, offset: number): readonly Arm[] {
  const { directives, armAfter } = directivesOf(file);
  const arms: Arm[] = [];
  const last = countWhile(directives, ({ token }) => token.start <= offset) - 1;
  for (let arm = armAfter[last]; arm !== undefined; arm = arm.parent) arms.push(arm);
  return arms;
}

/** Whether a place lies in an arm that is never compiled: `#if 0`, and what the reader of the file settled so. */
export function isNeverCompiled(file: SourceFile, offset: number): boolean {
  return armsAround(file, offset).some(arm => isDead(arm)) || isElsewhere(file.underAt(offset));
}

/** Whether a word stands in another arm of a group around a place: the code chooses between the two. */
export function standsBeside(file: SourceFile, offset: number, word: string): boolean {
  return armsAround(file, offset).some(({ group }) => isInOther(file, group, offset, word));
}

/**
 * The same where the kernel that it is built with decides: by its release, or by a macro of whatever name that says what
 * it has. The kernel's own configuration (`CONFIG_...`) does not tell one kernel from another.
 */
export function standsForOthers(file: SourceFile, offset: number, word: string): boolean {
  return armsAround(file, offset).some(
    ({ group }) => tellsKernels(file, group) && isInOther(file, group, offset, word),
  );
}

/** Whether the kernel's release is asked for around a place, so that it is known which kernels get there. */
export function isChosenByRelease(file: SourceFile, offset: number): boolean {
  return file.underAt(offset).some(({ written, condition }) => speaksOfReleases(written ?? condition));
}

/** Words in conditions that name nothing to decide by. */
const OPERATORS =
  /^(?:if|ifdef|ifndef|elif|else|defined|IS_(?:ENABLED|BUILTIN|MODULE|REACHABLE)|CONFIG_\w+)$/;

function tellsKernels({ text }: SourceFile, { arms }: Group): boolean {
  const said = arms.map(({ opener: { token } }) => text.slice(token.start, token.end)).join('\n');
  const plain = withoutComments(said);
  return (plain.match(/\b[A-Za-z_]\w*/g) ?? []).some(name => !OPERATORS.test(name));
}

/** Whether a word stands in an arm of a group other than the one that holds an offset. */
function isInOther(file: SourceFile, { arms, end }: Group, offset: number, word: string): boolean {
  const from = arms[0]?.opener.token.start ?? 0;
  const all = file.text.slice(from, end?.token.start);
  return arms.length > 1 && holdsWord(withoutArm(all, from, arms, offset), [word]);
}

/** A group's text without the arm that holds an offset. */
function withoutArm(text: string, from: number, arms: readonly Arm[], offset: number): string {
  const own = countWhile(arms, ({ opener }) => opener.token.start <= offset) - 1;
  const start = arms[own]?.opener.token.start ?? from;
  const end = arms[own + 1]?.opener.token.start ?? from + text.length;
  return `${text.slice(0, start - from)} ${text.slice(end - from)}`;
}
