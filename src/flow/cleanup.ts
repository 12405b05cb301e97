/** Variables whose scope calls a function with their address where it ends: gcc's `cleanup`, the kernel's `__free()`. */
import type { Code } from './machine.js';
import type { Macros } from './macro-text.js';

/** `linux/compiler_attributes.h` and `linux/cleanup.h`; a macro of a driver's own says the attribute itself. */
const CLEANING = /\b(?:cleanup|__cleanup__|__cleanup|__free)\s*\(/;

/**
 * The first variable that holds a number and is handed to a function at the end of its scope, as a clause with its
 * place: whoever changes what it holds changes what that function gets.
 */
export function cleanedUp(
  code: Code,
  text: string,
): { readonly why: string; readonly at: number } | undefined {
  const { variables } = code.names;
  for (const { start, end } of cleaningWords(text, code.macros)) {
    const variable = variables.find(({ decl, pointers }) => {
      if (decl === undefined || pointers > 0) return false;
      const isBefore = end <= decl.start && isSpecifier(text.slice(end, decl.start));
      return isBefore || (start >= decl.start && start < decl.end);
    });
    if (variable === undefined) continue;
    return { why: `${variable.name} is handed to a function at the end of its scope`, at: start };
  }
  return undefined;
}

function cleaningWords(text: string, macros: Macros | undefined): readonly { start: number; end: number }[] {
  return [...text.matchAll(/\b[A-Za-z_]\w*/g)].flatMap(({ 0: word, index: start }) => {
    const end = start + word.length;
    const isOwn = CLEANING.test(`${word}${/^\s*\(/.exec(text.slice(end, end + 80))?.[0] ?? ''}`);
    const isMacro = macros?.(word).some(({ body }) => CLEANING.test(body)) ?? false;
    return isOwn || isMacro ? [{ start, end }] : [];
  });
}

/** Whether nothing but the rest of an attribute stands between a word of it and the declaration. */
function isSpecifier(between: string): boolean {
  return /^[^;{}]*$/.test(between);
}
