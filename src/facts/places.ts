/** The type of an expression, and which member of which struct type an assignment or initialiser fills. */
import { bare } from '../flow/walk.js';
import type { Expr, InitItem, InitList } from '../source/ast.js';
import type { MacroDef } from '../source/file.js';
import { CONTAINER, givenBy } from './accessors.js';
import { agreed, type Field, type StructDef, type TypeRef, typeFromText, UNSURE } from './structs.js';
import { type Destination, destinationsOf, type Step, type View } from './uses.js';

/** How names that are not local are looked up: what code in a file can mean by them. */
export interface World {
  /** The type of a variable at file level, or what a function returns; undefined where it is not known. */
  declared(name: string, path: string): TypeRef | undefined;
  /** The bodies of a struct: none where it is not known, several where `#if` or several headers give several. */
  structs(tag: string, path: string): readonly StructDef[];
  typedef(name: string, path: string): TypeRef | undefined;
  /** What a macro stands for; none where the name is no macro. */
  macros?(name: string, path: string): readonly Pick<MacroDef, 'params' | 'body'>[];
}

/** What the names in a piece of syntax mean: as much as types need. */
export interface TypeScope {
  readonly view: Pick<View, 'resolution'>;
  readonly path: string;
  readonly world: World;
}

/** A piece of syntax in its file. */
export interface Scope extends TypeScope {
  readonly view: View;
}

