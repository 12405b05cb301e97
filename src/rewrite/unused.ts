/** Variables, and values given to them, that nobody reads any more. */
import { IDIOMS } from '../flow/idioms.js';
import { bare, calleeOf, walk } from '../flow/walk.js';
import { type Access, websOf } from '../flow/webs.js';
import type { Assign, Expr, Stmt } from '../source/ast.js';
import type { Span } from '../source/span.js';
import { removal } from './dead.js';
import { initSpan } from './declared.js';
import { type Draft, givenIn, siblingsOf } from './draft.js';
import { innerIndent, inPlaceOf, textOf } from './emit.js';
import { deeper, indentAt, lineStart, newlineOf, startsLine } from './layout.js';
import type { Migration } from './migration.js';
import type { Change } from './pieces.js';
import { workIn } from './same.js';
import { dropDeclarator, isConstant } from './variables.js';

/** What is assigned for a reader that is gone: constants and copies go, and calls are made all the same. */
export function dropDeadInits(draft: Draft, migration: Migration): readonly Change[] {
  const changes: Change[] = [];
  for (const web of websOf(draft.code)) {
    if (web.uses.length > 0) continue;
    for (const def of web.defs) {
      if ((isChained(draft, def) || (isOfCall(def) && !isErrorOf(def.value))) && !wasDeadBefore(draft, def)) {
        changes.push({ start: def.assign.start, end: def.assign.value.start, text: '' });
        continue;
      }
      const choice = chosenForNobody(draft, def);
      if (choice) {
        changes.push(choice);
        continue;
      }
      if (!isConstant(def.value, migration) && !isTestOfNames(def.value) && !isErrorOf(def.value)) continue;
      if (def.node === undefined) {
        const { declarator } = def.variable;
        const old = declarator && wasDeadBefore(draft, def);
        if (declarator?.init && !old) changes.push({ ...initSpan(draft.text, declarator), text: '' });
      } else if (def.stmt.kind === 'expr' && def.stmt.expr === def.assign && !wasDeadBefore(draft, def)) {
        changes.push(...withoutStatement(draft, def.stmt));
      }
    }
  }
  return changes.slice(0, 1);
}

/** Whether a value is handed on by an assignment: `a = b = f()`, of which either may be for nobody. */
function isChained(draft: Draft, def: Access): def is Access & { readonly assign: Assign } {
  const { assign } = def;
  if (assign === undefined || assign.kind !== 'assign' || assign.op !== '=') return false;
  return bare(assign.value).kind === 'assign' || draft.parents.get(assign)?.kind === 'assign';
}

/** `v = c ? x : f();` for nobody is `if (!c) f();`, and the other way round. */
function chosenForNobody(draft: Draft, def: Access): Change | undefined {
  const { assign, stmt } = def;
  if (assign?.kind !== 'assign' || stmt.kind !== 'expr' || stmt.expr !== assign || assign.op !== '=')
    return undefined;
  const value = bare(assign.value);
  if (value.kind !== 'conditional' || value.then === undefined || wasDeadBefore(draft, def)) return undefined;
  const [yes, no] = [bare(value.then), bare(value.otherwise)];
  const call = [yes, no].find(({ kind }) => kind === 'call');
  const idle = [yes, no].find(one => one !== call);
  if (!call || !idle || !isTestOfNames(idle) || !isTestOfNames(value.test)) return undefined;
  const test = textOf(draft, bare(value.test));
  const asked = call === yes ? test : /^\w+$/.test(test) ? `!${test}` : `!(${test})`;
  const indent = deeper(innerIndent(draft, stmt));
  return inPlaceOf(draft, stmt, [`if (${asked})${newlineOf(draft.text)}${indent}${textOf(draft, call)};`]);
}

/** Whether a statement does nothing but give a variable what a call gives. */
function isOfCall(def: Access): def is Access & { readonly assign: Assign } {
  const { assign, stmt } = def;
  return (
    assign?.kind === 'assign' &&
    assign.op === '=' &&
    stmt.kind === 'expr' &&
    stmt.expr === assign &&
    bare(assign.value).kind === 'call'
  );
}

