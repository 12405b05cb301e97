/**
 * Every mention of a name in a file, and what it is. Nothing is left out: a mention that is not understood is a
 * doubt. That is what makes it safe to say that a function is called from here and from nowhere else.
 */
import type { Expr, Identifier, Member } from '../source/ast.js';
import type { ConfigTest, Item, MacroDef, SourceFile } from '../source/file.js';
import { CONTROL } from '../source/words.js';
import type { Effect, Spot } from './effects.js';
import type { Headers } from './includes.js';
import { expand, type MacroUse, usesAround } from './macros.js';
import { tagOf, typeOf } from './places.js';
import { effectsOf, type Reading, readingsOf } from './roles.js';
import { codeFrom, codeUpTo, directiveText, tokenAt, tokenText, wordsOf } from './tokens.js';

/** A member of a struct type. */
export interface MemberName {
  readonly tag: string;
  readonly field: string;
}

/** How many macros may stand around each other. */
const DEEPEST = 8;

/** What the mentions of a function in a file do with it. */
export function functionEffects(headers: Headers, file: SourceFile, name: string): readonly Effect[] {
  const table = wordsOf(file);
  const effects: Effect[] = (table.directives.get(name) ?? []).flatMap(index =>
    inDirective(file, index, name),
  );
  for (const index of table.torn.get(name) ?? []) {
    effects.push({ kind: 'doubt', ...spotOf(file, index), why: 'is named where a quote is never closed' });
  }
  const bodies = new Map<Item, number[]>();
  for (const index of table.code.get(name) ?? []) {
    if (isOtherName(file, index)) continue;
    const spot = spotOf(file, index);
    const item = file.itemAt(spot.offset);
    if (item === undefined) effects.push({ kind: 'doubt', ...spot, why: 'is named outside any definition' });
    else if (item.body === undefined) effects.push(...atTopLevel(headers, file, item, index, name));
    else if (spot.offset > item.body.start) bodies.set(item, [...(bodies.get(item) ?? []), index]);
    else if (item.name !== name) effects.push(...inHeader(file, item, index));
  }
  for (const [item, indexes] of bodies) effects.push(...inBody(headers, file, item, indexes, name));
  return effects;
}

/** The macros of a file that name a function: all that a header can do with one that it does not declare. */
export function namingMacros(file: SourceFile, name: string): readonly Effect[] {
  return (wordsOf(file).directives.get(name) ?? []).flatMap(index => inDirective(file, index, name));
}

/** What the mentions of a macro in a file do: whoever uses it, does what it says. */
export function macroEffects(file: SourceFile, name: string): readonly Effect[] {
  const table = wordsOf(file);
  const effects: Effect[] = (table.directives.get(name) ?? []).flatMap(index =>
    inDirective(file, index, name),
  );
  for (const index of table.code.get(name) ?? []) {
    if (isMemberName(file, index)) continue;
    const spot = spotOf(file, index);
    const item = file.itemAt(spot.offset);
    effects.push(
      item?.body !== undefined && spot.offset > item.body.start
        ? { kind: 'call', ...spot, item }
        : { kind: 'doubt', ...spot, why: 'is used outside functions' },
    );
  }
  return effects;
}

/** What the readers of a struct's member do with the function in it. */
export function memberEffects(headers: Headers, file: SourceFile, member: MemberName): readonly Effect[] {
  const { tag, field } = member;
  const table = wordsOf(file);
  const effects: Effect[] = [];
  for (const index of table.directives.get(field) ?? []) {
    const text = directiveText(file, file.tokens[index]!);
    if (!new RegExp(`(->|\\.)\\s*${field}\\b(?!\\s*=[^=])`).test(text)) continue;
    const spot: Spot = { path: file.path, offset: file.tokens[index]!.start };
    effects.push({ kind: 'doubt', ...spot, why: 'is read by a macro' });
  }
  for (const index of table.code.get(field) ?? []) {
    if (!isMemberName(file, index)) continue;
    const spot = spotOf(file, index);
    const item = file.itemAt(spot.offset);
    if (item?.body !== undefined) effects.push(...memberRead(headers, file, item, spot, tag));
  }
  return effects;
}