/** Where a value is put. */
export type Place =
  | { readonly kind: 'member'; readonly tag: string; readonly field: string; readonly holder: string }
  | { readonly kind: 'local'; readonly declaredAt: number; readonly name: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** The type of an expression; undefined where it is not known. */
export function typeOf(scope: TypeScope, expr: Expr): TypeRef | undefined {
  switch (expr.kind) {
    case 'paren':
      return typeOf(scope, expr.inner);
    case 'cast':
      return typeFromText(expr.type);
    case 'identifier': {
      const local = scope.view.resolution?.of(expr);
      if (local === undefined || isRenamed(scope, expr.name)) {
        return scope.world.declared(expr.name, scope.path);
      }
      const arrays = local.declarator?.array ? 1 : 0;
      const type = typeFromText(local.type, local.pointers + arrays);
      return local.param === undefined
        ? { ...type, ...(arrays > 0 && { array: true }) }
        : typeFromText(local.type, local.type.includes('[') ? 1 : 0);
    }
    case 'member': {
      if (isRenamed(scope, expr.field)) return UNSURE;
      // Under `#if`, or in a block, a member can have two types; then neither is sure.
      const fields = membersOf(scope, expr.object, expr.field);
      return agreed(fields.map(({ type, array }) => (array ? { ...type, array } : type)));
    }
    case 'index':
      return pointee(resolved(scope, typeOf(scope, expr.object)));
    case 'unary': {
      const type = typeOf(scope, expr.operand);
      if (expr.op === '*') return pointee(resolved(scope, type));
      return expr.op === '&' && type !== undefined ? { ...type, stars: type.stars + 1 } : undefined;
    }
    case 'update':
      return typeOf(scope, expr.operand);
    case 'binary':
      return /^[+-]$/.test(expr.op) ? typeOf(scope, expr.left) : undefined;
    case 'assign':
      return typeOf(scope, expr.target);
    case 'conditional':
      return typeOf(scope, expr.then ?? expr.otherwise) ?? typeOf(scope, expr.otherwise);
    case 'comma':
      return expr.items.length > 0 ? typeOf(scope, expr.items.at(-1)!) : undefined;
    case 'init-list':
      return expr.type === undefined ? undefined : typeFromText(expr.type);
    case 'call':
      return typeOfCall(scope, expr.callee, expr.args);
    default:
      return undefined;
  }
}

function typeOfCall(scope: TypeScope, callee: Expr, args: readonly Expr[]): TypeRef | undefined {
  const name = bare(callee);
  if (name.kind !== 'identifier' || scope.view.resolution?.of(name) !== undefined) return undefined;
  const macros = scope.world.macros?.(name.name, scope.path) ?? [];
  const typeAt = (index: number): TypeRef => {
    const type = args[index];
    return type?.kind === 'type-operand' ? typeFromText(type.text, 1) : UNSURE;
  };
  if (macros.length === 0 && CONTAINER.test(name.name)) return typeAt(1);
  const given = macros.map(givenBy).filter(one => one !== undefined && 'param' in one);
  if (macros.length > 0 && given.length === macros.length) {
    return agreed(given.map(one => ('param' in one! ? typeAt(one.param) : UNSURE)));
  }
  return scope.world.declared(name.name, scope.path);
}

/** The type of what takes the value of an expression; undefined where nothing does, or it is not known. */
export function destinationType(scope: Scope, expr: Expr): TypeRef | undefined {
  const [destination] = destinationsOf(scope.view, expr);
  if (destination?.kind === 'assigned') return typeOf(scope, destination.target);
  if (destination?.kind !== 'initialises' && destination?.kind !== 'literal') return undefined;
  const place = filledBy(scope, destination, () => '');
  if (place?.kind === 'member')
    return agreed(fieldsOf(scope, place.tag, place.field).map(({ type }) => type));
  return place?.kind === 'unknown' ? undefined : typeFromText(destination.type);
}

/** Whether a macro without parameters puts something else where a name stands. */
export function isRenamed({ world, path }: Pick<Scope, 'world' | 'path'>, name: string): boolean {
  return (world.macros?.(name, path) ?? []).some(
    ({ params, body }) => params === undefined && withoutComments(body) !== name,
  );
}

/** The type that a macro is another word for, where all its definitions say the same one. */
function spelledType({ world, path }: Pick<Scope, 'world' | 'path'>, name: string): TypeRef {
  const said = new Set((world.macros?.(name, path) ?? []).map(({ body }) => withoutComments(body)));
  const [text = ''] = said;
  return said.size === 1 && /^(?:(?:const|struct)\s+)*\w+$/.test(text) ? typeFromText(text) : UNSURE;
}

function withoutComments(body: string): string {
  return body.replace(/\/\*[\s\S]*?\*\//g, ' ').trim();
}

function pointee(type: TypeRef | undefined): TypeRef | undefined {
  return type === undefined || type.stars === 0
    ? undefined
    : { ...type, stars: type.stars - 1, array: false };
}

/** The type with typedefs looked through, as far as they are known. */
export function resolved(
  scope: Pick<Scope, 'world' | 'path'>,
  type: TypeRef | undefined,
): TypeRef | undefined {
  let result = type;
  for (let depth = 0; result !== undefined && depth < 8; depth++) {
    if (/^(struct |\(|$)/.test(result.base)) return result;
    const meant = isRenamed(scope, result.base)
      ? spelledType(scope, result.base)
      : scope.world.typedef(result.base, scope.path);
    if (meant === UNSURE) return UNSURE;
    if (meant === undefined || meant.base === result.base) return result;
    result = { base: meant.base, stars: result.stars + meant.stars };
  }
  return result;
}

/** The tag of a struct type, whether the object itself or a pointer to it. */
export function tagOf(scope: Pick<Scope, 'world' | 'path'>, type: TypeRef | undefined): string | undefined {
  const real = resolved(scope, type);
  if (!real?.base.startsWith('struct ') || real.stars > 1) return undefined;
  const tag = real.base.slice('struct '.length);
  return isRenamed(scope, tag) ? undefined : tag;
}

/** The declarations of `object.field`; more than one where the struct is defined several times. */
function membersOf(scope: TypeScope, object: Expr, field: string): readonly Field[] {
  const tag = tagOf(scope, typeOf(scope, object));
  return tag === undefined ? [] : fieldsOf(scope, tag, field);
}

function fieldsOf(scope: Pick<Scope, 'world' | 'path'>, tag: string, field: string): readonly Field[] {
  return scope.world
    .structs(tag, scope.path)
    .flatMap(def => def.fields.filter(candidate => candidate.name === field));
}

/** Where a destination puts the value; undefined for destinations that keep nothing. */
export function placeOf(
  scope: Scope,
  destination: Destination,
  text: (node: Expr) => string,
): Place | undefined {
  const place = filledBy(scope, destination, text);
  if (place?.kind !== 'member' || !isRenamed(scope, place.field)) return place;
  return { kind: 'unknown', why: `is stored in ${place.holder}.${place.field}, which is a macro` };
}

function filledBy(scope: Scope, destination: Destination, text: (node: Expr) => string): Place | undefined {
  switch (destination.kind) {
    case 'assigned':
      return targetPlace(scope, destination.target, text);
    case 'literal':
      return partOf(scope, typeFromText(destination.type), destination.steps, `(${destination.type})`);
    case 'initialises': {
      const { declarator, type, steps } = destination;
      const isLocal = scope.view.root.kind === 'function' && !/\b(static|extern)\b/.test(type);
      if (steps.length === 0) {
        return isLocal
          ? { kind: 'local', declaredAt: declarator.nameSpan.start, name: declarator.name }
          : { kind: 'variable', name: declarator.name };
      }
      const declared = typeFromText(type, declarator.pointers + (declarator.array ? 1 : 0));
      return partOf(scope, declared, steps, declarator.name);
    }
    default:
      return undefined;
  }
}

function targetPlace(scope: Scope, target: Expr, text: (node: Expr) => string): Place {
  const place = bare(target);
  if (place.kind === 'member') {
    const tag = tagOf(scope, typeOf(scope, place.object));
    return tag === undefined
      ? {
          kind: 'unknown',
          why: `is stored in ${text(place)}, and the type of ${text(place.object)} is not known`,
        }
      : { kind: 'member', tag, field: place.field, holder: text(place.object) };
  }
  if (place.kind === 'index') return targetPlace(scope, place.object, text);
  if (place.kind === 'identifier') {
    const local = scope.view.resolution?.of(place);
    return local?.declarator && !/\b(static|extern)\b/.test(local.type)
      ? { kind: 'local', declaredAt: local.declarator.nameSpan.start, name: place.name }
      : { kind: 'variable', name: place.name };
  }
  return { kind: 'unknown', why: `is stored through ${text(place)}` };
}

/** The member that a path through nested initialisers ends in. */
function partOf(scope: Scope, start: TypeRef, steps: readonly Step[], holder: string): Place {
  let type = resolved(scope, start);
  let where = holder;
  let last: { tag: string; field: string; holder: string } | undefined;
  for (const step of steps) {
    if (type === undefined) return { kind: 'unknown', why: `is stored in ${where}, whose type is not known` };
    const isArray = type.stars > 0;
    if (step.kind === 'element' || (step.kind === 'item' && isArray)) {
      type = isArray ? { ...type, stars: type.stars - 1 } : type;
      continue;
    }
    const tag = tagOf(scope, type);
    if (tag === undefined) return { kind: 'unknown', why: `is stored in ${where}, whose type is not known` };
    const field = step.kind === 'field' ? step.name : nthField(scope, tag, step.list, step.item);
    if (field === undefined) {
      return {
        kind: 'unknown',
        why: `is stored in ${where} by position, and the order of struct ${tag} is not known`,
      };
    }
    last = { tag, field, holder: where };
    where = `${where}.${field}`;
    type =
      step === steps.at(-1)
        ? undefined
        : resolved(scope, agreed(fieldsOf(scope, tag, field).map(one => one.type)));
  }
  return last === undefined ? { kind: 'variable', name: where } : { kind: 'member', ...last };
}

/** The name of the field an undesignated item fills; undefined where it is not sure. */
function nthField(scope: Scope, tag: string, list: InitList, item: InitItem): string | undefined {
  const defs = scope.world.structs(tag, scope.path);
  const def = defs[0];
  if (def === undefined || defs.length > 1 || !def.ordered) return undefined;
  let position = 0;
  let inside = false;
  for (const other of list.items) {
    const [first] = other.path;
    if (first !== undefined) {
      position = def.fields.findIndex(field => field.name === first);
      inside = other.path.length > 1;
    } else if (inside) return undefined;
    const field = def.fields[position];
    if (position < 0 || field === undefined) return undefined;
    if (other === item) return field.name;
    if (other.value.kind === 'unknown' || maySaySeveral(scope, other.value)) return undefined;
    const braces = other.value.kind === 'init-list' || other.value.kind === 'string';
    if (first === undefined && isAggregate(scope, field) && !braces) return undefined;
    position++;
  }
  return undefined;
}

/** Whether an item is a macro that may stand for several items, or for none. */
function maySaySeveral({ world, path }: Pick<Scope, 'world' | 'path'>, value: Expr, depth = 4): boolean {
  const name = value.kind === 'call' ? bare(value.callee) : value;
  if (name.kind !== 'identifier') return false;
  const isSeveral = (word: string, left: number): boolean =>
    (world.macros?.(word, path) ?? []).some(({ body }) => {
      const said = withoutComments(body);
      if (said === '' || said.includes(',') || left === 0) return true;
      return (said.match(/[A-Za-z_]\w*/g) ?? []).some(one => one !== word && isSeveral(one, left - 1));
    });
  return isSeveral(name.name, depth);
}

/** Whether an item without braces would fill only the field's first part. */
function isAggregate(scope: Pick<Scope, 'world' | 'path'>, field: Field): boolean {
  let { type } = field;
  for (let depth = 0; depth < 8 && type.stars === 0 && !type.base.startsWith('struct '); depth++) {
    const meant = scope.world.typedef(type.base, scope.path);
    if (meant?.array === true) return true;
    if (meant === undefined || meant.base === type.base) break;
    type = meant;
  }
  return field.array || (type.stars === 0 && type.base.startsWith('struct '));
}
