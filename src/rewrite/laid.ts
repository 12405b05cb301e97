/** Statements that stand on one line, as in the body of a macro, each on a line of its own. */
import { deeper } from './layout.js';

/** One line, and how much deeper it stands than the first. */
interface Line {
  readonly depth: number;
  readonly text: string;
}

/** Words that begin a statement which declares nothing, and words that begin one which does. */
const DOING = /^(?:return|goto|break|continue|if)\b/;
const DECLARING =
  /^(?:_*typeof_*|int|char|short|long|signed|unsigned|const|volatile|static|struct|union|enum)\b/;

/** Whether a statement declares something: two words stand side by side at its head, or a star behind one. */
const isDeclaration = (line: string): boolean =>
  DECLARING.test(line) || (!DOING.test(line) && /^[A-Za-z_]\w*(?:\s*\*|\s+[A-Za-z_])/.test(line));

/** A jump whose aim goes with the loop around it. */
const LEAVING = /^(?:break|continue)\b/;

/**
 * The statements of a text, laid out; `do { } while (0)` around them goes, but for the block of what is declared there.
 * Undefined where there is more to it than plain statements and an `if` without `else`, or one of them leaves that loop.
 */
export function statementsOf(text: string, indent: string, nl: string): readonly string[] | undefined {
  const whole = text.trim();
  const inner =
    /^do\s*\{([\s\S]*)\}\s*while\s*\(\s*0\s*\)\s*;?$/.exec(whole) ?? /^\{([\s\S]*)\}$/.exec(whole);
  const own: Line[] = [];
  if (!take(inner ? inner[1]! : whole.endsWith(';') ? whole : `${whole};`, 0, own)) return undefined;
  // What leaves the macro's own loop would leave that of the code around it.
  if (/^do\b/.test(whole) && own.some(({ text: line }) => LEAVING.test(line))) return undefined;
  // The names would be those of the whole function, and of the next use of the macro too.
  const isBlock = inner !== null && own.some(({ depth, text: line }) => depth === 0 && isDeclaration(line));
  const found: string[] = [];
  for (const { depth, text: line } of isBlock ? blockOf(own) : own) {
    let at = indent;
    for (let i = 0; i < depth; i++) at = deeper(at);
    if (depth === 0 && !/^(?:\}|$)/.test(line)) found.push(line);
    else found[found.length - 1] += nl + (line === '' ? '' : at + line);
  }
  return found.length > 0 ? found : undefined;
}

/** Statements as a block of their own, with a blank line behind what they declare. */
function blockOf(lines: readonly Line[]): readonly Line[] {
  const deep = lines.map(({ depth, text }) => ({ depth: depth + 1, text }));
  const head = deep.findIndex(({ text }) => !isDeclaration(text));
  if (head > 0) deep.splice(head, 0, { depth: 0, text: '' });
  return [{ depth: 0, text: '{' }, ...deep, { depth: 0, text: '}' }];
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
    const statement = withoutIdleParens(folded(rest.slice(0, end)));
    if (statement !== ';') lines.push({ depth, text: statement });
    rest = rest.slice(end).trim();
  }
  return true;
}

/** `r = (f(x));` without the parentheses that a macro has around what it is given. */
function withoutIdleParens(statement: string): string {
  const open = /^[\w\s*]*[\w*]\s*=\s*(?=\()/.exec(statement)?.[0].length;
  if (open === undefined || balanced(statement, open) !== statement.length - 1) return statement;
  const value = statement.slice(open + 1, -2).trim();
  return /,/.test(value.replace(/\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g, ''))
    ? statement
    : `${statement.slice(0, open)}${value};`;
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