/** Takes a statement away, also one that is an arm by itself; nothing where its `if` has to stay for another arm. */
function withoutStatement(draft: Draft, stmt: Stmt): readonly Change[] {
  if (siblingsOf(draft, stmt)) return [removal(draft, stmt)];
  const parent = draft.parents.get(stmt);
  if (parent?.kind !== 'if' || draft.comments.some(c => c.start >= parent.start && c.end <= parent.end))
    return [];
  if (parent.otherwise === stmt) return [{ start: parent.then.end, end: stmt.end, text: '' }];
  return parent.otherwise === undefined && workIn(parent.test) === 'none'
    ? withoutStatement(draft, parent)
    : [];
}

/** Whether a value is only asked of variables and constants: nothing is done by computing it. */
function isTestOfNames(value: Expr | undefined): boolean {
  const e = value && bare(value);
  if (e?.kind === 'unary') return e.op === '!' && isTestOfNames(e.operand);
  if (e?.kind !== 'binary') return e?.kind === 'identifier' || e?.kind === 'number';
  return /^(?:[=!<>]=?|==|&&|\|\||&)$/.test(e.op) && isTestOfNames(e.left) && isTestOfNames(e.right);
}

/** Whether a value is the error that a pointer stands for. */
function isErrorOf(value: Expr | undefined): boolean {
  const e = value && bare(value);
  const isSame = e?.kind === 'call' && IDIOMS.get(calleeOf(e) ?? '') === 'same';
  return isSame && e.args.every(isTestOfNames);
}

/** Whether the original already gave this to a variable for nobody. */
function wasDeadBefore(draft: Draft, def: Access): boolean {
  return draft.originallyDead.has(givenIn(draft.text, def));
}

export function unusedVariables(draft: Draft): readonly { name: string; id: number }[] {
  const used = namedIn(draft);
  return draft.code.names.variables.filter(
    v => v.declarator && isInert(draft, v.declarator.init) && !used.has(v.id),
  );
}

/** The variables, by id, that something but their declarations names. */
function namedIn(draft: Draft): ReadonlySet<number> {
  const used = new Set<number>();
  walk(draft.fn, node => {
    if (node.kind !== 'identifier') return;
    const variable = draft.code.names.of(node);
    if (variable) used.add(variable.id);
  });
  return used;
}

function isInert(draft: Draft, init: Expr | undefined): boolean {
  return !init || /^-?[A-Z_0-9]+$/.test(textOf(draft, init));
}

/** What an unused variable is given by a call is still done, by a statement behind the declarations. */
export function keepEffects(draft: Draft, before: ReadonlySet<string>): readonly Change[] {
  for (const { id, name } of declaredForNobody(draft)) {
    const { decl, declarator } = draft.code.names.variables[id]!;
    const place = siblingsOf(draft, decl!);
    const alone = decl!.declarators.length === 1 && place?.list[place.at + 1]?.kind !== 'declaration';
    if (before.has(name) || !alone || !/^(?:call|update)$/.test(bare(declarator!.init!).kind)) continue;
    const { start, end } = decl!;
    const hasGap = place?.list[place.at - 1]?.kind === 'declaration' && startsLine(draft.text, start);
    const gap = hasGap ? newlineOf(draft.text) + indentAt(draft.text, start) : '';
    const text = `${gap}${textOf(draft, declarator!.init!)};`;
    return [{ start: hasGap ? lineStart(draft.text, start) : start, end, text }];
  }
  return [];
}

/** Variables that nothing names but their declarations, which do something by what they are given. */
export function declaredForNobody(draft: Draft): readonly { name: string; id: number }[] {
  const used = namedIn(draft);
  return draft.code.names.variables.filter(
    v => v.declarator?.init && !isInert(draft, v.declarator.init) && !used.has(v.id),
  );
}

export function dropVariables(draft: Draft, before: ReadonlySet<string>): readonly Change[] {
  for (const { id, name } of unusedVariables(draft)) {
    if (before.has(name)) continue;
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
