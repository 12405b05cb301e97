/**
 * Macros by which a driver itself says which kernels it is built with: `#define MY_VERSION KERNEL_VERSION(4, 17, 0)`,
 * `HAVE_X`, defined where a condition on the release holds, or `SINCE(4, 17)`. One counts where all of its definitions
 * stand in one file, and where no makefile of that folder, or above it, names it. What else decides between the
 * definitions (another macro, a distribution) is asked with them, and stays as open as it is there. A macro that nothing in
 * the tree defines, since a script finds out what the kernel has, is known by what it chooses between (`features.ts`).
 */

import { compare, groupBy } from '../order.js';
import { inOneLine } from '../source/comments.js';
import type { ConfigTest, MacroDef, SourceFile } from '../source/file.js';
import { undefinedIn } from '../source/undefs.js';
import { isRead, type Sources } from '../sources.js';
import type { Tree } from '../tree/tree.js';
import { openBuildFiles } from './build-files.js';
import { releasesOf, speaksOfReleases } from './condition.js';
import { type Feature, featureMacros } from './features.js';
import { isKernel } from './release.js';
import { type Meaning, type Spell, spellWith } from './spell.js';
import { ALL_RELEASES, covers } from './versions.js';

export type { Spell } from './spell.js';

/** Macros lead to macros, people's two or three levels deep. */
const MOST_LEVELS = 4;

const WORDS = ['LINUX_VERSION_CODE', 'KERNEL_VERSION'];

/**
 * Reads what a tree's macros say of releases; undefined where none does, and in a kernel's own tree, which is one.
 *
 * @param features what macros may choose between.
 */
export async function ownReleases(
  tree: Tree,
  sources: Sources,
  features: readonly Feature[],
): Promise<Spell | undefined> {
  if (isKernel(tree)) return undefined;
  const meanings = new Map<string, Meaning>();
  const spell = spellWith(meanings);
  const built = openBuildFiles(tree);
  const files = new Map<string, SourceFile>();
  const readAll = async (words: readonly string[]) => {
    for (const path of words.length === 0 ? [] : await tree.withWords(words)) {
      const file = files.has(path) ? undefined : sources.open(path);
      if (file !== undefined && isRead(file)) files.set(path, file);
    }
  };
  await readAll(WORDS);
  for (let level = 0; level < MOST_LEVELS; level++) {
    const likely = understood([...files.values()], spell).filter(([name]) => !meanings.has(name));
    // Whoever else defines one of them, or asks for it, holds its name.
    if (likely.length > 0) await readAll(likely.map(([name]) => name).sort(compare));
    const before = JSON.stringify([...meanings]);
    // What is known by now of one may say more of others that were known without it.
    for (const [name, meaning] of understood([...files.values()], spell))
      if (!built.name(name, [...files.keys()])) meanings.set(name, meaning);
    if (JSON.stringify([...meanings]) === before) break;
  }
  await readAll(features.map(({ name }) => name).sort(compare));
  const chosen = featuresChosen([...files.values()], features);
  await readAll([...chosen.keys()].sort(compare));
  const defined = new Set([...files.values()].flatMap(({ macros }) => macros.map(({ name }) => name)));
  for (const [name, code] of chosen) {
    if (defined.has(name)) continue;
    const says = `(LINUX_VERSION_CODE >= ${code})`;
    meanings.set(name, { value: `(${says} ? 1 : 0)`, defined: says });
  }
  return meanings.size === 0 ? undefined : spell;
}

/** The macros of some files that choose between features and what stands for them, each with a release's code. */
function featuresChosen(
  files: readonly SourceFile[],
  features: readonly Feature[],
): ReadonlyMap<string, number> {
  const chosen = new Map<string, number>();
  for (const [name, code] of files.flatMap(file => [...featureMacros(file, features)]))
    chosen.set(name, Math.max(code, chosen.get(name) ?? 0));
  return chosen;
}

