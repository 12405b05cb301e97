/** The symbolic evaluation of one program on one path, from a step to the next cut or the end. */
import type { Call, Expr, FunctionDef, Identifier, Stmt } from '../source/ast.js';
import type { Contract } from './contract.js';
import { ERRNO, IDIOMS, MIN_ERRNO, PLAIN_CONSTANTS } from './idioms.js';
import type { Program, Step } from './program.js';
import type { Resolution, Variable } from './resolve.js';
import { COMPARE, compute, convertNumber, isSym, symbol, type Value } from './values.js';
import { bare, calleeOf, walk } from './walk.js';
import { Stop, type World } from './world.js';

/** Something the outside can see: a call, a store outside the function. */
export interface Effect {
  readonly name: string;
  readonly values: readonly Value[];
  /** The statement it came from. */
  readonly stmt: Stmt;
}

export type Env = ReadonlyMap<number, Value>;

/** How a run ended. */
export type End =
  | { readonly kind: 'return'; readonly value: Value | undefined; readonly stmt: Stmt | undefined }
  | { readonly kind: 'head'; readonly step: number; readonly env: Env }
  | { readonly kind: 'stop'; readonly what: string }
  | { readonly kind: 'unknown'; readonly why: string; readonly at: number };

export interface Run {
  readonly effects: readonly Effect[];
  readonly end: End;
}

/** A function ready to be evaluated. */
export interface Code {
  readonly program: Program;
  readonly names: Resolution;
  /** The bodies of small functions that may be evaluated in place of a call. */
  readonly inline: (name: string) => Code | undefined;
  /** Whether this is the text after the rewrite: a call that keeps its name returns new values there. */
  readonly rewritten?: boolean;
}

/** Told of each step taken and each side of a branch, when somebody wants to know. */
export interface Observer {
  /** Before a step is taken; `env` is live: read it now. `effects` is how many there were so far. */
  step?(index: number, env: Env, effects: number): void;
  branch?(index: number, side: number): void;
  contractCall?(call: Call, key: string, value: Value, effects: number): void;
  assigned?(variable: Variable, value: Value, at: Expr | Stmt): void;
}

const MAX_STEPS = 20_000;
const MAX_INLINE = 3;

/** Canonical form of a string: names of the new API read as the old, because they follow the call. */
function canonicalString(text: string, contract: Contract): string {
  let result = text;
  for (const [before, after] of contract.calls) result = result.replaceAll(after, before);
  return result;
}

export interface Start {
  readonly step: number;
  readonly env: Env;
  /** Makes the keys of this segment differ from those of others. */
  readonly prefix: string;
  readonly skipHead: boolean;
}

/** Evaluates a program on the world's current path. Never throws; what it cannot do ends in `unknown`. */
export function evaluate(code: Code, start: Start, world: World, observer: Observer = {}): Run {
  const effects: Effect[] = [];
  try {
    const end = world.evaluation(() => new Evaluation(code, world, effects, start.prefix, observer, 0).run(start));
    return { effects, end };
  } catch (error) {
    if (error instanceof Stop) return { effects, end: { kind: 'unknown', why: error.why, at: error.at } };
    throw error;
  }
}

type Place = { readonly variable: Variable } | { readonly memory: string };

/** A key that does not depend on what was found out about the value, so that both programs build the same one. */
function rawKey(value: Value): string {
  return isSym(value) ? value.key : `#${value}`;
}

class Halt {
  constructor(readonly what: string) {}
}

class Evaluation {
  private env = new Map<number, Value>();
  private memory = new Map<string, Value>();
  private stmt!: Stmt;

  constructor(
    private readonly code: Code,
    private readonly world: World,
    private readonly effects: Effect[],
    private readonly prefix: string,
    private readonly observer: Observer,
    private readonly depth: number,
  ) {}

