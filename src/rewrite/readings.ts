/**
 * How a function reads what certain calls give it: as an old value (0 or an errno), as a new one (a code), or in a way
 * that says neither. From the text and the flow of variables; nothing is evaluated.
 */
import { ERRNO, IDIOMS } from '../flow/idioms.js';
import { typeOf } from '../flow/types.js';
import { bare, calleeOf, walk } from '../flow/walk.js';
import { type Access, websOf } from '../flow/webs.js';
import type { Declarator, Expr, Stmt, Switch } from '../source/ast.js';
import type { Item, SourceFile } from '../source/file.js';
import { type Carry, carryOf, leavesOf } from './carry.js';
import { type Draft, draftOf, isStatement, type ParseFunction } from './draft.js';
import { textOf } from './emit.js';
import { configurationKey, inliner, macrosIn, parserFor } from './function.js';
import type { Migration } from './migration.js';
import { placeOf, type View, viewed } from './seen.js';
import { sitesOf } from './sites.js';
import { constantOf } from './test.js';
import { failsOnSuccess } from './zero.js';

/**
 * What a reading takes the value for: an `old` one, a `new` one, or `either`. `returned` goes to the callers, as the
 * function's own type has it; `stored` goes where it is not followed; `handed` goes to another function; `printed` is shown
 * to people as an old value is.
 */
export type Taken = 'old' | 'new' | 'either' | 'returned' | 'stored' | 'handed' | 'printed';

/** One place where a function reads the value of a call. */
export interface Reading {
  readonly taken: Taken;
  /** A clause behind "the result": `is compared with -ENOMEM`. */
  readonly what: string;
  /** The reading itself, in the file. */
  readonly start: number;
  readonly end: number;
  /** From 1, in the file. */
  readonly line: number;
  /** For `stored`, the place, where it is one that can be named: `f->err`. */
  readonly place?: string | undefined;
  /** For `handed`, the function and its parameter, where it is called by its name. */
  readonly given?: Given | undefined;
}

/** A parameter of a function that is called by its name. */
export interface Given {
  readonly name: string;
  readonly index: number;
}

/** All readings of a function. */
export interface Readings {
  /** In order of the text, each once. */
  readonly all: readonly Reading[];
  /** The name of a variable of the new type that holds the value, if there is one. */
  readonly typed: string | undefined;
  /** What the function returns, as written. */
  readonly returnType: string;
}

/** The readings in all configurations; undefined where the function cannot be read for certain, or calls none of them. */
export function readingsOf(
  file: SourceFile,
  item: Item,
  migration: Migration,
  view: View = {},
): Readings | undefined {
  const variants = file.functionsOf(item);
  if ('why' in variants) return undefined;
  const text = file.text.slice(item.start, item.end);
  const [macros, inline] = [macrosIn(file, migration), inliner(file, item, migration)];
  const found = new Map<string, Reading>();
  let typed: string | undefined;
  let returnType: string | undefined;
  for (const { under } of variants) {
    const parse = parserFor(file, configurationKey(under));
    const look = (seen: View) => draftOf(text, parseAs(parse, seen), inline, macros);
    const draft = look(view);
    if (!draft) return undefined;
    const reader = readerOf(draft, migration);
    if (reader.values.length === 0) continue;
    returnType = draft.fn.returnType;
    typed ??= reader.carry.webs.find(w => w.variable.type === migration.codeType)?.variable.name;
    const first = reader.values.flatMap(value => reader.read(value.node, value) ?? []);
    const again = seenAgain(first, view);
    const closer = again && look(again);
    const more = closer ? readAll(readerOf(closer, migration)) : [];
    for (const { node, ...said } of [...readAll(reader), ...more]) {
      const start = item.start + node.start;
      const key = `${start} ${said.what}`;
      if (!found.has(key))
        found.set(key, { ...said, start, end: item.start + node.end, ...lineOf(file, start) });
    }
  }
  if (returnType === undefined) return undefined;
  return { all: [...found.values()].sort((a, b) => a.start - b.start), typed, returnType };
}

