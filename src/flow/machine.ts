/** The state of one symbolic evaluation: variables, memory, effects so far. */
import type { Call, Expr, Stmt } from '../source/ast.js';
import type { MacroDef } from '../source/file.js';
import type { Span } from '../source/span.js';
import { NONZERO } from './domain.js';
import { nameOfErrno } from './idioms.js';
import type { Program } from './program.js';
import type { Resolution, Variable } from './resolve.js';
import {
  codeTypeIn,
  holdsAll,
  isSameSize,
  isSigned,
  isWord,
  mayLose,
  type Range,
  rangeOf,
  storeNumber,
  type TypeClass,
  typeOf,
} from './types.js';
import { isSym, keyOf, type Sym, type Value } from './values.js';
import { Stop, type World } from './world.js';

/** A function ready to be evaluated. */
export interface Code {
  readonly program: Program;
  readonly names: Resolution;
  /** The bodies of small functions that may be evaluated in place of a call. */
  readonly inline: (name: string) => Code | undefined;
  /** Definitions of a macro that the function can mean. */
  readonly macros?: ((name: string) => readonly MacroDef[]) | undefined;
  /** Whether this is the text after the rewrite: a call that keeps its name returns new values there. */
  readonly rewritten?: boolean;
}

/** Something the outside can see: a call, a store outside the function. */
export interface Effect {
  /** Equal for equal effects of two programs. */
  readonly name: string;
  /** As people say it: `gizmo_put()`. */
  readonly label: string;
  readonly values: readonly Value[];
  /** The statement it came from. */
  readonly stmt: Stmt;
}

/** Values of the scalar variables, by the variable's id; none for a variable that was not set. */
export type Env = Pick<ReadonlyMap<number, Value>, 'get' | 'keys' | 'values' | typeof Symbol.iterator>;

/** A variable got a value, or lost it. */
interface Write {
  readonly id: number;
  readonly before: Value | undefined;
  readonly value: Value | undefined;
}

/** A moment of a machine. */
export interface MachineMark {
  stmt: Stmt | undefined;
  writes: number;
  memory: Map<string, Value> | undefined;
  /** Of `memory`, to which things are only added. */
  size: number;
  effects: number;
  unset: string | undefined;
  fuel: number;
}

/** A mark to be filled. */
export function blankMark(): MachineMark {
  return { stmt: undefined, writes: 0, memory: undefined, size: 0, effects: 0, unset: undefined, fuel: 0 };
}

/**
 * The variables at one moment of an evaluation: as they were at its beginning, with what was written up to there. Most
 * moments are never looked at, so keeping one costs next to nothing, and looking at one costs more.
 */
class Moment implements Env {
  private all: ReadonlyMap<number, Value> | undefined;

  constructor(
    private readonly start: Env,
    private readonly writes: readonly Write[],
    private readonly count: number,
  ) {}

  get(id: number): Value | undefined {
    if (this.all) return this.all.get(id);
    for (let i = this.count - 1; i >= 0; i--) if (this.writes[i]!.id === id) return this.writes[i]!.value;
    return this.start.get(id);
  }

  private map(): ReadonlyMap<number, Value> {
    if (this.all) return this.all;
    const all = new Map(this.start);
    for (let i = 0; i < this.count; i++) {
      const { id, value } = this.writes[i]!;
      if (value === undefined) all.delete(id);
      else all.set(id, value);
    }
    this.all = all;
    return all;
  }

  keys() {
    return this.map().keys();
  }

  values() {
    return this.map().values();
  }

  [Symbol.iterator]() {
    return this.map()[Symbol.iterator]();
  }
}

/** How a run ended. */
export type End =
  | { readonly kind: 'return'; readonly value: Value | undefined; readonly stmt: Stmt | undefined }
  | { readonly kind: 'head'; readonly step: number; readonly env: Env }
  | { readonly kind: 'stop'; readonly what: string }
  | { readonly kind: 'unknown'; readonly why: string; readonly at: number };

/**
 * Told of what happens, when somebody wants to know. Where several paths begin alike, that is told once; for the next
 * path the observer goes back to where the two part.
 */
export interface Observer {
  /** An evaluation begins. */
  begin?(): void;
  /** Something by which the observer finds the moment again before the step that it was told of last. */
  mark?(): unknown;
  /** What was told since a moment of this evaluation is not so. */
  rewind?(mark: unknown): void;
  /** Before a step is taken. `effects` is how many there were so far. */
  step?(index: number, env: Env, effects: number): void;
  branch?(index: number, side: number): void;
  contractCall?(call: Call, key: string, value: Value, effects: number): void;
  assigned?(variable: Variable, value: Value, at: Expr | Stmt): void;
}

