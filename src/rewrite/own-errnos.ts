/** Error numbers that a file has names of its own for: `#define NOMEM (-ENOMEM)`, an `enum`, a constant. */

import { ERRNO, MIN_ERRNO } from '../flow/idioms.js';
import { groupBy } from '../order.js';
import { remember } from '../remember.js';
import { inOneLine } from '../source/comments.js';
import type { SourceFile } from '../source/file.js';
import { undefinedIn } from '../source/undefs.js';

/** The names that mean one error number wherever code in a file says them, or one without its sign: `-BUSY`. */
export const ownErrnosOf = remember((file: SourceFile): ReadonlyMap<string, number> => {
  const text = codeOf(file);
  const found = new Map<string, number>();
  const unsure = new Set<string>();
  const add = (name: string, number: number | undefined, most = 0) => {
    if (number === undefined || ERRNO.has(name) || !isErrorNumber(number, name, text)) return;
    if ((found.get(name) ?? number) !== number) unsure.add(name);
    // A local variable of that name would be something else.
    const declared = text.match(new RegExp(`\\b[a-z]\\w*\\s+\\**${name}\\s*(?:[,;)]|=[^=])`, 'g')) ?? [];
    if (declared.filter(said => !/^(?:case|return|goto|define)\b/.test(said)).length <= most)
      found.set(name, number);
  };
  for (const [name, [one, ...others]] of groupBy(file.macros, macro => macro.name))
    if (one?.params === undefined && others.length === 0 && !undefinedIn(file).has(name))
      add(name, numberIn(one!.body));
  for (const item of file.items) {
    if (item.under.length > 0) continue;
    const said = text.slice(item.start, item.end);
    const constant = /^\s*static\s+const\s+int\s+(\w+)\s*=\s*([^;,]*);\s*$/.exec(said);
    if (constant) add(constant[1]!, numberIn(constant[2]!), 1);
    for (const [, list] of said.matchAll(/\benum\s*\w*\s*\{([^{}#]*)\}/g))
      for (const { name, value } of enumerators(list!)) add(name, value);
  }
  return new Map([...found].filter(([name]) => !unsure.has(name)));
});

/** The names of an `enum` with their values, as far as these are known. */
function enumerators(list: string): readonly { readonly name: string; readonly value: number | undefined }[] {
  let last: number | undefined = -1;
  return list.split(',').flatMap(one => {
    const [, name, value] = /^\s*(\w+)\s*(?:=([\s\S]*))?$/.exec(one) ?? [];
    last = value !== undefined ? numberIn(value) : last === undefined ? undefined : last + 1;
    return name === undefined ? [] : [{ name, value: last }];
  });
}

/** Whether a number is an error number, or one without its sign that the text puts it in front of. */
const isErrorNumber = (number: number, name: string, text: string): boolean =>
  (number >= MIN_ERRNO && number < 0) ||
  (number > 0 && number <= 0 - MIN_ERRNO && new RegExp(`-\\s*${name}\\b`).test(text));

/** `-ENOMEM`, `EBUSY`, `-16` or `0x10`, in parentheses or not. */
function numberIn(value: string): number | undefined {
  const plain = inOneLine(value).replace(/[\s()]/g, '');
  const [, sign, name, digits] = /^(-?)(?:(E[A-Z0-9]+)|(0x[\da-f]+|[1-9]\d*|0))$/i.exec(plain) ?? [];
  const number = name !== undefined ? ERRNO.get(name) : digits !== undefined ? Number(digits) : undefined;
  return number === undefined ? undefined : sign ? 0 - number : number;
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
