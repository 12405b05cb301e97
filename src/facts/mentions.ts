/**
 * Every mention of a name in a file, and what it is. Nothing is left out: a mention that is not understood is a
 * doubt. That is what makes it safe to say that a function is called from here and from nowhere else.
 */

import { countWhile } from '../order.js';
import { inOneLine } from '../source/comments.js';
import type { Item, MacroDef, SourceFile } from '../source/file.js';
import type { Effect } from './effects.js';
import type { Headers } from './includes.js';
import { type MacroUse, reveal, useAt, usesAround } from './macros.js';
import { type PastingUse, revealed, usesThatMake, vocabularyOf } from './pasted.js';
import { tagOf, typeOf } from './places.js';
import {
  isBehindEnd,
  isDeclared,
  isDesignator,
  isMadeByMacro,
  isMemberDeclared,
  isMemberName,
  isOtherName,
  isParameterOf,
  isPlainCall,
  nameOf,
  spotOf,
  surroundings,
} from './positions.js';
import { effectsOf, readingsOf } from './roles.js';
import { codeFrom, codeUpTo, directiveText, tokenAt, tokenText, wordsOf } from './tokens.js';
import { announced, inReplacement, type Quest, understood } from './understand.js';

/** A member of a struct type. */
export interface MemberName {
  readonly tag: string;
  readonly field: string;
}

/** What looks a function up by its name. */
const LOOKING = /sym|lookup|find|resolve|import/i;

/** What takes a name to print it, to compare it, or to give it to something else. */
const TELLING =
  /print|pr_|dbg|debug|trace|warn|err|info|log|msg|bug|panic|name|reg|alloc|create|request|init|add|cmp|cpy/i;

/** What the mentions of a function in a file do with it. */
export function functionEffects(headers: Headers, file: SourceFile, name: string): readonly Effect[] {
  const quest: Quest = { headers, name, path: file.path };
  const table = wordsOf(file);
  const effects: Effect[] = [...namingMacros(file, name), ...pragmas(file, name)];
  for (const use of usesThatMake(headers, file, name)) effects.push(...made(quest, file, use));
  for (const index of table.quoted.get(name) ?? []) {
    if (isLookedUp(file, index))
      effects.push(doubt(file, index, 'is named in a string, by which it may be found'));
  }
  for (const index of table.torn.get(name) ?? []) {
    effects.push(doubt(file, index, 'is named where a quote is never closed'));
  }
  const bodies = new Map<Item, number[]>();
  for (const index of table.code.get(name) ?? []) {
    if (isOtherName(file, index)) continue;
    const { start } = file.tokens.at(index)!;
    const item = file.itemAt(start);
    if (file.tokens.kindAt(index)! === 'string')
      effects.push(doubt(file, index, 'is named in a string that is code'));
    else if (item === undefined) effects.push(doubt(file, index, 'is named outside any definition'));
    else if (item.body === undefined) effects.push(...atTopLevel(quest, file, item, index));
    else if (start > item.body.start) {
      if (!isOwnHeader(file, item, start)) addTo(bodies, item, index);
    } else if (item.name !== name) effects.push(...inHeader(file, item, index));
  }
  for (const [item, indexes] of bodies) {
    effects.push(...inBody(quest, file, item, indexes));
    const behind = indexes.find(index => isBehindEnd(file, item, index));
    if (behind !== undefined) {
      effects.push(doubt(file, behind, `is named in ${nameOf(item)}, behind a brace that seems to end it`));
    }
  }
  return effects;
}

/** Whether the name at an offset is that of the function around, whose header stands again in another `#if` arm. */
function isOwnHeader(file: SourceFile, item: Item, offset: number): boolean {
  const variants = item.split && item.kind === 'function' ? file.functionsOf(item) : [];
  return !('why' in variants) && variants.some(({ fn }) => fn.nameSpan.start === offset);
}

/** What the use of a macro does with a name that it pastes together. */
function made(quest: Quest, file: SourceFile, use: PastingUse): readonly Effect[] {
  const item = file.itemAt(use.start);
  if (isLookedUp(file, use.index) && isString(quest, file, use)) {
    return [doubt(file, use.index, 'is named in a string, by which it may be found')];
  }
  const all = item === undefined ? [undefined] : replacedIn(quest, file, item, use);
  return all?.every(effects => effects !== undefined)
    ? all.flat()
    : [doubt(file, use.index, `is named by the macro ${use.name}`)];
}

/** Whether a use of a macro makes a name inside of strings only. */
function isString({ headers, name }: Quest, file: SourceFile, { start, end }: MacroUse): boolean {
  const said = revealed(vocabularyOf(headers, file), file.text.slice(start, end), name) ?? [];
  return said.some(one => !new RegExp(`\\b${name}\\b`).test(one));
}

