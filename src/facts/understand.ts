/** What one mention does, as its item reads: as written, as if an `#if 0` were not there, or with macros replaced. */
import type { ConfigTest, Item, MacroDef, SourceFile } from '../source/file.js';
import type { Span } from '../source/span.js';
import { BUILTIN_TYPES, QUALIFIERS, STORAGE, TAGS, TYPEOF } from '../source/words.js';
import type { Effect, Spot } from './effects.js';
import type { Headers } from './includes.js';
import { expand, type MacroUse, usesAround } from './macros.js';
import { isOtherName, spotOf } from './positions.js';
import { effectsOf, type Reading, readingsOf } from './roles.js';
import { codeFrom, codeUpTo, tokenAt, tokenText, wordsOf } from './tokens.js';

/** A name, and the file whose declarations say what it means; texts made from that file share them. */
export interface Quest {
  readonly headers: Headers;
  readonly name: string;
  readonly path: string;
}

/** How many macros may stand around each other. */
const DEEPEST = 8;

/** Macros that make a function known to modules. */
const EXPORT = /^EXPORT_(UNUSED_)?SYMBOL(_GPL(_FUTURE)?|_NS|_NS_GPL|_FOR_\w+)?$/;

/**
 * Macros that only note a function's name, for symbol tables and tracers: nothing is called through them. Not so
 * `ALLOW_ERROR_INJECTION()`: what it names is made to return errnos (`include/asm-generic/error-injection.h`).
 */
const NOTING = /^(NOKPROBE_SYMBOL|BTF_ID(_FLAGS)?)$/;

/** What the kernel's own macros do with a function that they are given outside of functions; undefined for others. */
export function announced(file: SourceFile, item: Item, index: number): readonly Effect[] | undefined {
  if (item.kind !== 'other') return undefined;
  const macro = tokenText(file, tokenAt(file, item.start));
  if (EXPORT.test(macro)) return [{ kind: 'exported', ...spotOf(file, index) }];
  return NOTING.test(macro) ? [] : undefined;
}

/** What a mention does; undefined where no reading shows it. Doubts are in it where nothing better is known. */
export function understood(
  quest: Quest,
  file: SourceFile,
  item: Item,
  index: number,
): readonly Effect[] | undefined {
  const spot = spotOf(file, index);
  const read = asRead(quest, file, item, spot.offset) ?? fromDeadArm(quest, file, item, spot);
  if (read !== undefined && isClear(read)) return read;
  return throughMacros(quest, file, item, index, DEEPEST) ?? read;
}

function isClear(effects: readonly Effect[]): boolean {
  return effects.every(effect => effect.kind !== 'doubt');
}

/** The effects as the parsed item shows them; undefined where no reading shows the mention. */
function asRead(
  { headers, name, path }: Quest,
  file: SourceFile,
  item: Item,
  offset: number,
): readonly Effect[] | undefined {
  const shown = readingsOf(file, item, path, headers)
    .map(reading => inReading(headers, reading, { path, offset }, name))
    .filter(effects => effects !== undefined);
  return shown.length > 0 ? unique(shown.flat()) : undefined;
}

function inReading(
  headers: Headers,
  reading: Reading,
  spot: Spot,
  name: string,
): readonly Effect[] | undefined {
  const { root, resolution, identifiers, declared, typeOperands } = reading.scope.view;
  const { offset } = spot;
  const isInside = (span: { start: number; end: number }) => span.start <= offset && offset < span.end;
  if (root.kind === 'function' && root.doubtful.some(isInside)) return undefined;
  if (declared.has(offset)) {
    const isCalled = root.kind === 'function' && isBehindMacro(headers, reading, spot);
    return isCalled ? [{ kind: 'call', ...spot, item: reading.item }] : [];
  }
  if (typeOperands.some(isInside)) return [];
  const node = identifiers.get(offset);
  if (node === undefined || node.name !== name) return undefined;
  // A local variable takes the name; a local prototype does not.
  const local = resolution?.of(node);
  return local !== undefined && local.declarator?.func !== true ? [] : effectsOf(reading, node, spot);
}

/**
 * Whether what reads as a prototype in a function, `ENTER insert(vma);`, is a call behind a macro: the words before the
 * name are no type that anybody declares.
 */
function isBehindMacro(headers: Headers, { file, scope }: Reading, { offset }: Spot): boolean {
  const index = tokenAt(file, offset);
  if (tokenText(file, codeFrom(file, index + 1)) !== '(') return false;
  const ahead: string[] = [];
  for (let i = codeUpTo(file, index - 1); file.tokens.kindAt(i) === 'word'; i = codeUpTo(file, i - 1)) {
    ahead.push(tokenText(file, i));
  }
  const isType = (word: string) =>
    [STORAGE, QUALIFIERS, BUILTIN_TYPES, TAGS, TYPEOF].some(words => words.has(word)) ||
    /^[su](8|16|32|64)$|_t$/.test(word) ||
    headers.typedef(word, scope.path) !== undefined;
  return ahead.length > 0 && !ahead.some(isType);
}

function unique(effects: readonly Effect[]): readonly Effect[] {
  const seen = new Set<string>();
  return effects.filter(effect => {
    const key = JSON.stringify({ ...effect, item: undefined });
    const fresh = !seen.has(key);
    seen.add(key);
    return fresh;
  });
}

