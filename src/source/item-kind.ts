/** What a top-level item is, and which name it declares, from its tokens. */
import type { Item, Token } from './file.js';
import { declaredFunction } from './header.js';
import { ATTRIBUTE_CALLS, ATTRIBUTES, BUILTIN_TYPES, TAGS, TYPEOF } from './words.js';

/** Kind and name of an item; `head` ends before the body of a function. */
export function classify(
  text: string,
  head: readonly Token[],
  hasBody: boolean,
): { kind: Item['kind']; name: string | undefined } {
  if (hasBody) {
    const name = declaredFunction(text, head)?.name;
    return { kind: name === undefined ? 'other' : 'function', name };
  }
  const texts = head.map(token => text.slice(token.start, token.end));
  const last = texts.at(-1);
  if (last !== ';' || texts.length < 2) return { kind: 'other', name: undefined };
  const first = texts.findIndex(t => t !== 'static' && t !== 'extern' && t !== 'const' && !ATTRIBUTES.has(t));
  if (head[first]?.kind !== 'word') return { kind: 'other', name: undefined };
  if (texts[first + 1] === '(' && isMacroCall(texts, first)) return { kind: 'other', name: undefined };
  return { kind: 'declaration', name: firstName(texts, head) };
}

/** Whether the word before a parenthesis is a macro, and no type of a function pointer: `gizmo_t (*f)(int)`. */
function isMacroCall(texts: readonly string[], at: number): boolean {
  const word = texts[at] ?? '';
  if (BUILTIN_TYPES.has(word) || ATTRIBUTE_CALLS.has(word) || TYPEOF.has(word)) return false;
  return texts[at + 2] !== '*' || !/^[([]$/.test(texts[skip(texts, at + 1) + 1] ?? '');
}

/** The first declared name: the last word before `=`, `[`, `,`, `;` or a parameter list, outside brackets. */
function firstName(texts: readonly string[], head: readonly Token[]): string | undefined {
  let name: string | undefined;
  let members = false;
  for (let i = 0; i < texts.length; i++) {
    const t = texts[i] ?? '';
    if (t === '{') {
      i = skip(texts, i);
      name = undefined;
      members = true;
    } else if (t === '(') {
      if (texts[i + 1] === '*') return pointerName(texts, head, i + 1);
      const before = texts[i - 1] ?? '';
      if (!ATTRIBUTE_CALLS.has(before) && !TYPEOF.has(before)) return name;
      i = skip(texts, i);
    } else if (t === '=' || t === '[' || t === ',' || t === ';')
      return isTagOnly(texts, members) ? undefined : name;
    else if (head[i]?.kind === 'word' && !ATTRIBUTES.has(t) && !ATTRIBUTE_CALLS.has(t)) name = t;
  }
  return name;
}

/** `struct gizmo;` declares a tag and no variable. */
function isTagOnly(texts: readonly string[], members: boolean): boolean {
  return !members && TAGS.has(texts[0] ?? '') && texts.length === 3;
}

function pointerName(texts: readonly string[], head: readonly Token[], star: number): string | undefined {
  let i = star;
  while (texts[i] === '*' || ATTRIBUTES.has(texts[i] ?? '') || texts[i] === 'const') i++;
  return head[i]?.kind === 'word' ? texts[i] : undefined;
}

/** The index of the bracket that closes the one at `at`. */
function skip(texts: readonly string[], at: number): number {
  let depth = 0;
  for (let i = at; i < texts.length; i++) {
    const t = texts[i];
    if (t === '(' || t === '[' || t === '{') depth++;
    else if ((t === ')' || t === ']' || t === '}') && --depth === 0) return i;
  }
  return texts.length;
}
