/** A `switch` on a new value that tells one value from all others, said as the `if` that it is. */
import { bare, walk } from '../flow/walk.js';
import type { Stmt, Switch } from '../source/ast.js';
import type { Span } from '../source/span.js';
import { type Arm, armsOf } from './arms.js';
import { type Draft, siblingsOf } from './draft.js';
import { textOf } from './emit.js';
import { outdented, unwrapped } from './fold.js';
import { indentAt, newlineOf } from './layout.js';
import { type Migration, spellOperand } from './migration.js';
import type { Change } from './pieces.js';
import { constantOf } from './test.js';

/** The first such `switch` that the rewrite wrote. */
export function saySwitchAsIf(draft: Draft, original: string, migration: Migration): readonly Change[] {
  const found: Switch[] = [];
  walk(draft.fn, node => {
    if (node.kind === 'switch' && !original.includes(textOf(draft, node))) found.push(node);
  });
  for (const sw of found) {
    const text = asIf(draft, sw, migration);
    if (text !== undefined) return [{ start: sw.start, end: sw.end, text }];
  }
  return [];
}

function asIf(draft: Draft, sw: Switch, migration: Migration): string | undefined {
  const arms = armsOf(sw);
  const test = bare(sw.test);
  if (!arms || arms.length > 2 || test.kind !== 'identifier' || !siblingsOf(draft, sw)) return undefined;
  const one = arms.find(({ labels }) => labels.length === 1 && labels[0]!.kind === 'case');
  const rest = arms.find(arm => arm !== one);
  const label = one?.labels[0];
  if (!one || label?.kind !== 'case' || label.high) return undefined;
  if (rest && (rest.labels.length !== 1 || rest.labels[0]!.kind !== 'default')) return undefined;
  // An arm that goes on into the next is no arm of an `if`, and a `break` inside would leave another loop.
  if ([one, rest].some(arm => arm && (!isWhole(arm) || arm.does.some(breaks)))) return undefined;
  const code = constantOf(label.value, migration);
  if (code === undefined || code <= 0) return undefined;
  if (hasRemarkBetween(draft, sw, arms)) return undefined;
  const isSuccess = code === migration.classes[0]!.after;
  const mask = `${test.name} & ${migration.errorMask}`;
  const yes = isSuccess ? `!(${mask})` : `${test.name} == ${spellOperand(migration, code)}`;
  const no = isSuccess ? mask : `${test.name} != ${spellOperand(migration, code)}`;
  const then = bodyOf(draft, sw, one);
  const otherwise = rest ? bodyOf(draft, sw, rest) : undefined;
  if (then === undefined && otherwise === undefined) return undefined;
  if (otherwise === undefined) return said(draft, sw, yes, then!);
  if (then === undefined) return said(draft, sw, no, otherwise);
  if (leaves(rest!)) return said(draft, sw, no, otherwise) + behind(draft, sw, one);
  if (leaves(one)) return said(draft, sw, yes, then) + behind(draft, sw, rest!);
  return undefined;
}

/** Whether all that an arm does stands in it. */
const isWhole = ({ own, does }: Arm): boolean => does.every(stmt => own.includes(stmt));

function breaks(stmt: Stmt): boolean {
  let found = false;
  walk(stmt, node => {
    found ||= node.kind === 'break' || node.kind === 'switch';
  });
  return found;
}

const leaves = ({ does }: Arm): boolean => /^(?:return|goto|continue)$/.test(does.at(-1)?.kind ?? '');

/** Whether a comment stands anywhere but among the statements of an arm. */
function hasRemarkBetween(draft: Draft, sw: Switch, arms: readonly Arm[]): boolean {
  const spans = arms.flatMap(arm => (arm.does.length > 0 ? [spanOf(arm)] : []));
  return draft.comments.some(
    c => sw.start <= c.start && c.end <= sw.end && !spans.some(s => s.start <= c.start && c.end <= s.end),
  );
}

const spanOf = ({ does }: Arm): Span => ({ start: does[0]!.start, end: does.at(-1)!.end });

/** The statements of an arm; undefined where it has none. */
function bodyOf(draft: Draft, sw: Switch, arm: Arm): string | undefined {
  if (arm.does.length === 0) return undefined;
  const [only] = arm.does;
  if (arm.does.length === 1 && only!.kind === 'block')
    return unwrapped(draft, only as Extract<Stmt, { kind: 'block' }>, sw);
  return outdented(draft, spanOf(arm), sw);
}

/** `if (test)` with its body, which stands at the indent of the `switch`. */
function said(draft: Draft, sw: Switch, test: string, body: string): string {
  const nl = newlineOf(draft.text);
  const indent = indentAt(draft.text, sw.start);
  const inner = body
    .split(nl)
    .map(line => (line === '' ? line : `\t${line.startsWith(indent) ? line : indent + line}`))
    .join(nl);
  return body.includes(nl) ? `if (${test}) {${nl}${inner}${nl}${indent}}` : `if (${test})${nl}${inner}`;
}

/** What the other arm does, behind an `if` that leaves. */
function behind(draft: Draft, sw: Switch, arm: Arm): string {
  const nl = newlineOf(draft.text);
  return nl + indentAt(draft.text, sw.start) + bodyOf(draft, sw, arm)!;
}
