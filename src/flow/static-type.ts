/** The type of an expression, as far as it can be told from the function alone. */

import { ensure, remember } from '../remember.js';
import type { Expr, NumberLiteral } from '../source/ast.js';
import { type Contract, numberNamed } from './contract.js';
import { IDIOMS } from './idioms.js';
import type { Code } from './machine.js';
import { isRestored } from './restored.js';
import { codeTypeIn, common, INT, promoted, type TypeClass, typeOf } from './types.js';
import { bare, calleeOf } from './walk.js';

const typesOf = remember((_code: Code) => new Map<Expr, TypeClass>());

/** The class of an expression's type; `opaque` where it depends on what is declared elsewhere. */
export function typeOfExpr(code: Code, contract: Contract, expr: Expr): TypeClass {
  return ensure(typesOf(code), expr, () => find(code, contract, expr));
}

function find(code: Code, contract: Contract, expr: Expr): TypeClass {
  const of = (e: Expr) => typeOfExpr(code, contract, e);
  switch (expr.kind) {
    case 'paren':
      return of(expr.inner);
    case 'number':
      return literalType(expr);
    case 'char':
      return 'i32';
    case 'string':
      return 'pointer';
    case 'identifier':
      return nameType(code, contract, expr);
    case 'cast':
      return typeOf(expr.type, 0, codeTypeIn(contract, code));
    case 'unary':
      if (expr.op === '!') return 'i32';
      if (expr.op === '&') return 'pointer';
      return expr.op === '*' ? 'opaque' : promoted(of(expr.operand));
    case 'update':
      return of(expr.operand);
    case 'assign':
      return of(expr.target);
    case 'binary':
      if (/^(&&|\|\||[=!<>]=|[<>])$/.test(expr.op)) return 'i32';
      if (/^(<<|>>)$/.test(expr.op)) return promoted(of(expr.left));
      return common(of(expr.left), of(expr.right));
    case 'conditional':
      return common(of(expr.then ?? expr.test), of(expr.otherwise));
    case 'comma':
      return of(expr.items[expr.items.length - 1]!);
    case 'type-operand':
      return 'ulong';
    case 'call':
      return callType(code, contract, expr);
    default:
      return 'opaque';
  }
}

function literalType({ text, value }: NumberLiteral): TypeClass {
  if (value === undefined || !Number.isInteger(value)) return 'opaque';
  const suffix = /[uUlL]*$/.exec(text)![0].toLowerCase();
  // Only what is not written in decimals becomes unsigned where int is too small.
  if (suffix === '') return value <= INT.high ? 'i32' : /^0/.test(text) && value < 2 ** 32 ? 'u32' : 'opaque';
  if (suffix === 'u') return value < 2 ** 32 ? 'u32' : 'opaque';
  if (suffix === 'l') return value <= INT.high ? 'long' : 'opaque';
  if (suffix === 'ul' || suffix === 'lu') return 'ulong';
  return suffix.includes('u') ? 'u64' : 'i64';
}

function nameType(code: Code, contract: Contract, expr: Extract<Expr, { kind: 'identifier' }>): TypeClass {
  const variable = code.names.of(expr);
  if (variable)
    return variable.declarator?.array
      ? 'pointer'
      : typeOf(variable.type, variable.pointers, codeTypeIn(contract, code));
  if (expr.name === 'NULL') return 'pointer';
  return numberNamed(contract, expr.name) === undefined ? 'opaque' : 'i32';
}

function callType(code: Code, contract: Contract, expr: Extract<Expr, { kind: 'call' }>): TypeClass {
  const name = calleeOf(expr);
  const callee = bare(expr.callee);
  if (name === undefined || (callee.kind === 'identifier' && code.names.of(callee))) return 'opaque';
  switch (IDIOMS.get(name)) {
    case 'truth':
    case 'warn':
    case 'warn-message':
    case 'bug-on':
    case 'is-err':
    case 'is-err-or-null':
    case 'ptr-err-or-zero':
      return 'i32';
    case 'same':
      return name === 'PTR_ERR' ? 'long' : 'pointer';
  }
  if (contract.mappers.some(m => m.name === name)) return 'code';
  if (isRestored(contract, expr)) return 'i32';
  const becomes = contract.calls.get(name);
  if (becomes !== undefined) return becomes === name && code.rewritten ? 'code' : 'i32';
  if ([...contract.calls.values()].includes(name)) return 'code';
  const inline = code.inline(name);
  return inline ? typeOf(inline.program.fn.returnType, 0, codeTypeIn(contract, code)) : 'opaque';
}