/** What an evaluation and the functions it steps into share. */
export interface Trace {
  readonly world: World;
  effects: Effect[];
  /** Makes the keys of this run differ from those of others. */
  readonly prefix: string;
  /** The first variable that was read before it was set. */
  unset: string | undefined;
  /** How many steps may still be taken. */
  fuel: number;
  /** Runs a function in place of a call, up to its end. */
  enter(from: Machine, code: Code, env: Env): End;
}

/** Where a value can be stored. */
export type Place =
  | { readonly kind: 'variable'; readonly variable: Variable }
  /** A field of a variable that is no pointer: `v.val`. */
  | { readonly kind: 'part'; readonly variable: Variable; readonly path: string }
  | {
      readonly kind: 'memory';
      readonly key: string;
      readonly label: string;
      readonly variable: Variable | undefined;
    };

/** One evaluation under way. */
export class Machine {
  stmt: Stmt;
  private readonly vars: Map<number, Value>;
  private writes: Write[] = [];
  private readonly start: Env;
  private memory = new Map<string, Value>();

  constructor(
    readonly code: Code,
    readonly trace: Trace,
    readonly observer: Observer,
    readonly depth: number,
    env: Env,
  ) {
    this.stmt = code.program.fn.body;
    this.start = env;
    this.vars = new Map(env);
  }

  get world(): World {
    return this.trace.world;
  }

  /** The variables as they are now; they do not change any more once they are handed out. */
  env(): Env {
    return new Moment(this.start, this.writes, this.writes.length);
  }

  private set({ id }: Variable, value: Value): void {
    this.writes.push({ id, before: this.vars.get(id), value });
    this.vars.set(id, value);
  }

  forget({ id }: Variable): void {
    const before = this.vars.get(id);
    if (this.vars.delete(id)) this.writes.push({ id, before, value: undefined });
  }

  /** Notes this moment: cheap, for it is done before each step. */
  mark(mark: MachineMark): void {
    mark.stmt = this.stmt;
    mark.writes = this.writes.length;
    mark.memory = this.memory;
    mark.size = this.memory.size;
    mark.effects = this.trace.effects.length;
    mark.unset = this.trace.unset;
    mark.fuel = this.trace.fuel;
  }

  /** Goes back to a moment of this machine. Moments and effects that were handed out stay as they are. */
  rewind({ stmt, writes, memory, size, effects, unset, fuel }: MachineMark): void {
    for (let i = this.writes.length - 1; i >= writes; i--) {
      const { id, before } = this.writes[i]!;
      if (before === undefined) this.vars.delete(id);
      else this.vars.set(id, before);
    }
    this.writes = this.writes.slice(0, writes);
    this.memory = memory!;
    if (this.memory.size > size)
      for (const key of [...this.memory.keys()].slice(size)) this.memory.delete(key);
    this.stmt = stmt!;
    this.trace.effects = this.trace.effects.slice(0, effects);
    this.trace.unset = unset;
    this.trace.fuel = fuel;
  }

  isSet(variable: Variable): boolean {
    return variable.param !== undefined || this.vars.has(variable.id);
  }

  /** A symbol whose key tells this run and this moment apart from others. */
  fresh(structure: string, range?: Range): Sym {
    return this.world.symbols.of(`${this.trace.prefix}@${this.trace.effects.length}:${structure}`, range);
  }

  sym(structure: string, range?: Range, wraps?: number): Sym {
    return this.world.symbols.of(structure, range, wraps);
  }

  fail(why: string, at: number): never {
    throw new Stop(why, at);
  }

  // ---- places ----

  read(place: Place): Value {
    switch (place.kind) {
      case 'variable':
        return this.readVariable(place.variable);
      case 'part':
        return this.sym(`${keyOf(this.readVariable(place.variable))}.${place.path}`);
      case 'memory': {
        if (isVolatile(place.variable)) this.effect(`read ${place.key}`, place.label, []);
        const held = this.memory.get(place.key);
        if (held !== undefined) return held;
        const range =
          place.variable && isNumber(place.variable) ? rangeOf(this.typeOf(place.variable)) : undefined;
        const value = this.fresh(`[${place.key}]`, range);
        this.memory.set(place.key, value);
        return value;
      }
    }
  }

  private readVariable(variable: Variable): Value {
    const known = this.vars.get(variable.id);
    if (known !== undefined) return known;
    if (variable.param) return this.sym(`param ${variable.name}`, rangeOf(this.typeOf(variable)));
    this.trace.unset ??= variable.name;
    return this.sym('unset');
  }

