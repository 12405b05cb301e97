/** Gives some of the variables of one declaration another type, and leaves the others as they are written. */

import { bare, walk } from '../flow/walk.js';
import type { Declaration, Declarator, Expr } from '../source/ast.js';
import { LINE_COMMENT } from '../source/comments.js';
import type { Span } from '../source/span.js';
import type { Draft } from './draft.js';
import { indentAt, newlineOf, typeInPlace } from './layout.js';
import type { Change } from './pieces.js';

/** Words of a declaration that are no part of its type. */
const QUALIFIER = /^(?:static|const|register|volatile|auto|extern)$/;

/** The specifiers of a declaration with another type in them: storage and qualifiers stay. */
export function specifiersWith(specifiers: string, type: string): string {
  const words = [...specifiers.matchAll(/\w+/g)].map(({ 0: word, index }) => ({ word, index }));
  const ofType = words.filter(({ word }) => !QUALIFIER.test(word));
  const [first, last] = [ofType[0], ofType.at(-1)];
  if (first === undefined || last === undefined) return type;
  const end = last.index + last.word.length;
  // `unsigned const int`: what stands inside comes first.
  const inside = words.filter(
    ({ word, index }) => QUALIFIER.test(word) && index > first.index && index < end,
  );
  const lead = inside.map(({ word }) => `${word} `).join('');
  return specifiers.slice(0, first.index) + lead + type + specifiers.slice(end);
}

/** The type of a whole declaration becomes another one, at the place where it stands. */
export function retyped({ text }: Draft, { typeSpan }: Declaration, type: string): Change {
  return typeInPlace(text, typeSpan, specifiersWith(text.slice(typeSpan.start, typeSpan.end), type));
}

/**
 * Takes variables out of a declaration that they share with others, into one of the new type behind it. Where that
 * would compute something in another order, each stays at its place.
 *
 * @param codes those of the new type: some of the declaration's, not all
 * @param written a declarator as it is to be written
 */
export function takeOut(
  draft: Draft,
  decl: Declaration,
  codes: ReadonlySet<Declarator>,
  type: string,
  written: (declarator: Declarator) => string,
): Change {
  const { text } = draft;
  const nl = newlineOf(text) + indentAt(text, decl.start);
  const parts = partsOf(draft, decl, written);
  const last = parts.at(-1)!;
  const specifiers = text.slice(decl.typeSpan.start, decl.typeSpan.end);
  const head = headOf(draft, decl, specifiersWith(specifiers, type));
  const isCode = ({ declarator }: Part) => codes.has(declarator);
  const said = (run: readonly Part[]) =>
    isCode(run[0]!)
      ? run.some(remarked)
        ? run.map(one => head + line([one])).join(nl)
        : head + plain(run)
      : line(run);
  if (!mustStay(draft, decl, codes)) {
    const rest = parts.filter(part => !isCode(part));
    return { start: parts[0]!.start, end: last.end, text: line(rest) + nl + said(parts.filter(isCode)) };
  }
  const runs: Part[][] = [];
  for (const part of parts) {
    const run = runs.at(-1);
    if (run !== undefined && isCode(run[0]!) === isCode(part)) run.push(part);
    else runs.push([part]);
  }
  const old = `${specifiers} `;
  const lines = runs.map(run => (isCode(run[0]!) ? said(run) : old + line(run)));
  return { start: decl.start, end: last.end, text: lines.join(nl) };
}

/** What gives a declarator its value: from behind its name and its attributes. Empty where nothing does. */
export function initSpan(text: string, { nameSpan, init, end }: Declarator): Span {
  if (init === undefined) return { start: end, end };
  const head = text.slice(nameSpan.end, init.start);
  return { start: nameSpan.end + head.slice(0, head.lastIndexOf('=')).trimEnd().length, end };
}