/** The effects of a mention in an `#if 0` arm of an item: it is read as if it were compiled, and says so. */
function fromDeadArm(quest: Quest, file: SourceFile, item: Item, spot: Spot): readonly Effect[] | undefined {
  if (!item.split) return undefined;
  const text = file.text.slice(item.start, item.end);
  const alive = text.replace(/^([ \t]*#[ \t]*if[ \t]+)0(?=\s)/gm, '$1X');
  if (alive === text) return undefined;
  const virtual = file.reopen(alive);
  const offset = spot.offset - item.start;
  const whole = virtual.itemAt(offset);
  const effects = whole && asRead(quest, virtual, whole, offset);
  return effects?.map(effect => relocated(effect, spot, item, [{ condition: '0', holds: true }]));
}

/** What stands for a piece of an item. */
export interface Replacement extends Span {
  readonly said: string;
}

/**
 * So many bytes of an item are read again with macros replaced: of a table of thousands of entries each costs a look at
 * all of them. What is left then is not clear.
 */
const MOST_REREAD = 1024 * 1024;
const reread = new WeakMap<Item, number>();

/** Whether a text of some length may be read in an item's place. */
function isAffordable(item: Item, length: number): boolean {
  const sum = (reread.get(item) ?? 0) + length;
  reread.set(item, sum);
  return sum <= MOST_REREAD;
}

/** What a name does in the text that macros put into an item; undefined where that is not clear, or not there. */
export function inReplacement(
  quest: Quest,
  file: SourceFile,
  item: Item,
  { start, end, said }: Replacement,
  index: number,
  deepest = DEEPEST,
): readonly Effect[] | undefined {
  if (!isAffordable(item, item.end - item.start)) return undefined;
  const virtual = file.reopen(file.text.slice(item.start, start) + said + file.text.slice(end, item.end));
  const from = start - item.start;
  const effects: Effect[] = [];
  for (const at of wordsOf(virtual).code.get(quest.name) ?? []) {
    const token = virtual.tokens.at(at)!;
    if (token.start < from || token.start >= from + said.length || isOtherName(virtual, at)) continue;
    const inside = virtual.itemAt(token.start);
    if (inside === undefined || inside.doubt !== undefined || token.kind !== 'word') return undefined;
    const own = announced(virtual, inside, at) ?? asRead(quest, virtual, inside, token.start);
    const clear =
      own !== undefined && isClear(own) ? own : throughMacros(quest, virtual, inside, at, deepest - 1);
    if (clear === undefined) return undefined;
    effects.push(...clear.map(effect => relocated(effect, spotOf(file, index), item)));
  }
  return effects;
}

/** The effects of a mention among the arguments of a macro, once the macro is replaced by what it says. */
function throughMacros(
  quest: Quest,
  file: SourceFile,
  item: Item,
  index: number,
  deepest: number,
): readonly Effect[] | undefined {
  if (deepest === 0) return undefined;
  for (const [depth, use] of usesAround(file, index, item.start).entries()) {
    const macros = meant(quest, file, item, use);
    if (macros.length === 0 && depth === 0 && isEventName(use, quest.name)) return [];
    if (macros.length === 0) continue;
    const all = macros.map(macro => replaced(quest, file, item, use, macro, index, deepest));
    return all.every(effects => effects !== undefined) ? unique(all.flat()) : undefined;
  }
  return undefined;
}

/** Macros that make a tracepoint, and the place from 0 of the argument that is its name: `linux/tracepoint.h`. */
const EVENT_NAMES: ReadonlyMap<string, number> = new Map([
  ['TRACE_EVENT', 0],
  ['TRACE_EVENT_CONDITION', 0],
  ['TRACE_EVENT_FN', 0],
  ['DECLARE_TRACE', 0],
  ['DEFINE_EVENT', 1],
  ['DEFINE_EVENT_CONDITION', 1],
  ['DEFINE_EVENT_FN', 1],
  ['DEFINE_EVENT_PRINT', 1],
]);

/** Whether a name is only that of a tracepoint: what is made of it is called `trace_…`. */
function isEventName({ name, args }: MacroUse, word: string): boolean {
  const place = EVENT_NAMES.get(name);
  return place !== undefined && args[place]?.trim() === word;
}

/**
 * The definitions a use can mean. Inside a function a name in lower case is taken for a function, unless the file
 * itself says else; outside of functions only a macro can have arguments.
 */
function meant({ headers, path }: Quest, file: SourceFile, item: Item, use: MacroUse): readonly MacroDef[] {
  const own = file.macros.filter(macro => macro.name === use.name);
  if (own.length > 0) return own;
  const isMacro = item.body === undefined || /^[A-Z_][A-Z0-9_]*$/.test(use.name);
  return isMacro ? headers.macros(use.name, path) : [];
}

/** The effects of what stands for the mention after one macro is replaced; undefined where one is not clear. */
function replaced(
  quest: Quest,
  file: SourceFile,
  item: Item,
  use: MacroUse,
  macro: MacroDef,
  index: number,
  deepest: number,
): readonly Effect[] | undefined {
  const said = macro.params === undefined ? undefined : expand(macro, use.args);
  if (said === undefined) return undefined;
  return inReplacement(quest, file, item, { ...use, said }, index, deepest);
}

/** The effect, said of the real file instead of a text made from it. */
function relocated(effect: Effect, spot: Spot, item: Item, under: readonly ConfigTest[] = []): Effect {
  if (effect.kind === 'call') return { ...effect, ...spot, item };
  if (effect.kind === 'store') {
    return { ...effect, ...spot, under: [...item.under, ...under, ...effect.under] };
  }
  return { ...effect, ...spot };
}
