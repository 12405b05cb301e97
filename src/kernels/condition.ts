/** For which releases a condition of the preprocessor holds, as far as it speaks of releases. */
import {
  ALL_RELEASES,
  between,
  codeOf,
  complement,
  intersection,
  NO_RELEASE,
  type ReleaseSet,
  union,
} from './versions.js';

/** What a condition says of releases. */
export interface Spoken {
  /** The releases for which it can hold. */
  readonly may: ReleaseSet;
  /** The releases for which it holds, whatever else is defined. */
  readonly must: ReleaseSet;
}

/** Whether a text has to do with releases at all. */
export function speaksOfReleases(condition: string): boolean {
  return /\bLINUX_VERSION_CODE\b/.test(condition);
}

const SILENT: Spoken = { may: ALL_RELEASES, must: NO_RELEASE };

/** Longer conditions say nothing: going through one is recursive. */
const LONGEST = 2000;

/** The releases of a condition. What is not understood in it may hold or not. */
export function releasesOf(condition: string): Spoken {
  if (!speaksOfReleases(condition) || condition.length > LONGEST) return SILENT;
  const tokens = condition.match(/0[xX][0-9a-fA-F]+|\d+|[A-Za-z_]\w*|&&|\|\||[<>=!]=|<<|>>|\S/g) ?? [];
  const reader = { tokens, at: 0 };
  const said = anyOf(reader);
  return reader.at === tokens.length ? said : SILENT;
}

/** The same for a condition that holds or does not. */
export function releasesWhere(condition: string, holds: boolean): Spoken {
  const { may, must } = releasesOf(condition);
  return holds ? { may, must } : { may: complement(must), must: complement(may) };
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
}

const peek = ({ tokens, at }: Reader): string | undefined => tokens[at];

function accept(reader: Reader, token: string): boolean {
  if (peek(reader) !== token) return false;
  reader.at++;
  return true;
}

function anyOf(reader: Reader): Spoken {
  let said = allOf(reader);
  while (accept(reader, '||')) {
    const next = allOf(reader);
    said = { may: union(said.may, next.may), must: union(said.must, next.must) };
  }
  return said;
}

function allOf(reader: Reader): Spoken {
  let said = unary(reader);
  while (accept(reader, '&&')) {
    const next = unary(reader);
    said = { may: intersection(said.may, next.may), must: intersection(said.must, next.must) };
  }
  return said;
}

function unary(reader: Reader): Spoken {
  if (peek(reader) === '!') {
    reader.at++;
    const { may, must } = unary(reader);
    return { may: complement(must), must: complement(may) };
  }
  const begin = reader.at;
  for (const read of [comparison, grouped]) {
    const said = read(reader);
    if (said !== undefined) return said;
    reader.at = begin;
  }
  return other(reader);
}

/** `(…)` around conditions. */
function grouped(reader: Reader): Spoken | undefined {
  if (!accept(reader, '(')) return undefined;
  const said = anyOf(reader);
  return accept(reader, ')') && isEnd(peek(reader)) ? said : undefined;
}

const isEnd = (token: string | undefined): boolean =>
  token === undefined || token === ')' || token === '&&' || token === '||';

/** Something else, up to the next operator at its level. */
function other(reader: Reader): Spoken {
  let depth = 0;
  for (let token = peek(reader); token !== undefined; token = peek(reader)) {
    if (depth === 0 && isEnd(token)) break;
    if (token === '(') depth++;
    else if (token === ')') depth--;
    reader.at++;
  }
  return SILENT;
}

/** `LINUX_VERSION_CODE >= KERNEL_VERSION(4, 20, 0)` and its kin, either way round. */
function comparison(reader: Reader): Spoken | undefined {
  const left = operand(reader);
  const operator = peek(reader);
  const compare = left === undefined || operator === undefined ? undefined : COMPARED[operator];
  if (compare === undefined) return undefined;
  reader.at++;
  const right = operand(reader);
  if (right === undefined || !isEnd(peek(reader)) || (left === 'code') === (right === 'code'))
    return undefined;
  const set =
    left === 'code' ? compare(right as number) : COMPARED[MIRRORED[operator!] ?? operator!]!(left as number);
  return { may: set, must: set };
}

const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

const COMPARED: Readonly<Record<string, (code: number) => ReleaseSet>> = {
  '<': code => between(0, code),
  '<=': code => between(0, code + 1),
  '>': code => between(code + 1, Number.POSITIVE_INFINITY),
  '>=': code => between(code, Number.POSITIVE_INFINITY),
  '==': code => between(code, code + 1),
  '!=': code => complement(between(code, code + 1)),
};

/** The code of the kernel, or the number of a release. */
function operand(reader: Reader): number | 'code' | undefined {
  if (accept(reader, '(')) {
    const inner = operand(reader);
    return inner !== undefined && accept(reader, ')') ? inner : undefined;
  }
  const token = peek(reader) ?? '';
  if (token === 'LINUX_VERSION_CODE') {
    reader.at++;
    return 'code';
  }
  if (/^\d/.test(token)) {
    reader.at++;
    if (/^[uUlL]+$/.test(peek(reader) ?? '')) reader.at++;
    return Number(token);
  }
  if (token !== 'KERNEL_VERSION') return undefined;
  reader.at++;
  const numbers: number[] = [];
  if (!accept(reader, '(')) return undefined;
  do {
    const number = peek(reader) ?? '';
    if (!/^\d+$/.test(number)) return undefined;
    numbers.push(Number(number));
    reader.at++;
  } while (accept(reader, ','));
  const [major, minor, patch] = numbers;
  return accept(reader, ')') && numbers.length === 3 ? codeOf(major!, minor!, patch) : undefined;
}