/** What a name does in the texts that a use of a macro can stand for; an undefined one is not understood. */
function replacedIn(
  quest: Quest,
  file: SourceFile,
  item: Item,
  use: MacroUse & { readonly index: number },
): readonly (readonly Effect[] | undefined)[] | undefined {
  if (item.doubt !== undefined) return undefined;
  const { start, end } = use;
  const said = revealed(vocabularyOf(quest.headers, file), file.text.slice(start, end), quest.name);
  return said?.map(one => inReplacement(quest, file, item, { start, end, said: one }, use.index));
}

/** Lines by which a compiler or linker gives a function another name. */
function pragmas(file: SourceFile, name: string): readonly Effect[] {
  return (wordsOf(file).directives.get(name) ?? [])
    .filter(index => /^#\s*pragma\b/.test(tokenText(file, index)))
    .map(index => doubt(file, index, 'is named by a #pragma'));
}

/** Whether a string is handed to something that looks functions up by their names, or kept for that. */
function isLookedUp(file: SourceFile, index: number): boolean {
  const [use] = usesAround(file, index, file.itemAt(file.tokens.startAt(index)!)?.start ?? 0);
  return use === undefined || LOOKING.test(use.name) || !TELLING.test(use.name);
}

/** The macros of a file that name a function: all that a header can do with one that it does not declare. */
export function namingMacros(file: SourceFile, name: string): readonly Effect[] {
  return (wordsOf(file).directives.get(name) ?? []).flatMap(index => {
    const { start, end } = file.tokens.at(index)!;
    return file.macros
      .filter(macro => macro.start >= start && macro.end <= end && says(macro, name))
      .map(macro => ({ kind: 'macro' as const, path: file.path, offset: start, macro }));
  });
}

/** A macro that leads to a function. */
export interface MacroName {
  readonly name: string;
  /** The function that it names, itself or through other macros. */
  readonly target: string;
  /** Whether all that it does with the function is to call it. */
  readonly calls: boolean;
  /** Whether it is nothing but another name of the function. */
  readonly alias: boolean;
}

/** What the uses of a macro in a file do with the function that it names: what stands there once it is replaced. */
export function macroEffects(headers: Headers, file: SourceFile, macro: MacroName): readonly Effect[] {
  const { name, target, calls } = macro;
  const quest: Quest = { headers, name: target, path: file.path };
  const effects: Effect[] = [...namingMacros(file, name)];
  for (const use of usesThatMake(headers, file, name)) {
    effects.push(doubt(file, use.index, `is named by the macro ${use.name}`));
  }
  for (const index of wordsOf(file).code.get(name) ?? []) {
    if (isMemberName(file, index)) continue;
    const spot = spotOf(file, index);
    const item = file.itemAt(spot.offset);
    const isInBody = item?.body !== undefined && spot.offset > item.body.start;
    const use = { ...useAt(file, index), index };
    const isCalled = tokenText(file, codeFrom(file, index + 1)) === '(';
    if (isInBody && calls && isCalled) effects.push({ kind: 'call', ...spot, item });
    else effects.push(...(item === undefined ? [] : usedIn(quest, file, item, use, macro)));
    if (item === undefined) effects.push(doubt(file, index, 'is used outside any definition'));
  }
  return effects;
}

/** What a use of a macro does that is no plain call. */
function usedIn(
  quest: Quest,
  file: SourceFile,
  item: Item,
  use: MacroUse & { readonly index: number },
  { name }: MacroName,
): readonly Effect[] {
  const uses = [use, ...usesAround(file, use.index, item.start)];
  for (const around of uses) {
    const all = replacedIn(quest, file, item, { ...around, index: use.index });
    const clear = all?.filter(effects => effects !== undefined && effects.length > 0);
    if (all !== undefined && clear!.length > 0 && all.every(effects => effects !== undefined)) {
      return clear!.flatMap(effects => effects ?? []);
    }
  }
  return [doubt(file, use.index, `is used in ${nameOf(item)}, where ${name} is not understood`)];
}

/** Whether all that a macro does with a name is to call it. */
export function callsOnly(macro: MacroDef, name: string): boolean {
  const body = inOneLine(macro.body).replace(/"(?:\\.|[^"\\])*"/g, ' ');
  const mentions = [...body.matchAll(new RegExp(`\\b${name}\\b\\s*(\\(?)`, 'g'))];
  const isCall = (mention: RegExpMatchArray) =>
    mention[1] === '(' && /(^|\b(return|else|do)|[^\w\s&#.>])\s*$/.test(body.slice(0, mention.index));
  return mentions.length > 0 && mentions.every(isCall);
}

/** What the readers of a struct's member do with the function in it. */
export function memberEffects(headers: Headers, file: SourceFile, member: MemberName): readonly Effect[] {
  const { tag, field } = member;
  const table = wordsOf(file);
  const read = new RegExp(`(->|\\.)\\s*${field}\\b(?!\\s*=[^=])`);
  const effects: Effect[] = [];
  for (const use of usesThatMake(headers, file, field)) {
    effects.push(doubt(file, use.index, `may be read by the macro ${use.name}`));
  }
  for (const index of table.directives.get(field) ?? []) {
    if (isReadIn(headers, file, index, field, read)) effects.push(doubt(file, index, 'is read by a macro'));
  }
  for (const index of table.torn.get(field) ?? []) {
    if (read.test(tokenText(file, index)))
      effects.push(doubt(file, index, 'may be called where a quote is not closed'));
  }
  for (const index of table.code.get(field) ?? []) {
    const item = file.itemAt(file.tokens.startAt(index)!);
    if (item?.body === undefined) {
      if (isStray(file, index))
        effects.push(doubt(file, index, 'may be called where the text cannot be read'));
    } else if (isTorn(headers, file, item, index)) {
      effects.push(doubt(file, index, `may be called in ${nameOf(item)}, which cannot be read`));
    } else if (isMemberName(file, index)) effects.push(...memberRead(headers, file, item, index, tag));
    else if (isReadByMacro(headers, file, item, index, read)) {
      effects.push(doubt(file, index, 'is read by a macro'));
    }
  }
  return effects;
}

/** Whether a member's name stands outside functions where it is read, or where a function's end is not what it seems. */
function isStray(file: SourceFile, index: number): boolean {
  const before = tokenText(file, codeUpTo(file, index - 1));
  if (before === '>') return true;
  const isSet = isDesignator(file, index) || tokenText(file, codeFrom(file, index + 1)) === '=';
  return isMemberName(file, index) && !isSet;
}

/** Whether a name stands behind a `>` that no reading takes for an operator: a `->` that something stands in. */
function isTorn(headers: Headers, file: SourceFile, item: Item, index: number): boolean {
  if (tokenText(file, codeUpTo(file, index - 1)) !== '>') return false;
  const { start } = file.tokens.at(index)!;
  const readings = readingsOf(file, item, file.path, headers);
  return !readings.some(
    ({ scope: { view } }) => view.resolution?.of(view.identifiers.get(start)!) !== undefined,
  );
}

/** Whether a directive defines a macro that reads a member, itself or by a macro that it gives the name to. */
function isReadIn(headers: Headers, file: SourceFile, index: number, field: string, read: RegExp): boolean {
  const { start, end } = file.tokens.at(index)!;
  if (read.test(directiveText(file, file.tokens.at(index)!))) return true;
  const { definitions } = vocabularyOf(headers, file);
  return file.macros
    .filter(macro => macro.start >= start && macro.end <= end && says(macro, field))
    .some(({ body }) => {
      const said = reveal(body, { definitions, matters: () => true, arm: 0 });
      return said === undefined || read.test(said);
    });
}

/** Whether a macro can stand for a name where a member's name stands, after `.` or `->`. */
export function isAliasOf(name: string, macro: MacroDef): boolean {
  const body = inOneLine(macro.body).trim();
  return says(macro, name) && new RegExp(`^(->|\\.)?\\s*${name}\\b`).test(body);
}

/** Whether a member's name is handed to a macro that reads the member, or to something that takes its place. */
function isReadByMacro(headers: Headers, file: SourceFile, item: Item, index: number, read: RegExp): boolean {
  const uses = usesAround(file, index, item.start);
  if (uses.some(({ name }) => /offset/i.test(name))) return true;
  const { definitions } = vocabularyOf(headers, file);
  return uses.some(({ name, start, end }) => {
    if (definitions(name).length === 0) return false;
    const said = reveal(file.text.slice(start, end), { definitions, matters: () => true, arm: 0 });
    return said === undefined || read.test(said);
  });
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
  if (around === 'members' && item.doubt === undefined && isMemberDeclared(file, index)) return [];
  if (item.kind === 'declaration' && around === 'top' && isDeclared(file, item, index)) return [];
  const told = announced(file, item, index);
  if (told !== undefined) return told;
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

/** `int (gizmo_fault)(struct vm_fault *vmf)`: behind a word of the language, no macro is called so. */
const WRAPPED =
  /\b(?:int|long|short|char|void|unsigned|signed|_?[Bb]ool|(?:struct|union|enum)\s+\w+)\b[\s*]*\(\s*(\w+)\s*\)?\s*\(/;

function outside(file: SourceFile, item: Item): string {
  const wrapped = WRAPPED.exec(file.text.slice(item.start, item.end).split('{')[0]!)?.[1];
  if (wrapped !== undefined) return `is named in ${wrapped}(), whose name stands in parentheses`;
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
  const first = countWhile(indexes, index => file.tokens.startAt(index)! < item.start);
  const start = file.tokens.startAt(indexes[first] ?? -1);
  return start !== undefined && start < item.body!.start;
}

function addTo(map: Map<Item, number[]>, item: Item, index: number): void {
  const known = map.get(item);
  if (known === undefined) map.set(item, [index]);
  else known.push(index);
}