function memberRead(
  headers: Headers,
  file: SourceFile,
  item: Item,
  spot: Spot,
  tag: string,
): readonly Effect[] {
  const readings = readingsOf(file, item, file.path, headers);
  let seen = false;
  const effects: Effect[] = [];
  for (const reading of readings) {
    const node = reading.scope.view.nodes.find(
      (candidate): candidate is Member =>
        candidate.kind === 'member' && candidate.fieldSpan.start === spot.offset,
    );
    if (node === undefined) continue;
    seen = true;
    const type = typeOf(reading.scope, node.object);
    const found = tagOf(reading.scope, type);
    if (found !== undefined && found !== tag) continue;
    const own = effectsOf(reading, node, spot);
    if (own.length === 0) continue;
    const object = file.text.slice(node.object.start, node.object.end);
    effects.push(
      ...(found === tag
        ? own
        : [{ kind: 'doubt' as const, ...spot, why: `is called through ${object}, whose type is not known` }]),
    );
  }
  if (seen || isDesignator(file, spot.offset)) return effects;
  return [{ kind: 'doubt', ...spot, why: `may be called in ${nameOf(item)}, which cannot be read` }];
}

/** Whether the member name at an offset is the `.name` of an initialiser. */
function isDesignator(file: SourceFile, offset: number): boolean {
  const dot = codeUpTo(file, tokenAt(file, offset) - 1);
  return tokenText(file, dot) === '.' && /^[{,\]]$/.test(tokenText(file, codeUpTo(file, dot - 1)));
}

/** A mention before the body of another function. Between parentheses it is a parameter; elsewhere it is odd. */
function inHeader(file: SourceFile, item: Item, index: number): readonly Effect[] {
  const spot = spotOf(file, index);
  if (isMadeByMacro(file, item)) return [{ kind: 'doubt', ...spot, why: outside(file, item) }];
  let depth = 0;
  let braces = false;
  for (let i = tokenAt(file, item.start); i < index; i++) {
    const text = tokenText(file, i);
    if (text === '(') depth++;
    else if (text === ')') depth--;
    else if (text === '{' && !opensMembers(file, i)) braces = true;
  }
  if (depth > 0 && !braces) return [];
  return [{ kind: 'doubt', ...spot, why: `is named before ${nameOf(item)}, in text that cannot be read` }];
}

function spotOf(file: SourceFile, index: number): Spot {
  return { path: file.path, offset: file.tokens[index]!.start };
}

function nameOf(item: Item): string {
  return item.name ?? 'a definition without a name';
}

function isMemberName(file: SourceFile, index: number): boolean {
  return /^(->|\.)$/.test(tokenText(file, codeUpTo(file, index - 1)));
}

/** Whether the word at an index is a member, a tag or a label, and not a function's name. */
function isOtherName(file: SourceFile, index: number): boolean {
  return (
    isMemberName(file, index) || /^(struct|union|enum|goto)$/.test(tokenText(file, codeUpTo(file, index - 1)))
  );
}

function inDirective(file: SourceFile, index: number, name: string): readonly Effect[] {
  const { start, end } = file.tokens[index]!;
  return file.macros
    .filter(macro => macro.start >= start && macro.end <= end && names(macro, name))
    .map(macro => ({ kind: 'macro', path: file.path, offset: start, macro }));
}

/** Whether a macro's body says the name and means something from outside the macro. */
function names(macro: MacroDef, name: string): boolean {
  if (macro.name === name || macro.params?.includes(name)) return false;
  const body = macro.body.replace(/\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\])*"/g, ' ');
  return new RegExp(`(?<!->\\s*|\\.\\s*|\\b(?:struct|union|enum)\\s+)\\b${name}\\b`).test(body);
}

/** A mention outside functions: a prototype, an initialiser, an export, a macro that makes something. */
function atTopLevel(
  headers: Headers,
  file: SourceFile,
  item: Item,
  index: number,
  name: string,
): readonly Effect[] {
  const spot = spotOf(file, index);
  const around = surroundings(file, item, index);
  if (around === 'members') return [];
  if (item.kind === 'declaration' && around === 'top' && isDeclared(file, item, index)) return [];
  if (item.kind === 'other' && /^EXPORT_\w+$/.test(tokenText(file, tokenAt(file, item.start)))) {
    return [{ kind: 'exported', ...spot }];
  }
  if (item.doubt !== undefined) return [{ kind: 'doubt', ...spot, why: `is named where ${item.doubt}` }];
  return (
    understood(headers, file, item, index, name) ?? [{ kind: 'doubt', ...spot, why: outside(file, item) }]
  );
}

/** What a mention does as read, or as read once the macros around it are replaced; undefined where neither helps. */
function understood(
  headers: Headers,
  file: SourceFile,
  item: Item,
  index: number,
  name: string,
): readonly Effect[] | undefined {
  const spot = spotOf(file, index);
  const read = asRead(headers, file, item, spot, name) ?? fromDeadArm(headers, file, item, spot, name);
  if (read?.every(effect => effect.kind !== 'doubt')) return read;
  return throughMacros(headers, file, item, index, name, DEEPEST) ?? read;
}

