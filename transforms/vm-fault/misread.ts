/** Who reads a VM_FAULT code as an errno: in the function that calls vmf_insert_*(), and in those it hands the code to. */
import {
  type Assign,
  assume,
  type CellPlace,
  type ChainStep,
  type ConfigTest,
  ENTERING,
  type Facts,
  type FunctionRef,
  isStoredAlways,
  keptIn,
  type Migration,
  meaningsOf,
  type Reading,
  type Readings,
  readersOfKept,
  readingsOf,
  THROUGH,
  type View,
  withoutComments,
} from '../../src/kit.js';
import { FAULT_TYPE, HUGE_CALLS, migrationOf, NEW_CALLS } from './contract.js';

/** What gives codes and never 0. */
export const CODE_CALLS: ReadonlySet<string> = new Set([...NEW_CALLS, ...HUGE_CALLS]);

/** A function, and the calls in it that give codes. */
export interface Reader {
  readonly fn: FunctionRef;
  readonly names: ReadonlySet<string>;
  /** How the function is looked at, where the code comes otherwise than as the result of a call by name. */
  readonly view?: View;
}

/** Something that is wrong, with its place in the file of `fn`. */
export interface Misreading extends Pick<Reading, 'what' | 'start' | 'end' | 'line'> {
  readonly fn: FunctionRef;
  /** From where the code comes: the call of the API first, then the functions that hand it on. */
  readonly way: readonly WayStep[];
}

/** A function on the way of a code. */
export interface WayStep extends ChainStep {
  /** The member that it keeps the code in, where it does not hand it on itself. */
  readonly keeps?: string;
}

/** What becomes of the codes that a function gets. */
export interface Fate {
  /** Where they are read as an errno. */
  readonly wrong: readonly Misreading[];
  /** Where they are shown to people as an errno is. */
  readonly printed: readonly Misreading[];
  /** Where the function itself reads them as codes. */
  readonly right: readonly Reading[];
  /** Where they go to what is not followed: a member, memory, a function through a pointer. */
  readonly stored: readonly Misreading[];
  /** The functions that hand them on as an integer. */
  readonly asInteger: readonly FunctionRef[];
  /** The functions that get them and cannot be read for certain. */
  readonly unread: readonly FunctionRef[];
}

/** A code is handed on through so many functions at most; people do it once or twice. */
const MOST_LEVELS = 6;

/** The members that a function keeps codes in. */
export function keptBy(reader: Reader, facts: Facts): readonly CellPlace[] {
  const stored = readingsIn(reader, facts)?.all.filter(({ taken }) => taken === 'stored') ?? [];
  return stored.length === 0 ? [] : keptIn(reader.fn, stored, facts);
}

/**
 * Follows the codes that a function keeps in members, to the functions that find them there. Whoever finds nothing there
 * yet sees a 0: where it is not certain that the code is there, what is tested for 0 is left.
 */
export function fateOfKept(reader: Reader, facts: Facts): Followed {
  const call = { ...placeOf(reader.fn), name: [...reader.names][0]! };
  const found = keptBy(reader, facts).flatMap(cell =>
    readersOfKept(cell, reader.fn, facts, (fn, store) => givesCode(fn, store, facts)).map(
      ({ fn, view, certain }) => {
        const keeps = `${cell.field} of struct ${cell.struct}`;
        const way: readonly WayStep[] = [call, { ...placeOf(reader.fn), keeps }];
        const fate = follow({ fn, names: new Set([ENTERING]), view }, facts, way, new Set());
        const isHere = (one: Misreading) => one.fn.path === fn.path && one.fn.item.start === fn.item.start;
        const asksZero = (one: Misreading) => isHere(one) && one.what.startsWith('is tested for 0');
        return certain ? fate : { ...fate, wrong: fate.wrong.filter(one => !asksZero(one)) };
      },
    ),
  );
  return joined(found);
}

/** Whether what a function gives a member is a code, or 0, which it has before. */
function givesCode(fn: FunctionRef, { op, value }: Assign, facts: Facts): boolean {
  if (op !== '=') return false;
  const text = facts.file(fn.path)?.text.slice(value.start, value.end).trim() ?? '';
  if (/^\(*(?:0|VM_FAULT_\w+)\)*$/.test(text)) return true;
  const stored = readingsIn({ fn, names: CODE_CALLS }, facts)?.all.filter(({ taken }) => taken === 'stored');
  return (stored ?? []).some(({ start }) => value.start <= start && start < value.end);
}

