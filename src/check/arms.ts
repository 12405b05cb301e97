/** What the `#if` groups around a place say about it. */
import { holdsWord } from '../occurrences.js';
import { countWhile } from '../order.js';
import { type Arm, buildTree, type DirectiveTree, isDead, readDirective } from '../source/directives.js';
import type { SourceFile } from '../source/file.js';

const trees = new WeakMap<SourceFile, DirectiveTree>();

function treeOf(file: SourceFile): DirectiveTree {
  const known = trees.get(file);
  if (known !== undefined) return known;
  const lines = file.tokens.filter(({ kind }) => kind === 'directive');
  const tree = buildTree(lines.map(token => readDirective(file.text, token)));
  trees.set(file, tree);
  return tree;
}

/** The arms around an offset, innermost first. */
function armsAround(file: SourceFile, offset: number): readonly Arm[] {
  const { directives, armAfter } = treeOf(file);
  const arms: Arm[] = [];
  const last = countWhile(directives, ({ token }) => token.start <= offset) - 1;
  for (let arm = armAfter[last]; arm !== undefined; arm = arm.parent) arms.push(arm);
  return arms;
}

/** Whether a place lies in an arm that no configuration compiles, such as `#if 0`. */
export function isNeverCompiled(file: SourceFile, offset: number): boolean {
  return armsAround(file, offset).some(arm => isDead(arm));
}

/** Whether a word stands in another arm of a group around a place: the code chooses between the two. */
export function standsBeside(file: SourceFile, offset: number, word: string): boolean {
  return armsAround(file, offset).some(({ group }) => {
    const [first] = group.arms;
    const from = first?.opener.token.start ?? 0;
    const all = file.text.slice(from, group.end?.token.start);
    return group.arms.length > 1 && holdsWord(withoutArm(all, from, group.arms, offset), [word]);
  });
}

/** A group's text without the arm that holds an offset. */
function withoutArm(text: string, from: number, arms: readonly Arm[], offset: number): string {
  const own = countWhile(arms, ({ opener }) => opener.token.start <= offset) - 1;
  const start = arms[own]?.opener.token.start ?? from;
  const end = arms[own + 1]?.opener.token.start ?? from + text.length;
  return `${text.slice(0, start - from)} ${text.slice(end - from)}`;
}
