/** The tactics: ways to turn the reading of an old value into that of a new one. Each gives changes to a draft. */

import type { Variable } from '../flow/resolve.js';
import { bare, walk } from '../flow/walk.js';
import { type Access, type Web, websOf } from '../flow/webs.js';
import type { Expr, Stmt } from '../source/ast.js';
import { translateSwitch } from './cases.js';
import { type Draft, isStatement, siblingsOf } from './draft.js';
import { callText, inPlaceOf, renameCall, textOf } from './emit.js';
import { advance, columnOf, wholeLines } from './layout.js';
import { codeOfOld, type Migration, spell } from './migration.js';
import type { Observation } from './observe.js';
import type { Change } from './pieces.js';
import { mayReturn, type Settled, settle, tailOf } from './settle.js';
import type { CallSite } from './sites.js';
import { type Carrier, constantOf, newTest, type TestStyle } from './test.js';

/** A tactic cannot be used here: why, as a clause. */
export interface Obstacle {
  readonly why: string;
}

export type Changes = readonly Change[] | Obstacle;

export function isObstacle(c: Changes): c is Obstacle {
  return 'why' in c;
}

interface Carried {
  readonly webs: readonly Web[];
  readonly variables: readonly Variable[];
  /** Definitions by the calls, by constants, by copies: the value is known to be of the old world, class by class. */
  readonly known: ReadonlySet<Access>;
}

/** The webs that hold the value of the calls, copies included. */
function carried(draft: Draft, sites: readonly CallSite[], migration: Migration): Carried {
  const webs = websOf(draft.code);
  const calls = new Set<Expr>(sites.map(s => s.call));
  const known = new Set<Access>();
  const found = new Set<Web>();
  for (const web of webs)
    for (const def of web.defs) {
      if (def.value && calls.has(bare(def.value))) {
        known.add(def);
        found.add(web);
      }
    }
  for (let grown = true; grown; ) {
    grown = false;
    for (const web of webs)
      for (const def of web.defs) {
        if (known.has(def) || !def.value) continue;
        const value = bare(def.value);
        const copied =
          value.kind === 'identifier' &&
          [...found].some(w => w.uses.some(u => u.node === value && u.sources.every(s => known.has(s))));
        const constant = found.has(web) && constantOf(value, migration) !== undefined;
        if (!copied && !constant) continue;
        known.add(def);
        found.add(web);
        grown = true;
      }
  }
  return { webs: [...found], variables: [...new Set([...found].map(w => w.variable))], known };
}

/**
 * Says every test of the value in new words, and returns it where only its mapping is left. Where the value shares its
 * mapping with others that are not ours, what follows the call is written out behind it.
 */
export function translate(
  draft: Draft,
  sites: readonly CallSite[],
  observation: Observation,
  migration: Migration,
): Changes {
  const carry = carried(draft, sites, migration);
  const settled = new Map<Variable, Settled>();
  for (const v of carry.variables) settled.set(v, settle(observation, v, migration));
  const extra = new Map([...settled.values()].flatMap(s => [...s.constants]));
  const changes: Change[] = [];
  const returns: Stmt[] = [];
  for (const [variable, { places }] of settled) {
    for (const place of places) {
      if (returns.some(r => r.start <= place.start && place.end <= r.end)) continue;
      returns.push(place);
      const alreadySo =
        place.kind === 'return' &&
        place.value &&
        bare(place.value).kind === 'identifier' &&
        draft.code.names.of(bare(place.value) as never) === variable;
      if (!alreadySo) changes.push(inPlaceOf(draft, place, [`return ${variable.name};`]));
    }
  }
  const gone = (node: { start: number; end: number }) =>
    returns.some(r => r.start <= node.start && node.end <= r.end);

  for (const site of sites) {
    if (gone(site.call)) continue;
    const detached =
      site.use.kind === 'assigned'
        ? detach(draft, site, site.use.variable, observation, returns, migration)
        : undefined;
    if (detached && isObstacle(detached)) return detached;
    changes.push(...(detached ?? [renameCall(draft, site)]));
  }
  const constants = constantDefs(draft, carry, extra, gone, migration);
  if (isObstacle(constants)) return constants;
  changes.push(...constants);
  const uses = translateUses(draft, carry, sites, observation, extra, gone, migration);
  return isObstacle(uses) ? uses : [...changes, ...uses];
}

