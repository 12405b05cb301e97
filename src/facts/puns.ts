/**
 * Where an object of a struct is reached as something else: through a cast, a union, a copy, a `void *`. What is called
 * there, through a member of another struct, is what the object's own members hold, and no search for them finds it.
 */
import { bare } from '../flow/walk.js';
import type { Call, Expr } from '../source/ast.js';
import type { Item, SourceFile } from '../source/file.js';
import type { Span } from '../source/span.js';
import { CONTROL } from '../source/words.js';
import { standsIn } from '../words.js';
import { CONTAINER } from './accessors.js';
import { returnedBy, typesDeclared } from './declared.js';
import type { Headers } from './includes.js';
import { reveal } from './macros.js';
import type { MemberName } from './mentions.js';
import type { Doubt } from './nodes.js';
import { vocabularyOf } from './pasted.js';
import { destinationType, resolved, type Scope, typeOf } from './places.js';
import { type Reading, readingsOf } from './roles.js';
import type { Search } from './search.js';
import { declaredBetween, type TypeRef, typesOf } from './structs.js';
import { tokenAt, tokenText, wordsOf } from './tokens.js';

/** What reads or frees an object whatever its type is. */
const BLIND =
  /^(sizeof|typeof|__typeof__|ARRAY_SIZE|\w*free\w*|mem(set|zero|cmp)\w*|(pr|dev)_\w+|\w*print\w*|BUG_ON|WARN_ON\w*|(un)?likely|IS_ERR\w*|PTR_ERR\w*)$/;
/** What copies bytes from one place to another. */
const COPYING = /mem(p?cpy|move|dup)|copy/;

/** Looks for the other ways to a member. */
export interface Puns {
  /** The doubts of a member of a struct; undefined until the search knows enough. */
  of(member: MemberName, path: string): readonly Doubt[] | undefined;
}

/** So many files are read for the objects of one struct; of more, those alone that name the member. */
const MOST_FILES = 60;

/**
 * Puns as the search finds them.
 *
 * @param unitOf the files in which a name of a `.c` file can stand; undefined until the search knows.
 */
export function openPuns(
  search: Search,
  headers: Headers,
  unitOf: (path: string, name: string) => readonly string[] | undefined,
): Puns {
  const known = new Map<string, readonly Doubt[]>();

  /** The files that say a struct's tag, or for one without, a member of it. */
  const filesOf = ({ tag, field }: MemberName, home: string): readonly string[] | undefined => {
    const word = /^\w+$/.test(tag) ? tag : field;
    const all = home.endsWith('.c') ? unitOf(home, word) : search.holders(word);
    if (all === undefined || all.length <= MOST_FILES) return all;
    return all.filter(path => standsIn(search.peek(path) ?? '', field)).slice(0, MOST_FILES);
  };

  const doubtsOf = (member: MemberName, home: string): readonly Doubt[] | undefined => {
    const paths = filesOf(member, home);
    if (paths === undefined) return undefined;
    const files = new Set([home, ...paths].flatMap(path => search.open(path) ?? []));
    const unread = paths
      .filter(path => search.open(path) === undefined)
      .map(path => ({
        why: 'may be reached as something else, in a file that cannot be read',
        path,
        line: 1,
      }));
    const tags = new Set([member.tag]);
    for (let before = 0; before < tags.size; ) {
      before = tags.size;
      for (const file of files) for (const tag of holdersIn(file, tags)) tags.add(tag);
    }
    const tables = [...files].flatMap(file => tablesIn(file, tags));
    const found: Doubt[] = [];
    for (const { name } of tables.filter(({ isShared }) => isShared)) {
      const users = search.holders(name);
      if (users === undefined) return undefined;
      for (const path of users.length > MOST_FILES ? [] : users) {
        const file = search.open(path);
        if (file === undefined) found.push(outOfSight(path));
        if (file === undefined) continue;
        files.add(file);
        found.push(...strangers(file, name, tags, home));
      }
    }
    const words = new Set([...tags, ...tables.map(({ name }) => name)]);
    return [...unread, ...found, ...[...files].flatMap(file => punsIn(headers, file, tags, words))];
  };

  return {
    of: (member, path) => {
      const defs = headers.structs(member.tag, path);
      const [def] = defs;
      if (def === undefined) return [];
      const key = `${member.tag} ${def.path}`;
      const doubts = known.get(key) ?? doubtsOf(member, def.path);
      if (doubts !== undefined) known.set(key, doubts);
      const isOverlaid = defs.some(({ fields }) =>
        fields.some(({ name, overlaid }) => name === member.field && overlaid === true),
      );
      const { line } = def;
      return isOverlaid ? [{ why: 'shares its place with others in a union', path: def.path, line }] : doubts;
    },
  };
}

function outOfSight(path: string): Doubt {
  return { why: 'may be reached as something else, in a file that cannot be read', path, line: 1 };
}

