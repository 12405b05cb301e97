/**
 * What becomes of a value where it is read: whoever takes it there takes it for an old value, for a new one, or for
 * neither. Found by climbing from the value to what reads it.
 */
import { ERRNO } from '../flow/idioms.js';
import { typeOf } from '../flow/types.js';
import { bare, walk } from '../flow/walk.js';
import type { Access } from '../flow/webs.js';
import type { Declarator, Expr, Stmt, Switch } from '../source/ast.js';
import { type Draft, isStatement } from './draft.js';
import { textOf } from './emit.js';
import type { Migration } from './migration.js';
import { asksAboveZero } from './parted.js';
import { placeOf } from './seen.js';
import { type Given, handedTo } from './taken-by-calls.js';
import { constantOf } from './test.js';
import { failsOnSuccess, guardsAgainstZero } from './zero.js';

/**
 * What a reading takes the value for: an `old` one, a `new` one, or `either`. `returned` goes to the callers, as the
 * function's own type has it; `stored` goes where it is not followed; `handed` goes to another function; `printed` is shown
 * to people as an old value is.
 */
export type Taken = 'old' | 'new' | 'either' | 'returned' | 'stored' | 'handed' | 'printed';

/** What one place takes a value for. */
export interface Said {
  readonly taken: Taken;
  /** A clause behind "the result": `is compared with -ENOMEM`. */
  readonly what: string;
  /** For `stored`, the place, where it is one that can be named: `f->err`. */
  readonly place?: string | undefined;
  /** For `handed`, the function and its parameter, where it is called by its name. */
  readonly given?: Given | undefined;
}

/** How it is said that a value is or-ed into something. */
export const OR_ED = 'is taken bit by bit';

/** A place in the text that has the value: the call itself, or a reading of a variable. */
export interface Value {
  readonly node: Expr;
  /** Whether nothing but values of the calls can be read there. */
  readonly alone: boolean;
  /** Whether an errno can be read there besides. */
  readonly besideErrno: boolean;
  /** The definitions by the calls, among whatever else can be read there. */
  readonly ours?: readonly Access[] | undefined;
}

/** What a value is taken for at the place that reads it; undefined where nothing does. */
export function readAround(draft: Draft, migration: Migration, from: Expr, value: Value): Said | undefined {
  const { alone, besideErrno, ours } = value;
  const isGuard = guardsAgainstZero(draft, migration, from);
  const isWrong =
    !isGuard &&
    (alone || besideErrno || (ours !== undefined && failsOnSuccess(draft, migration, from, ours)));
  const truth = (what: string): Said => ({ taken: isWrong ? 'old' : 'either', what });
  const spell = (e: Expr) => textOf(draft, e).replace(/\s+/g, ' ');
  let node = from;
  for (;;) {
    const parent = draft.parents.get(node);
    if (parent === undefined) return undefined;
    if (isStatement(parent)) return readIn(draft, migration, parent, node, truth);
    switch (parent.kind) {
      case 'paren':
        break;
      case 'cast': {
        const said = intoType(migration, parent.type, 0, `is cast to ${parent.type}`);
        if (said) return said;
        break;
      }
      case 'unary':
        if (parent.op === '!') return truth('is tested for 0');
        if (parent.op === '-') return { taken: 'old', what: 'is negated' };
        return { taken: 'new', what: 'is read bit by bit' };
      case 'binary': {
        if (asksAboveZero(parent, node, migration))
          return { taken: 'either', what: 'is asked whether it is above 0' };
        if (isGuard && /^[<>]=$/.test(parent.op))
          return { taken: 'either', what: 'is asked whether it is 0, which no code is' };
        const said = compared(migration, parent.op, parent.left === node ? parent.right : parent.left, spell);
        return said === 'truth' ? truth('is tested for 0') : said;
      }
      case 'conditional':
        // `call ?: code` gives the code itself: it asks nothing, but where something would be done after success.
        if (parent.test === node && (parent.then || isDone(parent.otherwise)))
          return truth('is tested for 0');
        break;
      case 'comma':
        if (parent.items[parent.items.length - 1] !== node) return undefined;
        break;
      case 'assign': {
        if (parent.value !== node) return undefined;
        if (parent.op !== '=') return { taken: 'new', what: OR_ED };
        const target = bare(parent.target);
        const variable = target.kind === 'identifier' ? draft.code.names.of(target) : undefined;
        if (!variable?.scalar)
          return { taken: 'stored', what: `is stored in ${spell(target)}`, place: placeOf(target) };
        const said = intoVariable(migration, variable.name, variable.type, variable.pointers);
        if (said) return said;
        break;
      }
      case 'call': {
        const said = handedTo(draft, migration, parent, node, truth);
        if (said) return said;
        break;
      }
      case 'init-list':
        return { taken: 'stored', what: 'is stored in an initializer' };
      default:
        return { taken: 'either', what: 'is computed with' };
    }
    node = parent;
  }
}

