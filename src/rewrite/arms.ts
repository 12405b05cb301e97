/** Arms of a `switch` that no longer tell anything apart: what they do is done without them. */
import { walk } from '../flow/walk.js';
import type { Case, Default, Stmt, Switch } from '../source/ast.js';
import type { Span } from '../source/span.js';
import { removal } from './dead.js';
import { type Draft, siblingsOf } from './draft.js';
import { textOf } from './emit.js';
import { outdented } from './fold.js';
import { isJump } from './jumps.js';
import { indentAt, newlineOf, wholeLines } from './layout.js';
import type { Change } from './pieces.js';
import { asLines, isFallThrough, keptComments } from './remarks.js';
import { folded, workIn } from './same.js';

/** Labels that stand together, and what is done behind them. */
export interface Arm {
  readonly labels: readonly (Case | Default)[];
  /** The statements up to the next label. */
  readonly own: readonly Stmt[];
  /** All that is done up to the end of the `switch`, through arms that it falls into; no `break` at the end. */
  readonly does: readonly Stmt[];
  /** Whether it is entered from the arm above too. */
  readonly fallenInto: boolean;
}

/** The arms of a `switch`, in order; undefined where a label stands deeper, or something is declared in one. */
export function armsOf(sw: Switch): readonly Arm[] | undefined {
  if (sw.body.kind !== 'block') return undefined;
  const parts: { labels: (Case | Default)[]; own: Stmt[] }[] = [];
  for (const stmt of sw.body.body) {
    const last = parts.at(-1);
    if (stmt.kind === 'case' || stmt.kind === 'default') {
      if (last && last.own.length === 0) last.labels.push(stmt);
      else parts.push({ labels: [stmt], own: [] });
    } else if (!last || !isPlain(stmt)) return undefined;
    else last.own.push(stmt);
  }
  const does = (at: number): readonly Stmt[] => {
    const own = parts[at]?.own ?? [];
    const end = own.findIndex(isJump);
    if (end < 0) return at < parts.length ? [...own, ...does(at + 1)] : [];
    return own.slice(0, own[end]!.kind === 'break' ? end : end + 1);
  };
  return parts.map((part, at) => ({
    ...part,
    does: does(at),
    fallenInto: at > 0 && !parts[at - 1]!.own.some(isJump),
  }));
}

function isPlain(stmt: Stmt): boolean {
  let plain = true;
  walk(stmt, node => {
    if (/^(case|default|label|declaration|asm)$/.test(node.kind)) plain = false;
  });
  return plain;
}

/** What an arm does, as a text that is equal for arms that do the same. */
export function deedOf(draft: Draft, { does }: Arm): string {
  return does.map(stmt => folded(textOf(draft, stmt))).join('\n');
}

interface Idle {
  readonly sw: Switch;
  readonly arms: readonly Arm[];
  /** Arms that do what is done without them. */
  readonly idle: readonly Arm[];
}

function idleIn(draft: Draft, sw: Switch): Idle | undefined {
  const arms = armsOf(sw);
  if (!arms || arms.length === 0) return undefined;
  const fallback = arms.find(({ labels }) => labels.some(({ kind }) => kind === 'default'));
  const place = siblingsOf(draft, sw);
  const behind = place?.list.slice(place.at + 1) ?? [];
  const isIdle = (arm: Arm): boolean => {
    if (fallback) return arm !== fallback && deedOf(draft, arm) === deedOf(draft, fallback);
    if (arm.does.length === 0) return true;
    const next = behind.slice(0, arm.does.length);
    return isJump(arm.does.at(-1)!) && deedOf(draft, arm) === deedOf(draft, { ...arm, does: next });
  };
  return { sw, arms, idle: arms.filter(isIdle) };
}

function allIdle(draft: Draft): readonly Idle[] {
  const found: Idle[] = [];
  walk(draft.fn, node => {
    const idle = node.kind === 'switch' ? idleIn(draft, node) : undefined;
    if (idle) found.push(idle);
  });
  return found;
}

const keyOf = (draft: Draft, arm: Arm): string =>
  `${arm.labels.map(label => textOf(draft, label)).join(' ')} ${deedOf(draft, arm)}`;

/** Arms that do what is done without them, as found, by what they say. */
export function idleArms(draft: Draft): readonly string[] {
  return allIdle(draft).flatMap(({ idle }) => idle.map(arm => keyOf(draft, arm)));
}

/**
 * Takes such an arm away; where all arms of a `switch` do the same, that stands without it.
 *
 * @param before arms that the original had already, by `idleArms`
 * @param original its text: what it says of a `switch` as a whole stays
 */