/** Whether only what can stand in a declaration stands between an item's start and the name it declares. */
function isDeclared(file: SourceFile, item: Item, index: number): boolean {
  for (let i = tokenAt(file, item.start); i < index; i++) {
    const { kind } = file.tokens[i]!;
    if (kind === 'string' || kind === 'char') return false;
    const text = tokenText(file, i);
    if (kind === 'word' ? CONTROL.has(text) : kind === 'punct' && !/^[*()[\],]$/.test(text)) return false;
  }
  return true;
}

/** Whether a definition begins with a macro and its arguments, as `SYSCALL_DEFINE1(gizmo, int, fd) {` does. */
export function isMadeByMacro(file: SourceFile, item: Item): boolean {
  const first = tokenAt(file, item.start);
  return file.tokens[first]?.kind === 'word' && tokenText(file, codeFrom(file, first + 1)) === '(';
}

function outside(file: SourceFile, item: Item): string {
  if (item.kind === 'declaration') return `is named in ${nameOf(item)}, which cannot be read`;
  return isMadeByMacro(file, item)
    ? `is handed to ${tokenText(file, tokenAt(file, item.start))}`
    : 'is named outside functions, in text that cannot be read';
}

/** Whether a word outside functions stands among a type's members, in an initialiser, or in neither. */
function surroundings(file: SourceFile, item: Item, index: number): 'members' | 'value' | 'top' {
  const open: ('members' | 'value' | 'top')[] = [];
  let around: 'members' | 'value' | 'top' = 'top';
  for (let i = tokenAt(file, item.start); i < index; i++) {
    const text = tokenText(file, i);
    if (text === '=' && around === 'top') around = 'value';
    else if (text === '{' || text === '(' || text === '[') {
      open.push(around);
      if (text === '{') around = opensMembers(file, i) ? 'members' : 'value';
    } else if (text === '}' || text === ')' || text === ']') around = open.pop() ?? around;
  }
  return around;
}

function opensMembers(file: SourceFile, brace: number): boolean {
  let i = codeUpTo(file, brace - 1);
  while (file.tokens[i]?.kind === 'word') {
    if (/^(struct|union|enum)$/.test(tokenText(file, i))) return true;
    i = codeUpTo(file, i - 1);
  }
  return false;
}

/** The mentions inside a function's body. Where all look like plain calls, nothing has to be parsed. */
function inBody(
  headers: Headers,
  file: SourceFile,
  item: Item,
  indexes: readonly number[],
  name: string,
): readonly Effect[] {
  if (item.doubt !== undefined) {
    const why = `is named in ${nameOf(item)}, where ${item.doubt}`;
    return indexes.map(index => ({ kind: 'doubt', ...spotOf(file, index), why }));
  }
  if (indexes.every(index => isPlainCall(file, index)) && !isParameter(file, item, name)) {
    return indexes.map(index => ({ kind: 'call', ...spotOf(file, index), item }));
  }
  return indexes.flatMap(index => {
    const spot = spotOf(file, index);
    const effects = understood(headers, file, item, index, name);
    if (effects !== undefined) return effects;
    if (isPlainCall(file, index)) return [{ kind: 'call', ...spot, item } as const];
    return [
      { kind: 'doubt', ...spot, why: `is named in ${nameOf(item)}, which cannot be read there` } as const,
    ];
  });
}

/** A name followed by `(` where no declaration can stand: a call, whatever the rest of the function looks like. */
function isPlainCall(file: SourceFile, index: number): boolean {
  if (tokenText(file, codeFrom(file, index + 1)) !== '(') return false;
  const before = tokenText(file, codeUpTo(file, index - 1));
  return /^([;{}=?:!~|(,)<>%^+-]|[-+|&^*/%]=|<<=|>>=|[=!<>]=|&&|\|\||<<|>>|return|else|do)$/.test(before);
}

function isParameter(file: SourceFile, item: Item, name: string): boolean {
  return (wordsOf(file).code.get(name) ?? []).some(index => {
    const { start } = file.tokens[index]!;
    return start >= item.start && start < item.body!.start && item.name !== name;
  });
}

/** The effects as the parsed item shows them; undefined where no reading shows the mention. */
function asRead(
  headers: Headers,
  file: SourceFile,
  item: Item,
  spot: Spot,
  name: string,
  path = file.path,
): readonly Effect[] | undefined {
  const found: Effect[] = [];
  let seen = false;
  for (const reading of readingsOf(file, item, path, headers)) {
    const effects = inReading(reading, spot, name);
    if (effects === undefined) continue;
    seen = true;
    found.push(...effects);
  }
  return seen ? unique(found) : undefined;
}