  run(start: Start): End {
    this.env = new Map(start.env);
    const steps = this.code.program.steps;
    let at = start.step;
    for (let taken = 0; taken < MAX_STEPS; taken++) {
      const step = steps[at]!;
      if (step.stmt) this.stmt = step.stmt;
      this.observer.step?.(at, this.env, this.effects.length);
      if (step.op === 'head') {
        if (!(start.skipHead && taken === 0)) return { kind: 'head', step: at, env: new Map(this.env) };
        at++;
        continue;
      }
      try {
        const next = this.take(step, at);
        if (typeof next !== 'number') return next;
        at = next;
      } catch (error) {
        if (error instanceof Halt) return { kind: 'stop', what: error.what };
        throw error;
      }
    }
    throw new Stop('the function takes too many steps', this.stmt.start);
  }

  private take(step: Step, at: number): number | End {
    switch (step.op) {
      case 'declare': {
        const variable = this.code.names.declaredBy(step.declarator);
        if (step.declarator.init && variable) this.initialise(variable, step.declarator.init);
        else if (variable?.scalar) this.env.delete(variable.id);
        return at + 1;
      }
      case 'eval':
        this.value(step.expr);
        return at + 1;
      case 'jump':
        return step.to;
      case 'branch': {
        const side = this.truth(this.value(step.test));
        this.observer.branch?.(at, side ? 1 : 0);
        return side ? step.yes : step.no;
      }
      case 'iterate': {
        const key = `${this.prefix}each${this.effects.length}`;
        for (const arg of step.loop.args) this.havoc(arg, key);
        const values = step.loop.args.filter(a => !this.isLocalName(a)).map(a => this.value(a));
        this.effect(`${step.loop.macro}`, values);
        const side = this.truth(symbol(`${key}?`, true));
        this.observer.branch?.(at, side ? 1 : 0);
        return side ? step.yes : step.no;
      }
      case 'switch':
        return this.takeSwitch(step, at);
      case 'return': {
        if (!step.value) return { kind: 'return', value: undefined, stmt: step.stmt };
        const { returnType } = this.code.program.fn;
        const value = this.convert(this.value(step.value), returnType, returnType.includes('*') ? 1 : 0);
        return { kind: 'return', value, stmt: step.stmt };
      }
      case 'mark':
        return at + 1;
      case 'unknown':
        throw new Stop(step.why, step.stmt.start);
      case 'head':
        return at + 1;
    }
  }

  private takeSwitch(step: Extract<Step, { op: 'switch' }>, at: number): number {
    const value = this.value(step.test);
    for (const [i, arm] of step.arms.entries()) {
      const low = this.constant(arm.value);
      const high = arm.high ? this.constant(arm.high) : low;
      const hit =
        low !== undefined && high !== undefined
          ? this.world.decide(value, n => n >= low && n <= high)
          : this.truth(symbol(`${rawKey(value)}=case ${this.textKey(arm.value)}`, true));
      if (hit) {
        this.observer.branch?.(at, i);
        return arm.to;
      }
    }
    this.observer.branch?.(at, -1);
    return step.otherwise;
  }

  private initialise(variable: Variable, init: Expr): void {
    if (!variable.scalar) {
      const value = this.value(init);
      this.store({ memory: `&${variable.name}` }, value);
      return;
    }
    this.assign({ variable }, this.value(init), init);
  }

  // ---- places ----

  private place(expr: Expr): Place {
    const e = bare(expr);
    switch (e.kind) {
      case 'identifier': {
        const variable = this.code.names.of(e);
        return variable?.scalar ? { variable } : { memory: `&${e.name}` };
      }
      case 'member':
        return e.arrow
          ? { memory: `${this.key(e.object)}->${e.field}` }
          : { memory: `${this.placeKey(e.object)}.${e.field}` };
      case 'index':
        return { memory: `${this.key(e.object)}[${this.key(e.index)}]` };
      case 'unary':
        if (e.op === '*') return { memory: `*${this.key(e.operand)}` };
        break;
      case 'cast':
        return this.place(e.operand);
    }
    throw new Stop('an assignment to something unusual', e.start);
  }

  private placeKey(expr: Expr): string {
    const place = this.place(expr);
    // A member of a scalar variable can only be a union or struct held by value through a typedef.
    return 'memory' in place ? place.memory : `&${place.variable.name}`;
  }