/** The family's migration for calls that are there already. */
export function readAs(names: Iterable<string>, facts: Facts): Migration {
  const calls = new Map([...names].map(name => [name, name]));
  return { ...migrationOf(calls), macrosOf: facts.macrosOf, effort: facts.effort, misread: true };
}

/** How a function reads the codes; undefined where it cannot be read for certain. */
export function readingsIn({ fn, names, view }: Reader, facts: Facts): Readings | undefined {
  const file = facts.file(fn.path);
  return file && readingsOf(file, fn.item, readAs(names, facts), view);
}

/** Follows the codes that a function gets; undefined where the function cannot be read for certain. */
export function fateOf(reader: Reader, facts: Facts): Fate | undefined {
  const own = readingsIn(reader, facts);
  if (own === undefined) return undefined;
  const seen = new Set<string>();
  const start: ChainStep[] = [...reader.names].slice(0, 1).map(name => ({ ...placeOf(reader.fn), name }));
  const right = own.all.filter(({ taken, what }) => taken === 'new' && what !== 'is returned');
  return { ...follow(reader, facts, start, seen, whereCodes(reader, facts)), right };
}

const placeOf = ({ name, path, line }: FunctionRef): ChainStep => ({ name, path, line });

type Followed = Omit<Fate, 'right'>;

const NOTHING: Followed = { wrong: [], stored: [], printed: [], asInteger: [], unread: [] };

/**
 * Follows what a function gets.
 *
 * @param when the configurations in which it gets it; undefined for any
 */
function follow(
  reader: Reader,
  facts: Facts,
  way: readonly WayStep[],
  seen: Set<string>,
  when?: Configurations,
): Followed {
  const { fn } = reader;
  const key = `${fn.path}:${fn.item.start}`;
  if (seen.has(key) || way.length > MOST_LEVELS) return NOTHING;
  seen.add(key);
  const readings = readingsIn(reader, facts);
  if (readings === undefined) return { ...NOTHING, unread: [fn] };
  const all = readings.all.filter(({ under }) => together(when, under).length > 0);
  const misread = (some: readonly Reading[]): readonly Misreading[] =>
    some.map(({ what, start, end, line }) => ({ what, start, end, line, fn, way }));
  const taken = (kind: Reading['taken']) => all.filter(reading => reading.taken === kind);
  const found: Followed[] = [
    {
      ...NOTHING,
      ...{ wrong: [...misread(taken('old')), ...misread(mapped(taken('handed'), reader, facts))] },
      stored: misread(taken('stored')),
      printed: misread(taken('printed')),
    },
  ];
  const plain = taken('returned');
  // The type may have another name.
  const handed = isTyped({ fn }, facts) ? [] : plain;
  const returns = plain.length > 0 ? plain : taken('new').filter(({ what }) => what === 'is returned');
  const [first] = returns;
  if (first !== undefined) {
    const slots = facts.slotsOf(fn).filter(({ dead, table }) => !dead && table.context !== 'fault');
    const wrong = slots.map(({ field, table, path, line }) => ({
      ...first,
      what: `is returned through .${field} of struct ${table.struct} (${path}:${line})`,
      ...{ fn, way },
    }));
    found.push({ ...NOTHING, wrong, asInteger: handed.length > 0 ? [fn] : [] });
    const next = [...way, placeOf(fn)];
    const then = together(
      when,
      returns.flatMap(({ under }) => under),
    );
    for (const above of readersAbove(fn, facts)) found.push(follow(above, facts, next, seen, then));
  }
  for (const above of givenBack(reader, taken('stored'), facts))
    found.push(follow(above, facts, [...way, placeOf(fn)], seen));
  return joined(found);
}

/** The call that a macro stands for, alone or with arguments. */
const firstWordOf = (body: string): string => /^[(\s]*(\w*)/.exec(withoutComments(body))![1]!;

/** The configurations in which no macro puts another call in the place of those that give codes. */
function whereCodes({ fn, names }: Reader, facts: Facts): Configurations {
  const renamed = [...names].flatMap(name =>
    facts.macrosOf(name, fn.path).filter(({ body }) => !CODE_CALLS.has(firstWordOf(body))),
  );
  return renamed.reduce<Configurations>(
    (left, { under }) => {
      // Whoever includes a header for the second time has its macros already.
      const tests = under.filter(({ condition }) => !/_H(?:PP)?_*\)$/i.test(condition));
      const others = tests.map((test): readonly ConfigTest[] => [{ ...test, holds: !test.holds }]);
      return others.length === 0 ? left : together(left, others);
    },
    [[]],
  );
}

