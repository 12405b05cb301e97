/**
 * Every mention of a name in a file, and what it is. Nothing is left out: a mention that is not understood is a
 * doubt. That is what makes it safe to say that a function is called from here and from nowhere else.
 */
import { countWhile } from '../order.js';
import type { Item, MacroDef, SourceFile } from '../source/file.js';
import type { Effect } from './effects.js';
import type { Headers } from './includes.js';
import { expand, usesAround } from './macros.js';
import { tagOf, typeOf } from './places.js';
import {
  isDeclared,
  isDesignator,
  isMadeByMacro,
  isMemberName,
  isOtherName,
  isParameterOf,
  isPlainCall,
  nameOf,
  spotOf,
  surroundings,
} from './positions.js';
import { effectsOf, readingsOf } from './roles.js';
import { directiveText, tokenAt, tokenText, wordsOf } from './tokens.js';
import { type Quest, understood } from './understand.js';

/** A member of a struct type. */
export interface MemberName {
  readonly tag: string;
  readonly field: string;
}

/** Macros that only note a function's name, for symbol tables and tracers: nothing is called through them. */
const NOTING = /^(NOKPROBE_SYMBOL|ALLOW_ERROR_INJECTION|BTF_ID(_FLAGS)?)$/;

/** What the mentions of a function in a file do with it. */
export function functionEffects(headers: Headers, file: SourceFile, name: string): readonly Effect[] {
  const quest: Quest = { headers, name, path: file.path };
  const table = wordsOf(file);
  const effects: Effect[] = [...namingMacros(file, name)];
  for (const index of table.torn.get(name) ?? []) {
    effects.push(doubt(file, index, 'is named where a quote is never closed'));
  }
  const bodies = new Map<Item, number[]>();
  for (const index of table.code.get(name) ?? []) {
    if (isOtherName(file, index)) continue;
    const { start } = file.tokens[index]!;
    const item = file.itemAt(start);
    if (file.tokens[index]!.kind === 'string')
      effects.push(doubt(file, index, 'is named in a string that is code'));
    else if (item === undefined) effects.push(doubt(file, index, 'is named outside any definition'));
    else if (item.body === undefined) effects.push(...atTopLevel(quest, file, item, index));
    else if (start > item.body.start) addTo(bodies, item, index);
    else if (item.name !== name) effects.push(...inHeader(file, item, index));
  }
  for (const [item, indexes] of bodies) effects.push(...inBody(quest, file, item, indexes));
  return effects;
}

/** The macros of a file that name a function: all that a header can do with one that it does not declare. */
export function namingMacros(file: SourceFile, name: string): readonly Effect[] {
  return (wordsOf(file).directives.get(name) ?? []).flatMap(index => {
    const { start, end } = file.tokens[index]!;
    return file.macros
      .filter(macro => macro.start >= start && macro.end <= end && says(macro, name))
      .map(macro => ({ kind: 'macro' as const, path: file.path, offset: start, macro }));
  });
}

/** What the mentions of a macro in a file do: whoever uses it, does what it says. */
export function macroEffects(file: SourceFile, name: string): readonly Effect[] {
  const effects: Effect[] = [...namingMacros(file, name)];
  for (const index of wordsOf(file).code.get(name) ?? []) {
    if (isMemberName(file, index)) continue;
    const spot = spotOf(file, index);
    const item = file.itemAt(spot.offset);
    const isInBody = item?.body !== undefined && spot.offset > item.body.start;
    effects.push(
      isInBody ? { kind: 'call', ...spot, item } : doubt(file, index, 'is used outside functions'),
    );
  }
  return effects;
}

/** What the readers of a struct's member do with the function in it. */
export function memberEffects(headers: Headers, file: SourceFile, member: MemberName): readonly Effect[] {
  const { tag, field } = member;
  const table = wordsOf(file);
  const read = new RegExp(`(->|\\.)\\s*${field}\\b(?!\\s*=[^=])`);
  const effects: Effect[] = [];
  for (const index of table.directives.get(field) ?? []) {
    const text = directiveText(file, file.tokens[index]!);
    if (read.test(text)) effects.push(doubt(file, index, 'is read by a macro'));
  }
  for (const index of table.code.get(field) ?? []) {
    const item = file.itemAt(file.tokens[index]!.start);
    if (item?.body === undefined) continue;
    if (isMemberName(file, index)) effects.push(...memberRead(headers, file, item, index, tag));
    else if (isReadByMacro(headers, file, item, index, read)) {
      effects.push(doubt(file, index, 'is read by a macro'));
    }
  }
  return effects;
}

/** Whether a member's name is handed to a macro that reads the member. */
function isReadByMacro(headers: Headers, file: SourceFile, item: Item, index: number, read: RegExp): boolean {
  return usesAround(file, index, item.start).some(use =>
    headers.macros(use.name, file.path).some(macro => read.test(expand(macro, use.args) ?? '')),
  );
}

