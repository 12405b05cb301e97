/** Which patches are mailed together: few enough to be read, and to people who have one tree between them. */
import { groupBy } from '../order.js';
import type { Step } from './plan.js';

/** Patches that are mailed as one numbered series. */
export interface Posting {
  /** A word for its folder and for the other cover letters; undefined where it is the only one. */
  readonly name: string | undefined;
  /** The tree it is meant for, as MAINTAINERS has it; undefined where that is not known or not one. */
  readonly tree: string | undefined;
  readonly steps: readonly Step[];
  /** The postings, from 0, that must have been taken before this one. */
  readonly after: readonly number[];
}

/** So many patches a reader bears at a time. */
export const MOST_PATCHES = 15;

interface Part {
  readonly tree: string | undefined;
  readonly steps: readonly Step[];
}

/**
 * The postings of a plan, in an order in which they can be taken: all in one where they are at most `most`; else one
 * or more for each tree, those that the others build on before them.
 */
export function postingsOf(
  steps: readonly Step[],
  most: number,
  treeOf: (step: Step) => string | undefined,
): readonly Posting[] {
  if (steps.length === 0) return [];
  if (steps.length <= most) {
    const trees = new Set(steps.map(treeOf));
    return [{ name: undefined, tree: trees.size === 1 ? [...trees][0] : undefined, steps, after: [] }];
  }
  const of = (phase: Step['phase']) => steps.filter(step => step.phase === phase);
  const [first, last] = [cut({ tree: undefined, steps: of('first') }, most), of('last')];
  const middle = [...groupBy(of(undefined), treeOf)].flatMap(([tree, own]) =>
    cut({ tree, steps: own }, most),
  );
  const end = cut({ tree: undefined, steps: last }, most);
  const names = new Set<string>();
  const named = ({ tree, steps: own }: Part, word: string, after: readonly number[]): Posting => {
    const words = tree === undefined ? [word] : wordsOf(tree);
    let name = words.find(one => !names.has(one));
    for (let n = 2; name === undefined; n++) {
      const numbered = `${words.at(-1)}-${n}`;
      if (!names.has(numbered)) name = numbered;
    }
    names.add(name);
    return { name, tree, steps: own, after };
  };
  const range = (count: number) => Array.from({ length: count }, (_, at) => at);
  const base = range(first.length);
  return [
    ...first.map((part, at) => named(part, 'first', range(at))),
    ...middle.map(part => named(part, 'rest', base)),
    ...end.map((part, at) => named(part, 'last', range(first.length + middle.length + at))),
  ];
}

/** Pieces of at most `most` steps, about equally long. */
function cut({ tree, steps }: Part, most: number): readonly Part[] {
  const count = Math.ceil(steps.length / most);
  return Array.from({ length: count }, (_, at) => ({
    tree,
    steps: steps.slice(
      Math.floor((at * steps.length) / count),
      Math.floor(((at + 1) * steps.length) / count),
    ),
  }));
}

/** Names of trees that say nothing. */
const PLAIN = /^(?:linux|linux-2-6|kernel|git)$/;

/**
 * What a tree may be called, the shortest first: `git git://git.example.org/pub/jane/gizmo-next.git for-linus` is
 * `gizmo-next`, else `gizmo-next-for-linus`, else `jane-gizmo-next`. One that is just called `linux` goes by its owner.
 */
function wordsOf(tree: string): readonly [string, ...string[]] {
  const parts = tree
    .replace(/\(.*?\)/g, ' ')
    .trim()
    .split(/\s+/);
  const at = Math.max(
    0,
    parts.findIndex(part => part.includes('/')),
  );
  const path = (parts[at] ?? '').replace(/\/+$/, '').split('/');
  const plain = (text: string | undefined) =>
    (text ?? '')
      .replace(/\.git$/, '')
      .replace(/[^A-Za-z0-9_-]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 40);
  const [name, owner, branch] = [plain(path.at(-1)), plain(path.at(-2)), plain(parts[at + 1])];
  const joined = (...words: readonly string[]) => words.filter(word => word !== '').join('-') || 'tree';
  const longer = [joined(name, branch), joined(owner, name), joined(owner, name, branch)] as const;
  return PLAIN.test(name) && owner !== '' ? [owner, ...longer] : [joined(name), ...longer];
}