/** The ways in which `#if`s can come out, each as the tests that say so. */
type Configurations = readonly (readonly ConfigTest[])[];

/** More of them than these say no more than none does. */
const MOST_CONFIGURATIONS = 64;

/** The configurations that are of both kinds. */
function together(some: Configurations = [[]], others: Configurations): Configurations {
  const both = some.flatMap(one => others.map(other => assume(one, other))).filter(one => one !== undefined);
  return both.length > MOST_CONFIGURATIONS ? [[]] : both;
}

const joined = (found: readonly Followed[]): Followed => ({
  wrong: found.flatMap(one => one.wrong),
  stored: found.flatMap(one => one.stored),
  printed: found.flatMap(one => one.printed),
  asInteger: found.flatMap(one => one.asInteger),
  unread: found.flatMap(one => one.unread),
});

/** The functions that get what a function returns: by its name, or through members that hold it. */
function readersAbove(fn: FunctionRef, facts: Facts): readonly Reader[] {
  const named = facts.callersOf(fn).map(({ caller }) => caller);
  const through = facts.callersThrough(fn).flatMap(({ callers }) => callers);
  return [
    ...distinct(named).map(caller => ({ fn: caller, names: new Set([fn.name]) })),
    ...distinct(through.map(({ caller }) => caller)).map(caller => {
      const own = through.filter(one => keyOf(one.caller) === keyOf(caller));
      const members = new Set(own.map(({ offset }) => offset - caller.item.start));
      return { fn: caller, names: new Set([THROUGH]), view: { members } };
    }),
  ];
}

/** The callers of a function that stores the code through one of its parameters, each with the variable it hands in. */
function givenBack({ fn }: Reader, stored: readonly Reading[], facts: Facts): readonly Reader[] {
  const variants = facts.variantsOf(fn);
  const [first] = 'why' in variants ? [] : variants;
  return distinct(facts.callersOf(fn).map(({ caller }) => caller)).flatMap(caller =>
    stored.flatMap(({ place, start }) => {
      if (first === undefined || place === undefined) return [];
      const index = first.fn.params.findIndex(({ name }) => place === `*${name}`);
      if (index < 0) return [];
      const always = isStoredAlways(first.fn, place, start);
      return [
        { fn: caller, names: new Set([fn.name]), view: { outs: new Map([[fn.name, { index, always }]]) } },
      ];
    }),
  );
}

const keyOf = ({ path, item }: FunctionRef): string => `${path}:${item.start}`;

const distinct = (functions: readonly FunctionRef[]): readonly FunctionRef[] => [
  ...new Map(functions.map(one => [keyOf(one), one])).values(),
];

/**
 * Of the functions that the code is handed to, those that take it for an errno and nothing else: a map of the driver's
 * own. What only asks whether it is 0 is left, since it may be meant for other values.
 */
function mapped(handed: readonly Reading[], { fn }: Reader, facts: Facts): readonly Reading[] {
  return handed.flatMap(reading => {
    const { given } = reading;
    const [callee, ...others] = given ? facts.definitionsKnown(given.name, fn.path) : [];
    if (given === undefined || callee === undefined || others.length > 0) return [];
    const inside = readingsIn(
      { fn: callee, names: new Set([ENTERING]), view: { entering: given.index } },
      facts,
    );
    const isCode = inside?.all.some(({ taken, what }) => taken === 'new' || what === 'is returned');
    const wrong = inside?.all.find(
      ({ taken, what }) => taken === 'old' && !what.startsWith('is tested for 0'),
    );
    if (isCode || wrong === undefined) return [];
    return [{ ...reading, what: `${reading.what}, where it ${wrong.what} (${callee.path}:${wrong.line})` }];
  });
}

/** `is tested for 0 (drivers/gizmo/vm.c:12)`, with the function where it is another one than where the call stands. */
export function said({ what, line, fn }: Misreading, home: FunctionRef): string {
  const isHome = fn.path === home.path && fn.item.start === home.item.start;
  const place = `${fn.path}:${line}`;
  const who = isHome ? '' : ` by ${fn.name}()`;
  return /\(\S+:\d+\)$/.test(what) ? `${what}` : `${what}${who} (${place})`;
}

/** Whether a function says itself that it returns codes. */
export function isTyped({ fn }: Pick<Reader, 'fn'>, facts: Facts): boolean {
  const variants = facts.variantsOf(fn);
  return (
    !('why' in variants) &&
    variants.length > 0 &&
    variants.every(variant => meaningsOf(facts, fn.path, variant.fn.returnType).includes(FAULT_TYPE.codeType))
  );
}
