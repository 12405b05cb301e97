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
  /** Which part of its tree's patches it has, where they are too many for one posting: `alpha to mips`. */
  readonly part?: string | undefined;
  /** The postings, from 0, that must have been taken before this one. */
  readonly after: readonly number[];
}

/** So many patches a reader bears at a time. */
export const MOST_PATCHES = 15;

interface Part {
  readonly tree: string | undefined;
  /** What it may be called, the shortest first. */
  readonly words: readonly [string, ...string[]];
  readonly part?: string | undefined;
  readonly steps: readonly Step[];
}

/** Parts of the kernel that go by the names of their folders; all else is its core. */
const AREAS: ReadonlySet<string> = new Set([
  ...['arch', 'block', 'crypto', 'drivers', 'fs', 'io_uring', 'lib', 'mm', 'net', 'samples', 'security'],
  ...['sound', 'tools', 'virt'],
]);

/** The part of the tree that a step is of: `fs`, or `core` for what holds the others together. */
export function areaOf({ driver }: Step): string {
  const top = driver.split('/')[0]!;
  return AREAS.has(top) ? top : 'core';
}

/**
 * The postings of a plan, in an order in which they can be taken: all in one where they are at most `most`; else one
 * or more for each tree, or part of the tree where no tree is known, those that the others build on before them.
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
  const first = cut({ tree: undefined, words: ['first'], steps: of('first') }, most);
  const middle = [...groupBy(of(undefined), step => treeOf(step) ?? `${areaOf(step)}/`).values()].flatMap(
    own => {
      const tree = treeOf(own[0]!);
      return cut({ tree, words: tree === undefined ? [areaOf(own[0]!)] : wordsOf(tree), steps: own }, most);
    },
  );
  const end = cut({ tree: undefined, words: ['last'], steps: of('last') }, most);
  const names = new Set<string>();
  const named = ({ tree, words, part, steps: own }: Part, after: readonly number[]): Posting => {
    const name = nameOf(words, names);
    names.add(name);
    return { name, tree, steps: own, after, ...(part !== undefined && { part }) };
  };
  const range = (count: number) => Array.from({ length: count }, (_, at) => at);
  const base = range(first.length);
  return [
    ...first.map((part, at) => named(part, range(at))),
    ...middle.map(part => named(part, base)),
    ...end.map((part, at) => named(part, range(first.length + middle.length + at))),
  ];
}

/** The first of the words that is not taken, or else the last of them with a number. */
function nameOf(words: readonly string[], taken: ReadonlySet<string>): string {
  const free = words.find(word => !taken.has(word));
  if (free !== undefined) return free;
  for (let n = 2; ; n++) {
    const numbered = `${words.at(-1)}-${n}`;
    if (!taken.has(numbered)) return numbered;
  }
}

/** Pieces of at most `most` steps, about equally long, named after where they begin and end. */
function cut({ tree, words, steps }: Part, most: number): readonly Part[] {
  const count = Math.ceil(steps.length / most);
  if (count < 2) return steps.length === 0 ? [] : [{ tree, words, steps }];
  return Array.from({ length: count }, (_, at) => {
    const own = steps.slice(
      Math.floor((at * steps.length) / count),
      Math.floor(((at + 1) * steps.length) / count),
    );
    const ends = [...new Set([own[0]!, own.at(-1)!].map(({ driver }) => driver.split('/').at(-1)!))];
    const span = ends.join('-to-').replace(/[^A-Za-z0-9_-]+/g, '-');
    const longer = words.map(word => `${word}-${span}`) as [string, ...string[]];
    return { tree, words: longer, part: ends.join(' to '), steps: own };
  });
}

/** Names of trees that say nothing. */
const PLAIN = /^(?:linux|linux-2-6|kernel|git|next)$/;

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
  // That it is a kernel goes without saying.
  const short = (text: string) =>
    text.replace(/^linux-(?=[a-z])(?!(?:next|kernel)$)|^linux-2-6-(?=.)|-(?:linux|kernel|2-6)$/g, '');
  const [name, owner, branch] = [short(plain(path.at(-1))), plain(path.at(-2)), plain(parts[at + 1])];
  const joined = (...words: readonly string[]) => words.filter(word => word !== '').join('-') || 'tree';
  const longer = [joined(name, branch), joined(owner, name), joined(owner, name, branch)] as const;
  // What is just called `linux` goes by its owner.
  return PLAIN.test(name) && owner !== '' ? [owner, longer[1], longer[2]] : [joined(name), ...longer];
}
