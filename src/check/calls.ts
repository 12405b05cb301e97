/** Where forbidden functions are called: by their names, or through macros. From the text alone. */

import { type Mark, marksOf } from '../alike.js';
import { findOccurrences } from '../occurrences.js';
import { compare, countWhile } from '../order.js';
import { calledIn } from '../rewrite/function.js';
import { inOneLine } from '../source/comments.js';
import type { Item, MacroDef, SourceFile } from '../source/file.js';
import type { Span } from '../source/span.js';
import { type Piece, pieceAt, tiesIn } from '../standing.js';
import { isNeverCompiled, standsBeside } from './arms.js';
import type { Plan } from './plan.js';

/** A macro whose body calls a forbidden function, or another such macro. */
export interface CallingMacro {
  readonly macro: MacroDef;
  readonly path: string;
  readonly line: number;
  /** What it calls in the end. */
  readonly call: string;
  /** The macros between it and that call, nearest first. */
  readonly through: readonly CallingMacro[];
}

/** A call in the code of a function. Its span is the name as written. */
export interface CallSite extends Span {
  readonly path: string;
  readonly item: Item;
  readonly function: string;
  readonly call: string;
  /** The macros that make the call, outermost first; empty for a call by name. */
  readonly through: readonly CallingMacro[];
  readonly line: number;
  readonly column: number;
  readonly ordinal: number;
  /** What it stands in, and which of those that are alike in it. */
  readonly piece: Piece;
  readonly mark: Mark;
}

/** Macros by name, as one file can use them. */
export type Macros = ReadonlyMap<string, CallingMacro>;

/** The macros of a file that call a forbidden function, themselves or through macros known already. */
export function callingMacros(file: SourceFile, { forbidden, exempt }: Plan, known: Macros): Macros {
  const found = new Map<string, CallingMacro>();
  for (let before = -1; found.size > before; ) {
    before = found.size;
    for (const macro of file.macros) {
      if (exempt.has(macro.name) || found.has(macro.name) || known.has(macro.name)) continue;
      const called = namesCalled(macro).find(
        name => forbidden.has(name) || found.has(name) || known.has(name),
      );
      if (called === undefined || hasBoth(file, macro, forbidden.get(called)?.instead)) continue;
      const inner = found.get(called) ?? known.get(called);
      const { line } = file.position(macro.start);
      found.set(macro.name, {
        macro,
        path: file.path,
        line,
        call: inner?.call ?? called,
        through: inner === undefined ? [] : [inner, ...inner.through],
      });
    }
  }
  return found;
}

/** Whether another definition of a macro makes the right call: a driver for old and new kernels has both. */
function hasBoth({ macros }: SourceFile, macro: MacroDef, instead: string | undefined): boolean {
  return (
    instead !== undefined &&
    macros.some(other => other.name === macro.name && namesCalled(other).includes(instead))
  );
}

/** The words that a macro's body calls; the one word that it consists of, for an alias. */
function namesCalled({ body, params }: MacroDef): readonly string[] {
  const code = inOneLine(body).replace(/"(?:\\.|[^"\\])*"/g, ' ');
  if (params === undefined && /^\s*\w+\s*$/.test(code)) return [code.trim()];
  return [...code.matchAll(/(?<!(?:->|\.)\s*)\b([A-Za-z_]\w*)\s*\(/g)].map(match => match[1]!);
}

/** The calls in a file that count: those that are compiled, and are not one side of a choice between both APIs. */
export function findCalls(file: SourceFile, plan: Plan, macros: Macros): readonly CallSite[] {
  const names = [...plan.forbidden.keys(), ...macros.keys()].sort(compare);
  const ordinalOf = tiesIn();
  const sites = findOccurrences(file, names).flatMap(({ keyword, place, start, end, line, column }) => {
    const item = file.itemAt(start);
    if (place !== 'code' || item?.kind !== 'function' || item.name === undefined) return [];
    if (item.body === undefined || start < item.body.start || plan.exempt.has(item.name)) return [];
    if (!isCall(file, start) && !isCallee(file, item, start)) return [];
    const macro = macros.get(keyword);
    const call = macro?.call ?? keyword;
    const key = `${item.name} ${call}`;
    const ordinal = ordinalOf(key);
    const through = macro === undefined ? [] : [macro, ...macro.through];
    const { path } = file;
    const site = { path, item, function: item.name, call, through, start, end, line, column, ordinal };
    return [{ ...site, key, piece: pieceAt(file, start) }];
  });
  const marks = marksOf(sites);
  return sites.flatMap(({ key: _, ...site }, i) => {
    const { start, call } = site;
    if (isNeverCompiled(file, start)) return [];
    if (standsBeside(file, start, plan.forbidden.get(call)!.instead)) return [];
    return [{ ...site, mark: marks[i]! }];
  });
}

/** Whether a function calls the word at an offset in the end: where `#if` chooses between several, `(` follows the last. */
const isCallee = (file: SourceFile, item: Item, at: number): boolean =>
  calledIn(file, item).some(({ start }) => start === at);

/** Words that may stand before a call; any other word makes it a declaration. */
const BEFORE_CALL = new Set(['return', 'else', 'do', 'case']);

/** Whether the word at an offset is called there: `(` follows, and neither a type nor an object stands before. */
function isCall(file: SourceFile, start: number): boolean {
  const code = [...file.tokens].filter(({ kind }) => kind !== 'comment' && kind !== 'directive');
  const at = countWhile(code, token => token.start < start);
  const textAt = (index: number) => {
    const token = code[index];
    return token === undefined ? '' : file.text.slice(token.start, token.end);
  };
  if (textAt(at + 1) !== '(') return false;
  const before = textAt(at - 1);
  return code[at - 1]?.kind === 'word' ? BEFORE_CALL.has(before) : !/^(?:->|\.)$/.test(before);
}