  private read(place: Place): Value {
    if ('variable' in place) {
      const known = this.env.get(place.variable.id);
      if (known !== undefined) return known;
      return place.variable.param ? symbol(`param:${place.variable.name}`) : symbol('undefined');
    }
    const held = this.memory.get(place.memory);
    if (held !== undefined) return held;
    const value = symbol(`${this.prefix}M${this.effects.length}:${place.memory}`);
    this.memory.set(place.memory, value);
    return value;
  }

  private assign(place: Place, value: Value, at: Expr | Stmt): void {
    if ('variable' in place) {
      const { variable } = place;
      const stored = this.convert(value, variable.type, variable.pointers);
      this.observer.assigned?.(variable, stored, at);
      this.env.set(variable.id, stored);
    } else {
      this.store(place, value);
    }
  }

  private store(place: { memory: string }, value: Value): void {
    this.effects.push({ name: `store ${place.memory}`, values: [value], stmt: this.stmt });
    // Another pointer may mean the same bytes, so nothing else that was read is still known.
    this.memory = new Map([[place.memory, value]]);
  }

  private convert(value: Value, type: string, pointers: number): Value {
    const n = this.world.numberOf(value);
    if (n === undefined) {
      if (pointers === 0 && /\b(bool|_Bool)\b/.test(type)) return this.truth(value) ? 1 : 0;
      return value;
    }
    return convertNumber(n, type, pointers) ?? symbol(`(${type})${n}`);
  }

  private effect(name: string, values: readonly Value[]): void {
    this.effects.push({ name, values, stmt: this.stmt });
    this.memory = new Map();
  }

  private isLocalName(expr: Expr): boolean {
    const e = bare(expr);
    return e.kind === 'identifier' && this.code.names.of(e)?.scalar === true;
  }

  /** A macro may assign to a variable that it is given. */
  private havoc(expr: Expr, key: string): void {
    const e = bare(expr);
    if (e.kind !== 'identifier') return;
    const variable = this.code.names.of(e);
    if (variable?.scalar) this.env.set(variable.id, symbol(`${key}:${variable.id}`));
  }

  // ---- values ----

  truth(value: Value): boolean {
    return this.world.decide(value, n => n !== 0);
  }

  private key(expr: Expr): string {
    return rawKey(this.value(expr));
  }

  private textKey(expr: Expr): string {
    const e = bare(expr);
    return e.kind === 'identifier' ? e.name : this.key(e);
  }

  private constant(expr: Expr): number | undefined {
    const value = this.value(expr);
    return isSym(value) ? undefined : value;
  }

  private constantNamed(name: string): number | undefined {
    return this.world.contract.constants.get(name) ?? ERRNO.get(name) ?? PLAIN_CONSTANTS.get(name);
  }

  value(expr: Expr): Value {
    switch (expr.kind) {
      case 'paren':
        return this.value(expr.inner);
      case 'number':
        return expr.value ?? symbol(`number ${expr.text}`);
      case 'string':
        return symbol(`string ${canonicalString(expr.text, this.world.contract)}`);
      case 'char':
        return symbol(`char ${expr.text}`);
      case 'identifier':
        return this.name(expr);
      case 'call':
        return this.call(expr);
      case 'member':
      case 'index':
        return this.read(this.place(expr));
      case 'unary':
        return this.unary(expr.op, expr.operand);
      case 'update': {
        const place = this.place(expr.operand);
        const before = this.read(place);
        const after = this.arithmetic(expr.op === '++' ? '+' : '-', before, 1);
        this.assign(place, after, expr);
        return expr.prefix ? after : before;
      }
      case 'binary':
        return this.binary(expr.op, expr.left, expr.right);
      case 'assign': {
        if (expr.op === '=') {
          const value = this.value(expr.value);
          const place = this.place(expr.target);
          this.assign(place, value, expr);
          return 'variable' in place ? this.read(place) : value;
        }
        const place = this.place(expr.target);
        const value = this.arithmetic(expr.op.slice(0, -1), this.read(place), this.value(expr.value));
        this.assign(place, value, expr);
        return value;
      }
      case 'conditional': {
        const test = this.value(expr.test);
        if (this.truth(test)) return expr.then ? this.value(expr.then) : test;
        return this.value(expr.otherwise);
      }
      case 'comma': {
        let last: Value = 0;
        for (const item of expr.items) last = this.value(item);
        return last;
      }
      case 'cast':
        return this.value(expr.operand);
      case 'type-operand':
        return symbol(`type ${expr.text}`);
      case 'init-list': {
        const parts = expr.items.map(i => `${i.path.join('.')}=${this.key(i.value)}`);
        return symbol(`{${parts.join(',')}}`);
      }
      case 'statement-expr':
        throw new Stop('a statement expression', expr.start);
      case 'unknown':
        throw new Stop(expr.why, expr.start);
    }
  }

