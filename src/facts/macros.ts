/** Macros that stand around a name: replaced by what they say, so that the text can be read as C. */
import type { MacroDef, SourceFile } from '../source/file.js';
import type { Span } from '../source/span.js';
import { closerOf, codeUpTo, tokenText } from './tokens.js';

/** A use of a macro around some token. */
export interface MacroUse extends Span {
  readonly name: string;
  /** The arguments as written; undefined for a use without parentheses. */
  readonly args: readonly string[];
}

/** The uses of macros, or calls, whose arguments hold a token, innermost first, as far as `start`. */
export function usesAround(file: SourceFile, index: number, start: number): readonly MacroUse[] {
  const uses: MacroUse[] = [];
  let depth = 0;
  for (let i = index - 1; i >= 0 && file.tokens[i]!.start >= start; i--) {
    if (file.tokens[i]!.kind !== 'punct') continue;
    const text = tokenText(file, i);
    if (text === ')' || text === ']' || text === '}') depth++;
    else if (text === '(' || text === '[' || text === '{') depth--;
    if (depth >= 0) continue;
    depth = 0;
    if (text !== '(') continue;
    const word = codeUpTo(file, i - 1);
    const close = closerOf(file, i);
    if (close < 0 || file.tokens[word]?.kind !== 'word') continue;
    uses.push({
      name: tokenText(file, word),
      start: file.tokens[word]!.start,
      end: file.tokens[close]!.end,
      args: argumentsOf(file, i, close),
    });
  }
  return uses;
}

function argumentsOf(file: SourceFile, open: number, close: number): readonly string[] {
  const args: string[] = [];
  let from = file.tokens[open]!.end;
  for (let i = open + 1; i < close; i++) {
    const text = tokenText(file, i);
    if (/^[([{]$/.test(text)) i = Math.max(closerOf(file, i, close), i);
    else if (text === ',') {
      args.push(file.text.slice(from, file.tokens[i]!.start).trim());
      from = file.tokens[i]!.end;
    }
  }
  args.push(file.text.slice(from, file.tokens[close]!.start).trim());
  return args;
}

const PIECES = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\s*##\s*|#\s*[A-Za-z_]\w*|[A-Za-z_]\w*/g;

/** What a use of a macro says; undefined where its arguments do not fit. Macros inside are left as they are. */
export function expand(macro: MacroDef, args: readonly string[]): string | undefined {
  if (macro.params === undefined) return undefined;
  const values = bind(macro.params, args);
  if (values === undefined) return undefined;
  const body = macro.body.replace(/\\\r?\n/g, ' ').replace(/\/\*[\s\S]*?\*\//g, ' ');
  return body.replace(PIECES, piece => {
    if (/^\s*##/.test(piece)) return '';
    if (piece.startsWith('#')) return JSON.stringify(values.get(piece.slice(1).trim()) ?? piece);
    return values.get(piece) ?? piece;
  });
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
