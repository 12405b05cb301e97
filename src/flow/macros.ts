/** What a macro of the tree does behind the back of the function that uses it. */

import { ensure, remember } from '../remember.js';
import type { MacroDef } from '../source/file.js';
import { assignedBy, behind } from './hidden.js';
import { ERRNO } from './idioms.js';
import type { Code } from './machine.js';
import { plainBody } from './macro-text.js';

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
  const { macros } = code;
  return {
    hides: behind(macros, name, true)?.jump,
    assigns: new Set(all.flatMap(m => [...assignedBy(macros!, m)])),
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
    hides: behind(code.macros, name, false)?.jump,
    constant: all.every(m => isConstant(code, m, 0)),
  };
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