/** Where a file declares a variable of other files under another type, or gives it another name. */
function strangers(
  file: SourceFile,
  name: string,
  tags: ReadonlySet<string>,
  home: string,
): readonly Doubt[] {
  const types = typesDeclared(file, name);
  const isOther = types.some(type => !tags.has(tagIn(type) ?? ''));
  // A struct of one `.c` file is another one than its namesake that the next file declares the variable with.
  const isNamesake =
    home.endsWith('.c') && file.path !== home && file.path.endsWith('.c') && types.length > 0;
  const isAlias = (wordsOf(file).code.get(name) ?? []).some(index => file.tokens.kindAt(index)! === 'string');
  if (!isOther && !isNamesake && !isAlias) return [];
  const index = wordsOf(file).code.get(name)?.[0] ?? 0;
  const { line } = file.position(file.tokens.startAt(index)!);
  return [{ why: `can be reached as something else, by ${name}`, path: file.path, line }];
}

/** A cast to a pointer. */
const CAST = /\([^()]*\*\s*\)/;

/** The places in a file where an object of a struct can become something else, in items that say one of the words. */
function punsIn(
  headers: Headers,
  file: SourceFile,
  tags: ReadonlySet<string>,
  words: ReadonlySet<string>,
): readonly Doubt[] {
  const isConcerned = ({ start, end }: Span): boolean => {
    const text = file.text.slice(start, end);
    return CAST.test(text) || [...words].some(word => standsIn(text, word));
  };
  const concerned = file.items.filter(isConcerned);
  const unread = concerned.flatMap(item => unreadIn(headers, file, item)).filter(isConcerned);
  return [
    ...unions(file, tags),
    ...concerned.flatMap(item => punsOf(headers, file, item, tags)),
    ...unread.map(({ start }) => ({
      why: 'may be reached as something else, where the text cannot be read',
      path: file.path,
      line: file.position(start).line,
    })),
  ];
}

