/**
 * Headers that come to say a type include the header that declares it, where somebody would have read them without:
 * before, they were as good as any with plain C in them.
 */
import { applyEdits } from './edit/apply.js';
import type { Edit } from './edit/edit.js';
import { gather } from './edit/gather.js';
import { openIncludePaths } from './facts/include-paths.js';
import { inclusionsIn } from './facts/inclusions.js';
import { includeIn, withLines } from './include-line.js';
import type { Proposal } from './propose.js';
import { ensure } from './remember.js';
import { decode } from './source/decode.js';
import { openRead } from './sources.js';
import type { Ground } from './survey.js';
import type { Home } from './transform.js';

/** The proposals with the includes that headers need for what they say: the first that edits one brings the line. */
export async function withHomes(taken: readonly Proposal[], ground: Ground): Promise<readonly Proposal[]> {
  const { sources } = ground;
  const edits = [...gather(taken).edits];
  if (!edits.some(([path]) => path.endsWith('.h'))) return taken;
  const afters = new Map(
    edits.map(([path, list]) => [path, applyEdits(openRead(sources, path).text, list)] as const),
  );
  const lines = new Map<Proposal, Edit[]>();
  for (const home of ground.families.flatMap(({ rule }) => rule.homes ?? [])) {
    const users = [...afters].filter(
      ([path, after]) =>
        path.endsWith('.h') && usesOf(after, home) > usesOf(openRead(sources, path).text, home),
    );
    if (users.length === 0) continue;
    const tree = await openIncludes(ground, afters, home);
    const line = `#include <${nameOfHome(tree)}>`;
    for (const [path] of users) {
      if (!(await isBare(tree, path))) continue;
      const owner = taken.find(({ edits }) => edits.some(edit => edit.path === path))!;
      lines.set(owner, [...(lines.get(owner) ?? []), includeIn(openRead(sources, path), line)]);
    }
  }
  return withLines(taken, lines);
}

const usesOf = (text: string, { name }: Home): number =>
  text.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0;

/** What the files of the tree include, as they will be, and which of them have the type by that. */
interface Includes {
  readonly home: Home;
  /** The tree's headers that declare the type. */
  readonly declaring: readonly string[];
  /** Whether a file that includes this one has the type from then on. */
  brings(path: string): boolean;
  /** Whether one file includes another, at any depth. */
  reaches(path: string, other: string): boolean;
  /** What a file includes, in order: a file of the tree, or whether one that is none of them brings the type. */
  includesOf(path: string): readonly (string | boolean)[];
  /** The files that include one. */
  includersOf(path: string): Promise<readonly string[]>;
  says(path: string): boolean;
}

/** Whether somebody reads a header without having the type by then. */
async function isBare(tree: Includes, path: string): Promise<boolean> {
  if (tree.brings(path) || tree.declaring.some(one => tree.reaches(one, path))) return false;
  return SHARED.test(path) || (await includersBare(tree, path, new Set()));
}

/** Headers for everybody stand alone, whoever includes them by now. */
const SHARED = /(?:^|\/)include\//;

async function includersBare(tree: Includes, path: string, seen: Set<string>): Promise<boolean> {
  for (const includer of await tree.includersOf(path)) {
    if (seen.has(includer)) continue;
    seen.add(includer);
    const own = tree.includesOf(includer);
    const before = own.slice(0, own.indexOf(path));
    if (before.some(one => (typeof one === 'string' ? tree.brings(one) : one))) continue;
    if (includer.endsWith('.h') && (await includersBare(tree, includer, seen))) return true;
    // What uses the type and includes nothing that brings it has it from a command line.
    if (!includer.endsWith('.h') && (tree.brings(includer) || !tree.says(includer))) return true;
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
  const declares = new RegExp(`\\btypedef\\b[^;{}]*\\b${home.name}\\s*;`);
  const holding = [...(await tree.withWords([home.name])), ...afters.keys()];
  const declaring = [...new Set(holding)].filter(path => path.endsWith('.h') && declares.test(textOf(path)));
  const known = new Map<string, readonly (string | boolean)[]>();
  const includesOf = (path: string) =>
    ensure(known, path, () =>
      inclusionsIn(textOf(path)).map(([, quote, name = '']) => {
        // A tree that declares the type has the headers that bring it, too.
        return (
          paths.resolve(name, quote === '"', path) ?? (declaring.length === 0 && !home.isMissingIn(name))
        );
      }),
    );
  const walk = (path: string, isFound: (one: string | boolean) => boolean): boolean => {
    const seen = new Set([path]);
    for (const next of seen) {
      if (isFound(next)) return true;
      for (const one of includesOf(next)) {
        if (typeof one === 'string') seen.add(one);
        else if (isFound(one)) return true;
      }
    }
    return false;
  };
  const brought = new Map<string, boolean>();
  return {
    home,
    declaring,
    includesOf,
    brings: path =>
      ensure(brought, path, () =>
        walk(path, one => (typeof one === 'string' ? declaring.includes(one) : one)),
      ),
    reaches: (path, other) => walk(path, one => one === other),
    says: path => usesOf(textOf(path), home) > 0,
    includersOf: async path => {
      const word = longestWord(path);
      return (await tree.withWords([word])).filter(one => includesOf(one).includes(path));
    },
  };
}

/** A word that stands wherever a file is included. */
function longestWord(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.h$/, '');
  return name.split(/\W+/).reduce((longest, word) => (word.length > longest.length ? word : longest), '');
}
