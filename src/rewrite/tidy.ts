/** Takes away what a rewrite left without use: code no longer reached, labels, variables; and joins what became one. */

import { successorsOf } from '../flow/program.js';
import { bare, walk } from '../flow/walk.js';
import { websOf } from '../flow/webs.js';
import type { Block, Expr, Stmt } from '../source/ast.js';
import type { Span } from '../source/span.js';
import { joinCopies } from './copies.js';
import { type Draft, revise, siblingsOf } from './draft.js';
import { callText, textOf } from './emit.js';
import { columnOf, indentAt, lineStart, newlineOf, startsLine, wholeLines } from './layout.js';
import type { Migration } from './migration.js';
import type { Change } from './pieces.js';
import { sitesOf } from './sites.js';
import { dropDeclarator, isConstant } from './variables.js';

/** What the function already had before: only what the rewrite made useless goes. */
export interface Baseline {
  readonly unreachable: ReadonlySet<string>;
  readonly unusedLabels: ReadonlySet<string>;
  readonly unusedVariables: ReadonlySet<string>;
  /** Texts of the blocks that hold one statement. */
  readonly thinBlocks: ReadonlySet<string>;
  /** Texts of the arms without braces beside one with braces. */
  readonly bareArms: ReadonlySet<string>;
}

export function baselineOf(draft: Draft): Baseline {
  return {
    unreachable: new Set(deadStatements(draft).map(s => textOf(draft, s))),
    unusedLabels: new Set(unusedLabels(draft).map(l => l.name)),
    unusedVariables: new Set(unusedVariables(draft).map(v => v.name)),
    thinBlocks: new Set(thinArms(draft).map(b => textOf(draft, b))),
    bareArms: new Set(bareArms(draft).map(a => textOf(draft, a))),
  };
}

/** Runs the steps until nothing changes. Bounded: each step makes the text shorter. */
export function tidy(draft: Draft, baseline: Baseline, migration: Migration): Draft | undefined {
  const steps = [
    foldConstantIfs,
    dropDead,
    dropLabels,
    joinReturns,
    (current: Draft, _: Baseline, own: Migration) => joinCopies(current, own),
    dropGotosToNext,
    dropDeadInits,
    dropVariables,
    dropBraces,
    balanceBraces,
  ];
  let current: Draft | undefined = draft;
  for (let round = 0; round < 30; round++) {
    let changes: readonly Change[] = [];
    for (const step of steps) {
      changes = step(current, baseline, migration);
      if (changes.length > 0) break;
    }
    if (changes.length === 0) return current;
    current = revise(current, changes);
    if (!current) return undefined;
  }
  return current;
}

function deadStatements(draft: Draft): readonly Stmt[] {
  const { steps } = draft.code.program;
  const reached = new Set<number>([0]);
  const queue = [0];
  for (let s = queue.pop(); s !== undefined; s = queue.pop()) {
    for (const next of successorsOf(steps[s]!, s)) {
      if (!reached.has(next)) {
        reached.add(next);
        queue.push(next);
      }
    }
  }
  const stepsOf = new Map<Stmt, number[]>();
  steps.forEach((step, i) => {
    if (step.stmt) stepsOf.set(step.stmt, [...(stepsOf.get(step.stmt) ?? []), i]);
  });
  const alive = (stmt: Stmt): boolean => {
    let found = false;
    walk(stmt, node => {
      if (stepsOf.get(node as Stmt)?.some(i => reached.has(i))) found = true;
    });
    return found;
  };
  const dead: Stmt[] = [];
  const visit = (stmts: readonly Stmt[]) => {
    for (const s of stmts) {
      if (s.kind === 'label' || s.kind === 'case' || s.kind === 'default' || s.kind === 'declaration')
        continue;
      if (!alive(s)) dead.push(s);
      else for (const block of blocksOf(s)) visit(block.body);
    }
  };
  visit(draft.fn.body.body);
  return dead;
}

function blocksOf(stmt: Stmt): readonly Block[] {
  const found: Block[] = [];
  const direct = (s: Stmt | undefined) => {
    if (!s) return;
    if (s.kind === 'block') found.push(s);
    else if (s.kind === 'if') {
      direct(s.then);
      direct(s.otherwise);
    } else if ('body' in s) direct(s.body);
  };
  direct(stmt);
  return found;
}

/** Comments that still say something once the code around them is gone: those that do not speak of error numbers. */
export function keptComments(draft: Draft, span: Span): readonly string[] {
  return draft.comments
    .filter(c => c.start >= span.start && c.end <= span.end)
    .map(c => textOf(draft, c))
    .filter(text => !/\bE[A-Z]{2,}\b/.test(text) && !/fall\s*-?th?ro?u/i.test(text));
}

