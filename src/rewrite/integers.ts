/** What other calls give to functions and variables of the new type: integers that nobody turned into a new value. */
import { bare, calleeOf, walk } from '../flow/walk.js';
import { type Access, websOf } from '../flow/webs.js';
import type { Expr, Return } from '../source/ast.js';
import type { Item, SourceFile } from '../source/file.js';
import { leavesOf } from './carry.js';
import { type Draft, draftOf } from './draft.js';
import type { StrayErrno } from './errnos.js';
import { configurationKey, inliner, macrosIn, parserFor } from './function.js';
import type { Migration } from './migration.js';
import { whenNotZero } from './zero.js';

/** The result of a call where a new value belongs. */
export interface StrayResult extends StrayErrno {
  /** The function called. */
  readonly call: string;
  /** Whether it went through a variable of an integer type and is returned where that is known not to be 0. */
  readonly isKept: boolean;
}

type Found = Omit<StrayResult, 'line'>;

/** The results of other calls that a function of the new type returns, or that variables of the new type are given. */
export function resultsIn(file: SourceFile, item: Item, migration: Migration): readonly StrayResult[] {
  const variants = file.functionsOf(item);
  if ('why' in variants) return [];
  const text = file.text.slice(item.start, item.end);
  const [macros, inline] = [macrosIn(file, migration), inliner(file, item, migration)];
  const found = new Map<number, StrayResult>();
  for (const { under } of variants) {
    const draft = draftOf(text, parserFor(file, configurationKey(under)), inline, macros);
    if (!draft) continue;
    for (const { start, end, ...one } of [...given(draft, migration), ...returned(draft, migration)]) {
      const span = { start: start + item.start, end: end + item.start };
      found.set(span.start, { ...one, ...span, line: file.position(span.start).line });
    }
  }
  return [...found.values()].sort((a, b) => a.start - b.start);
}

/** The calls among what an expression can be, apart from those of the family. */
function callsAmong(
  draft: Draft,
  value: Expr,
  migration: Migration,
): readonly { expr: Expr; call: string }[] {
  return leavesOf(draft, value, new Set(), migration).flatMap(leaf => {
    const call = leaf.kind === 'foreign' && leaf.expr !== undefined ? calleeOf(leaf.expr) : undefined;
    return call === undefined ? [] : [{ expr: leaf.expr!, call }];
  });
}

/** What variables of the new type are given. */
function given(draft: Draft, migration: Migration): readonly Found[] {
  return websOf(draft.code)
    .filter(({ variable }) => variable.type === migration.codeType && variable.pointers === 0)
    .flatMap(({ variable, defs }) =>
      defs.flatMap(({ value }) =>
        (value === undefined ? [] : callsAmong(draft, value, migration)).map(
          ({ expr, call }): Found => ({
            ...{ start: expr.start, end: expr.end, call, isKept: false },
            what: `what ${call}() gives is kept in ${variable.name}, which is declared ${migration.codeType}`,
          }),
        ),
      ),
    );
}

function returned(draft: Draft, migration: Migration): readonly Found[] {
  if (draft.fn.returnType !== migration.codeType) return [];
  const uses = new Map(websOf(draft.code).flatMap(w => w.uses.map(u => [u.node as Expr | undefined, u])));
  const found: Found[] = [];
  walk(draft.fn, node => {
    if (node.kind !== 'return' || node.value === undefined) return;
    const say = (call: string, isKept: boolean): Found => ({
      ...{ start: node.value!.start, end: node.value!.end, call, isKept },
      what: `what ${call}() gives is returned as ${migration.codeType}`,
    });
    for (const { call } of callsAmong(draft, node.value, migration)) found.push(say(call, false));
    const use = uses.get(bare(node.value));
    const call =
      use && isFailing(draft, migration, node, use, uses) ? soleCall(draft, migration, use) : undefined;
    if (call !== undefined) found.push(say(call, true));
  });
  return found;
}

/** The one function whose result a variable of an integer type holds at a reading. */
function soleCall(draft: Draft, migration: Migration, { variable, sources }: Access): string | undefined {
  if (!/^(?:signed |long )*(?:int|long|ssize_t)$/.test(variable.type) || variable.pointers > 0)
    return undefined;
  const calls = sources.map(({ value, certain }) => {
    const leaves = value && certain ? leavesOf(draft, value, new Set(), migration) : [];
    const [leaf] = leaves;
    return leaves.length === 1 && leaf?.kind === 'foreign' && leaf.expr ? calleeOf(leaf.expr) : undefined;
  });
  return new Set(calls).size === 1 ? calls[0] : undefined;
}

/** Whether a `return` is what is done where the same value is not 0: `if (err) return err;`. */
function isFailing(
  draft: Draft,
  migration: Migration,
  stmt: Return,
  { variable, sources }: Access,
  uses: ReadonlyMap<Expr | undefined, Access>,
): boolean {
  return [...uses].some(([node, use]) => {
    const isSame =
      node !== undefined && use.variable === variable && use.sources.every(def => sources.includes(def));
    const then = isSame ? whenNotZero(draft, migration, node, true) : undefined;
    if (then?.kind !== 'arm') return false;
    const at = then.first.indexOf(stmt);
    return at >= 0 && then.first.slice(0, at).every(({ kind }) => kind === 'expr');
  });
}