/** Paths from this call that no place catches: their rest is written out where it is a straight line. */
function detach(
  draft: Draft,
  site: CallSite,
  variable: Variable,
  observation: Observation,
  returns: readonly Stmt[],
  migration: Migration,
): Changes | undefined {
  const through = observation.paths.filter(p => p.calls.some(c => c.call === site.call));
  const caught = through.every(p => p.visits.some(v => v.stmt && returns.includes(v.stmt)));
  if (caught) return undefined;
  const shared = websOf(draft.code).some(
    w =>
      w.variable === variable &&
      w.uses.some(
        u =>
          u.sources.some(s => s.value && bare(s.value) === site.call) &&
          u.sources.some(s => !isOurs(s, migration, site)),
      ),
  );
  if (!shared) return undefined;
  const tail = tailOf(draft, observation, site.call, variable, migration);
  if (!tail) return { why: `what follows the call is shared with other values of ${variable.name}` };
  if (site.stmt.kind !== 'expr' || (site.use.kind === 'assigned' && !site.use.whole)) {
    return { why: 'the call is part of a larger expression' };
  }
  const column = columnOf(draft.text, site.stmt.start);
  if (tail.stmts.length === 0) {
    return [
      inPlaceOf(draft, site.stmt, [`return ${callText(draft, site, column + 'return '.length, ';')};`]),
    ];
  }
  const assign = site.stmt.expr;
  const head = draft.text.slice(assign.start, site.call.start);
  const texts = [
    `${head}${callText(draft, site, advance(column, head), ';')};`,
    ...tail.stmts.map(s => textOf(draft, s)),
    `return ${variable.name};`,
  ];
  return [inPlaceOf(draft, site.stmt, texts)];
}

function isOurs(access: Access, migration: Migration, site: CallSite): boolean {
  if (!access.value) return false;
  const value = bare(access.value);
  if (value === site.call || constantOf(value, migration) !== undefined) return true;
  return (
    value.kind === 'call' &&
    bare(value.callee).kind === 'identifier' &&
    migration.calls.has((bare(value.callee) as { name: string }).name)
  );
}

/** Constants that join the value become new ones. */
function constantDefs(
  draft: Draft,
  carry: Carried,
  extra: ReadonlyMap<number, number>,
  gone: (n: { start: number; end: number }) => boolean,
  migration: Migration,
): Changes {
  const changes: Change[] = [];
  for (const def of carry.known) {
    if (!def.value || gone(def.value)) continue;
    const old = constantOf(def.value, migration);
    if (old === undefined) continue;
    const web = carry.webs.find(w => w.defs.includes(def))!;
    const readers = web.uses.filter(u => u.sources.includes(def) && !(u.node && gone(u.node)));
    const settledReaders = web.uses.filter(u => u.sources.includes(def));
    // What only other values' readers see stays in the old world.
    if (settledReaders.length > 0 && settledReaders.every(u => u.sources.some(s => !carry.known.has(s))))
      continue;
    if (settledReaders.length === 0 && def.node === undefined) continue;
    const code = extra.get(old) ?? codeOfOld(migration, old);
    if (code === undefined) {
      if (readers.length === 0) continue;
      return { why: `${textOf(draft, def.value)} has no counterpart among the new values` };
    }
    changes.push({ start: def.value.start, end: def.value.end, text: spell(migration, code) });
  }
  return changes;
}

function translateUses(
  draft: Draft,
  carry: Carried,
  sites: readonly CallSite[],
  observation: Observation,
  extra: ReadonlyMap<number, number>,
  gone: (n: { start: number; end: number }) => boolean,
  migration: Migration,
): Changes {
  const news = new Map([...extra].filter(([old]) => codeOfOld(migration, old) === undefined));
  const live = carry.webs.flatMap(w => w.uses).filter(u => u.node && !gone(u.node) && u.sources.length > 0);
  const pure = live.filter(u => u.sources.every(s => carry.known.has(s)));
  const nodes = new Set<Expr>(pure.map(u => u.node!));
  const calls = new Map<Expr, CallSite>(sites.map(s => [s.call, s]));
  const is = (e: Expr): boolean => {
    const x = bare(e);
    return nodes.has(x) || (x.kind === 'assign' && x.op === '=' && calls.has(bare(x.value)));
  };
  const text = (e: Expr): string => {
    const x = bare(e);
    const site = x.kind === 'assign' ? calls.get(bare(x.value)) : undefined;
    if (!site) return textOf(draft, x);
    const head = draft.text.slice(x.start, site.call.start);
    return head + callText(draft, site, advance(columnOf(draft.text, x.start), head), ')');
  };
  const carrier: Carrier = { is, text, extra: news };
  const changes: Change[] = [];
  const covered = (node: Expr) => changes.some(c => c.start <= node.start && node.end <= c.end);
  for (const use of pure) {
    const node = use.node!;
    if (covered(node)) continue;
    const change = translateUse(draft, node, carrier, observation, extra, migration);
    if (!change) return { why: `it is read at "${firstLine(textOf(draft, outermost(draft, node)))}"` };
    if (change !== 'same') changes.push(...change);
  }
  return changes.concat(
    embedded(draft, sites, carrier, gone, migration).filter(
      c => !changes.some(o => o.start <= c.start && c.end <= o.end),
    ),
  );
}