/** The effects of a mention in an `#if 0` arm of an item: it is read as if it were compiled, and says so. */
function fromDeadArm(
  headers: Headers,
  file: SourceFile,
  item: Item,
  spot: Spot,
  name: string,
): readonly Effect[] | undefined {
  if (!item.split) return undefined;
  const text = file.text.slice(item.start, item.end);
  const alive = text.replace(/^([ \t]*#[ \t]*if[ \t]+)0(?=\s)/gm, '$1X');
  if (alive === text) return undefined;
  const virtual = file.reopen(alive);
  const offset = spot.offset - item.start;
  const whole = virtual.itemAt(offset);
  const effects = whole && asRead(headers, virtual, whole, { ...spot, offset }, name, file.path);
  return effects?.map(effect => relocated(effect, spot, item, [{ condition: '0', holds: true }]));
}

function inReading(reading: Reading, spot: Spot, name: string): readonly Effect[] | undefined {
  const { view } = reading.scope;
  const { root } = view;
  if (
    root.kind === 'function' &&
    root.doubtful.some(doubt => doubt.start <= spot.offset && spot.offset < doubt.end)
  ) {
    return undefined;
  }
  for (const node of view.nodes) {
    if (node.start > spot.offset || node.end <= spot.offset) continue;
    if (node.kind === 'type-operand') return [];
    if (node.kind === 'declaration' && node.declarators.some(d => d.nameSpan.start === spot.offset))
      return [];
    if (node.kind === 'label' && node.start === spot.offset) return [];
    if (node.kind === 'identifier' && node.start === spot.offset && node.name === name) {
      return isShadowed(reading, node) ? [] : effectsOf(reading, node, spot);
    }
  }
  return undefined;
}

/** Whether a local variable takes the name; a local prototype does not. */
function isShadowed(reading: Reading, node: Expr & Identifier): boolean {
  const local = reading.scope.view.resolution?.of(node);
  return local !== undefined && local.declarator?.func !== true;
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

/** The effects of a mention among the arguments of a macro, once the macro is replaced by what it says. */
function throughMacros(
  headers: Headers,
  file: SourceFile,
  item: Item,
  index: number,
  name: string,
  deepest: number,
  path = file.path,
): readonly Effect[] | undefined {
  if (deepest === 0) return undefined;
  for (const use of usesAround(file, index, item.start)) {
    const macros = meant(headers, file, use, path);
    if (macros.length === 0) continue;
    const all = macros.map(macro =>
      replaced(headers, file, item, use, macro, { index, name, deepest, path }),
    );
    return all.every(effects => effects !== undefined) ? unique(all.flat()) : undefined;
  }
  return undefined;
}

/** The definitions a use can mean. A name in lower case is taken for a function unless the file itself says else. */
function meant(headers: Headers, file: SourceFile, use: MacroUse, path: string): readonly MacroDef[] {
  const own = file.macros.filter(macro => macro.name === use.name);
  if (own.length > 0) return own;
  return /^[A-Z_][A-Z0-9_]*$/.test(use.name) || file.path !== path ? headers.macros(use.name, path) : [];
}

interface Target {
  readonly index: number;
  readonly name: string;
  readonly deepest: number;
  readonly path: string;
}

function replaced(
  headers: Headers,
  file: SourceFile,
  item: Item,
  use: MacroUse,
  macro: MacroDef,
  { index, name, deepest, path }: Target,
): readonly Effect[] | undefined {
  const said = expand(macro, use.args);
  if (said === undefined) return undefined;
  const text = `${file.text.slice(item.start, use.start)}${said}${file.text.slice(use.end, item.end)}`;
  const virtual = file.reopen(text);
  const spot = spotOf(file, index);
  const effects: Effect[] = [];
  for (const at of wordsOf(virtual).code.get(name) ?? []) {
    if (isOtherName(virtual, at)) continue;
    const { start } = virtual.tokens[at]!;
    const inside = virtual.itemAt(start);
    if (inside === undefined || inside.doubt !== undefined) return undefined;
    if (start < use.start - item.start || start >= use.start - item.start + said.length) continue;
    const own = asRead(headers, virtual, inside, { ...spot, offset: start }, name, path);
    const clear = own?.every(effect => effect.kind !== 'doubt');
    const found = clear ? own : throughMacros(headers, virtual, inside, at, name, deepest - 1, path);
    if (found === undefined) return undefined;
    effects.push(...found.map(effect => relocated(effect, spot, item)));
  }
  return effects;
}

/** The effect, said of the real file instead of the expanded text. */
function relocated(effect: Effect, spot: Spot, item: Item, under: readonly ConfigTest[] = []): Effect {
  if (effect.kind === 'call') return { ...effect, ...spot, item };
  if (effect.kind === 'store') {
    return { ...effect, ...spot, under: [...item.under, ...under, ...effect.under] };
  }
  return { ...effect, ...spot };
}
