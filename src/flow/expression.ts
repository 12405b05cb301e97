/** The value of an expression on one path, with the effects of computing it. */
import type { Expr, Identifier } from '../source/ast.js';
import type { Span } from '../source/span.js';
import { valueOfCall, valuesBehind } from './calls.js';
import { numberNamed } from './contract.js';
import { above, below, equals } from './domain.js';
import type { Machine, Place } from './machine.js';
import { objectOf } from './macros.js';
import { memoryNameOf, type Variable } from './resolve.js';
import { typeOfExpr } from './static-type.js';
import { common, holdsAll, isSigned, rangeOf, storeNumber, TRUTH, type TypeClass } from './types.js';
import { COMPARE, compute, computeUnsigned, isSym, keyOf, type Value } from './values.js';
import { bare } from './walk.js';

/** The static type of an expression of the function under evaluation. */
export function typeAt(machine: Machine, expr: Expr): TypeClass {
  return typeOfExpr(machine.code, machine.world.contract, expr);
}

/** Evaluates. @throws Stop where it cannot. */
export function valueAt(machine: Machine, expr: Expr): Value {
  switch (expr.kind) {
    case 'paren':
      return valueAt(machine, expr.inner);
    case 'number':
      return typeAt(machine, expr) === 'opaque' ? machine.sym(`number ${expr.text}`) : expr.value!;
    case 'string':
      return machine.sym(`string ${canonicalString(machine, expr.text)}`, {
        low: 1,
        high: Number.POSITIVE_INFINITY,
      });
    case 'char':
      return machine.sym(`char ${expr.text}`);
    case 'identifier':
      return nameValue(machine, expr);
    case 'call':
      return valueOfCall(machine, expr, valueAt);
    case 'member':
    case 'index':
      return machine.read(placeOf(machine, expr));
    case 'unary':
      return unaryValue(machine, expr);
    case 'update': {
      const place = placeOf(machine, expr.operand);
      const type = typeAt(machine, expr.operand);
      const before = machine.read(place);
      const after = arithmetic(machine, expr.op === '++' ? '+' : '-', before, 1, type, expr);
      machine.write(place, after, type, expr);
      return expr.prefix ? resultOf(machine, place, after) : before;
    }
    case 'binary':
      return binaryValue(machine, expr);
    case 'assign':
      return assignValue(machine, expr);
    case 'conditional': {
      const test = valueAt(machine, expr.test);
      if (machine.truth(test)) return expr.then ? valueAt(machine, expr.then) : test;
      return valueAt(machine, expr.otherwise);
    }
    case 'comma': {
      let last: Value = 0;
      for (const item of expr.items) last = valueAt(machine, item);
      return last;
    }
    case 'cast': {
      const value = valueAt(machine, expr.operand);
      if (/^(const )?void$/.test(expr.type)) return value;
      return machine.convert(
        value,
        typeAt(machine, expr.operand),
        machine.typeNamed(expr.type, 0),
        expr.type,
        expr,
      );
    }
    case 'type-operand':
      return (
        sizeIn(expr.text) ?? machine.sym(`type ${expr.text}`, { low: 0, high: Number.POSITIVE_INFINITY })
      );
    case 'init-list': {
      const parts = expr.items.map(i => `${i.path.join('.')}=${keyOf(valueAt(machine, i.value))}`);
      return machine.sym(`{${parts.join(',')}}`);
    }
    case 'statement-expr':
      return machine.fail('a statement expression', expr.start);
    case 'unknown':
      return machine.fail(expr.why, expr.start);
  }
}

/** Canonical form of a string: names of the new API read as the old, because they follow the call. */
function canonicalString(machine: Machine, text: string): string {
  let result = text;
  for (const [before, after] of machine.world.contract.calls) result = result.replaceAll(after, before);
  return result;
}

