/**
 * Files that come to say a name include the header that declares it, where it would be read without: before, they were
 * as good as any with plain C in them.
 */
import { applyEdits } from './edit/apply.js';
import { gather } from './edit/gather.js';
import { type Conditions, conditionsIn, isCovered } from './facts/conditional.js';
import { openIncludePaths } from './facts/include-paths.js';
import { inclusionsIn } from './facts/inclusions.js';
import { openLines, usesOf } from './include-line.js';
import type { Proposal } from './propose.js';
import { ensure } from './remember.js';
import { decode } from './source/decode.js';
import { openRead } from './sources.js';
import type { Ground } from './survey.js';
import type { Home } from './transform.js';

/** The proposals with the includes that files need for what they say: the first that edits one brings the line. */
export async function withHomes(taken: readonly Proposal[], ground: Ground): Promise<readonly Proposal[]> {
  const { sources } = ground;
  const { edits } = gather(taken);
  const afters = new Map(
    [...edits].map(([path, list]) => [path, applyEdits(openRead(sources, path).text, list)] as const),
  );
  const lines = openLines(taken, edits);
  for (const home of ground.families.flatMap(({ rule }) => rule.homes ?? [])) {
    const users = [...afters].filter(([path, after]) => {
      const { text: before } = openRead(sources, path);
      // Who names it already has it from somewhere; a header may have left that to those who include it.
      return path.endsWith('.h')
        ? usesOf(after, home.name) > usesOf(before, home.name)
        : isNew(home, before, after);
    });
    if (users.length === 0) continue;
    const tree = await openIncludes(ground, afters, home);
    const line = `#include <${nameOfHome(tree)}>`;
    for (const [path] of users)
      if (await isBare(tree, path)) lines.bring(openRead(sources, path), line, [home.name]);
  }
  return lines.all();
}

const isNew = (home: Home, before: string, after: string): boolean =>
  usesOf(after, home.name) > 0 && usesOf(before, home.name) === 0 && !home.isAtHandIn(before);

/** A file that another one includes: one of the tree, or whether one that is none of them brings the name. */
interface Included {
  readonly file: string | boolean;
  readonly under: Conditions;
}

/** What the files of the tree include, as they will be, and which of them have the name by that. */
interface Includes {
  readonly home: Home;
  /** The tree's headers that declare the name. */
  readonly declaring: readonly string[];
  /** Whether a file that includes this one has the name from then on, where these conditions hold. */
  brings(path: string, under: Conditions): boolean;
  /** Whether one file includes another, at any depth, under any condition. */
  reaches(path: string, other: string): boolean;
  /** What a file includes, in order. */
  includesOf(path: string): readonly Included[];
  /** The files that include one. */
  includersOf(path: string): Promise<readonly string[]>;
  /** The conditions over each use of the name in a file. */
  usesIn(path: string): readonly Conditions[];
}

const ANYWHERE: Conditions = new Set();

/** Whether somebody reads a file without having the name by then, where it is used. */
async function isBare(tree: Includes, path: string): Promise<boolean> {
  if (tree.declaring.some(one => tree.reaches(one, path))) return false;
  if (tree.usesIn(path).every(under => tree.brings(path, under))) return false;
  if (!path.endsWith('.h')) return true;
  return SHARED.test(path) || (await includersBare(tree, path, new Set()));
}

/** Headers for everybody stand alone, whoever includes them by now. */
const SHARED = /(?:^|\/)include\//;

async function includersBare(tree: Includes, path: string, seen: Set<string>): Promise<boolean> {
  for (const includer of await tree.includersOf(path)) {
    if (seen.has(includer)) continue;
    seen.add(includer);
    const own = tree.includesOf(includer);
    const at = own.findIndex(({ file }) => file === path);
    const { under } = own[at]!;
    const before = own.slice(0, at).filter(one => isCovered(one.under, under));
    if (before.some(({ file }) => (typeof file === 'string' ? tree.brings(file, under) : file))) continue;
    if (includer.endsWith('.h') && (await includersBare(tree, includer, seen))) return true;
    // What uses the name and includes nothing that brings it has it from a command line.
    const isElsewhere = tree.usesIn(includer).length > 0 && !tree.brings(includer, ANYWHERE);
    if (!includer.endsWith('.h') && !isElsewhere) return true;
  }
  return false;
}

/** How the header is included that has the type: the tree's own one, if there is one. */
function nameOfHome({ declaring, home: { header } }: Includes): string {
  const shared = declaring.filter(one => SHARED.test(one));
  const own = shared.find(one => one.endsWith(`include/${header}`)) ?? shared[0];
  return own?.replace(/^.*?\binclude\//, '') ?? header;
}

async function openIncludes(
  { tree }: Ground,
  afters: ReadonlyMap<string, string>,
  home: Home,
): Promise<Includes> {
  const paths = openIncludePaths(await tree.list());
  const textOf = (path: string): string => {
    const after = afters.get(path);
    if (after !== undefined) return after;
    const read = tree.read(path);
    return 'unread' in read ? '' : decode(read.bytes);
  };
  const declares = new RegExp(
    `\\btypedef\\b[^;{}]*\\b${home.name}\\s*;|\\b${home.name}\\s*\\([^;{}()]*\\)\\s*\\{`,
  );
  const holding = [...(await tree.withWords([home.name])), ...afters.keys()];
  const declaring = [...new Set(holding)].filter(path => path.endsWith('.h') && declares.test(textOf(path)));
  const known = new Map<string, readonly Included[]>();
  const includesOf = (path: string) =>
    ensure(known, path, () => {
      const text = textOf(path);
      const over = conditionsIn(text);
      return inclusionsIn(text).map(({ 1: quote, 2: name = '', index }) => {
        // A tree that declares the name has the headers that bring it, too.
        const elsewhere = declaring.length === 0 && !home.isMissingIn(name);
        return { file: paths.resolve(name, quote === '"', path) ?? elsewhere, under: over(index ?? 0) };
      });
    });
  const walk = (
    path: string,
    isTaken: (one: Included) => boolean,
    isFound: (file: string | boolean) => boolean,
  ) => {
    const seen = new Set([path]);
    for (const next of seen) {
      if (isFound(next)) return true;
      for (const one of includesOf(next).filter(isTaken)) {
        if (typeof one.file === 'string') seen.add(one.file);
        else if (isFound(one.file)) return true;
      }
    }
    return false;
  };
  const brought = new Map<string, boolean>();
  return {
    home,
    declaring,
    includesOf,
    brings: (path, under) =>
      ensure(brought, `${path} ${[...under].sort().join(' ')}`, () =>
        walk(
          path,
          one => isCovered(one.under, under),
          file => (typeof file === 'string' ? declaring.includes(file) : file),
        ),
      ),
    reaches: (path, other) =>
      walk(
        path,
        () => true,
        file => file === other,
      ),
    usesIn: path => {
      const text = textOf(path);
      const places = [...text.matchAll(new RegExp(`\\b${home.name}\\b`, 'g'))];
      const over = places.length === 0 ? () => ANYWHERE : conditionsIn(text);
      return places.map(({ index }) => over(index));
    },
    includersOf: async path => {
      const word = longestWord(path);
      const named = await tree.withWords([word]);
      return named.filter(one => includesOf(one).some(({ file }) => file === path));
    },
  };
}

/** A word that stands wherever a file is included. */
function longestWord(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.h$/, '');
  return name.split(/\W+/).reduce((longest, word) => (word.length > longest.length ? word : longest), '');
}