/** The macros of some files that say releases, each of one file alone. */
function understood(files: readonly SourceFile[], spell: Spell): readonly (readonly [string, Meaning])[] {
  const all = files.flatMap(file => file.macros.map(macro => ({ file, macro })));
  return [...groupBy(all, ({ macro }) => macro.name)].flatMap(([name, some]) => {
    const { file } = some[0]!;
    if (some.some(one => one.file !== file) || files.some(one => undefinedIn(one).has(name))) return [];
    const macros = some.map(({ macro }) => macro);
    const meaning = WORDS.includes(name) ? undefined : meaningOf(macros, file, spell);
    return meaning === undefined ? [] : [[name, meaning] as const];
  });
}

/** One definition: under which tests, and what it says. */
interface Arm {
  readonly tests: readonly ConfigTest[];
  readonly body: string;
}

function meaningOf(macros: readonly MacroDef[], file: SourceFile, spell: Spell): Meaning | undefined {
  const { name, params } = macros[0]!;
  if (macros.some(macro => macro.params?.join() !== params?.join())) return undefined;
  const isAsked = (test: ConfigTest) => !test.holds && test.condition === `defined(${name})`;
  const arms = macros.map(({ under, body }) => ({
    tests: under.filter(test => !isIncludeGuard(test, file) && !isAsked(test)),
    body: spell(bodyOf(body)),
  }));
  // What holds for all kernels, and says nothing of releases, is none of ours.
  if (!arms.some(({ tests, body }) => speaksOfAny(tests, spell) || speaksOrCounts(body))) return undefined;
  const conditions = arms.map(({ tests }) => allOf(tests, spell));
  const value = arms.every(arm => isPlain(arm, params))
    ? `(${arms.reduceRight((rest, { body }, at) => chosen(conditions[at]!, body, rest), '0')})`
    : undefined;
  const defined = `(${conditions.join(' || ')})`;
  const isOpen = macros.some(({ under }) => under.some(isAsked));
  if (!isOpen) return { params, value, defined };
  // Where it may be there already, which the kernel decides of names of its own, only what is said for all kernels counts.
  const isForAll = covers(releasesOf(`${defined} || !LINUX_VERSION_CODE`).must, ALL_RELEASES);
  return { params, value: isForAll ? value : undefined, defined: `(defined(${name}) || ${defined})` };
}

const chosen = (condition: string, body: string, rest: string): string =>
  condition === '1' ? `(${body})` : `(${condition} ? (${body}) : ${rest})`;

/** Whether what a definition says is a number, or an expression of releases, whose parameters are nothing else. */
function isPlain({ body }: Arm, params: readonly string[] | undefined): boolean {
  if (params?.some(param => !/^(?:\w+|\.\.\.)$/.test(param)) || /["'#]/.test(body)) return false;
  return speaksOrCounts(body) || /^\d\w*$/.test(body);
}

const bodyOf = (body: string): string => inOneLine(body).replace(/\s+/g, ' ').trim();

/** Whether a text is an expression of releases. */
const speaksOrCounts = (body: string): boolean =>
  /^\(*\s*KERNEL_VERSION\s*\(/.test(body) || (speaksOfReleases(body) && !/[;{}]/.test(body));

/** `#ifndef MY_H` around a whole header. */
function isIncludeGuard({ condition, holds }: ConfigTest, file: SourceFile): boolean {
  const name = /^defined\((\w+)\)$/.exec(condition)?.[1];
  if (holds || name === undefined || !file.path.endsWith('.h')) return false;
  const own = file.macros.filter(macro => macro.name === name);
  return own.length === 1 && own[0]!.body === '' && file.macros[0] === own[0];
}

const speaksOfAny = (tests: readonly ConfigTest[], spell: Spell): boolean =>
  tests.some(({ condition, written }) => speaksOfReleases(spell(written ?? condition)));

function allOf(tests: readonly ConfigTest[], spell: Spell): string {
  if (tests.length === 0) return '1';
  return tests
    .map(({ condition, written, holds }) => `${holds ? '' : '!'}(${spell(written ?? condition)})`)
    .join(' && ');
}