function compared(
  { constants, ...contract }: Migration,
  op: string,
  beside: Expr,
  spell: (e: Expr) => string,
): Said | 'truth' | undefined {
  const other = bare(beside);
  const old = constantOf(other, { constants, ...contract });
  const isCode = other.kind === 'identifier' && (constants.get(other.name) ?? 0) !== 0;
  switch (op) {
    case '&&':
    case '||':
      return 'truth';
    case '==':
    case '!=':
      if (isCode) return { taken: 'new', what: `is compared with ${spell(other)}` };
      if (old === 0) return 'truth';
      return old !== undefined && old < 0
        ? { taken: 'old', what: `is compared with ${spell(other)}` }
        : { taken: 'either', what: `is compared with ${spell(other)}` };
    case '<':
    case '>':
    case '<=':
    case '>=':
      return old !== undefined && old <= 0
        ? { taken: 'old', what: 'is tested for being negative' }
        : { taken: 'either', what: `is compared with ${spell(other)}` };
    case '&':
    case '|':
    case '^':
      return { taken: 'new', what: 'is read bit by bit' };
    default:
      return { taken: 'either', what: 'is computed with' };
  }
}

/** Where a type takes the value for something; undefined where it leaves it what it is. */
function intoType({ codeType }: Migration, type: string, pointers: number, what: string): Said | undefined {
  const words = type.split(' ');
  if (words.includes('enum')) return { taken: 'old', what };
  switch (typeOf(type, pointers, codeType)) {
    case 'bool':
    case 'i8':
    case 'pointer':
      return { taken: 'old', what };
    default:
      return type.replace(/\s/g, '') === 'void' ? { taken: 'either', what: 'is ignored' } : undefined;
  }
}

function intoVariable(migration: Migration, name: string, type: string, pointers: number): Said | undefined {
  const stars = '*'.repeat(pointers);
  const said = [type, stars].filter(part => part !== '').join(' ');
  return intoType(migration, type, pointers, `is kept in ${name}, which is declared ${said}`);
}

/** Whether an expression does something: it calls, or gives a value to a variable. */
function isDone(expr: Expr): boolean {
  let found = false;
  walk(expr, node => {
    found ||= node.kind === 'call' || node.kind === 'assign' || node.kind === 'update';
  });
  return found;
}

function readIn(
  draft: Draft,
  migration: Migration,
  stmt: Stmt,
  node: Expr,
  truth: (what: string) => Said,
): Said | undefined {
  switch (stmt.kind) {
    case 'if':
    case 'while':
    case 'do':
      return truth('is tested for 0');
    case 'for':
      return stmt.test === node ? truth('is tested for 0') : undefined;
    case 'switch':
      return switched(draft, migration, stmt, truth);
    case 'declaration': {
      const declared: Declarator | undefined = stmt.declarators.find(d => d.init === node);
      return declared && intoVariable(migration, declared.name, stmt.type, declared.pointers);
    }
    case 'return': {
      const { returnType } = draft.fn;
      if (returnType === migration.codeType) return { taken: 'new', what: 'is returned' };
      const pointers = returnType.includes('*') ? 1 : 0;
      return (
        intoType(migration, returnType, pointers, `is returned as ${returnType}`) ?? {
          taken: 'returned',
          what: 'is returned',
        }
      );
    }
    default:
      return undefined;
  }
}

/** A switch says what it expects by its labels: errnos or codes; with 0 alone it asks for success. */
function switched(
  draft: Draft,
  migration: Migration,
  { start, end }: Switch,
  truth: (what: string) => Said,
): Said {
  const labels: Expr[] = [];
  for (const [node] of draft.parents)
    if (node.kind === 'case' && node.start >= start && node.end <= end) labels.push(bare(node.value));
  const nameOf = (e: Expr) => textOf(draft, e).replace(/\s+/g, ' ');
  const errno = labels.find(label => (constantOf(label, migration) ?? 0) < 0 || isErrnoName(label));
  if (errno) return { taken: 'old', what: `is switched over ${nameOf(errno)}` };
  const isCode = (e: Expr) => e.kind === 'identifier' && (migration.constants.get(e.name) ?? 0) !== 0;
  if (labels.some(isCode)) return { taken: 'new', what: 'is switched over codes' };
  const asksZero = labels.some(label => constantOf(label, migration) === 0);
  return asksZero ? truth('is tested for 0') : { taken: 'either', what: 'is switched over other values' };
}

function isErrnoName(label: Expr): boolean {
  return label.kind === 'identifier' && ERRNO.has(label.name);
}