function assignValue(machine: Machine, expr: Extract<Expr, { kind: 'assign' }>): Value {
  const type = typeAt(machine, expr.target);
  if (expr.op === '=') {
    const value = valueAt(machine, expr.value);
    const place = placeOf(machine, expr.target);
    machine.write(place, value, typeAt(machine, expr.value), expr);
    return resultOf(machine, place, value);
  }
  const place = placeOf(machine, expr.target);
  const operand = valueAt(machine, expr.value);
  const computed = common(type, typeAt(machine, expr.value));
  const value = arithmetic(machine, expr.op.slice(0, -1), machine.read(place), operand, computed, expr);
  machine.write(place, value, computed, expr);
  return resultOf(machine, place, value);
}

/** The value of an assignment: what the place holds after it. */
function resultOf(machine: Machine, place: Place, value: Value): Value {
  if (place.kind === 'variable') return machine.read(place);
  if (place.kind === 'memory' && place.variable === undefined && value !== 0)
    return machine.sym(`stored ${place.key} ${keyOf(value)}`);
  return value;
}

// ---- places ----

/** The place that an expression names. @throws Stop where it is no place that can be told from others. */
export function placeOf(machine: Machine, expr: Expr): Place {
  const e = bare(expr);
  const key = (x: Expr) => keyOf(valueAt(machine, x));
  switch (e.kind) {
    case 'identifier': {
      const variable = machine.code.names.of(e);
      if (variable) return placeOfVariable(variable);
      const [hidden] = machine.code.names.behind(e);
      if (hidden) return machine.fail(`the macro ${e.name} uses the local variable ${hidden.name}`, e.start);
      return memory(`&${e.name}`, e.name);
    }
    case 'member':
      return e.arrow
        ? memory(`${key(e.object)}->${e.field}`, labelOf(e))
        : partOf(machine, e.object, `.${e.field}`, labelOf(e));
    case 'index': {
      const object = key(e.object);
      return memory(`${object}[${key(e.index)}]`, labelOf(e));
    }
    case 'unary':
      if (e.op === '*') return memory(`*${key(e.operand)}`, labelOf(e));
  }
  return machine.fail('an assignment to something unusual', e.start);
}

export function placeOfVariable(variable: Variable): Place {
  if (variable.scalar) return { kind: 'variable', variable };
  return { kind: 'memory', key: memoryNameOf(variable), label: variable.name, variable };
}

function memory(key: string, label: string): Place {
  return { kind: 'memory', key, label, variable: undefined };
}

function partOf(machine: Machine, object: Expr, path: string, label: string): Place {
  const whole = placeOf(machine, object);
  if (whole.kind === 'memory') return memory(whole.key + path, label);
  return {
    kind: 'part',
    variable: whole.variable,
    path: whole.kind === 'part' ? whole.path + path : path.slice(1),
  };
}

/** A place as people write it. */
function labelOf(expr: Expr): string {
  const e = bare(expr);
  switch (e.kind) {
    case 'identifier':
      return e.name;
    case 'member':
      return `${labelOf(e.object)}${e.arrow ? '->' : '.'}${e.field}`;
    case 'index':
      return `${labelOf(e.object)}[]`;
    case 'unary':
      return e.op === '*' ? `*${labelOf(e.operand)}` : labelOf(e.operand);
    case 'call':
      return `${labelOf(e.callee)}()`;
    case 'cast':
      return labelOf(e.operand);
    default:
      return '…';
  }
}

// ---- names ----

function constantNamed(machine: Machine, name: string): number | undefined {
  return numberNamed(machine.world.contract, name);
}

function nameValue(machine: Machine, expr: Identifier): Value {
  const variable = machine.code.names.of(expr);
  if (variable) {
    if (variable.declarator?.array) return addressOf(machine, `array ${memoryNameOf(variable)}`);
    return machine.read(placeOf(machine, expr));
  }
  const known = constantNamed(machine, expr.name);
  if (known !== undefined) return known;
  const macro = objectOf(machine.code, expr.name);
  if (macro?.hides !== undefined) return machine.fail(macro.hides, expr.start);
  if (machine.code.names.behind(expr).length > 0) {
    const value = machine.fresh(`macro ${expr.name}`);
    machine.effect(expr.name, expr.name, valuesBehind(machine, expr));
    return value;
  }
  if (macro ? macro.constant : /^[A-Z][A-Z0-9_]*$/.test(expr.name))
    return machine.sym(`constant ${expr.name}`);
  return machine.read(memory(`&${expr.name}`, expr.name));
}

