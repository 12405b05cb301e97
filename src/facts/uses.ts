/** Where a value goes: from an expression up through its parents to what takes it. Within one function or declaration. */

import { storedBy } from '../flow/idioms.js';
import { type Resolution, resolve } from '../flow/resolve.js';
import { childrenOf } from '../flow/walk.js';
import type {
  Declarator,
  Expr,
  FunctionDef,
  Identifier,
  InitItem,
  InitList,
  Member,
  Stmt,
  TypeOperand,
  Unary,
} from '../source/ast.js';
import type { TopDeclaration } from '../source/file.js';

type Node = Expr | Stmt;

/** A piece of syntax with the way back up, and which names are local in it. */
export interface View {
  readonly root: FunctionDef | TopDeclaration;
  /** By offset. */
  readonly identifiers: ReadonlyMap<number, Identifier>;
  /** Member accesses, by the offset of the member's name. */
  readonly members: ReadonlyMap<number, Member>;
  readonly typeOperands: readonly TypeOperand[];
  /** Offsets of the names that declarations and labels give. */
  readonly declared: ReadonlySet<number>;
  parentOf(node: Node): Node | undefined;
  /** Undefined for a declaration outside functions. */
  readonly resolution: Resolution | undefined;
}

/** One step from an aggregate to a part of it: a designated member, an element, or the n-th item of a list. */
export type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'element' }
  | { readonly kind: 'item'; readonly list: InitList; readonly item: InitItem };

/** What takes a value. */
export type Destination =
  | { readonly kind: 'called' }
  | { readonly kind: 'tested' }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'overwritten' }
  | { readonly kind: 'assigned'; readonly target: Expr }
  | {
      readonly kind: 'initialises';
      readonly declarator: Declarator;
      readonly type: string;
      readonly steps: readonly Step[];
    }
  | { readonly kind: 'literal'; readonly type: string; readonly steps: readonly Step[] }
  | { readonly kind: 'argument'; readonly callee: Expr; readonly index: number; readonly call: Expr }
  | { readonly kind: 'returned' }
  | { readonly kind: 'other'; readonly what: string };

const views = new WeakMap<FunctionDef | TopDeclaration, View>();

/** The view of a function or declaration. Made on first use, kept as long as the root is. */
export function viewOf(root: FunctionDef | TopDeclaration): View {
  const known = views.get(root);
  if (known !== undefined) return known;
  const parents = new Map<Node, Node>();
  const identifiers = new Map<number, Identifier>();
  const members = new Map<number, Member>();
  const typeOperands: TypeOperand[] = [];
  const declared = new Set<number>();
  const note = (node: Node): void => {
    if (node.kind === 'identifier') identifiers.set(node.start, node);
    else if (node.kind === 'member') members.set(node.fieldSpan.start, node);
    else if (node.kind === 'type-operand') typeOperands.push(node);
    else if (node.kind === 'label') declared.add(node.start);
    else if (node.kind === 'declaration') for (const d of node.declarators) declared.add(d.nameSpan.start);
  };
  const stack: Node[] = [root.kind === 'function' ? root.body : root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    note(node);
    for (const child of childrenOf(node)) {
      parents.set(child, node);
      stack.push(child);
    }
  }
  const resolution = root.kind === 'function' ? resolve(root) : undefined;
  const parentOf = (node: Node) => parents.get(node);
  const view: View = { root, identifiers, members, typeOperands, declared, parentOf, resolution };
  views.set(root, view);
  return view;
}

/**
 * Everything that takes the value of an expression: one destination, or more for `a = b = f`.
 * Parentheses, casts, `?:` arms and the like are passed through; so is `&` in front of a function's name.
 */
export function destinationsOf(view: View, start: Expr): readonly Destination[] {
  const found: Destination[] = [];
  let node: Expr = start;
  let steps: Step[] = [];
  for (;;) {
    const parent = view.parentOf(node);
    if (parent === undefined)
      return [...found, { kind: 'other', what: 'is used in a way that was not understood' }];
    switch (parent.kind) {
      case 'paren':
      case 'cast':
        node = parent;
        continue;
      case 'unary':
        if (parent.op === '!') return [...found, { kind: 'tested' }];
        if (start.kind === 'identifier' && (parent.op === '&' || parent.op === '*')) {
          node = parent;
          continue;
        }
        if (parent.op === '*') {
          node = parent;
          continue;
        }
        if (isStoredInto(view, parent)) return [...found, { kind: 'overwritten' }];
        return [...found, { kind: 'other', what: `is used with ${parent.op}` }];
      case 'binary':
        return [
          ...found,
          /^[-+*/%]|<<|>>/.test(parent.op) ? other('is used in arithmetic') : { kind: 'tested' },
        ];
      case 'conditional':
        if (parent.test === node && parent.then !== undefined) return [...found, { kind: 'tested' }];
        node = parent;
        continue;
      case 'comma':
        if (parent.items.at(-1) !== node) return [...found, { kind: 'dropped' }];
        node = parent;
        continue;
      case 'call': {
        if (parent.callee === node) return [...found, { kind: 'called' }];
        const stored = storedBy(parent);
        if (stored?.target === node) return [...found, { kind: 'overwritten' }];
        if (stored?.value === node) {
          found.push({ kind: 'assigned', target: stored.target });
          node = parent;
          continue;
        }
        const index = parent.args.indexOf(node);
        return [...found, { kind: 'argument', callee: parent.callee, index, call: parent }];
      }
      case 'assign':
        if (parent.target === node) return [...found, { kind: 'overwritten' }];
        found.push({ kind: 'assigned', target: parent.target });
        node = parent;
        continue;
      case 'init-list': {
        const item = parent.items.find(candidate => candidate.value === node);
        if (item === undefined) return [...found, other('is used in an initialiser that was not understood')];
        steps = [...stepsOf(parent, item), ...steps];
        if (parent.type !== undefined) return [...found, { kind: 'literal', type: parent.type, steps }];
        node = parent;
        continue;
      }
      case 'declaration': {
        const declarator = parent.declarators.find(candidate => candidate.init === node);
        if (declarator === undefined)
          return [...found, other('is used in a declaration that was not understood')];
        return [...found, { kind: 'initialises', declarator, type: parent.type, steps }];
      }
      case 'return':
        return [...found, { kind: 'returned' }];
      case 'if':
      case 'while':
      case 'do':
      case 'switch':
        return [...found, { kind: 'tested' }];
      case 'for':
        return [...found, { kind: parent.test === node ? 'tested' : 'dropped' }];
      case 'expr': {
        const block = view.parentOf(parent);
        const around = block?.kind === 'block' ? view.parentOf(block) : undefined;
        const isValue = block?.kind === 'block' && block.body.at(-1) === parent;
        if (around?.kind !== 'statement-expr' || !isValue)
          return found.length > 0 ? found : [{ kind: 'dropped' }];
        node = around;
        continue;
      }
      default:
        return [...found, other('is used in a way that was not understood')];
    }
  }
}

function other(what: string): Destination {
  return { kind: 'other', what };
}

/** Whether `&place` says where a call stores what it is given. */
function isStoredInto(view: View, address: Unary): boolean {
  let node: Node = address;
  while (view.parentOf(node)?.kind === 'paren') node = view.parentOf(node)!;
  const call = view.parentOf(node);
  return call?.kind === 'call' && storedBy(call)?.target === address.operand;
}

function stepsOf(list: InitList, item: InitItem): Step[] {
  if (item.path.length === 0) return [{ kind: 'item', list, item }];
  return item.path.map(name => (name.startsWith('[') ? { kind: 'element' } : { kind: 'field', name }));
}
