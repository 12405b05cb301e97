/**
 * What a function does with the result of a call, said in plainer C: `v = a() ?: b();` in two statements, `v = -call();`
 * without the sign, `v |= call();` as what it is where `v` is 0. The tactics know the plain form. Whether that is the same
 * is not for this module to say: a prover compares the end with the beginning.
 */
import { bare, walk } from '../flow/walk.js';
import { type Access, websOf } from '../flow/webs.js';
import type { Conditional, Expr, Stmt } from '../source/ast.js';
import { type Draft, isStatement, revise, siblingsOf, statementOf } from './draft.js';
import { innerIndent, inPlaceOf, textOf } from './emit.js';
import { deeper, newlineOf } from './layout.js';
import type { Migration } from './migration.js';
import type { Change } from './pieces.js';
import { sitesOf } from './sites.js';
import { constantOf } from './test.js';
import { declareInBody, freeName } from './variables.js';

/** One thing is put into plainer words at a time; a function has no more of them than this. */
const MOST_STEPS = 12;

type Step = (draft: Draft, migration: Migration) => readonly Change[];

/** The function in plainer words, the likeliest first; none where it is plain. */
export function plainerDrafts(draft: Draft, migration: Migration): readonly Draft[] {
  const steps = [withoutElvis, withoutElvisOfKept, withoutSign];
  const split = repeated(draft, migration, steps);
  const stored = repeated(split ?? draft, migration, [...steps, withoutCompound]);
  return [split, stored === split ? undefined : stored].filter(
    d => d !== undefined && d !== draft,
  ) as Draft[];
}

function repeated(draft: Draft, migration: Migration, steps: readonly Step[]): Draft | undefined {
  let current: Draft | undefined = draft;
  for (let round = 0; current && round < MOST_STEPS; round++) {
    const now: Draft = current;
    const changes = steps.map(step => step(now, migration)).find(some => some.length > 0);
    if (!changes) break;
    current = revise(now, changes);
  }
  return current;
}

// ---- a() ?: b() ----

/** The first `a ?: b` with a call of ours in it becomes `v = a; if (!v) v = b;`. */
function withoutElvis(draft: Draft, migration: Migration): readonly Change[] {
  for (const { call } of sitesOf(draft, migration)) {
    const elvis = elvisAround(draft, call);
    const changes = elvis && splitElvis(draft, elvis, migration);
    if (changes) return changes;
  }
  return [];
}

/** The outermost `a ?: b` whose value the call can be. */
function elvisAround(draft: Draft, call: Expr): Conditional | undefined {
  let found: Conditional | undefined;
  for (let at: Expr | Stmt | undefined = call; at && !isStatement(at); at = draft.parents.get(at))
    if (at.kind === 'conditional' && at.then === undefined) found = at;
  return found;
}

/** The first `v = a ?: b;` of variables of which one was given a result: `if (a) v = a;` where `b` is `v`, or in two. */
function withoutElvisOfKept(draft: Draft, migration: Migration): readonly Change[] {
  const { names } = draft.code;
  const given = new Set(
    sitesOf(draft, migration).flatMap(({ use }) => (use.kind === 'assigned' ? [use.variable] : [])),
  );
  let changes: readonly Change[] = [];
  walk(draft.fn, node => {
    if (changes.length > 0 || node.kind !== 'expr') return;
    const assign = bare(node.expr);
    const elvis = assign.kind === 'assign' && assign.op === '=' ? bare(assign.value) : undefined;
    if (assign.kind !== 'assign' || elvis?.kind !== 'conditional' || elvis.then !== undefined) return;
    const parts = [assign.target, elvis.test, elvis.otherwise].map(bare);
    const [target, test, otherwise] = parts.map(e => (e.kind === 'identifier' ? names.of(e) : undefined));
    if (!target || !test || !otherwise || ![test, otherwise].some(one => given.has(one))) return;
    const nl = newlineOf(draft.text);
    const inner = deeper(innerIndent(draft, node));
    const when = (condition: string, value: string) =>
      `if (${condition})${nl}${inner}${target.name} = ${value};`;
    const lines =
      target === otherwise
        ? [when(test.name, test.name)]
        : [
            ...(target === test ? [] : [`${target.name} = ${test.name};`]),
            when(`!${target.name}`, otherwise.name),
          ];
    changes = [inPlaceOf(draft, node, lines)];
  });
  return changes;
}