/** A comment behind something, to the end of the line. */
const REMARK = new RegExp(
  String.raw`^[ \t]*(?:${LINE_COMMENT}|\/\*(?:(?!\*\/)[^\n])*\*\/(?=[ \t]*\r?(?:\n|$)))`,
);

/** A declarator with what belongs to it on its line. */
interface Part {
  readonly declarator: Declarator;
  readonly start: number;
  /** Behind it, its comma or semicolon, and its remark. */
  readonly end: number;
  readonly core: string;
  /** A comment behind the comma or the semicolon, with the blanks before it. */
  readonly remark: string;
  /** The white space before the next one. */
  readonly gap: string;
}

function partsOf(
  { text }: Draft,
  { declarators, end }: Declaration,
  written: (declarator: Declarator) => string,
): readonly Part[] {
  const isBroken = text.slice(declarators[0]!.start, end).includes('\n');
  return declarators.map((declarator, i) => {
    const next = declarators[i + 1];
    const behind = text.slice(declarator.end, next?.start ?? end);
    // A comment before the comma says as much of it as one behind it does.
    const before = /^((?:\s*\/\*(?:(?!\*\/)[\s\S])*\*\/)*)\s*[,;]/.exec(behind);
    const from = declarator.end + (before?.[0].length ?? 0);
    const rest = text.slice(from, next?.start ?? text.length);
    const isOwn = next !== undefined || isBroken;
    const remark = isOwn ? (REMARK.exec(rest)?.[0] ?? '') : '';
    return {
      declarator,
      start: declarator.start,
      end: from + remark.length,
      core: written(declarator) + (before?.[1] ?? ''),
      remark: remark.replace(/\r$/, ''),
      gap: next === undefined ? '' : rest.slice(remark.length),
    };
  });
}

const remarked = ({ remark }: Part): boolean => remark !== '';

const plain = (parts: readonly Part[]): string => `${parts.map(({ core }) => core).join(', ')};`;

/** Declarators as they stood, without those that stood between. */
function line(parts: readonly Part[]): string {
  return parts
    .map(({ core, remark, gap }, i) =>
      i === parts.length - 1 ? `${core};${remark}` : `${core},${remark}${gap}`,
    )
    .join('');
}

/** A type with the blanks behind it: beside names that are lined up, the new one is too. */
function headOf({ text }: Draft, { typeSpan, start }: Declaration, type: string): string {
  const typed = typeInPlace(text, typeSpan, type).text;
  return typed === type || typeSpan.start !== start ? `${type} ` : typed;
}

/** Whether a variable may not be declared behind others that it stands before. */
function mustStay({ text }: Draft, { declarators }: Declaration, codes: ReadonlySet<Declarator>): boolean {
  return declarators.some((moved, i) => {
    if (!codes.has(moved)) return false;
    return declarators.slice(i + 1).some(other => {
      if (codes.has(other)) return false;
      const says = new RegExp(`\\b${moved.name}\\b`).test(text.slice(other.nameSpan.end, other.end));
      return (
        says || (isBusy(moved.init) && !isQuiet(other.init)) || (isBusy(other.init) && !isQuiet(moved.init))
      );
    });
  });
}

/** Whether computing a value may change what others read. */
function isBusy(value: Expr | undefined): boolean {
  let found = false;
  if (value !== undefined) {
    walk(value, node => (found ||= /^(call|assign|update|statement-expr|unknown)$/.test(node.kind)));
  }
  return found;
}

/** Whether a value is the same whenever it is computed. */
function isQuiet(value: Expr | undefined): boolean {
  if (value === undefined) return true;
  const e = bare(value);
  if (e.kind === 'unary') return /^[-+~!]$/.test(e.op) && isQuiet(e.operand);
  if (e.kind === 'binary') return isQuiet(e.left) && isQuiet(e.right);
  return (
    /^(number|char|string|type-operand)$/.test(e.kind) ||
    (e.kind === 'identifier' && /^[A-Z_0-9]+$/.test(e.name))
  );
}
