/** The expression of an `#if`, taken apart with the precedence that C gives its operators. */

/** What an expression is made of; a name may have arguments, as `KERNEL_VERSION(4, 20, 0)` has. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number; readonly isUnsigned: boolean }
  | { readonly kind: 'name'; readonly name: string; readonly args: readonly Expression[] | undefined }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'choice';
      readonly test: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    };

const TOKEN = /\d[\w.]*|[A-Za-z_$][\w$]*|&&|\|\||<<|>>|[<>=!]=|\S/g;

/** From the loosest to the tightest; each level is read from left to right. */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const UNARY = new Set(['!', '~', '+', '-']);

interface Reader {
  readonly tokens: readonly string[];
  at: number;
}

/** What is not an expression, or none that a preprocessor takes. */
class Malformed extends Error {}

/** Reads an expression without comments; undefined where it is malformed. */
export function readExpression(text: string): Expression | undefined {
  const reader: Reader = { tokens: text.match(TOKEN) ?? [], at: 0 };
  try {
    const found = choice(reader);
    return reader.at === reader.tokens.length ? found : undefined;
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

const peek = ({ tokens, at }: Reader): string | undefined => tokens[at];

function accept(reader: Reader, token: string): boolean {
  if (peek(reader) !== token) return false;
  reader.at++;
  return true;
}

function expect(reader: Reader, token: string): void {
  if (!accept(reader, token)) throw new Malformed(token);
}

function choice(reader: Reader): Expression {
  const test = binary(reader, 0);
  if (!accept(reader, '?')) return test;
  const yes = choice(reader);
  expect(reader, ':');
  return { kind: 'choice', test, yes, no: choice(reader) };
}

function binary(reader: Reader, level: number): Expression {
  const operators = LEVELS[level];
  if (operators === undefined) return unary(reader);
  let left = binary(reader, level + 1);
  for (let operator = peek(reader); operator !== undefined && operators.includes(operator); ) {
    reader.at++;
    left = { kind: 'binary', operator, left, right: binary(reader, level + 1) };
    operator = peek(reader);
  }
  return left;
}

function unary(reader: Reader): Expression {
  const token = peek(reader);
  if (token === undefined) throw new Malformed('an operand');
  reader.at++;
  if (UNARY.has(token)) return { kind: 'unary', operator: token, operand: unary(reader) };
  if (token === '(') {
    const inner = choice(reader);
    expect(reader, ')');
    return inner;
  }
  if (/^\d/.test(token)) {
    const value = numberOf(token);
    if (value === undefined) return { kind: 'name', name: token, args: undefined };
    return { kind: 'number', value, isUnsigned: /^[^uU]*[uU][lL]*$/.test(token) || /[lL][uU]$/.test(token) };
  }
  if (!/^[A-Za-z_$]/.test(token)) throw new Malformed(token);
  return named(reader, token);
}

/** `defined X`, a name, or a macro with arguments. */
function named(reader: Reader, name: string): Expression {
  if (name === 'defined' && peek(reader) !== '(') {
    const asked = peek(reader);
    if (asked === undefined) throw new Malformed('a name');
    reader.at++;
    return { kind: 'name', name, args: [{ kind: 'name', name: asked, args: undefined }] };
  }
  if (!accept(reader, '(')) return { kind: 'name', name, args: undefined };
  const begin = reader.at;
  const args = argumentsIn(reader);
  if (args !== undefined) return { kind: 'name', name, args };
  // Of `__has_include(<x.h>)` and the like only the end counts.
  reader.at = begin;
  for (let depth = 1; depth > 0; reader.at++) {
    const token = peek(reader);
    if (token === undefined) throw new Malformed(')');
    depth += token === '(' ? 1 : token === ')' ? -1 : 0;
  }
  return { kind: 'name', name, args: undefined };
}

function argumentsIn(reader: Reader): readonly Expression[] | undefined {
  const args: Expression[] = [];
  try {
    do args.push(choice(reader));
    while (accept(reader, ','));
    return accept(reader, ')') ? args : undefined;
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** A number as C writes it: `267264`, `0x41400`, `02012000`, `4UL`. */
function numberOf(token: string): number | undefined {
  const match =
    /^(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|(0[0-7]*)|([1-9]\d*))(?:[uU]?[lL]{0,2}|[lL]{1,2}[uU])$/.exec(token);
  if (match === null) return undefined;
  const [, hexadecimal, bits, octal, decimal] = match;
  const value = Number.parseInt(
    (hexadecimal ?? bits ?? octal ?? decimal)!,
    hexadecimal !== undefined ? 16 : bits !== undefined ? 2 : octal !== undefined ? 8 : 10,
  );
  return Number.isSafeInteger(value) ? value : undefined;
}