function memberRead(
  headers: Headers,
  file: SourceFile,
  item: Item,
  index: number,
  tag: string,
): readonly Effect[] {
  const spot = spotOf(file, index);
  let seen = false;
  const effects: Effect[] = [];
  for (const reading of readingsOf(file, item, file.path, headers)) {
    const node = reading.scope.view.members.get(spot.offset);
    if (node === undefined) continue;
    seen = true;
    const found = tagOf(reading.scope, typeOf(reading.scope, node.object));
    if (found !== undefined && found !== tag) continue;
    const own = effectsOf(reading, node, spot);
    const object = file.text.slice(node.object.start, node.object.end);
    const unsure = doubt(file, index, `is called through ${object}, whose type is not known`);
    effects.push(...(found === tag || own.length === 0 ? own : [unsure]));
  }
  if (seen || isDesignator(file, index)) return effects;
  return [doubt(file, index, `may be called in ${nameOf(item)}, which cannot be read`)];
}

function doubt(file: SourceFile, index: number, why: string): Effect {
  return { kind: 'doubt', ...spotOf(file, index), why };
}

/** Whether a macro's body says the name and means something from outside the macro. */
function says(macro: MacroDef, name: string): boolean {
  if (macro.name === name || macro.params?.includes(name)) return false;
  const body = macro.body.replace(/\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\])*"/g, ' ');
  return new RegExp(`(?<!->\\s*|\\.\\s*|\\b(?:struct|union|enum)\\s+)\\b${name}\\b`).test(body);
}

/** A mention outside functions: a prototype, an initialiser, an export, a macro that makes something. */
function atTopLevel(quest: Quest, file: SourceFile, item: Item, index: number): readonly Effect[] {
  const around = surroundings(file, item, index);
  if (around === 'members') return [];
  if (item.kind === 'declaration' && around === 'top' && isDeclared(file, item, index)) return [];
  const first = tokenText(file, tokenAt(file, item.start));
  if (item.kind === 'other' && /^EXPORT_\w+$/.test(first))
    return [{ kind: 'exported', ...spotOf(file, index) }];
  if (item.kind === 'other' && NOTING.test(first)) return [];
  if (item.doubt !== undefined) return [doubt(file, index, `is named where ${item.doubt}`)];
  return understood(quest, file, item, index) ?? [doubt(file, index, outside(file, item))];
}

/** A mention before the body of another function. Between parentheses it is a parameter; elsewhere it is odd. */
function inHeader(file: SourceFile, item: Item, index: number): readonly Effect[] {
  if (isMadeByMacro(file, item)) return [doubt(file, index, outside(file, item))];
  return isParameterOf(file, item, index)
    ? []
    : [doubt(file, index, `is named before ${nameOf(item)}, in text that cannot be read`)];
}

function outside(file: SourceFile, item: Item): string {
  if (item.kind === 'declaration') return `is named in ${nameOf(item)}, which cannot be read`;
  return isMadeByMacro(file, item)
    ? `is handed to ${tokenText(file, tokenAt(file, item.start))}`
    : 'is named outside functions, in text that cannot be read';
}

/** The mentions inside a function's body. Where all look like plain calls, nothing has to be parsed. */
function inBody(quest: Quest, file: SourceFile, item: Item, indexes: readonly number[]): readonly Effect[] {
  if (item.doubt !== undefined) {
    const why = `is named in ${nameOf(item)}, where ${item.doubt}`;
    return indexes.map(index => doubt(file, index, why));
  }
  const call = (index: number): Effect => ({ kind: 'call', ...spotOf(file, index), item });
  if (indexes.every(index => isPlainCall(file, index)) && !takes(file, item, quest.name)) {
    return indexes.map(call);
  }
  return indexes.flatMap(index => {
    const effects = understood(quest, file, item, index);
    if (effects !== undefined) return effects;
    if (isPlainCall(file, index)) return [call(index)];
    return [doubt(file, index, `is named in ${nameOf(item)}, which cannot be read there`)];
  });
}

/** Whether another function has a parameter of that name. */
function takes(file: SourceFile, item: Item, name: string): boolean {
  if (item.name === name) return false;
  const indexes = wordsOf(file).code.get(name) ?? [];
  const first = countWhile(indexes, index => file.tokens[index]!.start < item.start);
  const start = file.tokens[indexes[first] ?? -1]?.start;
  return start !== undefined && start < item.body!.start;
}

function addTo(map: Map<Item, number[]>, item: Item, index: number): void {
  const known = map.get(item);
  if (known === undefined) map.set(item, [index]);
  else known.push(index);
}
