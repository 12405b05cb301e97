/** The calls to convert in a function, and how each one's result is read. */

import type { Variable } from '../flow/resolve.js';
import { bare, calleeOf, walk } from '../flow/walk.js';
import type { Call, Expr, Identifier, Return, Stmt } from '../source/ast.js';
import { type Draft, isStatement, statementOf } from './draft.js';
import type { Migration } from './migration.js';
import { isKeptAsTruth } from './uses.js';

export type Use =
  | { readonly kind: 'ignored' }
  | { readonly kind: 'returned'; readonly stmt: Return }
  /** `return map(call);`, where the map's code is known. */
  | { readonly kind: 'mapped'; readonly stmt: Return }
  /** `v = call` as a statement, as an initialiser, or inside an expression. */
  | { readonly kind: 'assigned'; readonly variable: Variable; readonly whole: boolean }
  /** The value goes into a condition, at once. */
  | { readonly kind: 'tested' }
  | { readonly kind: 'other'; readonly goesInto: string };

export interface CallSite {
  readonly call: Call;
  readonly callee: Identifier;
  readonly before: string;
  readonly after: string;
  readonly stmt: Stmt;
  readonly use: Use;
}

/** All calls of old names, in order of the text. */
export function sitesOf(draft: Draft, migration: Migration): readonly CallSite[] {
  const sites: CallSite[] = [];
  walk(draft.fn, node => {
    if (node.kind !== 'call') return;
    const before = calleeOf(node);
    const callee = bare(node.callee);
    if (before === undefined || callee.kind !== 'identifier' || draft.code.names.of(callee)) return;
    const after = migration.calls.get(before);
    if (after === undefined) return;
    sites.push({
      call: node,
      callee,
      before,
      after,
      stmt: statementOf(draft, node),
      use: useOf(draft, node),
    });
  });
  return sites.sort((a, b) => a.call.start - b.call.start);
}

function useOf(draft: Draft, call: Call): Use {
  const { use, made } = useThrough(draft, call);
  // What is made of a value can be asked, and no more.
  return made === undefined || use.kind === 'tested' || use.kind === 'ignored'
    ? use
    : { kind: 'other', goesInto: `"${draft.text.slice(made.start, made.end).split('\n')[0]}"` };
}

/** How a result is read, through what signs and constants make of it: the first such expression. */
function useThrough(draft: Draft, call: Call): { readonly use: Use; readonly made: Expr | undefined } {
  let made: Expr | undefined;
  let node: Expr = call;
  for (;;) {
    const parent = draft.parents.get(node);
    const isSign = parent?.kind === 'unary' && /^[-+~]$/.test(parent.op);
    const isMade = parent?.kind === 'binary' && /^(?:[-+*/%&|^]|<<|>>)$/.test(parent.op);
    if (!isSign && !isMade && parent?.kind !== 'paren') {
      return { use: useAt(draft, node), made };
    }
    if (parent.kind !== 'paren') made ??= parent as Expr;
    node = parent as Expr;
  }
}

function useAt(draft: Draft, from: Expr): Use {
  let node: Expr = from;
  for (;;) {
    const parent = draft.parents.get(node);
    if (!parent) return { kind: 'other', goesInto: 'something unread' };
    if (isKeptAsTruth(draft, parent, node)) return { kind: 'tested' };
    if (isStatement(parent)) return useInStatement(draft, parent, node);
    switch (parent.kind) {
      case 'paren':
        node = parent;
        continue;
      case 'cast':
        if (parent.type.replace(/\s/g, '') !== 'void')
          return { kind: 'other', goesInto: `a cast to ${parent.type}` };
        node = parent;
        continue;
      case 'assign': {
        const target = bare(parent.target);
        const variable = target.kind === 'identifier' ? draft.code.names.of(target) : undefined;
        if (!/^\|?=$/.test(parent.op) || !variable?.scalar) {
          const named = `"${draft.text.slice(parent.target.start, parent.target.end)}"`;
          const how = /^\|?=$/.test(parent.op) ? variable && memoryOf(draft, variable) : `by ${parent.op}`;
          return {
            kind: 'other',
            goesInto: how === undefined ? named : `${named}${how.startsWith('by') ? ' ' : ', '}${how}`,
          };
        }
        return { kind: 'assigned', variable, whole: draft.parents.get(parent)?.kind === 'expr' };
      }
      case 'unary':
        if (parent.op === '!') return { kind: 'tested' };
        break;
      case 'binary':
        if (parent.op === '&&' || parent.op === '||' || /^[=!<>]=?$|^==$/.test(parent.op))
          return { kind: 'tested' };
        break;
      case 'conditional':
        if (parent.test === node) return { kind: 'tested' };
        node = parent;
        continue;
      case 'call': {
        const name = calleeOf(parent) ?? 'a call';
        if (/^(un)?likely$|^WARN|^BUG_ON$/.test(name) && parent.args[0] === node) return { kind: 'tested' };
        const result = draft.parents.get(parent);
        if (result?.kind === 'return' && parent.args.length === 1 && draft.inline(name))
          return { kind: 'mapped', stmt: result };
        return { kind: 'other', goesInto: `${name}()` };
      }
      case 'comma':
        if (parent.items[parent.items.length - 1] !== node) return { kind: 'ignored' };
        node = parent;
        continue;
    }
    return { kind: 'other', goesInto: `"${draft.text.slice(parent.start, parent.end).split('\n')[0]}"` };
  }
}

function useInStatement(draft: Draft, stmt: Stmt, node: Expr): Use {
  switch (stmt.kind) {
    case 'expr':
      return { kind: 'ignored' };
    case 'return':
      return { kind: 'returned', stmt };
    case 'declaration': {
      const declarator = stmt.declarators.find(d => d.init === node);
      const variable = declarator && draft.code.names.declaredBy(declarator);
      if (variable?.scalar) return { kind: 'assigned', variable, whole: true };
      const how = variable && memoryOf(draft, variable);
      return { kind: 'other', goesInto: `"${declarator?.name ?? 'a variable'}"${how ? `, ${how}` : ''}` };
    }
    case 'for':
      return stmt.test === node ? { kind: 'tested' } : { kind: 'ignored' };
    case 'switch':
      return { kind: 'tested' };
    default:
      return { kind: 'tested' };
  }
}

/** Why a variable's value is not followed, as a clause behind its name. */
function memoryOf(draft: Draft, { type, addressTaken, declarator }: Variable): string | undefined {
  const said = /\b(?:static|extern|volatile)\b/.exec(type)?.[0];
  if (said === 'volatile') return 'which is volatile: it may change at any time';
  if (said !== undefined) return `which is ${said}: others may read it later`;
  if (addressTaken !== undefined) {
    const line = /^.*$/m.exec(draft.text.slice(addressTaken))![0].trim();
    return `whose address is given away at "${line}"`;
  }
  return declarator?.array ? 'which is an array' : undefined;
}
