/** What the text of one macro's definition says by itself. */

import { remember } from '../remember.js';
import { inOneLine } from '../source/comments.js';
import type { MacroDef } from '../source/file.js';

/** The definitions that a name can mean; none for what is no macro. */
export type Macros = (name: string) => readonly MacroDef[];

export interface Reading {
  /** The jump out of it, if there is one. */
  readonly jump: string | undefined;
  /** Names that it uses without being given or declaring them. */
  readonly names: ReadonlySet<string>;
  /** Names that it may put together with `##`. */
  readonly pasted: readonly RegExp[];
}

/** The body of a macro without comments, strings and continuations. */
export const plainBody = remember(({ body }: MacroDef): string =>
  inOneLine(body).replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, '""'),
);

/** The names of a macro's parameters, as its body says them. */
export function paramsOf(macro: MacroDef): readonly string[] {
  return (macro.params ?? []).map(p => p.replace(/\s*\.\.\.$/, '').trim() || '__VA_ARGS__');
}

/** How a macro is named in a sentence. */
export const spelled = ({ name, params }: MacroDef): string => (params === undefined ? name : `${name}()`);

/** Reads a definition, once. */
export const readingOf: (macro: MacroDef) => Reading = remember(macro => {
  const body = withoutTypeof(plainBody(macro));
  const params = new Set(paramsOf(macro));
  const names = new Set<string>();
  for (const match of body.matchAll(/(\.(?!\.)|->|\bstruct\s|\benum\s|\bunion\s)?\s*\b([A-Za-z_]\w*)/g)) {
    const [, behind, word] = match;
    if (behind !== undefined || params.has(word!) || names.has(word!)) continue;
    if (!isDeclaredIn(body, word!)) names.add(word!);
  }
  return { jump: jumpIn(body), names, pasted: pastesIn(body, params) };
});

const TYPE =
  /(?:\b(?:int|long|short|char|unsigned|signed|bool|void|auto|__auto_type|__typeof|\w+_t|_*[a-z]+\d+|(?:struct|union|enum)\s+\w+))[\s*]+$/;

/** Whether the first mention of a word is its declaration. */
function isDeclaredIn(body: string, word: string): boolean {
  const at = new RegExp(`\\b${word}\\b`).exec(body)!.index;
  return TYPE.test(body.slice(0, at)) && /^\s*[=;,[]/.test(body.slice(at + word.length));
}

/** `typeof(x) y`: the parentheses go, and the name of a type stays. */
function withoutTypeof(body: string): string {
  return body.replace(
    /\b_*typeof_*\s*(\((?:[^()]|\([^()]*\))*\))/g,
    (_, inner: string) => `${inner} __typeof `,
  );
}

/** Names put together from a parameter and a fixed part, as patterns. From two parameters alone: none is known. */
function pastesIn(body: string, params: ReadonlySet<string>): readonly RegExp[] {
  const found: RegExp[] = [];
  for (const [chain] of body.matchAll(/\w+(?:\s*##\s*\w+)+/g)) {
    const parts = chain.split(/\s*##\s*/);
    if (parts.every(part => params.has(part))) continue;
    found.push(new RegExp(`^${parts.map(part => (params.has(part) ? '\\w*' : part)).join('')}$`));
  }
  return found;
}

/** A jump out of the macro into the function, or out of the function. */
function jumpIn(body: string): string | undefined {
  if (/\breturn\b/.test(body)) return 'has a hidden return';
  if (/\basm\s+(volatile\s+)?goto\b/.test(body)) return 'has a hidden goto';
  for (const [, label] of body.matchAll(/\bgoto\s*(\*|\w+)/g)) {
    if (label === '*' || !new RegExp(`\\b${label}\\s*:(?!:)`).test(body)) return 'has a hidden goto';
  }
  return jumpFromLoop(body);
}

/** A `break`, `continue`, `case` or `default` that no loop or switch in braces of the macro holds. */
function jumpFromLoop(body: string): string | undefined {
  if (!/\b(break|continue|case|default)\b/.test(body) || /\b_Generic\b/.test(body)) return undefined;
  const open: ('loop' | 'switch' | 'other')[] = [];
  let head: 'loop' | 'switch' | 'other' = 'other';
  let depth = 0;
  for (const [token] of body.matchAll(/[A-Za-z_]\w*|[(){};]/g)) {
    if (token === '(') depth++;
    else if (token === ')') depth--;
    else if (token === '{') {
      open.push(head);
      head = 'other';
    } else if (token === '}') open.pop();
    else if (token === ';' && depth === 0) head = 'other';
    else if (/^(do|for|while)$/.test(token)) head = 'loop';
    else if (token === 'switch') head = 'switch';
    else if (token === 'continue' && !open.includes('loop')) return 'has a hidden continue';
    else if (token === 'break' && open.every(o => o === 'other')) return 'has a hidden break';
    else if (/^(case|default)$/.test(token) && !open.includes('switch')) return `has a hidden ${token}`;
  }
  return undefined;
}

/** Whether a name may be changed by a text: assigned to, counted, or its address handed on. */
export function isAssigned(body: string, name: string): boolean {
  const p = `\\(*\\s*\\b${name}\\b\\s*\\)*`;
  return (
    new RegExp(`${p}\\s*(?:[-+*/%|^&]|<<|>>)?=(?!=)`).test(
      body.replace(/[=!<>]=/g, m => (m === '==' || m === '!=' ? '  ' : m)),
    ) ||
    new RegExp(`${p}\\s*(?:\\+\\+|--)|(?:\\+\\+|--)\\s*${p}`).test(body) ||
    new RegExp(`(?:^|[^&\\w)\\]])&\\s*${p}(?![\\s)]*(?:->|\\.|\\[))`).test(body)
  );
}

/** A use of another macro in a body, with its arguments as written. */
export interface InnerUse {
  readonly name: string;
  readonly args: readonly string[];
}

/** What a body calls, macros and functions alike, calls in arguments among them. */
export function innerUses(body: string): readonly InnerUse[] {
  return [...body.matchAll(/\b([A-Za-z_]\w*)\s*\(/g)].map(match => ({
    name: match[1]!,
    args: argumentsAt(body, match.index + match[0].length),
  }));
}

function argumentsAt(body: string, start: number): readonly string[] {
  const args: string[] = [];
  let depth = 0;
  let from = start;
  for (let i = start; i < body.length; i++) {
    const c = body[i]!;
    if ('([{'.includes(c)) depth++;
    else if (depth === 0 && (c === ')' || c === ',')) {
      args.push(body.slice(from, i).trim());
      if (c === ')') return args;
      from = i + 1;
    } else if (')]}'.includes(c)) depth--;
  }
  return args;
}
