/** Gives one function of a file its types, in all its configurations at once, on top of other changes to it. */
import type { Contract } from '../flow/contract.js';
import { hiddenIn, returnsOnly, usedBehind } from '../flow/hidden.js';
import type { Proof } from '../flow/proof.js';
import { plainCodeOf, prove } from '../flow/prove.js';
import type { Variable } from '../flow/resolve.js';
import { proveSameButTypes, proveTogether } from '../flow/same.js';
import type { FunctionDef } from '../source/ast.js';
import type { Item, SourceFile } from '../source/file.js';
import { standsIn } from '../words.js';
import { type Draft, draftOf, type ParseFunction } from './draft.js';
import { configurationKey, macrosIn, parserFor } from './function.js';
import type { Surroundings } from './kinds.js';
import { sayWithMappers } from './mapped.js';
import type { Migration } from './migration.js';
import { type Change, type Pieces, piecesOf } from './pieces.js';
import { type CodeType, isTyped, retypeFunction, strangeReturned, type Where } from './retype.js';
import { offsetBefore } from './strays.js';
import { baselineOf } from './tidy.js';

/** A function, and what is changed in it already. */
export interface Begun {
  readonly file: SourceFile;
  readonly item: Item;
  /** Disjoint, in offsets from the item's start. */
  readonly changes: readonly Change[];
}

export type RetypedItem =
  /** `changes` holds those that were there already; offsets from the item's start. */
  | { readonly kind: 'retyped'; readonly changes: readonly Change[]; readonly proof: Proof }
  | { readonly kind: 'same' }
  | { readonly kind: 'obstacle'; readonly why: string };

/** What to give the types to. */
export interface TypeWish {
  /** Whether the function returns a code. */
  readonly returns: boolean;
  /** Whether it is taken to return one for another function's sake alone: what it returns has to say so too. */
  readonly isTwin?: boolean;
  readonly around: Surroundings;
  readonly type: CodeType;
  readonly contract: Contract;
  /** What maps of errnos are said with, in a function that changes anyway. */
  readonly maps?: Migration | undefined;
}

/** A function as it reads after the changes, once for each configuration; none where it cannot be read for certain. */
export function readBegun(begun: Begun): readonly FunctionDef[] {
  const variants = variantsOf(begun);
  const isWhole = !('why' in variants) && variants.every(({ fn }) => fn.doubtful.length === 0);
  return isWhole ? variants.map(({ fn }) => fn) : [];
}

/** The text that a function's item has after the changes, and its definitions in the terms of that text. */
export function readText({ file, item, changes }: Begun): {
  readonly text: string;
  readonly fns: readonly FunctionDef[];
} {
  const after = file.reopen(piecesOf(textOf(file, item)).change(changes).text);
  const variants = variantsIn(after);
  return { text: after.text, fns: 'why' in variants ? [] : variants.map(({ fn }) => fn) };
}

/** A function as it reads once it has its types; none where they cannot be given, or change nothing. */
export function readRetyped(begun: Begun, wish: TypeWish): readonly FunctionDef[] {
  const result = retypeItem(begun, wish);
  return result.kind === 'retyped' ? readBegun({ ...begun, changes: result.changes }) : [];
}

function variantsOf({ file, item, changes }: Begun): ReturnType<SourceFile['functionsOf']> {
  return changes.length === 0
    ? file.functionsOf(item)
    : variantsIn(file.reopen(piecesOf(textOf(file, item)).change(changes).text));
}

function variantsIn(file: SourceFile): ReturnType<SourceFile['functionsOf']> {
  const item = file.items.find(({ kind }) => kind === 'function');
  return item === undefined ? { why: 'no function is left' } : file.functionsOf(item);
}

const textOf = (file: SourceFile, { start, end }: Item): string => file.text.slice(start, end);

/** Retypes the function; the proof is that nothing but types changed, or that all outcomes are the same. */
export function retypeItem(begun: Begun, wish: TypeWish): RetypedItem {
  const { file, item } = begun;
  const variants = variantsOf(begun);
  if ('why' in variants) return obstacle(`its body cannot be read: ${variants.why}`);
  const isDone = (fn: FunctionDef) => isTyped(plainCodeOf(fn), wish.returns, wish.around, wish.type);
  if (begun.changes.length === 0 && variants.every(({ fn }) => fn.doubtful.length === 0 && isDone(fn))) {
    return { kind: 'same' };
  }
  const from = piecesOf(textOf(file, item)).change(begun.changes);
  const arms: Arm[] = [];
  for (const { fn, under } of variants) {
    if (fn.doubtful.length > 0) return obstacle(fn.doubtful[0]!.why);
    const parse = parserFor(file, configurationKey(under));
    const draft = draftOf(from.text, parse, () => undefined, macrosIn(file, wish.contract));
    if (draft === undefined) return obstacle('it cannot be read for certain');
    // What a macro reads or assigns behind the text has a kind that nobody sees.
    const mayJump = (name: string) => wish.returns && returnsOnly(draft.macros, name, wish.around.isCode);
    const hidden =
      hiddenIn(draft.code, from.text, mayJump)?.why ?? usedBehind(draft.code, v => isReplaced(v, wish.type));
    if (hidden !== undefined) return obstacle(hidden);
    const where: Where = ({ pieces }, offset) => {
      const at = offsetBefore({ start: item.start, changes: pieces.edits() }, offset);
      return ` (${file.path}:${file.position(at).line})`;
    };
    const isAsked = wish.isTwin === true && wish.type.replaces.has(fn.returnType);
    const strange = isAsked ? strangeReturned(draft, wish.around, where) : undefined;
    if (strange !== undefined) return obstacle(strange);
    const result = retypeFunction(draft, wish.returns, wish.around, wish.type, wish.contract, where);
    if (result.kind === 'obstacle') return result;
    const read = { parse, original: draft };
    if (result.kind === 'retyped') arms.push({ ...read, ...mapsSaid(draft, result, wish.maps) });
    else arms.push({ ...read, draft, proof: undefined });
  }
  const changes = distinct(arms.flatMap(({ draft }) => draft.pieces.edits()));
  if (changes.length === 0) return { kind: 'same' };
  if (overlap(changes)) return obstacle('its #if arms would need different declarations');
  const whole = from.change(changes);
  const proofs = arms.flatMap(({ proof }) => proof ?? []);
  if (arms.every(arm => agrees(arm, whole))) return retyped(whole, proofs);
  // What holds a code with one arm alone has to stay as it is; what the function returns is a code with all of them.
  const heads = from.change(changes.filter(change => arms.some(arm => isInHead(arm, change))));
  const kept = arms.flatMap(arm => sameButTypes(arm.original, arm.parse, heads) ?? []);
  const isKept = wish.returns && heads.edits().length > 0 && kept.length === arms.length;
  return isKept ? retyped(heads, kept) : obstacle(whyApart(from.text, arms));
}