const lineOf = (file: SourceFile, at: number) => ({ line: file.position(at).line });

/** What all values of a function are taken for, each with its node. */
function readAll({ values, read }: Reader): readonly (Said & { readonly node: Expr })[] {
  return values.flatMap(value => {
    const said = read(value.node, value);
    return said === undefined ? [] : [{ ...said, node: value.node }];
  });
}

/** The view that also follows what is stored and or-ed; undefined where there is nothing of that. */
function seenAgain(said: readonly Said[], view: View): View | undefined {
  const places = new Set(said.flatMap(({ taken, place }) => (taken === 'stored' && place ? [place] : [])));
  const joins = said.some(({ what }) => what === OR_ED);
  return places.size > 0 || joins
    ? { ...view, places: new Set([...(view.places ?? []), ...places]), joins }
    : undefined;
}

const parseAs =
  (parse: ParseFunction, view: View): ParseFunction =>
  text => {
    const parsed = parse(text);
    return parsed && { ...parsed, fn: viewed(parsed.fn, view) };
  };

const OR_ED = 'is taken bit by bit';

type Said = Pick<Reading, 'taken' | 'what' | 'place' | 'given'>;

/** A place in the text that has the value: the call itself, or a reading of a variable. */
interface Value {
  readonly node: Expr;
  /** Whether nothing but values of the calls can be read there. */
  readonly alone: boolean;
  /** Whether an errno can be read there besides. */
  readonly besideErrno: boolean;
  /** Where nothing but a 0 of the function's own can be read besides: the definitions by the calls. */
  readonly besideZero?: readonly Access[] | undefined;
}

interface Reader {
  readonly values: readonly Value[];
  readonly carry: Carry;
  read(node: Expr, value: Value): Said | undefined;
}

function readerOf(draft: Draft, migration: Migration): Reader {
  const calls = sitesOf(draft, migration).map(site => site.call);
  const called = new Set<Expr>(calls);
  const carry = carryOf(draft, called, migration);
  const uses = new Map<Expr, Access>();
  for (const use of websOf(draft.code).flatMap(web => web.uses)) if (use.node) uses.set(use.node, use);
  const isAlone = (use: Access, zero = false, followed: ReadonlySet<Access> = new Set()): boolean =>
    use.sources.length > 0 &&
    use.sources.every(def => {
      if (followed.has(def)) return true;
      if (!zero && (!carry.ours.has(def) || !def.certain)) return false;
      return leaves(def).every(leaf => {
        if (leaf.kind === 'constant') return zero && leaf.old === 0;
        const copied = leaf.kind === 'copy' ? uses.get(leaf.expr) : undefined;
        return (
          leaf.kind === 'call' || (copied !== undefined && isAlone(copied, zero, new Set([...followed, def])))
        );
      });
    });
  const leaves = (def: Access) =>
    def.value === undefined ? [] : leavesOf(draft, def.value, called, migration);
  const isErrno = (def: Access): boolean =>
    def.value !== undefined &&
    leavesOf(draft, def.value, called, migration).some(
      leaf =>
        (leaf.kind === 'constant' && leaf.old < 0) ||
        (leaf.kind === 'foreign' && leaf.expr !== undefined && calleeOf(leaf.expr) === 'PTR_ERR'),
    );
  const values = calls.map((node): Value => ({ node, alone: true, besideErrno: false }));
  for (const [node, use] of uses) {
    if (!use.sources.some(def => carry.ours.has(def))) continue;
    const ours = use.sources.filter(def => carry.ours.has(def));
    const besideZero = isAlone(use, true) ? ours : undefined;
    values.push({ node, alone: isAlone(use), besideErrno: use.sources.some(isErrno), besideZero });
  }
  const read = (node: Expr, value: Value) => readAround(draft, migration, node, value);
  // Who asks for success by its code has parted it from the failures: what is tested for 0 behind that is the rest.
  const parts = values.some(value =>
    ASKS_CODE.test(read(value.node, { ...value, besideZero: undefined })?.what ?? ''),
  );
  const told = parts ? values.map(({ besideZero: _, ...value }): Value => value) : values;
  return { values: told, carry, read };
}

