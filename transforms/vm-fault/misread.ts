/** Who reads a VM_FAULT code as an errno: in the function that calls vmf_insert_*(), and in those it hands the code to. */
import {
  type ChainStep,
  type Facts,
  type FunctionRef,
  type Migration,
  type Reading,
  type Readings,
  readingsOf,
} from '../../src/kit.js';
import { FAULT_TYPE, migrationOf } from './contract.js';

/** A function, and the calls in it that give codes. */
export interface Reader {
  readonly fn: FunctionRef;
  readonly names: ReadonlySet<string>;
}

/** Something that is wrong, with its place in the file of `fn`. */
export interface Misreading extends Pick<Reading, 'what' | 'start' | 'end' | 'line'> {
  readonly fn: FunctionRef;
  /** From where the code comes: the call of the API first, then the functions that hand it on. */
  readonly way: readonly ChainStep[];
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
}

/** A code is handed on through so many functions at most; people do it once or twice. */
const MOST_LEVELS = 6;

/** The family's migration for calls that are there already. */
export function readAs(names: Iterable<string>, facts: Facts): Migration {
  const calls = new Map([...names].map(name => [name, name]));
  return { ...migrationOf(calls), macrosOf: facts.macrosOf, effort: facts.effort, misread: true };
}

/** How a function reads the codes; undefined where it cannot be read for certain. */
export function readingsIn({ fn, names }: Reader, facts: Facts): Readings | undefined {
  const file = facts.file(fn.path);
  return file && readingsOf(file, fn.item, readAs(names, facts));
}

/** Follows the codes that a function gets; undefined where the function cannot be read for certain. */
export function fateOf(reader: Reader, facts: Facts): Fate | undefined {
  const own = readingsIn(reader, facts);
  if (own === undefined) return undefined;
  const seen = new Set<string>();
  const start: ChainStep[] = [...reader.names].slice(0, 1).map(name => ({ ...placeOf(reader.fn), name }));
  const right = own.all.filter(({ taken, what }) => taken === 'new' && what !== 'is returned');
  return { ...follow(reader, facts, start, seen), right };
}

const placeOf = ({ name, path, line }: FunctionRef): ChainStep => ({ name, path, line });

type Followed = Omit<Fate, 'right'>;

const NOTHING: Followed = { wrong: [], stored: [], printed: [], asInteger: [] };

function follow(reader: Reader, facts: Facts, way: readonly ChainStep[], seen: Set<string>): Followed {
  const { fn } = reader;
  const key = `${fn.path}:${fn.item.start}`;
  const readings = seen.has(key) || way.length > MOST_LEVELS ? undefined : readingsIn(reader, facts);
  seen.add(key);
  if (readings === undefined) return NOTHING;
  const misread = (some: readonly Reading[]): readonly Misreading[] =>
    some.map(({ what, start, end, line }) => ({ what, start, end, line, fn, way }));
  const taken = (kind: Reading['taken']) => readings.all.filter(reading => reading.taken === kind);
  const found: Followed[] = [
    {
      ...{ wrong: misread(taken('old')), stored: misread(taken('stored')) },
      ...{ printed: misread(taken('printed')), asInteger: [] },
    },
  ];
  const handed = taken('returned');
  const returns = handed.length > 0 ? handed : taken('new').filter(({ what }) => what === 'is returned');
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
    const callers = new Map(
      facts.callersOf(fn).map(({ caller }) => [`${caller.path}:${caller.item.start}`, caller]),
    );
    for (const caller of callers.values())
      found.push(follow({ fn: caller, names: new Set([fn.name]) }, facts, next, seen));
  }
  return {
    wrong: found.flatMap(one => one.wrong),
    stored: found.flatMap(one => one.stored),
    printed: found.flatMap(one => one.printed),
    asInteger: found.flatMap(one => one.asInteger),
  };
}

/** `is tested for 0 (drivers/gizmo/vm.c:12)`, with the function where it is another one than where the call stands. */
export function said({ what, line, fn }: Misreading, home: FunctionRef): string {
  const isHome = fn.path === home.path && fn.item.start === home.item.start;
  const place = `${fn.path}:${line}`;
  const who = isHome ? '' : ` by ${fn.name}()`;
  return what.endsWith(')') && what.includes('(') && what.includes(':')
    ? `${what}`
    : `${what}${who} (${place})`;
}

/** Whether a function says itself that it returns codes. */
export function isTyped({ fn }: Pick<Reader, 'fn'>, facts: Facts): boolean {
  const variants = facts.variantsOf(fn);
  return (
    !('why' in variants) &&
    variants.length > 0 &&
    variants.every(variant => variant.fn.returnType === FAULT_TYPE.codeType)
  );
}
