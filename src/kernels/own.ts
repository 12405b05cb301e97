/**
 * Macros by which a driver itself says which kernels it is built with: `#define MY_VERSION KERNEL_VERSION(4, 17, 0)`, or
 * `HAVE_X`, defined where a condition on the release holds. One counts where all of its definitions stand in one file, and
 * where nothing but releases decides between them.
 */
import { compare, groupBy } from '../order.js';
import type { ConfigTest, MacroDef, SourceFile } from '../source/file.js';
import { isRead, type Sources } from '../sources.js';
import type { Tree } from '../tree/tree.js';
import { releasesOf, speaksOfReleases } from './condition.js';

/** Says a condition with the macros replaced that are known. */
export type Spell = (condition: string) => string;

/** What a macro stands for, as text. */
interface Meaning {
  readonly value: string | undefined;
  /** When it is defined. */
  readonly defined: string;
}

/** Macros lead to macros, people's two or three levels deep. */
const MOST_LEVELS = 4;

/** The kernel's own tree is one release, and asks for none. */
const KERNEL = 'include/linux/mm.h';

const WORDS = ['LINUX_VERSION_CODE', 'KERNEL_VERSION'];

/** Reads what a tree's macros say of releases; undefined where none does. */
export async function ownReleases(tree: Tree, sources: Sources): Promise<Spell | undefined> {
  if (!('unread' in tree.read(KERNEL))) return undefined;
  const meanings = new Map<string, Meaning>();
  const spell = spellWith(meanings);
  const built = buildText(tree);
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
    if (likely.length === 0) break;
    // Whoever else defines one of them, or asks for it, holds its name.
    await readAll(likely.map(([name]) => name).sort(compare));
    for (const [name, meaning] of understood([...files.values()], spell))
      if (!new RegExp(`-[DU]\\s*${name}\\b`).test(built)) meanings.set(name, meaning);
  }
  return meanings.size === 0 ? undefined : spell;
}

/** The macros of some files that say releases, each of one file alone. */
function understood(files: readonly SourceFile[], spell: Spell): readonly (readonly [string, Meaning])[] {
  const all = files.flatMap(file => file.macros.map(macro => ({ file, macro })));
  return [...groupBy(all, ({ macro }) => macro.name)].flatMap(([name, some]) => {
    const { file } = some[0]!;
    if (some.some(one => one.file !== file) || files.some(one => isUndefined(one, name))) return [];
    const macros = some.map(({ macro }) => macro);
    const meaning = meaningOf(macros, file, spell);
    return meaning === undefined ? [] : [[name, meaning] as const];
  });
}

/** What builds the driver: a macro that it gives to the compiler is not the source's alone. */
function buildText(tree: Tree): string {
  return ['Makefile', 'Kbuild', 'makefile', 'GNUmakefile', 'CMakeLists.txt']
    .map(path => tree.read(path))
    .map(read => ('unread' in read ? '' : read.bytes.toString('latin1')))
    .join('\n');
}

const isUndefined = ({ text }: SourceFile, name: string): boolean =>
  new RegExp(`^[ \\t]*#[ \\t]*undef[ \\t]+${name}\\b`, 'm').test(text);

function meaningOf(macros: readonly MacroDef[], file: SourceFile, spell: Spell): Meaning | undefined {
  if (macros.some(({ params }) => params !== undefined)) return undefined;
  const arms = macros.map(({ under, body }) => ({
    tests: under.filter(test => !isIncludeGuard(test, file)),
    body: spell(bodyOf(body)),
  }));
  if (!arms.every(({ tests }) => tests.every(test => isOfReleases(test, spell)))) return undefined;
  // What holds for all kernels, and says nothing of releases, is none of ours.
  const speaks = arms.some(({ tests, body }) => tests.length > 0 || speaksOrCounts(body));
  if (!speaks) return undefined;
  const defined = arms.map(({ tests }) => allOf(tests, spell)).join(' || ');
  const isPlain = arms.every(({ body }) => speaksOrCounts(body) || /^\d\w*$/.test(body));
  const value = arms.reduceRight(
    (rest, { tests, body }) =>
      tests.length === 0 ? `(${body})` : `(${allOf(tests, spell)} ? (${body}) : ${rest})`,
    '0',
  );
  return { value: isPlain ? value : undefined, defined: `(${defined})` };
}

const bodyOf = (body: string): string =>
  body
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*|\\\r?\n/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

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

/** Whether nothing but the release decides how a condition comes out. */
function isOfReleases({ condition, written }: ConfigTest, spell: Spell): boolean {
  const { may, must } = releasesOf(spell(written ?? condition));
  return JSON.stringify(may) === JSON.stringify(must);
}

function allOf(tests: readonly ConfigTest[], spell: Spell): string {
  if (tests.length === 0) return '1';
  return tests
    .map(({ condition, written, holds }) => `${holds ? '' : '!'}(${spell(written ?? condition)})`)
    .join(' && ');
}

/** Conditions that grow longer than this are left as they are. */
const LONGEST = 1500;

function spellWith(meanings: ReadonlyMap<string, Meaning>): Spell {
  return condition => {
    if (meanings.size === 0) return condition;
    const said = condition.replace(
      /\bdefined\s*\(?\s*(\w+)\s*\)?|\b[A-Za-z_]\w*\b(?!\s*\()/g,
      (all, name: string | undefined) => {
        const meaning = meanings.get(name ?? all);
        return (name === undefined ? meaning?.value : meaning?.defined) ?? all;
      },
    );
    return said.length > LONGEST ? condition : said;
  };
}
