/** The numbers that matter in a function: those that it compares with, assigns, or returns. */
import type { Expr, Stmt } from '../source/ast.js';
import { type Contract, numberNamed } from './contract.js';
import { ERRNO } from './idioms.js';
import type { Code } from './machine.js';
import { typeOf } from './types.js';
import { bare, calleeOf, walk } from './walk.js';

/** All constants of a function, and of those that are stepped into from it, and their negatives: the values worth trying. */
export function constantsOf(code: Code, contract: Contract): ReadonlySet<number> {
  const found = new Set<number>();
  const add = (n: number | undefined) => {
    if (n === undefined) return;
    found.add(n);
    found.add(0 - n);
  };
  for (const { program } of enteredFrom(code)) {
    walk(program.fn, node => {
      if (node.kind === 'number') add(node.value);
      if (node.kind === 'identifier') {
        add(numberNamed(contract, node.name));
      }
    });
  }
  return found;
}

/** A function and those that are stepped into from it, each once. */
function* enteredFrom(code: Code): Iterable<Code> {
  const met = new Set([code]);
  for (const one of met) {
    yield one;
    walk(one.program.fn, node => {
      const callee = node.kind === 'call' ? calleeOf(node) : undefined;
      const inner = callee === undefined ? undefined : one.inline(callee);
      if (inner) met.add(inner);
    });
  }
}

/**
 * Whether a function, or one that is stepped into from it, says an error number or computes with numbers in a way that
 * may give one. Where it does not, no value of it is ever known to be one.
 */
export function mayComeToErrno(code: Code): boolean {
  for (const { program, macros } of enteredFrom(code)) {
    let found = false;
    walk(program.fn, node => {
      found ||= saysErrno(node, macros);
    });
    if (found) return true;
  }
  return false;
}

/** Numbers below 0 come of the names of errors, of `-`, `~` and `^`, and of what macros say. */
function saysErrno(node: Expr | Stmt, macros: Code['macros']): boolean {
  switch (node.kind) {
    case 'identifier':
      return ERRNO.has(node.name) || (macros?.(node.name).some(macro => MINUS.test(macro.body)) ?? false);
    case 'unary':
      return node.op === '-' || node.op === '~';
    case 'update':
      return node.op === '--';
    case 'assign':
      return node.op !== '=' && node.op !== '|=' && node.op !== '&=';
    case 'binary':
      return /^(?:[-*^]|<<)$/.test(node.op);
    default:
      return false;
  }
}

const MINUS = /[-~^]|\bE[A-Z0-9]+\b/;

/** Whether a function computes with what the calls return, other than by comparing: then no two values are alike. */
export function computesWithCalls({ program }: Code, contract: Contract): boolean {
  const names = new Set([...contract.calls.keys(), ...contract.calls.values()]);
  const holders = new Set<string>();
  const holds = (expr: Expr): boolean => {
    const e = bare(expr);
    if (e.kind === 'identifier') return holders.has(e.name);
    if (e.kind === 'call') return names.has(calleeOf(e) ?? '');
    if (e.kind === 'conditional') return holds(e.then ?? e.test) || holds(e.otherwise);
    if (e.kind === 'comma') return holds(e.items[e.items.length - 1]!);
    if (e.kind === 'assign') return holds(e.value) || holds(e.target);
    return e.kind === 'cast' && holds(e.operand);
  };
  for (let size = -1; size !== holders.size; ) {
    size = holders.size;
    walk(program.fn, node => {
      if (node.kind === 'assign' && holds(node.value)) {
        const target = bare(node.target);
        if (target.kind === 'identifier') holders.add(target.name);
      }
      if (node.kind === 'declaration')
        for (const d of node.declarators) if (d.init && holds(d.init)) holders.add(d.name);
    });
  }
  let found = false;
  walk(program.fn, node => {
    if (
      node.kind === 'binary' &&
      /^([-+*/%&|^]|<<|>>)$/.test(node.op) &&
      (holds(node.left) || holds(node.right))
    )
      found = true;
    if (node.kind === 'unary' && /^[-~]$/.test(node.op) && holds(node.operand)) found = true;
    if (node.kind === 'assign' && node.op !== '=' && (holds(node.target) || holds(node.value))) found = true;
    if (node.kind === 'update' && holds(node.operand)) found = true;
    if (node.kind === 'cast' && holds(node.operand) && node.type !== 'void') found = true;
    if (node.kind === 'declaration') {
      // Another type may make two values one, or move them past a constant.
      const type = typeOf(node.type, 0, contract.codeType);
      for (const d of node.declarators)
        if (holders.has(d.name) && !/^(i32|code|long|i64)$/.test(type)) found = true;
    }
    if (node.kind === 'index' && holds(node.index)) found = true;
  });
  return found;
}