function retyped(pieces: Pieces, [first, ...others]: readonly Proof[]): RetypedItem {
  return { kind: 'retyped', changes: pieces.edits(), proof: proveTogether(first!, others) };
}

/** The retyped function with its maps of errnos said by the mappers that there are. */
function mapsSaid(
  original: Draft,
  { draft, proof }: { readonly draft: Draft; readonly proof: Proof },
  maps: Migration | undefined,
): { readonly draft: Draft; readonly proof: Proof } {
  // Where an old call is left, its conversion may say the map too: it is not for both to change.
  const isLeft = maps !== undefined && [...maps.calls.keys()].some(name => standsIn(draft.text, name));
  if (maps === undefined || isLeft) return { draft, proof };
  const contract = { ...maps, calls: new Map<string, string>() };
  const { inline, macros } = draft;
  const baseline = { ...baselineOf(original, maps), keepsReturns: true };
  const said = sayWithMappers(draft, baseline, maps, next => {
    const answer = prove({ contract, before: draft.fn, after: next.fn, returns: 'equal', inline, macros });
    return answer.kind === 'proven' && answer.proof.differences.length === 0 ? answer.proof : undefined;
  });
  return said ? { draft: said.draft, proof: proveTogether(proof, [said.proof]) } : { draft, proof };
}

/** One configuration: what it reads, and what it became by itself. */
interface Arm {
  readonly parse: ParseFunction;
  /** As it was read. */
  readonly original: Draft;
  readonly draft: Draft;
  readonly proof: Proof | undefined;
}

/** Whether the changes of all arms together give an arm what its own changes gave it. */
function agrees({ parse, draft }: Arm, after: Pieces): boolean {
  return sameButTypes(draft, parse, after) !== undefined;
}

/** The proof that a text differs from a draft by types alone; undefined where it does by more. */
function sameButTypes(draft: Draft, parse: ParseFunction, after: Pieces): Proof | undefined {
  const now = parse(after.text);
  return now && proveSameButTypes(draft.fn, now.fn);
}

/** Why the arms cannot have their types together: what one of them changes and another leaves. */
function whyApart(text: string, arms: readonly Arm[]): string {
  const each = arms.map(({ draft }) => new Set(draft.pieces.edits().map(edit => JSON.stringify(edit))));
  const apart = arms
    .flatMap(({ draft }) => draft.pieces.edits())
    .filter(
      edit => each.some(set => !set.has(JSON.stringify(edit))) && !arms.some(arm => isInHead(arm, edit)),
    )
    .sort((a, b) => a.start - b.start)[0];
  if (apart === undefined) return 'its #if arms cannot be retyped together';
  // What is added stands behind the line that it is about.
  const begin = text.lastIndexOf('\n', apart.start) + 1;
  const own = text.slice(begin).split('\n')[0]!.trim();
  const line = own === '' ? text.slice(0, begin).trim().split('\n').at(-1)!.trim() : own;
  return `"${line}" holds a code with one arm of an #if, and something else with another`;
}

const isInHead = ({ original: { fn } }: Arm, { start }: Change): boolean =>
  fn.returnTypeSpan.start <= start && start < fn.body.start;

/** Whether a variable has one of the types that are replaced. */
function isReplaced({ type, pointers }: Variable, { replaces }: CodeType): boolean {
  const plain = type
    .replace(/\b(?:static|const|register|volatile)\b/g, '')
    .trim()
    .replace(/\s+/g, ' ');
  return pointers === 0 && replaces.has(plain);
}

function obstacle(why: string): RetypedItem {
  return { kind: 'obstacle', why };
}

function distinct(changes: readonly Change[]): readonly Change[] {
  const byKey = new Map(changes.map(change => [JSON.stringify(change), change]));
  return [...byKey.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}

function overlap(changes: readonly Change[]): boolean {
  return changes.some((change, i) => i > 0 && change.start < changes[i - 1]!.end);
}
