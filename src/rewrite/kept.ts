/** Values that a function keeps in a member of a struct, and the functions that find them there. */
import type { CellPlace, Facts, FunctionRef } from '../facts/facts.js';
import { keyOfMember } from '../facts/index.js';
import { plainCodeOf } from '../flow/prove.js';
import { bare, calleeOf, walk } from '../flow/walk.js';
import type { Assign, Expr, FunctionDef, Member } from '../source/ast.js';
import type { Reading } from './readings.js';
import { isStoredAlways, placeOf, type View } from './seen.js';

/** The members that a function stores values in, by the readings that say so. */
export function keptIn(fn: FunctionRef, stored: readonly Reading[], facts: Facts): readonly CellPlace[] {
  const found = new Map<string, CellPlace>();
  for (const { member } of storesIn(fn, stored, facts)) {
    const place = meantBy(member.node, member.code, fn, facts);
    if (place !== undefined) found.set(keyOfMember(place), place);
  }
  return [...found.values()];
}

/** A function that reads a member, and how to look at it. */
export interface KeptReader {
  readonly fn: FunctionRef;
  readonly view: View;
  /** Whether the value is there for certain: the function has called the one that stores it, on each way through it. */
  readonly certain: boolean;
}

/**
 * The functions that find in a member what a function keeps there; none where anything else may be kept there too.
 *
 * @param isOurs whether what a function gives the member is such a value, or stands for one.
 */
export function readersOfKept(
  cell: CellPlace,
  storing: FunctionRef,
  facts: Facts,
  isOurs: (fn: FunctionRef, store: Assign) => boolean,
): readonly KeptReader[] {
  const known = facts.cellFacts(cell);
  if (known === undefined || known.doubts.length > 0) return [];
  const readers: KeptReader[] = [];
  for (const fn of known.users) {
    const uses = usesIn(fn, cell, facts);
    if (uses === undefined || !uses.stores.every(store => isOurs(fn, store))) return [];
    if (uses.stores.length > 0 || uses.reads.size === 0) continue;
    readers.push({ fn, view: { kept: uses.reads }, certain: isAlwaysStored(cell, storing, fn, facts) });
  }
  return readers;
}

interface Uses {
  readonly stores: readonly Assign[];
  /** Offsets of the member's name in the function, where it is read. */
  readonly reads: ReadonlySet<number>;
}

/** What a function does with a member; undefined where that is not known, or the member's address is taken. */
function usesIn(fn: FunctionRef, cell: CellPlace, facts: Facts): Uses | undefined {
  const variants = facts.variantsOf(fn);
  if ('why' in variants) return undefined;
  const [stores, reads] = [[] as Assign[], new Set<number>()];
  let isKnown = true;
  for (const variant of variants) {
    const code = plainCodeOf(variant.fn);
    const targets = new Set<Expr>();
    const isIt = (expr: Expr): boolean => {
      const place =
        expr.kind === 'member' && expr.field === cell.field
          ? facts.memberMeant(fn.path, code.names, expr)
          : undefined;
      return place !== undefined && keyOfMember(place) === keyOfMember(cell);
    };
    walk(code.program.fn, node => {
      if (node.kind === 'unary' && node.op === '&' && isIt(bare(node.operand))) isKnown = false;
      if (node.kind === 'update' && isIt(bare(node.operand))) isKnown = false;
      if (node.kind !== 'assign' || !isIt(bare(node.target))) return;
      targets.add(bare(node.target));
      stores.push(node);
    });
    walk(code.program.fn, node => {
      if (node.kind !== 'member' || node.field !== cell.field || targets.has(node)) return;
      const place = facts.memberMeant(fn.path, code.names, node);
      if (place === undefined) isKnown = false;
      else if (isIt(node)) reads.add(node.fieldSpan.start - fn.item.start);
    });
  }
  return isKnown ? { stores, reads } : undefined;
}

/** Whether a function has called another one, which stores something in the member whenever it is called. */
function isAlwaysStored(cell: CellPlace, storing: FunctionRef, fn: FunctionRef, facts: Facts): boolean {
  const variants = facts.variantsOf(storing);
  if ('why' in variants) return false;
  const stores = variants.every(variant => {
    let always = false;
    walk(variant.fn.body, node => {
      if (node.kind !== 'assign' || bare(node.target).kind !== 'member') return;
      const place = (bare(node.target) as Member).field === cell.field ? placeOf(node.target) : undefined;
      always ||= place !== undefined && isStoredAlways(variant.fn, place, node.start);
    });
    return always;
  });
  return (
    stores &&
    facts.callersOf(storing).some(({ caller }) => isSame(caller, fn)) &&
    isCalledFirst(fn, storing, facts)
  );
}

/** Whether a call of a function stands among the statements of another one's body, and not below a test. */
function isCalledFirst(fn: FunctionRef, { name }: FunctionRef, facts: Facts): boolean {
  const variants = facts.variantsOf(fn);
  const calls = (def: FunctionDef) =>
    def.body.body.some(stmt => {
      let found = false;
      if (stmt.kind === 'expr')
        walk(stmt.expr, node => {
          found ||= node.kind === 'call' && calleeOf(node) === name;
        });
      return found;
    });
  return !('why' in variants) && variants.every(variant => calls(variant.fn));
}

const isSame = (a: FunctionRef, b: FunctionRef): boolean =>
  a.path === b.path && a.item.start === b.item.start;

interface Store {
  readonly member: { readonly node: Member; readonly code: ReturnType<typeof plainCodeOf> };
}

function storesIn(fn: FunctionRef, stored: readonly Reading[], facts: Facts): readonly Store[] {
  const variants = facts.variantsOf(fn);
  if ('why' in variants) return [];
  const places = new Set(stored.flatMap(({ place }) => place ?? []));
  const found: Store[] = [];
  for (const variant of variants) {
    const code = plainCodeOf(variant.fn);
    walk(code.program.fn, node => {
      const target = node.kind === 'assign' ? bare(node.target) : undefined;
      if (target?.kind === 'member' && places.has(placeOf(target) ?? ''))
        found.push({ member: { node: target, code } });
    });
  }
  return found;
}

function meantBy(
  member: Member,
  code: ReturnType<typeof plainCodeOf>,
  fn: FunctionRef,
  facts: Facts,
): CellPlace | undefined {
  const place = facts.memberMeant(fn.path, code.names, member);
  return place?.home === undefined || place.context !== undefined ? undefined : { ...place, isCell: true };
}
