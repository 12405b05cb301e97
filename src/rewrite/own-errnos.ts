/** Error numbers that a file has names of its own for: `#define NOMEM (-ENOMEM)`, an `enum`, a constant. */
import { ERRNO } from '../flow/idioms.js';
import { remember } from '../remember.js';
import type { SourceFile } from '../source/file.js';

/** The names that mean one error number wherever code in a file says them. */
export const ownErrnosOf = remember((file: SourceFile): ReadonlyMap<string, number> => {
  const text = codeOf(file);
  const found = new Map<string, number>();
  const add = (name: string, value: string, most = 0) => {
    const number = errnoOf(value);
    if (number === undefined || ERRNO.has(name)) return;
    // A local variable of that name would be something else.
    const declared = text.match(new RegExp(`\\b[a-z]\\w*\\s+\\**${name}\\s*(?:[,;)]|=[^=])`, 'g')) ?? [];
    if (declared.filter(said => !/^(?:case|return|goto|define)\b/.test(said)).length <= most)
      found.set(name, number);
  };
  for (const { name, params, body } of file.macros) {
    const others = file.macros.filter(macro => macro.name === name).length > 1;
    const isUndefined = new RegExp(`^[ \\t]*#[ \\t]*undef[ \\t]+${name}\\b`, 'm').test(file.text);
    if (params === undefined && !others && !isUndefined) add(name, body);
  }
  for (const item of file.items) {
    if (item.kind !== 'declaration' || item.under.length > 0) continue;
    const said = text.slice(item.start, item.end);
    const constant = /^\s*static\s+const\s+int\s+(\w+)\s*=\s*([^;,]*);\s*$/.exec(said);
    if (constant) add(constant[1]!, constant[2]!, 1);
    const list = /^\s*enum\s*\w*\s*\{([^{}#]*)\}\s*;\s*$/.exec(said)?.[1] ?? '';
    for (const [, name, value] of list.matchAll(/(\w+)\s*=\s*([^,]*)/g)) add(name!, value!);
  }
  return found;
});

/** `-ENOMEM`, in parentheses or not. */
function errnoOf(value: string): number | undefined {
  const plain = value.replace(/\/\*.*?\*\/|\/\/.*/gs, '').replace(/[\s()]/g, '');
  const number = /^-E[A-Z0-9]+$/.test(plain) ? ERRNO.get(plain.slice(1)) : undefined;
  return number === undefined ? undefined : 0 - number;
}

/** The text with comments and strings as blanks, at equal length. */
function codeOf({ text, tokens }: SourceFile): string {
  const spans = [...tokens.ofKind('comment'), ...tokens.ofKind('string')].sort((a, b) => a.start - b.start);
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of spans) {
    parts.push(text.slice(at, start), ' '.repeat(end - start));
    at = end;
  }
  return parts.join('') + text.slice(at);
}