function firstLine(text: string): string {
  return text.split('\n')[0]!.trim();
}

function outermost(draft: Draft, node: Expr): Expr {
  let at = node;
  for (;;) {
    const parent = draft.parents.get(at);
    if (!parent || isStatement(parent)) return at;
    at = parent;
  }
}

/** `if ((v = call()))` and the like: the assignment itself is what is tested. */
function embedded(
  draft: Draft,
  sites: readonly CallSite[],
  carrier: Carrier,
  gone: (n: { start: number; end: number }) => boolean,
  migration: Migration,
): Change[] {
  return sites.flatMap(site => {
    if (site.use.kind !== 'assigned' || site.use.whole || gone(site.call)) return [];
    const change = testAround(draft, site.call, carrier, 'mask', migration);
    return change ? [change] : [];
  });
}

/** Rewrites the whole condition around a node, if it stands in one. */
export function testAround(
  draft: Draft,
  node: Expr,
  carrier: Carrier,
  style: TestStyle,
  migration: Migration,
): Change | undefined {
  let at: Expr = node;
  let best: Change | undefined;
  for (;;) {
    const said = newTest(at, carrier, migration, style, e => textOf(draft, e));
    const parent = draft.parents.get(at);
    if (said !== undefined && isConditionOf(parent, at)) {
      const plain = typeof said === 'boolean' ? (said ? '1' : '0') : said.text;
      const loose = typeof said !== 'boolean' && said.loose && parent && !isStatement(parent);
      best = { start: at.start, end: at.end, text: loose ? `(${plain})` : plain };
    }
    if (!parent || isStatement(parent)) return best;
    at = parent;
  }
}

/** Whether a parent reads the expression for its truth alone. */
function isConditionOf(parent: Expr | Stmt | undefined, node: Expr): boolean {
  switch (parent?.kind) {
    case 'if':
    case 'while':
    case 'do':
    case 'for':
      return parent.test === node;
    case 'conditional':
      return parent.test === node;
    case 'expr':
    case 'assign':
    case 'declaration':
    case 'return':
      // A comparison's value, 0 or 1, means the same in both worlds.
      return /^(binary|unary|call|paren)$/.test(node.kind);
    case 'call':
      return parent.args[0] === node && /^(binary|unary|paren|identifier|call)$/.test(node.kind);
    default:
      return false;
  }
}

function translateUse(
  draft: Draft,
  node: Expr,
  carrier: Carrier,
  observation: Observation,
  extra: ReadonlyMap<number, number>,
  migration: Migration,
): readonly Change[] | 'same' | undefined {
  const parent = draft.parents.get(node);
  if (parent?.kind === 'expr') return 'same';
  const value = valueAround(draft, node, observation, extra, migration);
  if (value) return [value];
  const test = testAround(draft, node, carrier, 'mask', migration);
  if (test) return [test];
  if (parent?.kind === 'assign' && bare(parent.value) === node) return 'same';
  if (parent?.kind === 'declaration' || parent?.kind === 'return') return 'same';
  const statement = draft.parents.get(outermost(draft, node));
  if (statement?.kind === 'switch' && bare(statement.test) === node) {
    return translateSwitch(draft, statement, carrier.extra, migration);
  }
  return undefined;
}

/**
 * An expression made of the old value that is assigned or returned and is, value by value, the new one:
 * `ret == -ENOMEM ? OOM : SIGBUS` gives way to `ret`.
 */
