/** Statements that stand on one line, as in the body of a macro, each on a line of its own. */
import { deeper } from './layout.js';

/** One line, and how much deeper it stands than the first. */
interface Line {
  readonly depth: number;
  readonly text: string;
}

/**
 * The statements of a text, laid out; `do { } while (0)` around them goes. Undefined where there is more to it than
 * plain statements and an `if` without `else`.
 */
export function statementsOf(text: string, indent: string, nl: string): readonly string[] | undefined {
  const whole = text.trim();
  const inner =
    /^do\s*\{([\s\S]*)\}\s*while\s*\(\s*0\s*\)\s*;?$/.exec(whole) ?? /^\{([\s\S]*)\}$/.exec(whole);
  const lines: Line[] = [];
  if (!take(inner ? inner[1]! : whole.endsWith(';') ? whole : `${whole};`, 0, lines)) return undefined;
  const found: string[] = [];
  for (const { depth, text: line } of lines) {
    let at = indent;
    for (let i = 0; i < depth; i++) at = deeper(at);
    if (depth === 0 && !/^\}/.test(line)) found.push(line);
    else found[found.length - 1] += nl + at + line;
  }
  return found.length > 0 ? found : undefined;
}

/** Reads statements up to the end of a text; false where one is of another kind. */
function take(text: string, depth: number, lines: Line[]): boolean {
  let rest = text.trim();
  while (rest !== '') {
    if (/^(?:do|for|while|switch|else|case|default)\b|^[#}]/.test(rest)) return false;
    if (/^if\b/.test(rest)) {
      const test = balanced(rest, rest.indexOf('('));
      if (test === undefined) return false;
      const head = rest.slice(0, test).replace(/^if\s*/, 'if ');
      rest = rest.slice(test).trim();
      if (rest.startsWith('{')) {
        const end = balanced(rest, 0);
        if (end === undefined) return false;
        lines.push({ depth, text: `${head} {` });
        if (!take(rest.slice(1, end - 1), depth + 1, lines)) return false;
        lines.push({ depth, text: '}' });
        rest = rest.slice(end).trim();
      } else {
        const end = endOfStatement(rest);
        if (end === undefined || /^(?:if|do|for|while|switch)\b/.test(rest)) return false;
        lines.push({ depth, text: head }, { depth: depth + 1, text: folded(rest.slice(0, end)) });
        rest = rest.slice(end).trim();
      }
      continue;
    }
    if (rest.startsWith('{')) return false;
    const end = endOfStatement(rest);
    if (end === undefined) return false;
    const statement = folded(rest.slice(0, end));
    if (statement !== ';') lines.push({ depth, text: statement });
    rest = rest.slice(end).trim();
  }
  return true;
}

const folded = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Behind the bracket that closes the one at an offset. */
function balanced(text: string, open: number): number | undefined {
  let depth = 0;
  for (let i = open; i >= 0 && i < text.length; i++) {
    if ('([{'.includes(text[i]!)) depth++;
    else if (')]}'.includes(text[i]!) && --depth === 0) return i + 1;
  }
  return undefined;
}

/** Behind the semicolon that ends a statement. */
function endOfStatement(text: string): number | undefined {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if ('([{'.includes(text[i]!)) depth++;
    else if (')]}'.includes(text[i]!)) depth--;
    else if (text[i] === ';' && depth === 0) return i + 1;
  }
  return undefined;
}