  write(place: Place, value: Value, from: TypeClass, at: Expr | Stmt): void {
    switch (place.kind) {
      case 'variable': {
        const stored = this.convert(value, from, this.typeOf(place.variable), place.variable.type, at);
        this.observer.assigned?.(place.variable, stored, at);
        this.set(place.variable, stored);
        return;
      }
      case 'part': {
        const { variable } = place;
        const whole = this.vars.get(variable.id);
        const before = whole === undefined && !variable.param ? 'unset' : keyOf(this.readVariable(variable));
        this.set(variable, this.sym(`${before}{${place.path}=${keyOf(value)}}`));
        return;
      }
      case 'memory': {
        this.effects.push({
          name: `store ${place.key}`,
          label: `the store to ${place.label}`,
          values: [value],
          stmt: this.stmt,
        });
        // Another pointer may mean the same bytes, so nothing else that was read is still known; and what a store
        // leaves is known only where the type is.
        this.memory = new Map();
        const { variable } = place;
        if (!variable || !isNumber(variable) || isVolatile(variable)) return;
        this.memory.set(place.key, this.convert(value, from, this.typeOf(variable), variable.type));
      }
    }
  }

  /** The variable holds something that nobody knows. */
  havoc(variable: Variable, structure: string): void {
    if (variable.scalar) this.set(variable, this.fresh(structure, rangeOf(this.typeOf(variable))));
  }

  typeOf(variable: Variable): TypeClass {
    return this.typeNamed(variable.type, variable.pointers);
  }

  typeNamed(type: string, pointers: number): TypeClass {
    return typeOf(type, pointers, codeTypeIn(this.world.contract, this.code));
  }

  // ---- effects ----

  get effects(): Effect[] {
    return this.trace.effects;
  }

  effect(name: string, label: string, values: readonly Value[]): void {
    this.effects.push({ name, label, values, stmt: this.stmt });
    this.memory = new Map();
  }

  /** Runs a function that is stepped into with the memory of this one. */
  share(inner: Machine): void {
    inner.memory = this.memory;
  }

  // ---- values ----

  /** A number below 0 in an unsigned type of at least 32 bits, of the name `type`. */
  wrapped(n: number, type: string): Sym {
    return this.sym(`(${type})#${n}`, { low: 1, high: Number.POSITIVE_INFINITY }, n);
  }

  /** Notes that a number was there, but could not be computed; see `Doubt`. */
  doubt(sym: Sym, { start, end }: Span, why?: string): void {
    const version = this.code.rewritten ? 'after' : 'before';
    this.world.symbols.doubt(sym, { start, end, version, ...(why === undefined ? {} : { why }) });
  }

  truth(value: Value): boolean {
    return (isSym(value) && value.wraps !== undefined) || this.world.decide(value, NONZERO);
  }

  /** What storing a value in a type leaves of it. `text` is the type as written. */
  convert(value: Value, from: TypeClass, to: TypeClass, text: string, at: Span = this.stmt): Value {
    const wraps = isSym(value) ? value.wraps : undefined;
    // In a type that may be narrower or wider than the one it wrapped in, it is another number.
    if (wraps !== undefined && isWord(from) && isWord(to) && !isSigned(to)) return value;
    const n = wraps !== undefined && isWord(from) && to === 'long' ? wraps : this.world.numberOf(value);
    const label = to === 'opaque' ? text : to === 'code' ? 'i32' : to;
    if (n !== undefined) {
      const stored = storeNumber(n, to);
      if (stored !== undefined) return stored;
      if (to === 'ulong' && isSigned(from) && n < 0 && holdsAll('i32', { low: n, high: n }))
        return this.wrapped(n, label);
      const unknown = this.sym(`(${label})#${n}`, rangeOf(to));
      const said = nameOfErrno(n) ?? String(n);
      this.doubt(unknown, at, `it is not known what the type ${text} leaves of ${said}`);
      return unknown;
    }
    if (!isSym(value)) return value;
    if (to === 'bool') return this.truth(value) ? 1 : 0;
    const isCast = 'kind' in at && at.kind === 'cast';
    if (from === 'opaque' && to === 'opaque' && mayLose(text, isCast))
      return this.sym(`(${label})${value.key}`);
    if (isSameSize(from, to) || holdsAll(to, value) || holdsAll(to, this.world.boundsOf(value))) return value;
    return this.sym(`(${label})${value.key}`, rangeOf(to));
  }
}

/** Whether a variable in memory holds one number or pointer. */
function isNumber({ type, pointers, declarator }: Variable): boolean {
  return !declarator?.array && !declarator?.func && (pointers > 0 || !/\b(struct|union)\b/.test(type));
}

function isVolatile(variable: Variable | undefined): boolean {
  return variable !== undefined && /\bvolatile\b/.test(variable.type);
}
