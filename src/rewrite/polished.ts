/**
 * What a variable that was taken apart leaves behind: a number stored for no reader, and a test that always holds in
 * front of the only code that is returned there. What goes is for a prover to say.
 */
import { bare } from '../flow/walk.js';
import { websOf } from '../flow/webs.js';
import type { Assign, Block, Expr, If, Stmt } from '../source/ast.js';
import { removal } from './dead.js';
import { type Draft, givenIn, revise, siblingsOf } from './draft.js';
import { textOf } from './emit.js';
import type { Change } from './pieces.js';
import { workIn } from './same.js';
import { dropDeclarator } from './variables.js';

/** So many things are taken away at most. */
const MOST_STEPS = 8;

/** The text without what `isRight` says is not missed. */
export function polished(draft: Draft, isRight: (next: Draft) => boolean): Draft {
  let current = draft;
  for (let step = 0; step < MOST_STEPS; step++) {
    const better = [...deadStores(current), ...idleChoices(current)]
      .map(changes => revise(current, changes))
      .find(next => next !== undefined && isRight(next));
    if (!better) return current;
    current = better;
  }
  return current;
}

/** Statements that store a number which nothing reads, and which something read before. */
function deadStores(draft: Draft): readonly (readonly Change[])[] {
  return websOf(draft.code)
    .filter(({ uses }) => uses.length === 0)
    .flatMap(({ defs }) => defs)
    .filter(def => def.value !== undefined && isNumber(def.value))
    .filter(def => !draft.originallyDead.has(givenIn(draft.text, def)))
    .filter(({ stmt, assign }) => stmt.kind === 'expr' && stmt.expr === assign && siblingsOf(draft, stmt))
    .map(({ stmt }) => [removal(draft, stmt)]);
}

/** `0`, `-EIO` */
function isNumber(value: Expr): boolean {
  const e = bare(value);
  if (e.kind === 'unary') return e.op === '-' && isNumber(e.operand);
  return e.kind === 'number' || (e.kind === 'identifier' && /^[A-Z][A-Z0-9_]*$/.test(e.name));
}

/** `if (err) v = CODE; return v;`, where `v` is given nothing else: `return CODE;`. */
function idleChoices(draft: Draft): readonly (readonly Change[])[] {
  const found: (readonly Change[])[] = [];
  for (const { variable, defs, uses } of websOf(draft.code)) {
    const [def, ...others] = defs;
    const [use, ...more] = uses;
    const returned = use?.stmt;
    const assign = def?.assign;
    if (others.length > 0 || more.length > 0 || assign?.kind !== 'assign' || !isNumber(assign.value))
      continue;
    if (returned?.kind !== 'return' || !variable.decl || !use?.node) continue;
    const test = testAround(draft, assign);
    const place = test && siblingsOf(draft, test);
    if (!place || place.list[place.at + 1] !== returned) continue;
    const drop = dropDeclarator(draft, variable);
    const code = textOf(draft, assign.value);
    if (!drop || websOf(draft.code).some(w => w.variable === variable && !w.defs.includes(def!))) continue;
    found.push([removal(draft, test), { start: use.node.start, end: use.node.end, text: code }, drop]);
  }
  return found;
}

/** The `if` without `else` that does nothing but this assignment, and nothing by its test. */
function testAround(draft: Draft, assign: Assign): If | undefined {
  let at: Stmt | undefined = draft.parents.get(assign) as Stmt | undefined;
  if (at?.kind !== 'expr') return undefined;
  const outer = draft.parents.get(at) as Stmt | undefined;
  if (outer?.kind === 'block' && (outer as Block).body.length === 1) at = outer;
  const parent = draft.parents.get(at) as Stmt | undefined;
  if (parent?.kind !== 'if' || parent.otherwise || parent.then !== at) return undefined;
  return workIn(parent.test) === 'none' ? parent : undefined;
}