function addressOf(machine: Machine, structure: string): Value {
  return machine.sym(structure, { low: 1, high: Number.POSITIVE_INFINITY });
}

// ---- operators ----

function unaryValue(machine: Machine, expr: Extract<Expr, { kind: 'unary' }>): Value {
  const { op, operand } = expr;
  if (op === '&') {
    const inner = bare(operand);
    const place = placeOf(machine, inner);
    if (place.kind === 'memory') return addressOf(machine, `& ${place.key}`);
    return machine.fail('the address of a variable', expr.start);
  }
  if (op === '*') return machine.read(placeOf(machine, expr));
  const value = valueAt(machine, operand);
  if (op === '!') return machine.truth(value) ? 0 : 1;
  if (op === '+') return value;
  const type = typeAt(machine, expr);
  const n = machine.world.numberOf(value);
  if (n !== undefined) {
    const result = op === '-' ? 0 - n : ~n;
    if (isSigned(type) || type === 'code') return result;
    const stored = type === 'u32' ? storeNumber(result, type) : undefined;
    if (stored !== undefined) return stored;
    if (type === 'ulong' && result < 0 && holdsAll('i32', { low: result, high: result }))
      return machine.wrapped(result, type);
  }
  const unknown = machine.sym(`(${op}${keyOf(value)}:${type})`, rangeOf(type));
  if (n !== undefined) machine.doubt(unknown, expr);
  return unknown;
}

function binaryValue(machine: Machine, expr: Extract<Expr, { kind: 'binary' }>): Value {
  const { op, left, right } = expr;
  if (op === '&&')
    return machine.truth(valueAt(machine, left)) && machine.truth(valueAt(machine, right)) ? 1 : 0;
  if (op === '||')
    return machine.truth(valueAt(machine, left)) || machine.truth(valueAt(machine, right)) ? 1 : 0;
  const a = valueAt(machine, left);
  const b = valueAt(machine, right);
  const type = common(typeAt(machine, left), typeAt(machine, right));
  if (COMPARE[op]) return compareValues(machine, op, a, b, type);
  return arithmetic(machine, op, a, b, typeAt(machine, expr), expr);
}

/** `a op b` as 0 or 1; `type` is what both are converted to. */
export function compareValues(machine: Machine, op: string, a: Value, b: Value, type: TypeClass): Value {
  switch (op) {
    case '!=':
      return isEqual(machine, a, b, type) ? 0 : 1;
    case '==':
      return isEqual(machine, a, b, type) ? 1 : 0;
    case '<':
      return isLess(machine, a, b, type) ? 1 : 0;
    case '>':
      return isLess(machine, b, a, type) ? 1 : 0;
    case '<=':
      return isLess(machine, b, a, type) ? 0 : 1;
    default:
      return isLess(machine, a, b, type) ? 0 : 1;
  }
}

/** A number as the common type has it; undefined where that depends on the machine. */
function seenAs(machine: Machine, value: Value, type: TypeClass): Value | undefined {
  const n = machine.world.numberOf(value);
  if (n === undefined) return value;
  return n < 0 && type === 'u32' ? storeNumber(n, 'u32') : n;
}

/** Numbers in the order of two values of a wide unsigned type, one of which wrapped; undefined where that is not known. */
function ranksOf(
  machine: Machine,
  a: Value,
  b: Value,
  type: TypeClass,
): readonly [number, number] | undefined {
  if (type !== 'ulong' && type !== 'pointer') return undefined;
  const rank = (value: Value): number | undefined => {
    const n = (isSym(value) ? value.wraps : undefined) ?? machine.world.numberOf(value);
    if (n === undefined || !holdsAll('i32', { low: n, high: n })) return undefined;
    return n < 0 ? 2 ** 33 + n : n;
  };
  const [x, y] = [rank(a), rank(b)];
  return x === undefined || y === undefined ? undefined : [x, y];
}