export function dropIdleArms(draft: Draft, before: ReadonlySet<string>, original: string): readonly Change[] {
  for (const { sw, arms, idle } of allIdle(draft)) {
    if (original.includes(textOf(draft, sw))) continue;
    const ours = idle.filter(arm => !before.has(keyOf(draft, arm)));
    const hasDefault = arms.some(({ labels }) => labels.some(({ kind }) => kind === 'default'));
    const isWhole = idle.length === arms.length - (hasDefault ? 1 : 0);
    if (ours.length === 0 && (arms.length > 1 || !hasDefault)) continue;
    const change = isWhole ? withoutSwitch(draft, sw, arms, hasDefault) : undefined;
    if (change) return [change];
    const alone = ours.find(arm => standsAlone(arm, arms));
    if (alone) return [removalOf(draft, alone)];
  }
  return [];
}

/** What all arms of a `switch` do, in its place; undefined where that cannot stand outside of it. */
function withoutSwitch(
  draft: Draft,
  sw: Switch,
  arms: readonly Arm[],
  hasDefault: boolean,
): Change | undefined {
  const work = workIn(sw.test);
  if (!siblingsOf(draft, sw) || work === 'more') return undefined;
  const indent = indentAt(draft.text, sw.start);
  const lead = work === 'none' ? '' : `${textOf(draft, work)};${newlineOf(draft.text)}${indent}`;
  const arm = arms.find(({ own, does }) => does.length > 0 && does.every(stmt => own.includes(stmt)));
  if (!hasDefault || !arm) {
    if (arms.some(({ does }) => hasDefault && does.length > 0)) return undefined;
    return work === 'none'
      ? removal(draft, sw)
      : { start: sw.start, end: sw.end, text: `${textOf(draft, work)};` };
  }
  if (arm.does.some(breaks)) return undefined;
  const lifted: Span = { start: arm.does[0]!.start, end: arm.does.at(-1)!.end };
  const said = new Set(draft.comments.filter(c => isIn(c, lifted)).map(c => textOf(draft, c)));
  const around = [
    ...keptComments(draft, { start: sw.start, end: lifted.start }, indent),
    ...keptComments(draft, { start: lifted.end, end: sw.end }, indent),
  ];
  const comments = [...new Set(around)].filter(comment => !said.has(comment));
  const text = lead + asLines(draft, comments, indent) + outdented(draft, lifted, sw);
  return { start: sw.start, end: sw.end, text };
}

const isIn = (a: Span, b: Span): boolean => a.start >= b.start && a.end <= b.end;

/** Whether a statement leaves the `switch` around it from inside. */
function breaks(stmt: Stmt): boolean {
  let found = false;
  walk(stmt, node => {
    if (node.kind === 'break') found = true;
  });
  return found;
}

/** Whether an arm can go without changing what the one above it does. */
function standsAlone(arm: Arm, arms: readonly Arm[]): boolean {
  const isEntered = arm.fallenInto && arms.indexOf(arm) > 0;
  return !isEntered && arm.own.some(isJump);
}

/** The labels and statements of an arm go, with their lines; comments that still say something stay there. */
function removalOf(draft: Draft, { labels, own }: Arm): Change {
  return removal(draft, { start: labels[0]!.start, end: own.at(-1)!.end });
}

/** Remarks that an arm goes on into the next one, where none does, as found. */
export function staleFallThroughs(draft: Draft): readonly Span[] {
  const found: Span[] = [];
  walk(draft.fn, node => {
    if (node.kind !== 'switch' || node.body.kind !== 'block') return;
    const { body } = node.body;
    for (const comment of draft.comments) {
      if (!isIn(comment, node.body) || !isFallThrough(textOf(draft, comment))) continue;
      if (body.some(stmt => isIn(comment, stmt))) continue;
      const above = body.filter(stmt => stmt.end <= comment.start).at(-1);
      const below = body.find(stmt => stmt.start >= comment.end);
      const isNext = below === undefined || below.kind === 'case' || below.kind === 'default';
      if (!above || isJump(above) || !isNext) found.push(comment);
    }
  });
  return found;
}

/** Takes remarks away that an arm goes on into the next one, where the rewrite left none that does. */
export function dropStaleFallThroughs(draft: Draft, before: number): readonly Change[] {
  const stale = staleFallThroughs(draft);
  if (stale.length <= before) return [];
  return stale.slice(0, 1).map(comment => ({ ...wholeLines(draft.text, comment), text: '' }));
}
