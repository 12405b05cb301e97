/** Braces as the kernel writes them: none around one line, and around all arms of an `if` where one needs them. */
import { walk } from '../flow/walk.js';
import type { Block, Stmt } from '../source/ast.js';
import type { Draft } from './draft.js';
import { textOf } from './emit.js';
import { indentAt, newlineOf, startsLine } from './layout.js';
import type { Change } from './pieces.js';

/** Arms of an `if` that are a block around one plain statement on one line, where no arm of the chain needs braces. */
export function thinArms(draft: Draft): readonly Block[] {
  const found: Block[] = [];
  const thin = (s: Stmt): boolean => {
    if (s.kind !== 'block') return s.kind !== 'if';
    const [only] = s.body;
    if (s.body.length !== 1 || !only || !/^(expr|return|goto|break|continue)$/.test(only.kind)) return false;
    const text = textOf(draft, only);
    return !text.includes('\n') && !draft.comments.some(c => c.start >= s.start && c.end <= s.end);
  };
  walk(draft.fn, node => {
    if (node.kind !== 'if') return;
    const parent = draft.parents.get(node);
    if (parent?.kind === 'if' && parent.otherwise === node) return;
    const arms = armsOf(node);
    if (!arms.every(thin)) return;
    for (const arm of arms) if (arm.kind === 'block') found.push(arm);
  });
  return found;
}

/** A block that shrank to one statement loses its braces, as the kernel writes it. */
export function dropBraces(draft: Draft, before: ReadonlySet<string>): readonly Change[] {
  const arms = thinArms(draft);
  if (arms.every(b => before.has(textOf(draft, b)))) return [];
  const changed = arms.find(b => !before.has(textOf(draft, b)))!;
  const changes: Change[] = [];
  for (const arm of [changed]) {
    const only = arm.body[0]!;
    // A brace may have a line of its own.
    const before = /\s*$/.exec(draft.text.slice(0, arm.start))![0].length;
    // A block on one line has no indent of its own.
    const isOwnLine = startsLine(draft.text, only.start);
    const indent = isOwnLine ? indentAt(draft.text, only.start) : `${indentAt(draft.text, arm.start)}\t`;
    const close = /^[ \t]*(?=else\b)/.exec(draft.text.slice(arm.end));
    const outer = indentAt(draft.text, arm.start);
    const nl = newlineOf(draft.text);
    const tail = close ? nl + outer : '';
    // The statement itself is not touched.
    changes.push(
      { start: arm.start - before, end: only.start, text: nl + indent },
      { start: only.end, end: arm.end + (close ? close[0].length : 0), text: tail },
    );
  }
  return changes;
}

/** The arms of the `if` chain that begins at a node, each once. */
function armsOf(node: Extract<Stmt, { kind: 'if' }>): readonly Stmt[] {
  const arms: Stmt[] = [];
  for (let at: Stmt | undefined = node; at; at = at.kind === 'if' ? at.otherwise : undefined) {
    arms.push(at.kind === 'if' ? at.then : at);
  }
  return arms;
}

/** Arms without braces in a chain where another arm needs them. */
export function bareArms(draft: Draft): readonly Stmt[] {
  const found: Stmt[] = [];
  walk(draft.fn, node => {
    if (node.kind !== 'if') return;
    const parent = draft.parents.get(node);
    if (parent?.kind === 'if' && parent.otherwise === node) return;
    const arms = armsOf(node);
    if (!arms.some(needsBraces)) return;
    found.push(...arms.filter(a => a.kind !== 'block'));
  });
  return found;
}

/** Whether an arm holds more than one plain statement. */
function needsBraces(arm: Stmt): boolean {
  if (arm.kind !== 'block') return false;
  const [only] = arm.body;
  return arm.body.length > 1 || /^(?:if|while|do|for|foreach|switch)$/.test(only?.kind ?? '');
}

/** Where one arm of an `if` got braces, the others get them too, as the kernel writes it. */
export function balanceBraces(draft: Draft, before: ReadonlySet<string>): readonly Change[] {
  const arm = bareArms(draft).find(a => !before.has(textOf(draft, a)));
  if (!arm || !startsLine(draft.text, arm.start)) return [];
  const outer = indentAt(draft.text, draft.parents.get(arm)!.start);
  const gap = /\s*$/.exec(draft.text.slice(0, arm.start))![0];
  const follows = /^\s*(?=else\b)/.exec(draft.text.slice(arm.end));
  const nl = newlineOf(draft.text);
  return [
    { start: arm.start - gap.length, end: arm.start - gap.length, text: ' {' },
    {
      start: arm.end,
      end: arm.end + (follows ? follows[0].length : 0),
      text: `${nl}${outer}}${follows ? ' ' : ''}`,
    },
  ];
}