export function isEqual(machine: Machine, a: Value, b: Value, type: TypeClass): boolean {
  const ranks = ranksOf(machine, a, b, type);
  if (ranks) return ranks[0] === ranks[1];
  const x = seenAs(machine, a, type) ?? a;
  const y = seenAs(machine, b, type) ?? b;
  if (!isSym(x) && !isSym(y)) return x === y;
  if (keyOf(x) === keyOf(y)) return true;
  const [sym, n] = isSym(x) ? [x, y] : [y, x];
  if (isSym(sym) && !isSym(n) && machine.world.isTried(n) && !(type === 'u32' && sym.low < 0)) {
    return machine.world.decide(sym, equals(n));
  }
  return machine.truth(machine.sym(`(${[keyOf(x), keyOf(y)].sort().join('==')})`, TRUTH));
}

/** Whether a value's order among others is that of its numbers. */
function isPlain(value: Value, type: TypeClass): boolean {
  if (isSigned(type)) return true;
  if (!isSym(value)) return value >= 0;
  return type !== 'opaque' && type !== 'pointer' && value.low >= 0 && value.high !== Number.POSITIVE_INFINITY;
}

function isLess(machine: Machine, a: Value, b: Value, type: TypeClass): boolean {
  const ranks = ranksOf(machine, a, b, type);
  if (ranks) return ranks[0] < ranks[1];
  const x = seenAs(machine, a, type) ?? a;
  const y = seenAs(machine, b, type) ?? b;
  if (keyOf(x) === keyOf(y)) return false;
  if (isPlain(x, type) && isPlain(y, type)) {
    if (!isSym(x) && !isSym(y)) return x < y;
    if (!isSym(y) && machine.world.isTried(y)) return machine.world.decide(x, below(y));
    if (!isSym(x) && machine.world.isTried(x)) return machine.world.decide(y, above(x));
  }
  return machine.truth(machine.sym(`(${keyOf(x)}<${keyOf(y)}:${isSigned(type) ? 's' : type})`, TRUTH));
}

function arithmetic(machine: Machine, op: string, a: Value, b: Value, type: TypeClass, at: Span): Value {
  const x = machine.world.numberOf(a);
  const y = machine.world.numberOf(b);
  if (x !== undefined && y !== undefined) {
    const n = type === 'u32' ? computeUnsigned(op, x, y) : compute(op, x, y);
    if (n !== undefined && type === 'u32') return n;
    if (n !== undefined && (isSigned(type) || (n >= 0 && (op === '&' || (x >= 0 && y >= 0))))) return n;
  }
  if (op === '&' && (x === 0 || y === 0)) return 0;
  if ((op === '|' || op === '+' || op === '-') && y === 0) return a;
  if ((op === '|' || op === '+') && x === 0) return b;
  const unknown = machine.sym(
    `(${keyOf(a)}${op}${keyOf(b)}:${type === 'code' ? 'i32' : type})`,
    rangeOf(type),
  );
  if (x !== undefined && y !== undefined) machine.doubt(unknown, at);
  return unknown;
}

/** The bytes of types that have as many with every kernel. */
const SIZES: ReadonlyMap<string, number> = new Map([
  ...['char', 'bool', '_Bool', 'u8', 's8'].map(name => [name, 1] as const),
  ...['short', 'u16', 's16'].map(name => [name, 2] as const),
  ...['int', 'unsigned', 'u32', 's32'].map(name => [name, 4] as const),
  ...['long long', 'u64', 's64'].map(name => [name, 8] as const),
]);

/** What `sizeof(type)` is; undefined for what is not the same everywhere. */
function sizeIn(text: string): number | undefined {
  const [, type = ''] = /^sizeof\s*\(\s*(?:(?:un)?signed\s+(?=\w))?([\w ]+?)\s*\)$/.exec(text) ?? [];
  return SIZES.get(type);
}

/** The condition of a branch. */
export function truthOf(machine: Machine, expr: Expr): boolean {
  return machine.truth(valueAt(machine, expr));
}