function splitElvis(draft: Draft, elvis: Conditional, migration: Migration): readonly Change[] | undefined {
  const stmt = statementOf(draft, elvis);
  const first = textOf(draft, elvis.test);
  const second = textOf(draft, elvis.otherwise);
  const nl = newlineOf(draft.text);
  const inner = deeper(innerIndent(draft, stmt));
  const both = (name: string) => [`${name} = ${first};`, `if (!${name})${nl}${inner}${name} = ${second};`];
  const assign = stmt.kind === 'expr' ? bare(stmt.expr) : undefined;
  if (assign?.kind === 'assign' && assign.op === '=' && bare(assign.value) === elvis) {
    if (bare(assign.target).kind !== 'identifier') return undefined;
    return [inPlaceOf(draft, stmt, both(textOf(draft, assign.target)))];
  }
  if (stmt.kind === 'declaration') return splitInit(draft, stmt, elvis, nl);
  if (!/^(?:expr|return|if|switch)$/.test(stmt.kind)) return undefined;
  const name = freeName(draft, migration.oldNames);
  const rest = draft.text.slice(stmt.start, elvis.start) + name + draft.text.slice(elvis.end, stmt.end);
  return [declareInBody(draft, 'int', name), inPlaceOf(draft, stmt, [...both(name), rest])];
}

/** `T v = a ?: b;` keeps `a`, and `b` comes behind the declarations. */
function splitInit(
  draft: Draft,
  decl: Extract<Stmt, { kind: 'declaration' }>,
  elvis: Conditional,
  nl: string,
): readonly Change[] | undefined {
  const declarator = decl.declarators.find(d => d.init && bare(d.init) === elvis);
  const place = siblingsOf(draft, decl);
  if (!declarator || !place) return undefined;
  let last = decl as Stmt;
  for (const next of place.list.slice(place.at + 1)) {
    if (next.kind !== 'declaration') break;
    last = next;
  }
  const { name } = declarator;
  const indent = innerIndent(draft, decl);
  const second = `${nl}${nl}${indent}if (!${name})${nl}${deeper(indent)}${name} = ${textOf(draft, elvis.otherwise)};`;
  return [
    { start: elvis.start, end: elvis.end, text: textOf(draft, elvis.test) },
    { start: last.end, end: last.end, text: second },
  ];
}

// ---- -call() ----

/** A variable that holds the result with its sign turned holds it as it is, and is turned where it is read. */
function withoutSign(draft: Draft, migration: Migration): readonly Change[] {
  const calls = new Set<Expr>(sitesOf(draft, migration).map(s => s.call));
  const isTurned = ({ value }: Access): boolean => {
    const e = value && bare(value);
    return e?.kind === 'unary' && e.op === '-' && calls.has(bare(e.operand));
  };
  const web = websOf(draft.code).find(w => w.defs.some(isTurned));
  if (!web || web.undefinedReaches || web.defs.some(d => d.value === undefined)) return [];
  return [
    ...web.defs.map(({ value }) => turned(draft, value!)),
    ...web.uses.flatMap(({ node }) => (node ? [read(draft, node)] : [])),
  ];

  function turned(within: Draft, value: Expr): Change {
    const { start, end } = value;
    const e = bare(value);
    if (e.kind === 'unary' && e.op === '-') return { start, end, text: textOf(within, e.operand) };
    if (constantOf(e, migration) === 0) return { start, end, text: textOf(within, value) };
    const isSimple = /^(?:identifier|number|call|member)$/.test(e.kind);
    return { start, end, text: isSimple ? `-${textOf(within, e)}` : `-(${textOf(within, e)})` };
  }
}

function read(draft: Draft, node: Expr): Change {
  const parent = draft.parents.get(node);
  if (parent?.kind === 'unary' && parent.op === '-')
    return { start: parent.start, end: parent.end, text: textOf(draft, node) };
  return { start: node.start, end: node.end, text: `-${textOf(draft, node)}` };
}

// ---- v |= call() ----

/** `v |= call();` and `v += call();` are `v = call();`, as they are where `v` is 0. */
function withoutCompound(draft: Draft, migration: Migration): readonly Change[] {
  const changes: Change[] = [];
  const calls = new Set<Expr>(sitesOf(draft, migration).map(s => s.call));
  walk(draft.fn, node => {
    if (node.kind !== 'assign' || !/^(?:[|+^]=)$/.test(node.op) || !calls.has(bare(node.value))) return;
    const between = draft.text.slice(node.target.end, node.value.start);
    changes.push({
      start: node.target.end,
      end: node.value.start,
      text: between.replace(node.op, '='),
    });
  });
  return changes;
}
