/** Macros: where they are used, and what stands there once the preprocessor has replaced them. */
import { inOneLine } from '../source/comments.js';
import type { SourceFile } from '../source/file.js';
import { lex } from '../source/lex.js';
import type { Span } from '../source/span.js';
import { closerOf, codeFrom, codeUpTo, type Lexed, tokenText } from './tokens.js';

/** What a macro stands for. */
export interface Definition {
  /** Undefined for one without parentheses. */
  readonly params: readonly string[] | undefined;
  readonly body: string;
  /** Set where its parameters cannot be read: what it says is not known then. */
  readonly isBroken?: boolean;
}

/** A use of a macro. */
export interface MacroUse extends Span {
  readonly name: string;
  /** The arguments as written; none for a use without parentheses. */
  readonly args: readonly string[];
}

/** The uses of macros, or calls, whose arguments hold a token, innermost first, as far as `start`. */
export function usesAround(file: SourceFile, index: number, start: number): readonly MacroUse[] {
  const uses: MacroUse[] = [];
  let depth = 0;
  for (let i = index - 1; i >= 0 && file.tokens.startAt(i)! >= start; i--) {
    if (file.tokens.kindAt(i)! !== 'punct') continue;
    const text = tokenText(file, i);
    if (text === ')' || text === ']' || text === '}') depth++;
    else if (text === '(' || text === '[' || text === '{') depth--;
    if (depth >= 0) continue;
    depth = 0;
    if (text !== '(') continue;
    const word = codeUpTo(file, i - 1);
    if (closerOf(file, i) >= 0 && file.tokens.kindAt(word) === 'word') uses.push(useAt(file, word));
  }
  return uses;
}

/** The use of a macro whose name is at `index`: with its arguments, where there are any. */
export function useAt(file: Lexed, index: number): MacroUse {
  const { start, end } = file.tokens.at(index)!;
  const name = tokenText(file, index);
  const open = codeFrom(file, index + 1);
  const close = tokenText(file, open) === '(' ? closerOf(file, open) : -1;
  if (close < 0) return { name, start, end, args: [] };
  return { name, start, end: file.tokens.endAt(close)!, args: argumentsOf(file, open, close) };
}

function argumentsOf(file: Lexed, open: number, close: number): readonly string[] {
  const args: string[] = [];
  let from = file.tokens.endAt(open)!;
  for (let i = open + 1; i < close; i++) {
    const text = tokenText(file, i);
    if (/^[([{]$/.test(text)) i = Math.max(closerOf(file, i, close), i);
    else if (text === ',') {
      args.push(file.text.slice(from, file.tokens.startAt(i)!).trim());
      from = file.tokens.endAt(i)!;
    }
  }
  args.push(file.text.slice(from, file.tokens.startAt(close)!).trim());
  return args;
}

const PIECES = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|##|\w+|\s+|[\s\S]/g;

/**
 * What a use of a macro says; undefined where its arguments do not fit. Macros inside are left as they are.
 *
 * @param scan what an argument becomes that stands beside no `#` and no `##`.
 */
export function expand(
  macro: Definition,
  args: readonly string[],
  scan: (argument: string) => string = argument => argument,
): string | undefined {
  if (macro.isBroken === true) return undefined;
  const values = bind(macro.params ?? [], macro.params === undefined ? [] : args);
  if (values === undefined) return undefined;
  const body = inOneLine(macro.body);
  const pieces: readonly string[] = body.match(PIECES) ?? [];
  const beside = (at: number, step: 1 | -1): string => {
    let i = at + step;
    while (/^\s/.test(pieces[i] ?? '')) i += step;
    return pieces[i] ?? '';
  };
  let said = '';
  for (const [at, piece] of pieces.entries()) {
    const value = values.get(piece);
    if (piece === '##') said = said.trimEnd();
    else if (/^\s/.test(piece) && (beside(at, -1) === '##' || beside(at, 1) === '##')) continue;
    else if (piece === '#' && values.has(beside(at, 1))) continue;
    else if (value === undefined) said += piece;
    else if (beside(at, -1) === '#') said += JSON.stringify(value);
    else if (beside(at, -1) === '##' || beside(at, 1) === '##') {
      // A comma that is pasted to nothing goes away.
      said = value === '' && said.endsWith(',') ? said.slice(0, -1) : said + value;
    } else said += scan(value);
  }
  return said;
}

function bind(params: readonly string[], args: readonly string[]): Map<string, string> | undefined {
  const values = new Map<string, string>();
  const last = params.at(-1);
  const rest = last?.endsWith('...') ? last.slice(0, -3).trim() || '__VA_ARGS__' : undefined;
  const fixed = rest === undefined ? params.length : params.length - 1;
  if (args.length < fixed || (rest === undefined && args.length > Math.max(fixed, 1))) return undefined;
  for (const [i, param] of params.slice(0, fixed).entries()) values.set(param, args[i]!);
  if (rest !== undefined) values.set(rest, args.slice(fixed).join(', '));
  return values;
}

/** How macros are replaced. */
export interface Replacing {
  definitions(name: string): readonly Definition[];
  /** Whether replacing a macro matters; the others stay as they are. */
  matters(name: string): boolean;
  /** Of several definitions of a macro, the n-th counts, or its last. */
  readonly arm: number;
}

/** A text longer than this is not looked at: macros that double what they are given have no end. */
const LONGEST = 50_000;

/** A text with its macros replaced, as the preprocessor does it; undefined where that cannot be done. */
export function reveal(
  text: string,
  how: Replacing,
  active: ReadonlySet<string> = new Set(),
): string | undefined {
  if (text.length > LONGEST) return undefined;
  const code = { text, tokens: lex(text) };
  let said = '';
  let from = 0;
  for (let i = 0; i < code.tokens.length; i++) {
    const token = code.tokens.at(i)!;
    if (token.start < from || token.kind !== 'word') continue;
    const use = useAt(code, i);
    const own = active.has(use.name) ? [] : how.definitions(use.name);
    const definition = own[Math.min(how.arm, own.length - 1)];
    if (definition === undefined || !isTaken(definition, use, token.end)) continue;
    const inArgs = use.args.some(arg => arg.match(/[A-Za-z_]\w*/g)?.some(word => how.matters(word)));
    if (!how.matters(use.name) && !(inArgs && definition.params !== undefined)) continue;
    const once = expand(definition, use.args, argument => reveal(argument, how, active) ?? argument);
    const all = once === undefined ? undefined : reveal(once, how, new Set([...active, use.name]));
    if (all === undefined) return undefined;
    said += text.slice(from, token.start) + all;
    from = definition.params === undefined ? token.end : use.end;
  }
  return said + text.slice(from);
}

/** Whether a mention of a macro is a use: one with parameters is not replaced where no arguments follow. */
function isTaken({ params, isBroken }: Definition, use: MacroUse, nameEnd: number): boolean {
  return params === undefined || isBroken === true || use.end > nameEnd;
}