  private name(expr: Identifier): Value {
    const variable = this.code.names.of(expr);
    if (variable) {
      if (!variable.scalar && variable.declarator?.array) return symbol(`array ${variable.name}`);
      return this.read(this.place(expr));
    }
    const known = this.constantNamed(expr.name);
    if (known !== undefined) return known;
    // A name in capitals is a constant, as far as the two programs are concerned; another one may be a variable.
    if (/^[A-Z][A-Z0-9_]*$/.test(expr.name)) return symbol(`constant ${expr.name}`);
    return this.read({ memory: `&${expr.name}` });
  }

  private unary(op: string, operand: Expr): Value {
    if (op === '&') {
      const inner = bare(operand);
      if (inner.kind === 'identifier' && !this.code.names.of(inner)) return symbol(`&&${inner.name}`);
      return symbol(`&${this.placeKey(operand)}`);
    }
    if (op === '*') return this.read(this.place({ kind: 'unary', op, operand, start: operand.start, end: operand.end }));
    const value = this.value(operand);
    if (op === '!') return this.truth(value) ? 0 : 1;
    const n = this.world.numberOf(value);
    if (op === '+') return value;
    if (n !== undefined) return op === '-' ? 0 - n : ~n;
    return symbol(`(${op}${rawKey(value)})`);
  }

  private binary(op: string, left: Expr, right: Expr): Value {
    if (op === '&&') return this.truth(this.value(left)) && this.truth(this.value(right)) ? 1 : 0;
    if (op === '||') return this.truth(this.value(left)) || this.truth(this.value(right)) ? 1 : 0;
    const a = this.value(left);
    const b = this.value(right);
    const compare = COMPARE[op];
    return compare ? this.compare(op, compare, a, b) : this.arithmetic(op, a, b);
  }

  private compare(op: string, compare: (a: number, b: number) => boolean, a: Value, b: Value): Value {
    const x = this.world.numberOf(a);
    const y = this.world.numberOf(b);
    if (y !== undefined) return this.world.decide(a, n => compare(n, y)) ? 1 : 0;
    if (x !== undefined) return this.world.decide(b, n => compare(x, n)) ? 1 : 0;
    const ka = rawKey(a);
    const kb = rawKey(b);
    if (ka === kb) return compare(0, 0) ? 1 : 0;
    return symbol(`(${ka}${op}${kb})`, true);
  }

  private arithmetic(op: string, a: Value, b: Value): Value {
    const x = this.world.numberOf(a);
    const y = this.world.numberOf(b);
    if (x !== undefined && y !== undefined) {
      const n = compute(op, x, y);
      if (n !== undefined) return n;
    }
    if (op === '&' && (x === 0 || y === 0)) return 0;
    if ((op === '|' || op === '+' || op === '-') && y === 0) return a;
    if ((op === '|' || op === '+') && x === 0) return b;
    return symbol(`(${rawKey(a)}${op}${rawKey(b)})`);
  }

  // ---- calls ----