/** The parts of an item that cannot be read; a type's body is read from its tokens alone. */
function unreadIn(headers: Headers, file: SourceFile, item: Item): readonly Span[] {
  // Where a function ended too early, its statements lie about at the top level.
  if (CONTROL.has(tokenText(file, tokenAt(file, item.start)))) return [item];
  const readings = readingsOf(file, item, file.path, headers);
  if (readings.length > 0) {
    return readings.flatMap(({ scope: { view } }) =>
      view.root.kind === 'function' ? view.root.doubtful : [],
    );
  }
  const said = file.text.slice(item.start, item.end);
  const isPlain = item.kind === 'declaration' ? !said.includes('=') : /^\w+\s*\(/.test(said);
  return item.kind === 'function' || !isPlain || item.doubt !== undefined ? [item] : [];
}

/** The variables of these structs that a file declares at its top level, and whether other files can name them. */
function tablesIn(file: SourceFile, tags: ReadonlySet<string>): readonly Table[] {
  return file.items
    .filter(({ kind, body }) => kind === 'declaration' && body === undefined)
    .filter(({ start, end }) => !/^\s*typedef\b/.test(file.text.slice(start, end)))
    .flatMap(item => {
      const isShared = !/\bstatic\b/.test(file.text.slice(item.start, item.end).split('{')[0]!);
      return declaredBetween(file, tokenAt(file, item.start), tokenAt(file, item.end))
        .filter(({ type, array }) => type.stars === Number(array) && tags.has(tagIn(type) ?? ''))
        .map(({ name }) => ({ name, isShared }));
    });
}

/** A variable at file level. */
interface Table {
  readonly name: string;
  readonly isShared: boolean;
}

/** The tags of structs in a file that hold one of some structs by value. */
function holdersIn(file: SourceFile, tags: ReadonlySet<string>): readonly string[] {
  return [...typesOf(file).structs.values()].flat().flatMap(({ tag, fields }) => {
    const holds = fields.some(
      ({ type, array }) => type.stars === Number(array) && tags.has(tagIn(type) ?? ''),
    );
    return holds ? [tag] : [];
  });
}

function tagIn({ base }: TypeRef): string | undefined {
  return base.startsWith('struct ') ? base.slice('struct '.length) : undefined;
}

/** Unions with a member of these structs, or a pointer to one, beside others. */
function unions(file: SourceFile, tags: ReadonlySet<string>): readonly Doubt[] {
  return [...typesOf(file).structs.values()]
    .flat()
    .filter(({ fields }) => fields.some(({ type, overlaid }) => overlaid && tags.has(tagIn(type) ?? '')))
    .map(({ path, line }) => ({ why: 'shares its place with others in a union', path, line }));
}

function punsOf(headers: Headers, file: SourceFile, item: Item, tags: ReadonlySet<string>): readonly Doubt[] {
  const found: Doubt[] = [];
  for (const reading of readingsOf(file, item, file.path, headers)) {
    const { identifiers, members } = reading.scope.view;
    for (const node of [...identifiers.values(), ...members.values()]) {
      if (!isOurs(reading.scope, node, tags) || !isPun(headers, reading, node, tags)) continue;
      const { line } = file.position(node.start);
      const said = file.text.slice(node.start, node.end);
      found.push({
        why: `can be reached as something else, by ${said}`,
        path: file.path,
        line,
      });
    }
  }
  return found;
}

/** Whether an expression is of one of the structs, a pointer to one, or an array. */
function isOurs(scope: Scope, node: Expr, tags: ReadonlySet<string>): boolean {
  const type = resolved(scope, typeOf(scope, node));
  return type !== undefined && tags.has(tagIn(type) ?? '');
}

/** Whether the object, its address or the pointer becomes something of another type. */
function isPun(
  headers: Headers,
  { scope, file, item }: Reading,
  start: Expr,
  tags: ReadonlySet<string>,
): boolean {
  const { view } = scope;
  const accepts = (type: TypeRef | undefined): boolean => {
    const real = resolved(scope, type);
    return real !== undefined && tags.has(tagIn(real) ?? '');
  };
  const first = resolved(scope, typeOf(scope, start))!;
  // A pointer is handed on as `void *` everywhere; that the object itself is, is worth a doubt.
  const isObject = first.stars === 0 || first.array === true;
  let isAddress = isObject && first.array === true;
  let node = start;
  for (;;) {
    const parent = view.parentOf(node);
    switch (parent?.kind) {
      case 'paren':
      case 'conditional':
      case 'comma':
        if (parent.kind === 'conditional' && parent.test === node) return false;
        if (parent.kind === 'comma' && parent.items.at(-1) !== node) return false;
        node = parent;
        continue;
      case 'unary':
        if (parent.op !== '&') return false;
        isAddress = true;
        node = parent;
        continue;
      case 'binary':
        if (!/^[+-]$/.test(parent.op)) return false;
        node = parent;
        continue;
      case 'cast': {
        const type = resolved(scope, typeOf(scope, parent));
        return !accepts(type) && (isObject || type === undefined || !isScalar(type));
      }
      case 'call': {
        if (parent.callee === node) {
          node = parent;
          continue;
        }
        if (isObject && isOnlyAsked(headers, file, parent, node)) return false;
        return isPunAsArgument(headers, scope, parent, parent.args.indexOf(node), isObject, accepts);
      }
      case 'assign':
      case 'declaration':
      case 'init-list': {
        if (parent.kind === 'assign' && parent.target === node) return false;
        const type = destinationType(scope, node);
        if (accepts(type)) return false;
        return isObject || (type !== undefined && tagIn(resolved(scope, type)!) !== undefined);
      }
      case 'return':
        return isObject && isAddress && !returnedBy(file, item).some(accepts);
      default:
        return false;
    }
  }
}

/** Whether an argument goes to a parameter of another type; a pointer that does goes on being one, and is let be. */
function isPunAsArgument(
  headers: Headers,
  scope: Scope,
  { callee, args }: Call,
  index: number,
  isObject: boolean,
  accepts: (type: TypeRef | undefined) => boolean,
): boolean {
  const taker = bare(callee);
  const name = taker.kind === 'identifier' ? taker.name : undefined;
  if (name === undefined) return isObject;
  if (BLIND.test(name)) return false;
  if (COPYING.test(name)) return !args.slice(0, 2).every(arg => accepts(pointed(scope, arg)));
  if (CONTAINER.test(name)) return isObject && !isContained(scope, args, accepts);
  return isObject && !headers.parameters(name, scope.path).some(list => accepts(list[index]));
}

/** Whether a macro does nothing with an argument but to go to its members. */
function isOnlyAsked(headers: Headers, file: SourceFile, call: Call, argument: Expr): boolean {
  const taker = bare(call.callee);
  const { definitions } = vocabularyOf(headers, file);
  if (taker.kind !== 'identifier' || definitions(taker.name).length === 0) return false;
  const text = file.text.slice(call.start, call.end);
  const name = file.text.slice(argument.start, argument.end);
  return Array.from({ length: definitions(taker.name).length }, (_, arm) => arm).every(arm => {
    const said = reveal(text, { definitions, matters: () => true, arm });
    const rest = said?.split(name).slice(1);
    return rest?.every(after => /^[\s)]*(->|\.)/.test(after)) ?? false;
  });
}

/** Whether nothing is called through a value of a type: `void *`, characters, integers. */
function isScalar({ base }: TypeRef): boolean {
  return /^(void|char|short|int|long|bool|unsigned|signed|[su](8|16|32|64)|u?intptr_t|ulong|kernel_ulong_t)$/.test(
    base,
  );
}

/** The type that a pointer argument points to, casts to `void *` aside. */
function pointed(scope: Scope, arg: Expr): TypeRef | undefined {
  const plain = bare(arg);
  return plain.kind === 'cast' ? pointed(scope, plain.operand) : typeOf(scope, plain);
}

/** Whether the member that `container_of` is given is of a struct that is accepted. */
function isContained(
  scope: Scope,
  args: readonly Expr[],
  accepts: (type: TypeRef | undefined) => boolean,
): boolean {
  const [, type, member] = args;
  if (type?.kind !== 'type-operand' || member?.kind !== 'identifier') return false;
  const tag = /\b(?:struct|union)\s+(\w+)\s*$/.exec(type.text)?.[1];
  const defs = tag === undefined ? [] : scope.world.structs(tag, scope.path);
  const fields = defs.flatMap(({ fields: own }) => own.filter(({ name }) => name === member.name));
  return fields.length > 0 && fields.every(one => accepts(one.type));
}