function removal(draft: Draft, span: Span): Change {
  const lines = wholeLines(draft.text, span);
  const kept = keptComments(draft, span);
  if (kept.length === 0) return { ...lines, text: '' };
  const indent = indentAt(draft.text, span.start);
  const nl = newlineOf(draft.text);
  return { ...lines, text: kept.map(c => indent + c + nl).join('') };
}

function dropDead(draft: Draft, baseline: Baseline): readonly Change[] {
  const dead = deadStatements(draft).filter(s => !baseline.unreachable.has(textOf(draft, s)));
  const done = new Set<Stmt>();
  const changes: Change[] = [];
  for (const stmt of dead) {
    if (done.has(stmt)) continue;
    const place = siblingsOf(draft, stmt);
    if (!place) continue;
    let last = place.at;
    while (last + 1 < place.list.length && dead.includes(place.list[last + 1]!)) last++;
    for (let i = place.at; i <= last; i++) done.add(place.list[i]!);
    // Comments between the statements go with them, and blank lines that stood before them.
    const previous = place.list[place.at - 1];
    const from = previous ? previous.end : stmt.start;
    const gap = draft.text.slice(from, stmt.start);
    const start =
      previous && /^[ \t]*\r?\n(\s*)$/.test(gap) && last === place.list.length - 1 ? from : stmt.start;
    const end = place.list[last]!.end;
    if (start === from && previous) {
      const kept = keptComments(draft, { start, end });
      const indent = indentAt(draft.text, stmt.start);
      const nl = newlineOf(draft.text);
      changes.push({ start, end, text: kept.map(c => nl + indent + c).join('') });
    } else {
      changes.push(removal(draft, { start: stmt.start, end }));
    }
  }
  return changes;
}

function unusedLabels(draft: Draft): readonly Extract<Stmt, { kind: 'label' }>[] {
  const used = new Set<string>();
  const labels: Extract<Stmt, { kind: 'label' }>[] = [];
  walk(draft.fn, node => {
    if (node.kind === 'goto' && node.label !== undefined) used.add(node.label);
    if (node.kind === 'label') labels.push(node);
  });
  return labels.filter(l => !used.has(l.name));
}

function dropLabels(draft: Draft, baseline: Baseline): readonly Change[] {
  return unusedLabels(draft)
    .filter(l => !baseline.unusedLabels.has(l.name))
    .map(l => removal(draft, l));
}

/** `if (0)` and `if (1)` that the rewrite made. */
function foldConstantIfs(draft: Draft): readonly Change[] {
  const changes: Change[] = [];
  walk(draft.fn, node => {
    if (changes.length > 0 || node.kind !== 'if') return;
    const test = bare(node.test);
    if (test.kind !== 'number' || (test.text !== '0' && test.text !== '1')) return;
    const kept = test.text === '1' ? node.then : node.otherwise;
    if (!kept) {
      changes.push(removal(draft, node));
      return;
    }
    if (kept.kind === 'block' && siblingsOf(draft, node)) {
      const inner = kept.body;
      const first = inner[0];
      const last = inner[inner.length - 1];
      if (!first || !last) return;
      changes.push({
        start: node.start,
        end: node.end,
        text: outdented(draft, { start: first.start, end: last.end }, node),
      });
    } else {
      changes.push({ start: node.start, end: node.end, text: outdented(draft, kept, node) });
    }
  });
  return changes;
}

function outdented(draft: Draft, span: Span, to: Span): string {
  const from = indentAt(draft.text, span.start);
  const target = indentAt(draft.text, to.start);
  if (!from.startsWith(target) || from === target) return textOf(draft, span);
  const extra = from.slice(target.length);
  return textOf(draft, span)
    .split('\n')
    .map((line, i) =>
      i > 0 && line.startsWith(target + extra) ? target + line.slice(target.length + extra.length) : line,
    )
    .join('\n');
}

/** `v = x; return v;` is `return x;`; and a jump to `return v;` is that return. */
function joinReturns(draft: Draft, _baseline: Baseline, migration: Migration): readonly Change[] {
  const webs = websOf(draft.code);
  const changes: Change[] = [];
  walk(draft.fn, node => {
    if (changes.length > 0 || node.kind !== 'block') return;
    for (let i = 0; i + 1 < node.body.length; i++) {
      const assign = node.body[i]!;
      const rest = node.body.slice(i + 1);
      if (assign.kind !== 'expr' || assign.expr.kind !== 'assign' || assign.expr.op !== '=') continue;
      const target = bare(assign.expr.target);
      if (target.kind !== 'identifier') continue;
      const variable = draft.code.names.of(target);
      if (!variable?.scalar) continue;
      const last = returnedNext(draft, rest, variable.name, migration);
      if (!last) continue;
      const web = webs.find(w => w.variable === variable && w.defs.some(d => d.node === target));
      const escapes = web?.uses.some(u => u.sources.some(s => s.node === target) && u.stmt !== last.stmt);
      if (escapes) continue;
      changes.push(joined(draft, assign, assign.expr.value, last.end, migration));
      return;
    }
  });
  return changes;
}

