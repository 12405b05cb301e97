/** Calls: of the API under migration, of functions that are stepped into, of everything else. */
import type { Call, Expr, ForEach, FunctionDef, Identifier } from '../source/ast.js';
import { equals, type Test } from './domain.js';
import { behind, usesLocal } from './hidden.js';
import { IDIOMS, type Idiom, MIN_ERRNO } from './idioms.js';
import type { Code, Machine } from './machine.js';
import { callOf } from './macros.js';
import { isRestored } from './restored.js';
import { typeOfExpr } from './static-type.js';
import { isSym, keyOf, type Value } from './values.js';
import { bare, calleeOf, walk } from './walk.js';

type ValueAt = (machine: Machine, expr: Expr) => Value;

/** Thrown where execution ends: `BUG()`. */
export class Halt {
  constructor(readonly what: string) {}
}

/** So deep calls are stepped into; deeper ones are calls of what is not known. */
export const MAX_INLINE = 3;

/** What codes can be, as numbers of 32 bits: never negative. */
const CODES = { low: 0, high: 0x7fffffff };

/** Evaluates a call. @throws Stop, Halt */
export function valueOfCall(machine: Machine, expr: Call, valueAt: ValueAt): Value {
  const callee = bare(expr.callee);
  const isLocal = callee.kind === 'identifier' && machine.code.names.of(callee) !== undefined;
  const name = isLocal ? undefined : calleeOf(expr);
  if (name === undefined)
    return otherCall(machine, expr, `(${keyOf(valueAt(machine, expr.callee))})`, labelOf(callee), valueAt);
  const macro = callOf(machine.code, name);
  const idiom = macro ? undefined : IDIOMS.get(name);
  if (idiom) return idiomValue(machine, idiom, name, expr, valueAt);
  const mapper = machine.world.contract.mappers.find(m => m.name === name);
  if (mapper && expr.args.length === 1) {
    const type = typeOfExpr(machine.code, machine.world.contract, expr.args[0]!);
    const value = machine.convert(valueAt(machine, expr.args[0]!), type, 'i32', 'int');
    const known = machine.world.numberOf(value);
    // It gives some code for a code as well, which may even be the right one; nobody means that.
    if (machine.code.rewritten && (type === 'code' || (known !== undefined && known > 0)))
      return machine.fail(`${name}() is given a new value`, expr.start);
    for (const c of mapper.cases) if (machine.world.decide(value, equals(c.value))) return c.result;
    return mapper.otherwise;
  }
  const restored = macro ? undefined : valueOfRestored(machine, name, expr, valueAt);
  if (restored !== undefined) return restored;
  const contractCall = valueOfContractCall(machine, name, expr, valueAt);
  if (contractCall !== undefined) return contractCall;
  const inline = machine.depth < MAX_INLINE && !macro ? machine.code.inline(name) : undefined;
  if (inline) return inlined(machine, inline, expr, valueAt);
  if (macro) checkMacro(machine, name, expr, macro.hides);
  const value = otherCall(machine, expr, name, `${name}()`, valueAt);
  for (const i of macro?.assigns ?? []) assignedByMacro(machine, expr.args[i], `${name} ${i}`);
  return value;
}

function labelOf(callee: Expr): string {
  if (callee.kind === 'member') return `${callee.arrow ? '->' : '.'}${callee.field}()`;
  return callee.kind === 'identifier' ? `${callee.name}()` : 'a call through a pointer';
}

function otherCall(machine: Machine, expr: Call, target: string, label: string, valueAt: ValueAt): Value {
  const values = [...expr.args.map(arg => valueAt(machine, arg)), ...behindCall(machine, expr)];
  const isCode = machine.world.contract.returnsCode?.(expr) ?? false;
  const value = isCode ? machine.fresh(target, CODES) : machine.fresh(target);
  machine.effect(target, label, values);
  return value;
}

/** The values of the variables that a macro uses without being given them: as if they were arguments. */
export function valuesBehind(machine: Machine, node: Identifier | ForEach): readonly Value[] {
  const name = node.kind === 'foreach' ? node.macro : node.name;
  return machine.code.names.behind(node).flatMap(variable => {
    const macro = behind(machine.code.macros, name, true) ?? behind(machine.code.macros, name, false);
    if (macro?.assigns(variable.name)) return machine.fail(usesLocal(macro, variable.name), node.start);
    return variable.scalar && machine.isSet(variable) ? [machine.read({ kind: 'variable', variable })] : [];
  });
}

function behindCall(machine: Machine, { callee }: Call): readonly Value[] {
  const name = bare(callee);
  return name.kind === 'identifier' ? valuesBehind(machine, name) : [];
}

/** A macro may evaluate its arguments as often as it likes: what it is given must not be one of our calls. */
function checkMacro(machine: Machine, name: string, expr: Call, hides: string | undefined): void {
  if (hides !== undefined) machine.fail(hides, expr.start);
  const { calls } = machine.world.contract;
  const names = new Set([...calls.keys(), ...calls.values()]);
  for (const arg of expr.args) {
    walk({ kind: 'paren', inner: arg, start: arg.start, end: arg.end }, node => {
      if (node.kind === 'call' && names.has(calleeOf(node) ?? ''))
        machine.fail(`the macro ${name}() is given the call`, arg.start);
    });
  }
}

