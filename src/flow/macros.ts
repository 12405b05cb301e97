/** What a macro of the tree does behind the back of the function that uses it. */

import { ensure, remember } from '../remember.js';
import type { MacroDef } from '../source/file.js';
import { ERRNO } from './idioms.js';
import type { Code } from './machine.js';

/** A function-like macro, as an evaluation has to know it. */
export interface MacroCall {
  /** Why a use cannot be followed, one clause; undefined where it can. */
  readonly hides: string | undefined;
  /** Places, from 0, of the arguments that it may assign to. */
  readonly assigns: ReadonlySet<number>;
}

/** An object-like macro. */
export interface MacroName {
  readonly hides: string | undefined;
  /** Whether it always stands for the same value. */
  readonly constant: boolean;
}

const MAX_DEPTH = 5;
const callsOf = remember((_code: Code) => new Map<string, { readonly known: MacroCall | undefined }>());
const namesOf = remember((_code: Code) => new Map<string, { readonly known: MacroName | undefined }>());

/** What is known of a function-like macro; undefined for a name that is no macro. */
export function callOf(code: Code, name: string): MacroCall | undefined {
  return ensure(callsOf(code), name, () => ({ known: findCall(code, name) })).known;
}

function findCall(code: Code, name: string): MacroCall | undefined {
  const all = (code.macros?.(name) ?? []).filter(m => m.params !== undefined);
  if (all.length === 0) return undefined;
  const each = all.map(m => examine(code, m, 0));
  return {
    hides: each.map(m => m.hides).find(why => why !== undefined),
    assigns: new Set(each.flatMap(m => [...m.assigns])),
  };
}

/** What is known of an object-like macro; undefined for a name that is none. */
export function objectOf(code: Code, name: string): MacroName | undefined {
  return ensure(namesOf(code), name, () => ({ known: findObject(code, name) })).known;
}

function findObject(code: Code, name: string): MacroName | undefined {
  const all = (code.macros?.(name) ?? []).filter(m => m.params === undefined);
  if (all.length === 0) return undefined;
  return {
    hides: all.map(m => examine(code, m, 0).hides).find(why => why !== undefined),
    constant: all.every(m => isConstant(code, m, 0)),
  };
}

/** The body without comments, strings and continuations. */
function plainBody(macro: MacroDef): string {
  return macro.body
    .replace(/\\\r?\n/g, ' ')
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ' ')
    .replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, '""');
}

function examine(code: Code, macro: MacroDef, depth: number): MacroCall {
  const body = plainBody(macro);
  const params = (macro.params ?? []).map(p => p.replace(/\s*\.\.\.$/, '') || '__VA_ARGS__');
  const said = (why: string) => `the macro ${macro.name}() ${why}`;
  const assigns = new Set(params.flatMap((p, i) => (isAssigned(body, p) ? [i] : [])));
  const hides = hiddenFlow(body) ?? capturedLocal(code, body, params);
  if (hides !== undefined) return { hides: said(hides), assigns };
  if (depth === MAX_DEPTH) return { hides: undefined, assigns };
  for (const [, inner, args] of body.matchAll(/\b([A-Za-z_]\w*)\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)/g)) {
    if (inner === macro.name) continue;
    for (const definition of code.macros?.(inner!) ?? []) {
      if (definition.params === undefined) continue;
      const below = examine(code, definition, depth + 1);
      if (below.hides !== undefined)
        return { hides: said('hides another one that cannot be followed'), assigns };
      if (below.assigns.size === 0) continue;
      params.forEach((p, i) => {
        if (new RegExp(`\\b${p}\\b`).test(args!)) assigns.add(i);
      });
    }
  }
  return { hides: undefined, assigns };
}

/** A jump out of the macro into the function, or out of the function. */
function hiddenFlow(body: string): string | undefined {
  if (/\breturn\b/.test(body)) return 'has a hidden return';
  if (/\basm\s+(volatile\s+)?goto\b/.test(body)) return 'has a hidden goto';
  for (const [, label] of body.matchAll(/\bgoto\s+(\w+)/g)) {
    if (!new RegExp(`\\b${label}\\s*:`).test(body)) return 'has a hidden goto';
  }
  const outside = (words: RegExp, loops: RegExp) => {
    const at = words.exec(body);
    return at && !loops.test(body.slice(0, at.index)) ? `has a hidden ${at[1]}` : undefined;
  };
  return (
    outside(/\b(break|continue)\b/, /\b(do|for|while|switch)\b/) ??
    outside(/\b(case|default)\b/, /\bswitch\b/)
  );
}

/** A local variable of the function that the macro uses without being given it. */
function capturedLocal(code: Code, body: string, params: readonly string[]): string | undefined {
  const locals = new Set(code.names.variables.map(v => v.name));
  for (const match of body.matchAll(/(\.|->|\bstruct\s+|\benum\s+|\bunion\s+)?\s*\b([A-Za-z_]\w*)\b/g)) {
    const [, behind, word] = match;
    if (behind !== undefined || !locals.has(word!) || params.includes(word!)) continue;
    const declared = new RegExp(
      `\\b(int|long|short|char|unsigned|bool|void|\\w+_t|[us]\\d+|struct\\s+\\w+|\\)|auto)[\\s*]+${word}\\s*[=;,]`,
    );
    if (!declared.test(body)) return `uses the local variable ${word}`;
  }
  return undefined;
}

/** Whether a parameter may be changed: assigned to, counted, or its address handed on. */
function isAssigned(body: string, param: string): boolean {
  const p = `\\(*\\s*\\b${param}\\b\\s*\\)*`;
  return (
    new RegExp(`${p}\\s*(?:[-+*/%|^&]|<<|>>)?=(?!=)`).test(
      body.replace(/[=!<>]=/g, m => (m === '==' || m === '!=' ? '  ' : m)),
    ) ||
    new RegExp(`${p}\\s*(?:\\+\\+|--)|(?:\\+\\+|--)\\s*${p}`).test(body) ||
    new RegExp(`(?:^|[^&\\w)\\]])&\\s*${p}(?![\\s)]*(?:->|\\.|\\[))`).test(body)
  );
}

function isConstant(code: Code, macro: MacroDef, depth: number): boolean {
  if (depth === MAX_DEPTH) return false;
  const body = plainBody(macro);
  if (/[{};=]/.test(body.replace(/[=!<>]=/g, ''))) return false;
  for (const [word] of body.matchAll(/\b[A-Za-z_]\w*\b/g)) {
    if (/^(unsigned|int|long|char|short|sizeof|u8|u16|u32|u64|UL|ULL)$/.test(word) || ERRNO.has(word))
      continue;
    const definitions = (code.macros?.(word) ?? []).filter(m => m !== macro);
    if (
      definitions.length > 0
        ? !definitions.every(m => isConstant(code, m, depth + 1))
        : !/^[A-Z][A-Z0-9_]*$/.test(word)
    ) {
      return false;
    }
  }
  return true;
}
