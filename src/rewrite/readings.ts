/**
 * How a function reads what certain calls give it: as an old value (0 or an errno), as a new one (a code), or in a way
 * that says neither. From the text and the flow of variables; nothing is evaluated.
 */
import { calleeOf } from '../flow/walk.js';
import { type Access, websOf } from '../flow/webs.js';
import type { Expr } from '../source/ast.js';
import type { ConfigTest, Item, SourceFile } from '../source/file.js';
import { type Carry, carryOf, leavesOf } from './carry.js';
import { type Draft, draftOf, type ParseFunction } from './draft.js';
import { configurationKey, inliner, macrosIn, parserFor } from './function.js';
import type { Migration } from './migration.js';
import { behindCodes } from './parted.js';
import { type View, viewed } from './seen.js';
import { sitesOf } from './sites.js';
import { OR_ED, readAround, type Said, type Value } from './taken.js';

/** One place where a function reads the value of a call. */
export interface Reading extends Said {
  /** The reading itself, in the file. */
  readonly start: number;
  readonly end: number;
  /** From 1, in the file. */
  readonly line: number;
  /** Each configuration in which it is read so. */
  readonly under: readonly (readonly ConfigTest[])[];
}

/** All readings of a function. */
export interface Readings {
  /** In order of the text, each once. */
  readonly all: readonly Reading[];
  /** The name of a variable of the new type that holds the value, if there is one. */
  readonly typed: string | undefined;
  /** What the function returns, as written. */
  readonly returnType: string;
}

/** The readings in all configurations; undefined where the function cannot be read for certain, or calls none of them. */
export function readingsOf(
  file: SourceFile,
  item: Item,
  migration: Migration,
  view: View = {},
): Readings | undefined {
  const variants = file.functionsOf(item);
  if ('why' in variants) return undefined;
  const text = file.text.slice(item.start, item.end);
  const [macros, inline] = [macrosIn(file, migration), inliner(file, item, migration)];
  const found = new Map<string, Reading>();
  let typed: string | undefined;
  let returnType: string | undefined;
  for (const { under } of variants) {
    const parse = parserFor(file, configurationKey(under));
    const look = (seen: View) => draftOf(text, parseAs(parse, seen), inline, macros);
    const draft = look(view);
    if (!draft) return undefined;
    const reader = readerOf(draft, migration);
    if (reader.values.length === 0) continue;
    returnType = draft.fn.returnType;
    typed ??= reader.carry.webs.find(w => w.variable.type === migration.codeType)?.variable.name;
    const first = reader.values.flatMap(value => reader.read(value.node, value) ?? []);
    const again = seenAgain(first, view);
    const closer = again && look(again);
    const more = closer ? readAll(readerOf(closer, migration)) : [];
    for (const { node, ...said } of [...readAll(reader), ...more]) {
      const start = item.start + node.start;
      const key = `${start} ${said.what}`;
      const known = found.get(key);
      const { end, line } = known ?? { end: item.start + node.end, ...lineOf(file, start) };
      // A closer look may tell what the first one left open.
      const what = known === undefined || known.taken === 'either' ? said : known;
      const ways = [...(known?.under ?? []), [...item.under, ...under]];
      found.set(key, { ...what, start, end, line, under: ways });
    }
  }
  if (returnType === undefined) return undefined;
  return { all: [...found.values()].sort((a, b) => a.start - b.start), typed, returnType };
}

const lineOf = (file: SourceFile, at: number) => ({ line: file.position(at).line });

/** What all values of a function are taken for, each with its node. */
function readAll({ values, read }: Reader): readonly (Said & { readonly node: Expr })[] {
  return values.flatMap(value => {
    const said = read(value.node, value);
    return said === undefined ? [] : [{ ...said, node: value.node }];
  });
}

/** The view that also follows what is stored and or-ed; undefined where there is nothing of that. */
function seenAgain(said: readonly Said[], view: View): View | undefined {
  const places = new Set(said.flatMap(({ taken, place }) => (taken === 'stored' && place ? [place] : [])));
  const joins = said.some(({ what }) => what === OR_ED);
  return places.size > 0 || joins
    ? { ...view, places: new Set([...(view.places ?? []), ...places]), joins }
    : undefined;
}

const parseAs =
  (parse: ParseFunction, view: View): ParseFunction =>
  text => {
    const parsed = parse(text);
    return parsed && { ...parsed, fn: viewed(parsed.fn, view) };
  };

interface Reader {
  readonly values: readonly Value[];
  readonly carry: Carry;
  read(node: Expr, value: Value): Said | undefined;
}

function readerOf(draft: Draft, migration: Migration): Reader {
  const calls = sitesOf(draft, migration).map(site => site.call);
  const called = new Set<Expr>(calls);
  const carry = carryOf(draft, called, migration);
  const uses = new Map<Expr, Access>();
  for (const use of websOf(draft.code).flatMap(web => web.uses)) if (use.node) uses.set(use.node, use);
  const isAlone = (use: Access, followed: ReadonlySet<Access> = new Set()): boolean =>
    use.sources.length > 0 &&
    use.sources.every(def => {
      if (followed.has(def)) return true;
      if (!carry.ours.has(def) || !def.certain) return false;
      return leaves(def).every(leaf => {
        const copied = leaf.kind === 'copy' ? uses.get(leaf.expr) : undefined;
        return leaf.kind === 'call' || (copied !== undefined && isAlone(copied, new Set([...followed, def])));
      });
    });
  const leaves = (def: Access) =>
    def.value === undefined ? [] : leavesOf(draft, def.value, called, migration);
  const isErrno = (def: Access): boolean =>
    def.value !== undefined &&
    leavesOf(draft, def.value, called, migration).some(
      leaf =>
        (leaf.kind === 'constant' && leaf.old < 0) ||
        (leaf.kind === 'foreign' && leaf.expr !== undefined && calleeOf(leaf.expr) === 'PTR_ERR'),
    );
  const values = calls.map((node): Value => ({ node, alone: true, besideErrno: false }));
  const reached = new Map(
    [...uses].flatMap(([node, use]) => {
      const ours = use.sources.filter(def => carry.ours.has(def));
      return ours.length > 0 ? [[node, ours] as const] : [];
    }),
  );
  const behind = behindCodes(draft, migration, reached);
  for (const [node, ours] of reached) {
    if (behind.has(node)) continue;
    const use = uses.get(node)!;
    // What may have been replaced out of sight, as in memory, is not known to arrive.
    const arrives = use.sources.every(def => def.certain && def.value !== undefined);
    const besideErrno = use.sources.some(isErrno);
    values.push({ node, alone: isAlone(use), besideErrno, ours: arrives ? ours : undefined });
  }
  const read = (node: Expr, value: Value) => readAround(draft, migration, node, value);
  // Who asks for success by its code has parted it from the failures: what is tested for 0 behind that is the rest.
  const parts = values.some(value =>
    ASKS_CODE.test(read(value.node, { ...value, ours: undefined })?.what ?? ''),
  );
  const told = parts ? values.map(({ ours: _, ...value }): Value => value) : values;
  return { values: told, carry, read };
}

/** How what asks for a code is said. */
const ASKS_CODE = /^is (?:compared with [A-Z]|read bit by bit$|switched over codes$)/;