function valueAround(
  draft: Draft,
  node: Expr,
  observation: Observation,
  extra: ReadonlyMap<number, number>,
  migration: Migration,
): Change | undefined {
  const top = outermost(draft, node);
  const variable = node.kind === 'identifier' ? draft.code.names.of(node) : undefined;
  const statement = draft.parents.get(top);
  if (!variable || top.kind !== 'assign' || top.op !== '=' || statement?.kind !== 'expr') return undefined;
  if (bare(top.value) === node) return undefined;
  const inside = node.start >= top.value.start && node.end <= top.value.end;
  if (!inside) return undefined;
  const seen = observation.paths.flatMap(p => p.assigned.filter(a => a.at === top));
  if (seen.length === 0) return undefined;
  for (const { value, env } of seen) {
    const old = env.get(variable.id);
    if (typeof old !== 'number' || value === undefined) return undefined;
    const code = codeOfOld(migration, old) ?? extra.get(old);
    if (code === undefined || !mayReturn(migration, old, value, code)) return undefined;
  }
  const target = bare(top.target);
  const same = target.kind === 'identifier' && draft.code.names.of(target) === variable;
  // A value that stood on a line of its own moves up, now that it is short.
  if (!same) return { start: top.target.end, end: top.value.end, text: ` = ${textOf(draft, node)}` };
  if (!siblingsOf(draft, statement)) return { start: statement.start, end: statement.end, text: ';' };
  return { ...wholeLines(draft.text, statement), text: '' };
}

/** A call whose value goes straight into a condition: the condition in new words. */
export function translateTested(
  draft: Draft,
  site: CallSite,
  style: TestStyle,
  migration: Migration,
): Changes {
  const carrier: Carrier = {
    is: e => bare(e) === site.call,
    text: () => textOf(draft, site.call),
    extra: new Map(),
  };
  const change = testAround(draft, site.call, carrier, style, migration);
  if (!change) return { why: `it is read at "${firstLine(textOf(draft, outermost(draft, site.call)))}"` };
  return [layTest(draft, site, change)];
}

/** The condition with the renamed call, broken before its comparison where the line grew too long. */
function layTest(draft: Draft, site: CallSite, change: Change): Change {
  const old = textOf(draft, site.call);
  const at = change.text.indexOf(old);
  const column = columnOf(draft.text, change.start);
  const callColumn = advance(column, change.text.slice(0, at));
  const behind = change.text.slice(at + old.length);
  const renamed = callText(draft, site, callColumn, '');
  const oneLine = change.text.slice(0, at) + renamed + behind;
  const rest = draft.text.slice(change.end, draft.text.indexOf('\n', change.end)).trimEnd();
  const width = Math.max(...oneLine.split('\n').map((l, i) => advance(i === 0 ? column : 0, l)));
  const last = oneLine.split('\n').length > 1 ? width : advance(column, oneLine + rest);
  if (Math.max(width, last) <= 80) return { ...change, text: oneLine };
  const comparison = /^\s*([!=]=)/.exec(behind);
  if (!comparison)
    return {
      ...change,
      text: change.text.slice(0, at) + callText(draft, site, callColumn, behind + rest) + behind,
    };
  const blanks = '\t'.repeat(Math.floor(callColumn / 8)) + ' '.repeat(callColumn % 8);
  return {
    ...change,
    text: `${change.text.slice(0, at)}${callText(draft, site, callColumn, '')}\n${blanks}${behind.trimStart()}`,
  };
}

/** The expression of a statement that decides once; undefined for a loop, which may come back to it. */
function testIn(stmt: Stmt): Expr | undefined {
  if (stmt.kind === 'if' || stmt.kind === 'switch') return stmt.test;
  return stmt.kind === 'return' ? stmt.value : undefined;
}

/** A tested call behind which only the mapping is left: the statement gives way to `return call();`. */
export function collapseTested(
  draft: Draft,
  site: CallSite,
  observation: Observation,
  migration: Migration,
): Changes {
  const tail = tailOf(draft, observation, site.call, undefined, migration);
  if (!tail || tail.stmts.length > 0) return { why: 'the result is not all that is left' };
  const read = testIn(site.stmt);
  if (!read) return { why: 'the call stands in a loop' };
  let effectFree = true;
  walk(read, n => {
    if (n.kind === 'call' && n !== site.call && !/likely/.test(textOf(draft, n.callee))) effectFree = false;
    if (n.kind === 'binary' && (n.op === '&&' || n.op === '||')) effectFree = false;
  });
  if (!effectFree) return { why: 'the condition does more than test the result' };
  const column = columnOf(draft.text, site.stmt.start) + 'return '.length;
  return [inPlaceOf(draft, site.stmt, [`return ${callText(draft, site, column, ';')};`])];
}
