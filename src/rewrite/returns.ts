/** A value that is only kept to be returned next is returned at once. */
import { bare, walk } from '../flow/walk.js';
import { type Access, type Web, websOf } from '../flow/webs.js';
import type { Declaration, Expr, Stmt } from '../source/ast.js';
import type { Draft } from './draft.js';
import { callText, textOf } from './emit.js';
import { columnOf, indentAt, lineEnd, newlineOf } from './layout.js';
import type { Migration } from './migration.js';
import type { Change } from './pieces.js';
import { commentAt } from './remarks.js';
import { sitesOf } from './sites.js';

/** `v = x; return v;` is `return x;`, and so is `T v = x; return v;`; and a jump to `return v;` is that return. */
export function joinReturns(draft: Draft, migration: Migration): readonly Change[] {
  const webs = websOf(draft.code);
  const changes: Change[] = [];
  walk(draft.fn, node => {
    if (changes.length > 0 || node.kind !== 'block') return;
    for (let i = 0; i + 1 < node.body.length; i++) {
      const assign = node.body[i]!;
      const rest = node.body.slice(i + 1);
      if (assign.kind === 'declaration') {
        const found = joinedInit(draft, assign, node.body[i - 1], rest, migration);
        if (!found) continue;
        changes.push(...found);
        return;
      }
      if (assign.kind !== 'expr' || assign.expr.kind !== 'assign' || assign.expr.op !== '=') continue;
      const target = bare(assign.expr.target);
      if (target.kind !== 'identifier') continue;
      const variable = draft.code.names.of(target);
      if (!variable?.scalar) continue;
      const last = returnedNext(draft, rest, variable.name, migration);
      if (!last) continue;
      const web = webs.find(w => w.variable === variable && w.defs.some(d => d.node === target));
      const escapes = web?.uses.some(u => u.sources.some(s => s.node === target) && u.stmt !== last.stmt);
      // A jump to a return that nobody touched is as its author wanted it.
      if (last.end !== undefined && !rest.includes(last.stmt) && isAsItWas(draft, assign, last)) continue;
      if (escapes) continue;
      changes.push(joined(draft, assign, assign.expr.value, last.end, migration));
      return;
    }
  });
  return changes;
}

/** Names of variables that stand for one new constant in all that returns them. */
export function constantReturns(draft: Draft, migration: Migration): readonly string[] {
  return constantWebs(draft, migration).map(({ variable }) => variable.name);
}

/** `T v = CODE; … return v;` is `return CODE;`, where nothing else is ever given to `v`. */
export function returnConstants(
  draft: Draft,
  migration: Migration,
  before: ReadonlySet<string>,
): readonly Change[] {
  const [web] = constantWebs(draft, migration).filter(({ variable }) => !before.has(variable.name));
  const value = web?.defs[0]?.value;
  if (!web || !value) return [];
  return web.uses.map(({ node }) => ({ start: node!.start, end: node!.end, text: textOf(draft, value) }));
}

/** A jump to `return CODE;`, where that was something else before, is that return. */
export function returnAtJumps(draft: Draft, migration: Migration): readonly Change[] {
  const changes: Change[] = [];
  walk(draft.fn, node => {
    if (node.kind !== 'goto' || node.label === undefined || changes.length > 0) return;
    const target = labelled(draft, node.label);
    if (target?.kind !== 'return' || !target.value || draft.pieces.keeps(target)) return;
    const value = bare(target.value);
    if (value.kind !== 'identifier' || (migration.constants.get(value.name) ?? 0) <= 0) return;
    changes.push({ start: node.start, end: node.end, text: textOf(draft, target) });
  });
  return changes;
}

function constantWebs(draft: Draft, migration: Migration): readonly Web[] {
  const isReturned = ({ node }: Access) => draft.parents.get(node!)?.kind === 'return';
  return websOf(draft.code).filter(({ defs, uses, undefinedReaches }) => {
    const [def] = defs;
    const value = def?.value && bare(def.value);
    return (
      defs.length === 1 &&
      uses.length > 0 &&
      !undefinedReaches &&
      value?.kind === 'identifier' &&
      (migration.constants.get(value.name) ?? 0) > 0 &&
      uses.every(isReturned)
    );
  });
}

/** A variable that is only there to be returned at once, by the declaration itself. */
function joinedInit(
  draft: Draft,
  decl: Declaration,
  previous: Stmt | undefined,
  rest: readonly Stmt[],
  migration: Migration,
): readonly Change[] | undefined {
  const { declarators } = decl;
  const declarator = declarators[declarators.length - 1];
  const variable = draft.code.names.variables.find(v => v.declarator === declarator);
  const value = declarator?.init;
  if (!variable?.scalar || !value || /\bstatic\b/.test(variable.type)) return undefined;
  const last = returnedNext(draft, rest.slice(0, 1), variable.name, migration);
  const webs = websOf(draft.code).filter(w => w.variable === variable);
  const uses = webs.flatMap(w => w.uses);
  if (last?.end === undefined || uses.length !== 1 || webs.flatMap(w => w.defs).length !== 1)
    return undefined;
  if (declarators.length === 1) {
    const change = joined(draft, decl, value, last.end, migration);
    const isBelow = previous?.kind === 'declaration';
    if (!isBelow || /\n[ \t]*\r?\n/.test(draft.text.slice(previous.end, decl.start))) return [change];
    const gap = lineEnd(draft.text, previous.end) + 1;
    if (gap > decl.start) return [change];
    // Below the last #endif, where other configurations have no declaration above.
    const at =
      gap + (/^(?:.*\n)?[ \t]*#(?:.*\\\r?\n)*.*\n/s.exec(draft.text.slice(gap, decl.start))?.[0].length ?? 0);
    return [{ start: at, end: at, text: newlineOf(draft.text) }, change];
  }
  const before = declarators[declarators.length - 2]!;
  return [
    { start: before.end, end: declarator!.end, text: '' },
    joined(draft, last.stmt, value, undefined, migration),
  ];
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

function isAsItWas({ pieces }: Draft, assign: Stmt, last: { stmt: Stmt; end: number | undefined }): boolean {
  return pieces.keeps({ start: assign.start, end: last.end! }) && pieces.keeps(last.stmt);
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
  const indent = indentAt(draft.text, assign.start);
  const kept = between === '' ? [] : comments.map(c => commentAt(draft, c, indent));
  const lead = kept.map(c => c + newlineOf(draft.text) + indent).join('');
  return { start: assign.start, end: end ?? assign.end, text: `${lead}return ${text};` };
}

/** The migration as seen from the new side: new calls keep their names. */
function inverse(migration: Migration): Migration {
  return { ...migration, calls: new Map([...migration.calls.values()].map(n => [n, n])) };
}
