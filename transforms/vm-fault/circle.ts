/** Which functions an errno goes through on its way to where it is made a code: those change together. */
import {
  type Conversion,
  convertFunction,
  type Facts,
  type FunctionPlace,
  type FunctionRef,
  joinedBy,
  type Migration,
  namesCalledIn,
} from '../../src/kit.js';

/** Functions that an errno of the old calls goes through. */
export interface Circle {
  /** Those that return it. */
  readonly helpers: readonly FunctionRef[];
  /** Those that call them, and make something else of it. */
  readonly takers: readonly FunctionRef[];
}

/** A function that keeps the others from changing, and why. */
export interface Stays {
  readonly caller: FunctionRef;
  readonly why: string;
}

/** More functions than these are for a person to change. */
const MOST_FUNCTIONS = 16;

type Failed = Exclude<Conversion, { kind: 'converted' }>;

/** Whether what stands in the way is that the function returns an errno where it would return a code. */
export function handsOn(direct: Failed, migration: Migration): boolean {
  if (direct.kind !== 'differs' || !direct.returned) return false;
  const { before, after } = direct.returned;
  return before <= 0 && after > 0 && migration.classes.some(c => c.after === after);
}

/** The helpers that call the old API and hand its errno on, of those that a function calls. */
export function helpersOf(fn: FunctionRef, facts: Facts, migration: Migration): readonly FunctionRef[] {
  const file = facts.file(fn.path);
  if (!file) return [];
  return [...namesCalledIn(file, fn.item)].flatMap(name => {
    const [callee, ...twins] = migration.calls.has(name) ? [] : facts.definitionsKnown(name, fn.path);
    return callee && twins.length === 0 && isHelper(callee, facts, migration) ? [callee] : [];
  });
}

function isHelper(fn: FunctionRef, facts: Facts, migration: Migration): boolean {
  const place = placeOf(fn, facts);
  if (!place || !isUnderFault(fn, facts) || facts.slotsOf(fn).length > 0) return false;
  if (![...namesCalledIn(place.file, fn.item)].some(name => migration.calls.has(name))) return false;
  const direct = convertFunction(place.file, place.item, migration, { mayReturn: true, returns: 'equal' });
  return direct.kind !== 'converted' && handsOn(direct, migration);
}

/**
 * All that has to change with a helper: its callers, theirs where they hand the errno on too.
 *
 * @param widely whether other helpers that these call change with them, so that all of them speak one language
 */
export function circleOf(
  first: FunctionRef,
  facts: Facts,
  migration: Migration,
  widely: boolean,
): Circle | Stays {
  const helpers = new Map<string, FunctionRef>();
  const takers = new Map<string, FunctionRef>();
  for (let open = [first]; open.length > 0; ) {
    for (const fn of open) {
      helpers.set(keyOf(fn), fn);
      takers.delete(keyOf(fn));
    }
    const more: FunctionRef[] = [];
    for (const { caller } of open.flatMap(fn => facts.callersOf(fn))) {
      if (!isUnderFault(caller, facts)) return { caller, why: describeContext(facts, caller) };
      if (!facts.file(caller.path)) return { caller, why: 'its file was not read' };
      if (!helpers.has(keyOf(caller))) takers.set(keyOf(caller), caller);
      if (widely) more.push(...helpersOf(caller, facts, migration));
    }
    if (helpers.size + takers.size > MOST_FUNCTIONS) {
      const [caller = first] = takers.values();
      return { caller, why: `more than ${MOST_FUNCTIONS} functions hand the errno on` };
    }
    open = more.filter(fn => !helpers.has(keyOf(fn)));
    if (open.length === 0)
      open = [...handingOn([...takers.values()], [...helpers.values()], facts, migration)];
  }
  return { helpers: [...helpers.values()], takers: [...takers.values()] };
}

/** Those of the takers that hand on what the helpers gave them. */
function handingOn(
  takers: readonly FunctionRef[],
  helpers: readonly FunctionRef[],
  facts: Facts,
  migration: Migration,
): readonly FunctionRef[] {
  const joined = joinedBy(placesOf(helpers, facts), migration);
  return takers.filter(taker => {
    if (facts.slotsOf(taker).length > 0) return false;
    const [{ file, item }] = placesOf([taker], facts) as [FunctionPlace];
    const direct = convertFunction(file, item, joined, { mayReturn: true, returns: 'equal' });
    return direct.kind !== 'converted' && handsOn(direct, joined);
  });
}

export const keyOf = ({ path, item }: FunctionRef): string => `${path}:${item.start}`;

/** Functions whose files were read, in the order of the list. */
export function placesOf(fns: readonly FunctionRef[], facts: Facts): readonly FunctionPlace[] {
  return fns.flatMap(fn => placeOf(fn, facts) ?? []);
}

function placeOf({ path, item }: FunctionRef, facts: Facts): FunctionPlace | undefined {
  const file = facts.file(path);
  return file && { file, item };
}

function isUnderFault(fn: FunctionRef, facts: Facts): boolean {
  const { kind, names } = facts.contextOf(fn);
  return kind === 'only' && names.includes('fault');
}

/** Where a function runs, or why that is not known. */
export function describeContext(facts: Facts, fn: FunctionRef): string {
  const { why, chains } = facts.contextOf(fn);
  if (why !== undefined) return why;
  return chains.map(chain => chain.map(s => `${s.name} (${s.path}:${s.line})`).join(' -> ')).join('; ');
}
