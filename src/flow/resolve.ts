/** Which variable a name means: scopes and shadowing inside one function. */
import type {
  Declaration,
  Declarator,
  Expr,
  ForEach,
  FunctionDef,
  Identifier,
  Param,
  Stmt,
} from '../source/ast.js';
import { behind } from './hidden.js';
import type { Macros } from './macro-text.js';
import { bare, childrenOf } from './walk.js';

/** A parameter or local variable of a function. */
export interface Variable {
  /** Unique in the function, from 0, in order of declaration. */
  readonly id: number;
  readonly name: string;
  /** Declaration specifiers as written. */
  readonly type: string;
  readonly pointers: number;
  readonly param: Param | undefined;
  readonly decl: Declaration | undefined;
  readonly declarator: Declarator | undefined;
  /**
   * Whether its value can be followed: a scalar whose address is not taken, that is not volatile and does not
   * outlive the call. All others are memory.
   */
  readonly scalar: boolean;
  /** Where the address is taken, if it is: offset in bytes. */
  readonly addressTaken: number | undefined;
  /** How many variables of the same name were declared before it. */
  readonly nth: number;
}

/** The name of a variable's memory: the same in two versions of a function that declare it alike. */
export function memoryNameOf({ name, nth }: Variable): string {
  return `local ${name}'${nth}`;
}

export interface Resolution {
  readonly variables: readonly Variable[];
  /** The variable an identifier means; undefined for anything not local. */
  of(node: Identifier): Variable | undefined;
  declaredBy(declarator: Declarator): Variable | undefined;
  /** The variables that the macro of this name, or of this iterator, uses without being given them. */
  behind(node: Identifier | ForEach): readonly Variable[];
}

interface Draft {
  id: number;
  name: string;
  type: string;
  pointers: number;
  param: Param | undefined;
  decl: Declaration | undefined;
  declarator: Declarator | undefined;
  scalar: boolean;
  addressTaken: number | undefined;
  nth: number;
}

/** What the address of an expression gives access to: for `&v.part`, all of `v`. */
function wholeOf(expr: Expr): Expr {
  let e = bare(expr);
  while (e.kind === 'member' && !e.arrow) e = bare(e.object);
  return e;
}

const AGGREGATE = /\b(struct|union)\b/;

/** Resolves every identifier of a function. Linear in its size. */
export function resolve(fn: FunctionDef, macros?: Macros): Resolution {
  const variables: Draft[] = [];
  const byNode = new Map<Identifier, Draft>();
  const byDeclarator = new Map<Declarator, Draft>();
  const captured = new Map<Identifier | ForEach, readonly Draft[]>();
  let scope: Map<string, Draft>[] = [new Map()];

  const add = (draft: Omit<Draft, 'id' | 'addressTaken' | 'nth'>): Draft => {
    const nth = variables.filter(v => v.name === draft.name).length;
    const full = { ...draft, id: variables.length, addressTaken: undefined, nth };
    variables.push(full);
    scope[scope.length - 1]!.set(draft.name, full);
    return full;
  };
  const lookup = (name: string): Draft | undefined => {
    for (let i = scope.length - 1; i >= 0; i--) {
      const found = scope[i]!.get(name);
      if (found) return found;
    }
    return undefined;
  };
  const inScope = (work: () => void) => {
    scope = [...scope, new Map()];
    work();
    scope = scope.slice(0, -1);
  };

  const visitDeclaration = (decl: Declaration) => {
    for (const declarator of decl.declarators) {
      const outlives = /\b(static|extern|volatile)\b/.test(decl.type);
      const aggregate =
        declarator.array || declarator.func || (AGGREGATE.test(decl.type) && declarator.pointers === 0);
      const draft = add({
        name: declarator.name,
        type: decl.type,
        pointers: declarator.pointers,
        param: undefined,
        decl,
        declarator,
        scalar: !outlives && !aggregate,
      });
      byDeclarator.set(declarator, draft);
      if (declarator.init) visit(declarator.init);
    }
  };

  const callees = new Set<Identifier>();
  const capture = (node: Identifier | ForEach, name: string, isCall: boolean) => {
    const macro = behind(macros, name, isCall);
    if (macro === undefined) return;
    const names = new Set(scope.flatMap(s => [...s.keys()]));
    const used = [...names].filter(macro.uses).map(n => lookup(n)!);
    if (used.length > 0) captured.set(node, used);
  };

  const visit = (node: Expr | Stmt): void => {
    switch (node.kind) {
      case 'identifier': {
        const found = lookup(node.name);
        if (found) byNode.set(node, found);
        else capture(node, node.name, callees.has(node));
        return;
      }
      case 'foreach':
        capture(node, node.macro, true);
        childrenOf(node).forEach(visit);
        return;
      case 'call': {
        const callee = bare(node.callee);
        if (callee.kind === 'identifier') callees.add(callee);
        childrenOf(node).forEach(visit);
        return;
      }
      case 'unary': {
        visit(node.operand);
        const operand = node.op === '&' ? wholeOf(node.operand) : undefined;
        if (operand?.kind === 'identifier') {
          const found = byNode.get(operand);
          if (found) {
            found.addressTaken ??= node.start;
            found.scalar = false;
          }
        }
        return;
      }
      case 'declaration':
        visitDeclaration(node);
        return;
      case 'block':
        inScope(() => node.body.forEach(visit));
        return;
      case 'for':
        inScope(() => childrenOf(node).forEach(visit));
        return;
      default:
        childrenOf(node).forEach(visit);
    }
  };

  for (const param of fn.params) {
    if (param.name === undefined) continue;
    const pointers = [...param.type].filter(c => c === '*').length;
    const aggregate = AGGREGATE.test(param.type) && pointers === 0;
    add({
      name: param.name,
      type: param.type,
      pointers,
      param,
      decl: undefined,
      declarator: undefined,
      scalar: !aggregate,
    });
  }
  // The parameters and the outermost block share one scope in C, but a block of its own shadows the same way.
  visit(fn.body);
  return {
    variables,
    of: node => byNode.get(node),
    declaredBy: declarator => byDeclarator.get(declarator),
    behind: node => captured.get(node) ?? [],
  };
}