/** How what asks for a code is said. */
const ASKS_CODE = /^is (?:compared with [A-Z]|read bit by bit$|switched over codes$)/;

const PRINTS = /^(?:v?printk|_?pr_\w+|dev_\w+|netdev_\w+|DRM_\w+|drm_\w+)$/;
const SAYS_ERRNO = /\b(?:errno|err(?:or)?(?: code)?)\W{0,3}%[0-9]*l?[di]/i;

/** Climbs from a value to what reads it. */
function readAround(draft: Draft, migration: Migration, from: Expr, value: Value): Said | undefined {
  const { alone, besideErrno, besideZero } = value;
  const isWrong =
    alone || besideErrno || (besideZero !== undefined && failsOnSuccess(draft, migration, from, besideZero));
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

/** Macros that give one of two numbers by which is larger. */
const BY_SIZE = /^(?:min|max)(?:_t|3)?$|^clamp(?:_t|_val)?$/;

const ASKS_ERROR: ReadonlySet<string> = new Set(['IS_ERR_VALUE', 'IS_ERR', 'IS_ERR_OR_NULL']);

function handedTo(
  draft: Draft,
  migration: Migration,
  call: Extract<Expr, { kind: 'call' }>,
  node: Expr,
  truth: (what: string) => Said,
): Said | undefined {
  const { mappers, codeType } = migration;
  const name = calleeOf(call);
  const at = call.args.indexOf(node);
  if (name === undefined || at < 0) return { taken: 'handed', what: 'is given to a call through a pointer' };
  if (ASKS_ERROR.has(name)) return { taken: 'old', what: `is given to ${name}()` };
  if (name === 'ERR_PTR' || mappers.some(mapper => mapper.name === name))
    return { taken: 'old', what: `is given to ${name}()` };
  const beside = call.args.map(arg => constantOf(bare(arg), migration));
  if (BY_SIZE.test(name) && beside.some(n => n !== undefined && n <= 0))
    return {
      taken: 'old',
      what: `is compared with ${beside.find(n => n !== undefined && n <= 0)} by ${name}()`,
    };
  const idiom = IDIOMS.get(name);
  if (idiom === 'truth') return undefined;
  if (idiom === 'same') return { taken: 'either', what: `is given to ${name}()` };
  const isAsked = idiom === 'warn' || idiom === 'warn-message' || idiom === 'bug-on';
  if (isAsked && at === 0) return truth(`is tested for 0 by ${name}()`);
  const format = call.args.slice(0, at).find(arg => bare(arg).kind === 'string');
  const handed: Said = { taken: 'handed', what: `is given to ${name}()`, given: { name, index: at } };
  if (!PRINTS.test(name) || format === undefined) return handed;
  const text = textOf(draft, format);
  if (SAYS_ERRNO.test(text)) return { taken: 'old', what: `is printed as an errno by ${name}()` };
  const held = bare(node);
  const isTyped = held.kind === 'identifier' && draft.code.names.of(held)?.type === codeType;
  const shown = shownAs(text, at - call.args.indexOf(format) - 1);
  return shown !== undefined && !isTyped
    ? { taken: 'printed', what: `is printed with ${shown} by ${name}(), as an errno is` }
    : handed;
}

/** What a format says for one of its arguments, if that is a number with a sign. */
function shownAs(format: string, index: number): string | undefined {
  const places = [...format.matchAll(/%[-+ #0]*(\*|\d+)?(?:\.(?:\*|\d+))?(?:hh|h|ll|l|z)?([A-Za-z%])/g)];
  // A width among the arguments moves those behind it.
  if (places.some(([, width]) => width === '*')) return undefined;
  const place = places.filter(([, , kind]) => kind !== '%')[index];
  return place !== undefined && /[di]/.test(place[2]!) ? place[0] : undefined;
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