/** The `return v;` that comes next: directly, behind labels, or by a goto to it. */
function returnedNext(
  draft: Draft,
  rest: readonly Stmt[],
  name: string,
  migration: Migration,
): { stmt: Stmt; end: number | undefined } | undefined {
  const isReturn = (s: Stmt | undefined): s is Extract<Stmt, { kind: 'return' }> => {
    if (s?.kind !== 'return' || !s.value) return false;
    const value = bare(s.value);
    return value.kind === 'identifier' && value.name === name && ofNewType(draft, value, migration);
  };
  const [first] = rest;
  if (isReturn(first)) return { stmt: first, end: first.end };
  let i = 0;
  while (rest[i]?.kind === 'label') i++;
  const behind = rest[i];
  if (i > 0 && isReturn(behind)) return { stmt: behind, end: undefined };
  if (first?.kind === 'goto' && first.label !== undefined) {
    const target = labelled(draft, first.label);
    if (isReturn(target)) return { stmt: target, end: first.end };
  }
  return undefined;
}

/** Joining is for the values that the rewrite is about; other code keeps its form. */
function ofNewType(draft: Draft, value: Expr, migration: Migration): boolean {
  if (value.kind !== 'identifier') return false;
  const variable = draft.code.names.of(value);
  const news = new Set([...migration.calls.values(), ...migration.mappers.map(m => m.name)]);
  return websOf(draft.code).some(
    w =>
      w.variable === variable &&
      w.uses.some(u => u.node === value) &&
      w.defs.some(d => {
        let found = false;
        if (d.value)
          walk(d.value, n => {
            if (n.kind === 'identifier' && (news.has(n.name) || (migration.constants.get(n.name) ?? 0) !== 0))
              found = true;
          });
        return found;
      }),
  );
}

function labelled(draft: Draft, label: string): Stmt | undefined {
  let found: Stmt | undefined;
  walk(draft.fn, node => {
    if (node.kind !== 'block') return;
    const at = node.body.findIndex(s => s.kind === 'label' && s.name === label);
    if (at < 0) return;
    let i = at;
    while (node.body[i]?.kind === 'label') i++;
    found = node.body[i];
  });
  return found;
}

function joined(
  draft: Draft,
  assign: Stmt,
  value: Expr,
  end: number | undefined,
  migration: Migration,
): Change {
  const column = columnOf(draft.text, assign.start);
  const inner = bare(value);
  const site =
    inner.kind === 'call' ? sitesOf(draft, inverse(migration)).find(s => s.call === inner) : undefined;
  const text = site ? callText(draft, site, column + 'return '.length, ';') : textOf(draft, value);
  const between = end === undefined ? '' : draft.text.slice(assign.end, end);
  const comments = draft.comments.filter(c => end !== undefined && c.start >= assign.end && c.end <= end);
  const kept = between === '' ? [] : comments.map(c => textOf(draft, c));
  const indent = indentAt(draft.text, assign.start);
  const lead = kept.map(c => c + newlineOf(draft.text) + indent).join('');
  return { start: assign.start, end: end ?? assign.end, text: `${lead}return ${text};` };
}

/** The migration as seen from the new side: new calls keep their names. */
function inverse(migration: Migration): Migration {
  return { ...migration, calls: new Map([...migration.calls.values()].map(n => [n, n])) };
}

/** `goto out; out:` */
function dropGotosToNext(draft: Draft, baseline: Baseline): readonly Change[] {
  const changes: Change[] = [];
  walk(draft.fn, node => {
    if (node.kind !== 'block') return;
    node.body.forEach((s, i) => {
      const next = node.body[i + 1];
      if (
        s.kind === 'goto' &&
        next?.kind === 'label' &&
        next.name === s.label &&
        !baseline.unreachable.has(textOf(draft, s))
      ) {
        if (!draft.pieces.edits().length) return;
        changes.push(removal(draft, s));
      }
    });
  });
  return changes;
}

