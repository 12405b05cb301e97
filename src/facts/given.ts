/** What stands behind the name of a member, as its tokens have it: what it is given, and how it is called. */
import type { SourceFile } from '../source/file.js';
import { closerOf, codeFrom, tokenText } from './tokens.js';

/** Whether brackets behind a member lead to an element that is read: `gz->handlers[0](vmf)`. */
export function isElementRead(file: SourceFile, sign: number): boolean {
  if (tokenText(file, sign) !== '[') return false;
  const close = closerOf(file, sign);
  return close >= 0 && !/^[=.[]$/.test(tokenText(file, codeFrom(file, close + 1)));
}

/**
 * The names, one of which a value is that begins at a token: `fn`, `&fn`, `fast ? one : two`; undefined where it is
 * more than names.
 */
export function valuesFrom(file: SourceFile, first: number): readonly string[] | undefined {
  const names: string[] = [];
  let own: string[] = [];
  let asked = 0;
  for (let i = first; ; i = codeFrom(file, i + 1)) {
    const text = tokenText(file, i);
    if (text === '' || /^[,;})]$/.test(text) || (text === ':' && asked > 0)) {
      const [name = '', ...more] = own[0] === '&' ? own.slice(1) : own;
      if (more.length > 0 || !/^\w+$/.test(name)) return undefined;
      names.push(name);
      if (text !== ':') return asked === 0 ? names : undefined;
      own = [];
      asked--;
    } else if (text === '?') {
      // What comes before it only chooses.
      own = [];
      asked++;
    } else {
      own.push(text);
      if (/^[([{]$/.test(text)) i = Math.max(i, closerOf(file, i));
    }
  }
}

/** What a member that is named at a token is given, which is no function by its name. */
export function givenAt(file: SourceFile, index: number): string {
  const sign = codeFrom(file, index + 1);
  const first = codeFrom(file, sign + 1);
  if (tokenText(file, sign) === '[' || tokenText(file, first) === '{')
    return 'has several elements, which are filled';
  const [name, ...others] = valuesFrom(file, first) ?? [];
  return name !== undefined && others.length === 0
    ? `is given ${name}, which is no function of the tree`
    : 'is given something that is more than the name of a function';
}

/** How many arguments stand in the list that follows a token; undefined where none follows, or one with `...`. */
export function argumentsAt(file: SourceFile, index: number): number | undefined {
  const open = codeFrom(file, index + 1);
  const close = tokenText(file, open) === '(' ? closerOf(file, open) : -1;
  if (close < 0) return undefined;
  let count = 1;
  for (let i = open + 1; i < close; i++) {
    const text = tokenText(file, i);
    if (text === '...' || file.tokens.kindAt(i)! === 'directive') return undefined;
    if (text === ',') count++;
    if (/^[([{]$/.test(text)) i = Math.max(i, closerOf(file, i));
  }
  return codeFrom(file, open + 1) === close ? 0 : count;
}