  private call(expr: Call): Value {
    const name = calleeOf(expr);
    const local = bare(expr.callee);
    const isLocal = local.kind === 'identifier' && this.code.names.of(local) !== undefined;
    if (name !== undefined && !isLocal) {
      const idiom = IDIOMS.get(name);
      if (idiom) return this.idiom(idiom, name, expr);
      const mapper = this.world.contract.mappers.find(m => m.name === name);
      if (mapper && expr.args.length === 1) {
        const value = this.value(expr.args[0]!);
        for (const c of mapper.cases) if (this.world.decide(value, n => n === c.value)) return c.result;
        return mapper.otherwise;
      }
      const contractCall = this.contractCall(name, expr);
      if (contractCall !== undefined) return contractCall;
      const inline = this.depth < MAX_INLINE ? this.code.inline(name) : undefined;
      if (inline) return this.inlined(inline, expr);
    }
    const target = name !== undefined && !isLocal ? name : `(${this.key(expr.callee)})`;
    const values = expr.args.map(arg => this.value(arg));
    this.effect(target, values);
    return symbol(`${this.prefix}${target}#${this.effects.length}`);
  }

  private contractCall(name: string, expr: Call): Value | undefined {
    const { calls } = this.world.contract;
    let old: string | undefined = calls.has(name) ? name : undefined;
    const isNew = old === undefined || (this.code.rewritten === true && calls.get(old) === old);
    if (old === undefined) for (const [before, after] of calls) if (after === name) old = before;
    if (old === undefined) return undefined;
    const values = expr.args.map(arg => this.value(arg));
    const key = `${this.prefix}${old}#${this.effects.length}`;
    const chosen = this.world.classOf(key);
    this.effect(old, values);
    const value = isNew ? chosen.after : chosen.before;
    this.observer.contractCall?.(expr, key, value, this.effects.length);
    return value;
  }

  private inlined(callee: Code, expr: Call): Value {
    const fn: FunctionDef = callee.program.fn;
    const env = new Map<number, Value>();
    for (const variable of callee.names.variables) {
      if (!variable.param) continue;
      const arg = expr.args[fn.params.indexOf(variable.param)];
      if (arg) env.set(variable.id, this.convert(this.value(arg), variable.type, variable.pointers));
    }
    const inner = new Evaluation(callee, this.world, this.effects, this.prefix, {}, this.depth + 1);
    inner.memory = this.memory;
    const end = inner.run({ step: 0, env, prefix: this.prefix, skipHead: false });
    this.memory = inner.memory;
    if (end.kind === 'return') return end.value ?? 0;
    if (end.kind === 'stop') throw new Halt(end.what);
    throw new Stop(end.kind === 'unknown' ? end.why : `a loop in ${fn.name}()`, expr.start);
  }

  private idiom(idiom: string, name: string, expr: Call): Value {
    const [first, ...rest] = expr.args;
    if (idiom === 'bug') {
      this.effect(name, []);
      throw new Halt(name);
    }
    if (!first) throw new Stop(`${name}() without an argument`, expr.start);
    const value = this.value(first);
    const errno = (n: number) => n >= MIN_ERRNO && n < 0;
    switch (idiom) {
      case 'truth':
        return this.truth(value) ? 1 : 0;
      case 'warn':
      case 'warn-message': {
        if (!this.truth(value)) return 0;
        this.effect(
          name,
          rest.map(arg => this.value(arg)),
        );
        return 1;
      }
      case 'bug-on':
        if (!this.truth(value)) return 0;
        this.effect(name, []);
        throw new Halt(name);
      case 'is-err':
        return this.world.decide(value, errno) ? 1 : 0;
      case 'is-err-or-null':
        return this.world.decide(value, n => n === 0 || errno(n)) ? 1 : 0;
      case 'ptr-err-or-zero':
        return this.world.decide(value, errno) ? value : 0;
      case 'same':
        return value;
      default:
        return symbol(`${name}(${[value, ...rest.map(arg => this.value(arg))].map(rawKey).join(',')})`);
    }
  }
}

/** All constants that a function compares with or assigns: the values worth trying. */
export function constantsOf(fn: FunctionDef, contract: Contract): ReadonlySet<number> {
  const found = new Set<number>();
  const add = (n: number | undefined) => {
    if (n === undefined) return;
    found.add(n);
    found.add(0 - n);
  };
  walk(fn, node => {
    if (node.kind === 'number') add(node.value);
    if (node.kind === 'identifier') {
      add(contract.constants.get(node.name) ?? ERRNO.get(node.name) ?? PLAIN_CONSTANTS.get(node.name));
    }
  });
  return found;
}
