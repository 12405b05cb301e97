/**
 * What a function does behind a statement on some of its ways, written out up to the end: jumps are followed, arms that
 * no such way takes are left out, and so are labels and remarks. What goes round a loop says so.
 */
import { walk } from '../flow/walk.js';
import type { If, Stmt, Switch } from '../source/ast.js';
import type { Span } from '../source/span.js';
import { type Draft, isStatement, siblingsOf } from './draft.js';
import { isLoop, labelIn, leaves } from './jumps.js';
import { deeper, indentAt, newlineOf } from './layout.js';
import type { Change } from './pieces.js';
import { workIn } from './same.js';

/** What is written out may be this long; else a person should look. */
const MAX_LINES = 24;
const MAX_JUMPS = 24;

/** Which ways are written out, and how. */
export interface Ways {
  /** Whether a statement is done on one of them. */
  isTaken(stmt: Stmt): boolean;
  /** Whether a statement may be in the function twice. */
  mayStandTwice(stmt: Stmt): boolean;
  /** Whether what goes round a loop is written out too. */
  readonly goRound: boolean;
  /** What is said otherwise in what is written out, in the function's text. */
  readonly renames: readonly Change[];
}

/** The lines, each as deep as it is by itself; undefined where that cannot be written. */
export function continuationOf(draft: Draft, stmt: Stmt, ways: Ways): readonly string[] | undefined {
  const budget = { jumps: MAX_JUMPS };
  const { lines, ends } = behind({ draft, ways, budget }, stmt) ?? { lines: [], ends: false };
  return ends && lines.length <= MAX_LINES ? lines : undefined;
}

interface Work {
  readonly draft: Draft;
  readonly ways: Ways;
  readonly budget: { jumps: number };
}

/** What was written, and whether nothing is reached behind it; undefined where it cannot be written. */
type Written = { readonly lines: readonly string[]; readonly ends: boolean } | undefined;

const nothing: Written = { lines: [], ends: false };

/** All that follows a statement, up to the end of the function. */
function behind(work: Work, stmt: Stmt): Written {
  const { draft } = work;
  const lines: string[] = [];
  for (let at = stmt; ; ) {
    const place = siblingsOf(draft, at);
    const rest = place ? inOrder(work, place.list.slice(place.at + 1)) : nothing;
    if (!rest) return undefined;
    lines.push(...rest.lines);
    if (rest.ends) return { lines, ends: true };
    const parent = draft.parents.get(at);
    // No way goes on here, or the function ends anyhow.
    if (parent === undefined) return { lines, ends: true };
    if (!isStatement(parent)) return undefined;
    if (isLoop(parent)) return work.ways.goRound ? { lines: [...lines, 'continue;'], ends: true } : undefined;
    at = parent;
  }
}

function inOrder(work: Work, stmts: readonly Stmt[]): Written {
  const lines: string[] = [];
  for (const stmt of stmts) {
    const some = one(work, stmt);
    if (!some) return undefined;
    lines.push(...some.lines);
    if (some.ends) return { lines, ends: true };
  }
  return { lines, ends: false };
}

function one(work: Work, stmt: Stmt): Written {
  if (/^(?:label|case|default|empty)$/.test(stmt.kind) || !work.ways.isTaken(stmt)) return nothing;
  switch (stmt.kind) {
    case 'block':
      return stmt.body.some(s => s.kind === 'declaration') ? undefined : inOrder(work, stmt.body);
    case 'goto':
    case 'break':
      return jumped(work, stmt);
    case 'continue':
      return work.ways.goRound ? { lines: ['continue;'], ends: true } : undefined;
    case 'if':
      return choice(work, stmt);
    case 'switch':
      return armsOf(work, stmt);
    case 'return':
    case 'expr':
    case 'while':
    case 'do':
    case 'for':
    case 'foreach':
      return asItIs(work, stmt);
    default:
      return undefined;
  }
}

/** What a jump leads to, in its place. */
function jumped(work: Work, stmt: Stmt): Written {
  if (work.budget.jumps-- <= 0) return undefined;
  const to = stmt.kind === 'goto' ? labelIn(work.draft.fn.body, stmt.label) : brokenBy(work.draft, stmt);
  const written = to && behind(work, to);
  return written && { ...written, ends: true };
}

/** What a `break` leaves. */
function brokenBy({ parents }: Draft, stmt: Stmt): Stmt | undefined {
  for (let at = parents.get(stmt); at; at = parents.get(at))
    if (isStatement(at) && (at.kind === 'switch' || isLoop(at))) return at;
  return undefined;
}

function choice(work: Work, { then, otherwise, test }: If): Written {
  const { isTaken } = work.ways;
  const [yes, no] = [isTaken(then), otherwise !== undefined && isTaken(otherwise)];
  if (workIn(test) === 'none') {
    if (!yes && !no) return nothing;
    if (!yes) return one(work, otherwise!);
    if (!no && otherwise !== undefined) return one(work, then);
  }
  const first = yes ? one(work, then) : nothing;
  const second = no ? one(work, otherwise!) : nothing;
  if (!first || !second) return undefined;
  const arms = [`if (${textOf(work, test)}) {`, ...first.lines.map(within)];
  const rest = second.lines.length > 0 ? ['} else {', ...second.lines.map(within)] : [];
  return { lines: [...arms, ...rest, '}'], ends: first.ends && second.ends };
}

const within = (line: string): string => `${deeper('')}${line}`;

/** The arm of a `switch` alone, where such ways take one and it leaves the function; else the whole. */
function armsOf(work: Work, stmt: Switch): Written {
  const body = stmt.body.kind === 'block' ? stmt.body.body : [];
  const begins = (at: number) => /^(?:case|default)$/.test(body[at - 1]?.kind ?? '');
  const taken = body.flatMap((s, i) => (begins(i) && work.ways.isTaken(s) ? [i] : []));
  const [first] = taken;
  if (first === undefined || workIn(stmt.test) !== 'none') return asItIs(work, stmt);
  const last = body.findIndex((s, i) => i >= first && leaves(s));
  const isOne = last >= 0 && taken.every(i => i <= last);
  return isOne ? inOrder(work, body.slice(first, last + 1)) : asItIs(work, stmt);
}

/** A statement as it stands, where all that it holds may stand there twice, and it is left at its end or by returns. */
function asItIs(work: Work, stmt: Stmt): Written {
  const jumps =
    stmt.kind === 'switch' || isLoop(stmt)
      ? /^(?:goto|label|asm|unknown)$/
      : /^(?:goto|label|asm|unknown|break|continue)$/;
  let may = true;
  walk(stmt, node => {
    if (isStatement(node) && (!work.ways.mayStandTwice(node) || jumps.test(node.kind))) may = false;
  });
  if (!may) return undefined;
  const lines = textOf(work, stmt).split(newlineOf(work.draft.text));
  return { lines, ends: leaves(stmt) };
}

/** A node's text under other names and without remarks, its further lines as deep as its first. */
function textOf({ draft: { text, comments }, ways }: Work, node: Span): string {
  const nl = newlineOf(text);
  const from = indentAt(text, node.start);
  const edits = [...ways.renames, ...comments.map(c => ({ ...c, text: '' }))]
    .filter(c => node.start <= c.start && c.end <= node.end)
    .sort((a, b) => a.start - b.start);
  let at = node.start;
  let said = '';
  for (const edit of edits) {
    said += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return (said + text.slice(at, node.end))
    .split(nl)
    .map((line, i) => (i > 0 && line.startsWith(from) ? line.slice(from.length) : line).trimEnd())
    .filter(line => line !== '')
    .join(nl);
}