/** Constants assigned for a reader that is gone. */
function dropDeadInits(draft: Draft, _baseline: Baseline, migration: Migration): readonly Change[] {
  const changes: Change[] = [];
  for (const web of websOf(draft.code)) {
    if (web.uses.length > 0) continue;
    for (const def of web.defs) {
      if (!isConstant(def.value, migration)) continue;
      if (def.node === undefined) {
        const { declarator } = def.variable;
        const old = declarator && wasDeadBefore(draft, def.variable.name);
        if (declarator?.init && !old)
          changes.push({ start: declarator.nameSpan.end, end: declarator.end, text: '' });
      } else if (
        def.stmt.kind === 'expr' &&
        def.stmt.expr === def.assign &&
        !wasDeadBefore(draft, def.variable.name)
      ) {
        const place = siblingsOf(draft, def.stmt);
        if (place) changes.push(removal(draft, def.stmt));
      }
    }
  }
  return changes.slice(0, 1);
}

/** Whether the original already had a constant nobody read for a variable of that name; then it is not ours to touch. */
function wasDeadBefore(draft: Draft, name: string): boolean {
  return draft.originallyDead.has(name);
}

function unusedVariables(draft: Draft): readonly { name: string; id: number }[] {
  const used = new Set<number>();
  walk(draft.fn, node => {
    if (node.kind !== 'identifier') return;
    const variable = draft.code.names.of(node);
    if (variable) used.add(variable.id);
  });
  const inert = (init: Expr | undefined) => !init || /^-?[A-Z_0-9]+$/.test(textOf(draft, init));
  return draft.code.names.variables.filter(v => v.declarator && inert(v.declarator.init) && !used.has(v.id));
}

function dropVariables(draft: Draft, baseline: Baseline): readonly Change[] {
  for (const { id, name } of unusedVariables(draft)) {
    if (baseline.unusedVariables.has(name)) continue;
    const variable = draft.code.names.variables[id]!;
    const change = dropDeclarator(draft, variable);
    if (change) return [blankLineAfterDeclarations(draft, variable.decl!, change)];
  }
  return [];
}

/** A block whose last declaration goes needs no blank line at its top. */
function blankLineAfterDeclarations(draft: Draft, decl: Span, change: Change): Change {
  if (change.text !== '' || change.end === decl.end) return change;
  const place = siblingsOf(draft, decl as Stmt);
  if (
    !place ||
    place.list[place.at - 1]?.kind === 'declaration' ||
    place.list[place.at + 1]?.kind === 'declaration'
  ) {
    return change;
  }
  const blank = /^([ \t]*\r?\n)+/.exec(draft.text.slice(change.end));
  const atTop =
    startsLine(draft.text, decl.start) &&
    /\{[ \t]*\r?\n$/.test(draft.text.slice(0, lineStart(draft.text, decl.start)));
  return blank && atTop ? { ...change, end: change.end + blank[0].length } : change;
}

/** Arms of an `if` that are a block around one plain statement on one line, where no arm of the chain needs braces. */
function thinArms(draft: Draft): readonly Block[] {
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
function dropBraces(draft: Draft, baseline: Baseline): readonly Change[] {
  const arms = thinArms(draft);
  if (arms.every(b => baseline.thinBlocks.has(textOf(draft, b)))) return [];
  const changed = arms.find(b => !baseline.thinBlocks.has(textOf(draft, b)))!;
  const changes: Change[] = [];
  for (const arm of [changed]) {
    const only = arm.body[0]!;
    const before = /[ \t]*$/.exec(draft.text.slice(0, arm.start))![0].length;
    const indent = indentAt(draft.text, only.start);
    const close = /^[ \t]*(?=else\b)/.exec(draft.text.slice(arm.end));
    const outer = indentAt(draft.text, arm.start);
    const nl = newlineOf(draft.text);
    const tail = close ? nl + outer : '';
    changes.push({
      start: arm.start - before,
      end: arm.end + (close ? close[0].length : 0),
      text: `${nl}${indent}${textOf(draft, only)}${tail}`,
    });
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
function bareArms(draft: Draft): readonly Stmt[] {
  const found: Stmt[] = [];
  walk(draft.fn, node => {
    if (node.kind !== 'if') return;
    const parent = draft.parents.get(node);
    if (parent?.kind === 'if' && parent.otherwise === node) return;
    const arms = armsOf(node);
    if (!arms.some(a => a.kind === 'block' && a.body.length > 1)) return;
    found.push(...arms.filter(a => a.kind !== 'block'));
  });
  return found;
}

/** Where one arm of an `if` got braces, the others get them too, as the kernel writes it. */
function balanceBraces(draft: Draft, baseline: Baseline): readonly Change[] {
  const arm = bareArms(draft).find(a => !baseline.bareArms.has(textOf(draft, a)));
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
