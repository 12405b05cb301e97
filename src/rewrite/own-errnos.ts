/** Error numbers that a file has names of its own for: `#define NOMEM (-ENOMEM)`, an `enum`, a constant. */

import { ERRNO, MIN_ERRNO } from '../flow/idioms.js';
import { groupBy } from '../order.js';
import { ensure, remember } from '../remember.js';
import { inOneLine } from '../source/comments.js';
import type { OwnHeader, SourceFile } from '../source/file.js';
import { isAlwaysThere } from '../source/guarded.js';
import { undefinedIn } from '../source/undefs.js';

/** Stands wherever a file gives an error number a name. */
const MAY_NAME = /(?:=|#[ \t]*define[ \t]+\w+[ \t])[\s(]*(?:-[\s(]*\d|-?[\s(]*E[A-Z])/;

/**
 * The names that mean one error number wherever code in a file says them, or one without its sign: `-BUSY`.
 *
 * @param headers those of its own that it includes, whose names it may say as well
 */
export function ownErrnosOf(
  file: SourceFile,
  headers: readonly OwnHeader[] = NONE,
): ReadonlyMap<string, number> {
  return ensure(known(file), headers, () => errnosNamed(file, headers));
}

const NONE: readonly OwnHeader[] = [];
const known = remember((_file: SourceFile) => new Map<readonly OwnHeader[], ReadonlyMap<string, number>>());

function errnosNamed(file: SourceFile, headers: readonly OwnHeader[]): ReadonlyMap<string, number> {
  const text = codeOf(file);
  const found = new Map<string, number>();
  const unsure = new Set<string>();
  // A driver's headers name thousands of registers; what the file does not say needs no look at its text.
  const words = new Set(text.match(/\w+/g));
  const theirs = headers.flatMap(namedInHeader);
  for (const { name, number, most } of [...namedIn(file), ...theirs.map(one => ({ ...one, most: 0 }))]) {
    const said = words.has(name) ? text : '';
    if (number === undefined || ERRNO.has(name) || !isErrorNumber(number, name, said)) continue;
    if ((found.get(name) ?? number) !== number || undefinedIn(file).has(name)) unsure.add(name);
    // A local variable of that name would be something else.
    const declared = said.match(new RegExp(`\\b[a-z]\\w*\\s+\\**${name}\\s*(?:[,;)]|=[^=])`, 'g')) ?? [];
    if (declared.filter(one => !/^(?:case|return|goto|define)\b/.test(one)).length <= most)
      found.set(name, number);
  }
  return new Map([...found].filter(([name]) => !unsure.has(name)));
}

/** A name with its number, and how often it may be declared. */
interface Named {
  readonly name: string;
  readonly number: number | undefined;
  readonly most: number;
}

/** What a file gives a number, each time it does. */
const namedIn = remember((file: SourceFile): readonly Named[] => {
  const text = codeOf(file);
  const found: Named[] = [];
  const add = (name: string, number: number | undefined, most = 0) => found.push({ name, number, most });
  for (const [name, [one, ...others]] of groupBy(file.macros, macro => macro.name))
    if (one?.params === undefined && others.length === 0 && !undefinedIn(file).has(name))
      add(name, numberIn(one!.body));
  for (const item of file.items) {
    if (!isAlwaysThere(file, item)) continue;
    const said = text.slice(item.start, item.end);
    const constant = /^\s*static\s+const\s+int\s+(\w+)\s*=\s*([^;,]*);\s*$/.exec(said);
    if (constant) add(constant[1]!, numberIn(constant[2]!), 1);
    for (const [, list] of said.matchAll(/\benum\s*\w*\s*\{([^{}#]*)\}/g))
      for (const { name, value } of enumerators(list!)) add(name, value);
  }
  return found;
});

/** The same of a header, which is not opened where it can name none. */
const namedInHeader = remember((header: OwnHeader): readonly Named[] => {
  const file = MAY_NAME.test(header.text) ? header.open() : undefined;
  return file === undefined ? [] : namedIn(file);
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

/** Whether a number is an error number, or 0, which is none, or one without its sign that the text puts it in front of. */
const isErrorNumber = (number: number, name: string, text: string): boolean =>
  number === 0 ||
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