function assignedByMacro(machine: Machine, arg: Expr | undefined, structure: string): void {
  const target = arg && bare(arg);
  if (target?.kind !== 'identifier') return;
  const variable = machine.code.names.of(target);
  if (variable) machine.havoc(variable, structure);
}

/** `restorer(new_call(…), flags)`: the old value that comes back. Other uses of the restorer are plain calls. */
function valueOfRestored(machine: Machine, name: string, expr: Call, valueAt: ValueAt): Value | undefined {
  const { contract } = machine.world;
  if (!isRestored(contract, expr)) return undefined;
  const inner = bare(expr.args[0]!) as Call;
  const code = valueOfContractCall(machine, calleeOf(inner)!, inner, valueAt);
  if (code === undefined || isSym(code)) return machine.fail(`${name}() of an unknown value`, expr.start);
  return contract.restorer!.values.get(code) ?? machine.fail(`${name}() of an unknown value`, expr.start);
}

function valueOfContractCall(
  machine: Machine,
  name: string,
  expr: Call,
  valueAt: ValueAt,
): Value | undefined {
  const { calls } = machine.world.contract;
  let old: string | undefined = calls.has(name) ? name : undefined;
  const isNew = old === undefined || (machine.code.rewritten === true && calls.get(old) === old);
  if (old === undefined) for (const [before, after] of calls) if (after === name) old = before;
  if (old === undefined) return undefined;
  const values = expr.args.map(arg => valueAt(machine, arg));
  // By its new name a call is the same in both texts, whether it had that name before or not.
  const now = calls.get(old)!;
  const key = machine.fresh(`call ${now}`).key;
  const chosen = machine.world.classOf(key);
  machine.effect(now, `${name}()`, values);
  const value = isNew ? chosen.after : chosen.before;
  machine.observer.contractCall?.(expr, key, value, machine.effects.length);
  return value;
}

function inlined(machine: Machine, callee: Code, expr: Call, valueAt: ValueAt): Value {
  const fn: FunctionDef = callee.program.fn;
  const env = new Map<number, Value>();
  for (const variable of callee.names.variables) {
    if (!variable.param) continue;
    const arg = expr.args[fn.params.indexOf(variable.param)];
    if (!arg) continue;
    const type = typeOfExpr(machine.code, machine.world.contract, arg);
    env.set(
      variable.id,
      machine.convert(valueAt(machine, arg), type, machine.typeOf(variable), variable.type),
    );
  }
  const end = machine.trace.enter(machine, callee, env);
  if (end.kind === 'return') return end.value ?? 0;
  if (end.kind === 'stop') throw new Halt(end.what);
  return machine.fail(end.kind === 'unknown' ? end.why : `a loop in ${fn.name}()`, expr.start);
}

const isErrno = (n: number) => n >= MIN_ERRNO && n < 0;
const ERRNO_VALUE: Test = { key: 'errno', holds: isErrno };
const ERRNO_OR_NULL: Test = { key: 'errno or 0', holds: n => n === 0 || isErrno(n) };

function idiomValue(machine: Machine, idiom: Idiom, name: string, expr: Call, valueAt: ValueAt): Value {
  const [first, ...rest] = expr.args;
  const label = `${name}()`;
  if (idiom === 'bug') {
    machine.effect(name, label, []);
    throw new Halt(name);
  }
  if (!first) return machine.fail(`${name}() without an argument`, expr.start);
  const value = valueAt(machine, first);
  const asks = /err/.test(idiom);
  const wraps = isSym(value) ? value.wraps : undefined;
  const isErr =
    wraps !== undefined
      ? isErrno(wraps)
      : asks && idiom !== 'is-err-or-null'
        ? machine.world.decide(value, ERRNO_VALUE)
        : undefined;
  switch (idiom) {
    case 'truth':
      return machine.truth(value) ? 1 : 0;
    case 'warn':
    case 'warn-message':
      if (!machine.truth(value)) return 0;
      machine.effect(
        name,
        label,
        rest.map(arg => valueAt(machine, arg)),
      );
      return 1;
    case 'bug-on':
      if (!machine.truth(value)) return 0;
      machine.effect(name, label, []);
      throw new Halt(name);
    case 'is-err':
      return isErr ? 1 : 0;
    case 'is-err-or-null':
      return (isErr ?? machine.world.decide(value, ERRNO_OR_NULL)) ? 1 : 0;
    case 'ptr-err-or-zero':
      return isErr ? (wraps ?? value) : 0;
    case 'same':
      return value;
    case 'pure':
      return machine.sym(
        `${name}(${[value, ...rest.map(arg => valueAt(machine, arg))].map(keyOf).join(',')})`,
      );
  }
}
