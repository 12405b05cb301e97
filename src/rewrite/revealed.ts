/**
 * Macros of a function that hide what a rewrite has to see (a jump, a use of a local variable, a test of the result)
 * in their own words: the function as the preprocessor makes it, there and nowhere else. What a rewrite then leaves as it
 * is goes back to the macro.
 */
import { expand } from '../facts/macros.js';
import { behind } from '../flow/hidden.js';
import { innerUses, type Macros, paramsOf, plainBody } from '../flow/macro-text.js';
import { bare, calleeOf, walk } from '../flow/walk.js';
import type { Call, Expr, Identifier, Stmt } from '../source/ast.js';
import type { MacroDef } from '../source/file.js';
import { carryOf } from './carry.js';
import type { Obstacle } from './changes.js';
import { type Draft, revise } from './draft.js';
import { innerIndent, inPlaceOf, readAt, textOf } from './emit.js';
import { statementsOf } from './laid.js';
import { newlineOf } from './layout.js';
import type { Migration } from './migration.js';
import type { Change } from './pieces.js';
import { sitesOf } from './sites.js';

/** Macros in macros are looked into this deep. */
const MOST_ROUNDS = 6;
/** What a macro says may be this long; a person would not write it out either. */
const LONGEST = 400;

/** The function with such macros in their own words; undefined where it has none, or one of them has no such words. */
export function revealed(draft: Draft, migration: Migration): Draft | undefined {
  let current = draft;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const uses = hidingUses(current, migration);
    if (uses.length === 0) return current === draft ? undefined : current;
    const changes = uses.map(use => inOwnWords(current, use));
    if (changes.some(c => c === undefined)) return undefined;
    // One inside the arguments of another waits for the next round.
    const outer = (changes as Change[]).filter(
      c => !(changes as Change[]).some(d => d !== c && d.start <= c.start && c.end <= d.end),
    );
    const next = revise(current, outer);
    if (!next) return undefined;
    current = next;
  }
  return undefined;
}

/** The rewrite of a revealed function as one of the function itself: macros that it left alone stand there again. */
export function concealed(original: Draft, opened: Draft, rewritten: Draft): Draft | undefined {
  const opening = opened.pieces.edits();
  const isLeft = (edit: Change) =>
    opening.some(o => o.start === edit.start && o.end === edit.end && o.text === edit.text);
  return revise(
    original,
    rewritten.pieces.edits().filter(edit => !isLeft(edit)),
  );
}

/** A name that stands for a macro, with the call where it is given arguments. */
interface MacroUse {
  readonly node: Identifier;
  readonly call: Call | undefined;
  readonly macro: MacroDef | undefined;
}

/** Where a macro reads the result of a call in its own way, as a clause; undefined where none does. */
export function macroThatReads(draft: Draft, migration: Migration): Obstacle | undefined {
  const isOurs = ownIn(draft, migration);
  let found: Obstacle | undefined;
  walk(draft.fn, node => {
    if (found || node.kind !== 'call' || !node.args.some(isOurs)) return;
    const macro = behind(draft.macros, calleeOf(node) ?? '', true);
    if (macro)
      found = { why: `the macro ${macro.label} reads it at "${readAt(draft, node)}"`, at: node.start };
  });
  return found;
}

/** Tells whether an expression holds one of our calls, or a variable that one is stored in. */
function ownIn(draft: Draft, migration: Migration): (e: Expr) => boolean {
  const calls = new Set<Expr | Stmt>(sitesOf(draft, migration).map(s => s.call));
  const carried = new Set(
    carryOf(draft, calls as ReadonlySet<Expr>, migration).webs.map(w => w.variable.name),
  );
  return expr => {
    let ours = false;
    walk(expr, node => {
      ours ||= calls.has(node) || (node.kind === 'identifier' && carried.has(node.name));
    });
    return ours;
  };
}

function hidingUses(draft: Draft, migration: Migration): readonly MacroUse[] {
  const isOurs = ownIn(draft, migration);
  const locals = [...new Set(draft.code.names.variables.map(v => v.name))];
  const callOf = new Map<Identifier, Call>();
  const found: MacroUse[] = [];
  walk(draft.fn, node => {
    if (node.kind === 'call') {
      const callee = bare(node.callee);
      if (callee.kind === 'identifier') callOf.set(callee, node);
    }
    if (node.kind !== 'identifier' || draft.code.names.of(node)) return;
    const call = callOf.get(node);
    const macro = behind(draft.macros, node.name, call !== undefined);
    if (!macro) return;
    const definitions = draft.macros(node.name).filter(m => m.params === undefined || call);
    const only = definitions.length === 1 ? definitions[0] : undefined;
    const takes = only?.params !== undefined && call?.args.some(isOurs) && isPlain(draft.macros, only);
    if (macro.jump !== undefined || locals.some(macro.uses) || takes) found.push({ node, call, macro: only });
  });
  return found;
}

/** Whether a macro computes with what it is given and with constants, and does nothing else. */
function isPlain(macros: Macros, macro: MacroDef, depth = 0): boolean {
  const body = plainBody(macro);
  if (depth > MOST_ROUNDS || /[{};#]/.test(body) || /[^=!<>]=[^=]|\+\+|--/.test(body)) return false;
  const params = new Set(paramsOf(macro));
  const called = new Set(innerUses(body).map(({ name }) => name));
  return [...body.matchAll(/\b[A-Za-z_]\w*\b/g)].every(([word]) => {
    if (params.has(word)) return !called.has(word);
    if (!called.has(word)) return /^[A-Z][A-Z0-9_]*$/.test(word);
    if (/^(?:un)?likely$/.test(word)) return true;
    const inner = macros(word);
    return inner.length > 0 && inner.every(one => isPlain(macros, one, depth + 1));
  });
}

function inOwnWords(draft: Draft, { node, call, macro }: MacroUse): Change | undefined {
  if (!macro || /#/.test(plainBody(macro))) return undefined;
  const isCall = macro.params !== undefined;
  if (isCall && (!call || calleeOf(call) !== node.name)) return undefined;
  const span: Expr = isCall ? call! : node;
  const args = isCall ? call!.args.map(arg => textOf(draft, arg)) : [];
  const said = expand({ ...macro, body: macro.body }, args)
    ?.replace(/\s+/g, ' ')
    .trim();
  if (said === undefined || said.length > LONGEST) return undefined;
  const parent = draft.parents.get(span);
  if (parent?.kind === 'expr' && /[;{]|^(?:goto|return|break|continue|if|do|while|for|switch)\b/.test(said))
    return asStatements(draft, parent, said);
  if (/[;{]/.test(said)) return undefined;
  const plain = withoutIdleParens(said, args);
  const { start, end } = span;
  const standsIn = draft.text[start - 1] === '(' && draft.text[end] === ')';
  const bareText = /^\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)$/.test(plain) ? plain.slice(1, -1) : undefined;
  return { start, end, text: standsIn && bareText !== undefined ? bareText : plain };
}

/** `(err) && (err) != x` of a macro's parameters without the parentheses that a name does not need. */
function withoutIdleParens(text: string, args: readonly string[]): string {
  const names = new Set(args.filter(arg => /^\w+$/.test(arg)));
  return text.replace(/(?<![\w)\]]\s*)\((\w+)\)/g, (all, word: string) => (names.has(word) ? word : all));
}

function asStatements(draft: Draft, stmt: Stmt, said: string): Change | undefined {
  const texts = statementsOf(said, innerIndent(draft, stmt), newlineOf(draft.text));
  return texts && inPlaceOf(draft, stmt, texts);
}
