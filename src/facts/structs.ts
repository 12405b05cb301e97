/** The types a file declares: struct bodies with their members in order, and typedefs. Read from tokens alone. */
import { isElsewhere, type SourceFile } from '../source/file.js';
import { closerOf, codeFrom, tokenText } from './tokens.js';

/** A type as far as member access needs it. Qualifiers are dropped; an array counts as one more star. */
export interface TypeRef {
  /** `struct tag` (for unions as well: tags share one name space), or a single word such as a typedef's name. */
  readonly base: string;
  readonly stars: number;
  /** Set for an array: an initialiser without braces fills only its first element. */
  readonly array?: boolean;
}

/** A named member of a struct. */
export interface Field {
  readonly name: string;
  readonly type: TypeRef;
  readonly array: boolean;
  /** Set for a member that lies in a union, where others have the same place. */
  readonly overlaid?: boolean;
}

/** A struct's or union's body. */
export interface StructDef {
  /** Its tag; for one without, a name that no text can have. */
  readonly tag: string;
  readonly path: string;
  readonly line: number;
  /** In order, those of anonymous members among them. */
  readonly fields: readonly Field[];
  /** Whether the n-th initialiser surely fills the n-th field: no `#if`, no union, no anonymous member. */
  readonly ordered: boolean;
}

/** What a file declares at any depth. A tag defined twice (under `#if`) has several bodies. */
export interface TypeTable {
  readonly structs: ReadonlyMap<string, readonly StructDef[]>;
  /** What each typedef says; one that is declared twice (under `#if`) can say two things. */
  readonly typedefs: ReadonlyMap<string, readonly TypeRef[]>;
}

/** The type of something that has a type, but not one that can be told. */
export const UNSURE: TypeRef = { base: '', stars: 0 };

/** The one type that all declarations of a name agree on; `UNSURE` where they do not, undefined where none is. */
export function agreed(types: readonly TypeRef[]): TypeRef | undefined {
  const [first] = types;
  const isSame = (one: TypeRef) => one.base === first?.base && one.stars === first.stars;
  return types.every(isSame) ? first : UNSURE;
}

const tables = new WeakMap<SourceFile, TypeTable>();
const SPECIFIER =
  /^(const|volatile|static|extern|inline|register|signed|unsigned|typedef|restrict|auto|_Atomic|__\w+)$/;

/** The types a file declares. Made on first use, kept as long as the file is. */
export function typesOf(file: SourceFile): TypeTable {
  const known = tables.get(file);
  if (known !== undefined) return known;
  const structs = new Map<string, StructDef[]>();
  const typedefs = new Map<string, TypeRef[]>();
  const count = file.tokens.length;
  for (let i = 0; i < count; i++) {
    if (file.tokens.kindAt(i)! !== 'word') continue;
    const word = tokenText(file, i);
    if (word === 'struct' || word === 'union') {
      const body = bodyAt(file, i);
      if (body === undefined) continue;
      const def = structFrom(file, i, body);
      structs.set(def.tag, [...(structs.get(def.tag) ?? []), def]);
    } else if (word === 'typedef') {
      const named = typedefFrom(file, i);
      // For other kernels it may mean something else.
      if (named === undefined || isElsewhere(file.underAt(file.tokens.startAt(i)!))) continue;
      const type = named.array ? { ...named.type, array: true } : named.type;
      typedefs.set(named.name, [...(typedefs.get(named.name) ?? []), type]);
    }
  }
  const table = { structs, typedefs };
  tables.set(file, table);
  return table;
}

/** A type from its words: `static const struct gizmo_ops` with the stars given apart or inside. */
export function typeFromText(text: string, stars = 0): TypeRef {
  if (/typeof|__auto_type/.test(text)) return UNSURE;
  const own = text.split('*').length - 1;
  const tagged = /\b(?:struct|union)\s+(?:__\w+\s+)*(\w+)/.exec(text)?.[1];
  if (tagged !== undefined) return { base: `struct ${tagged}`, stars: own + stars };
  const words = text.match(/[A-Za-z_]\w*/g) ?? [];
  const base = words.filter(word => !SPECIFIER.test(word)).at(-1) ?? words.at(-1) ?? '';
  return { base, stars: own + stars };
}

interface Body {
  readonly tag: string;
  readonly open: number;
  readonly close: number;
}

/** The body that follows `struct` or `union` at a token; undefined for a mere mention of the type. */
function bodyAt(file: SourceFile, keyword: number): Body | undefined {
  let i = codeFrom(file, keyword + 1);
  let tag: string | undefined;
  while (file.tokens.kindAt(i) === 'word') {
    tag = tokenText(file, i);
    i = codeFrom(file, i + 1);
    if (tokenText(file, i) === '(') i = codeFrom(file, Math.max(closerOf(file, i), i) + 1);
  }
  if (tokenText(file, i) !== '{') return undefined;
  const close = closerOf(file, i);
  return close < 0 ? undefined : { tag: tag ?? anonymous(file, i), open: i, close };
}

function anonymous(file: SourceFile, open: number): string {
  return `(at ${file.path}:${file.position(file.tokens.startAt(open)!).line})`;
}

function structFrom(file: SourceFile, keyword: number, body: Body): StructDef {
  const fields: Field[] = [];
  let ordered = tokenText(file, keyword) === 'struct';
  for (let i = body.open + 1; i < body.close; ) {
    if (file.tokens.kindAt(i)! === 'directive') ordered = false;
    const end = memberEnd(file, i, body.close);
    const member = membersFrom(file, i, end);
    fields.push(...member.fields);
    if (member.anonymous || isMacroAlone(file, i, end)) ordered = false;
    for (let j = i; j < end; j++) if (file.tokens.kindAt(j)! === 'directive') ordered = false;
    i = end + 1;
  }
  const line = file.position(file.tokens.startAt(keyword)!).line;
  const isShared = tokenText(file, keyword) === 'union' && fields.length > 1;
  const placed = isShared ? fields.map(field => ({ ...field, overlaid: true })) : fields;
  return { tag: body.tag, path: file.path, line, fields: placed, ordered };
}

/** Whether a member is one word, with arguments or without: a macro that says what the members are. */
function isMacroAlone(file: SourceFile, start: number, end: number): boolean {
  const word = codeFrom(file, start);
  if (word >= end || file.tokens.kindAt(word)! !== 'word') return false;
  const next = codeFrom(file, word + 1);
  return (
    next >= end || (tokenText(file, next) === '(' && codeFrom(file, closerOf(file, next, end) + 1) >= end)
  );
}

/** The index of the `;` that ends the member at `start`, or `limit`. */
function memberEnd(file: SourceFile, start: number, limit: number): number {
  for (let i = start; i < limit; i++) {
    const text = tokenText(file, i);
    if (text === ';') return i;
    if (text === '{' || text === '(' || text === '[') {
      const close = closerOf(file, i, limit);
      if (close < 0) return limit;
      i = close;
    }
  }
  return limit;
}

/** The members declared between two tokens: `struct { … } a, *b` or `int (*f)(void)`. */
function membersFrom(file: SourceFile, start: number, end: number): { fields: Field[]; anonymous: boolean } {
  const first = codeFrom(file, start);
  if (first >= end) return { fields: [], anonymous: false };
  let base: string | undefined;
  let from = first;
  for (let i = first; i < end && file.tokens.kindAt(i)! === 'word'; i = codeFrom(file, i + 1)) {
    const word = tokenText(file, i);
    if (word !== 'struct' && word !== 'union') continue;
    const body = bodyAt(file, i);
    if (body === undefined) break;
    base = `struct ${body.tag}`;
    from = codeFrom(file, body.close + 1);
    if (from >= end || !hasName(file, from, end)) {
      return { fields: structFrom(file, i, body).fields.slice(), anonymous: true };
    }
    break;
  }
  return { fields: declaratorsFrom(file, from, end, base), anonymous: false };
}

function hasName(file: SourceFile, from: number, end: number): boolean {
  for (let i = from; i < end; i++) {
    if (file.tokens.kindAt(i)! === 'word' && !/^__/.test(tokenText(file, i))) return true;
  }
  return false;
}

/** The names declared between two tokens, with their types. `base` is given where a body stood in front. */
function declaratorsFrom(file: SourceFile, from: number, end: number, base: string | undefined): Field[] {
  const fields: Field[] = [];
  let common = base;
  for (let start = from; start < end; ) {
    let stop = start;
    while (stop < end && tokenText(file, stop) !== ',') {
      const close = /^[([{]$/.test(tokenText(file, stop)) ? closerOf(file, stop, end) : stop;
      stop = (close < 0 ? end : close) + 1;
    }
    const field = declaratorFrom(file, start, Math.min(stop, end), common);
    if (field !== undefined) {
      common ??= field.type.base;
      fields.push(field);
    }
    start = stop + 1;
  }
  return fields;
}

/** One declarator: its words, and what stands around the name. A pointer to a function has the base `()`. */
function declaratorFrom(
  file: SourceFile,
  start: number,
  end: number,
  base: string | undefined,
): Field | undefined {
  const words: number[] = [];
  let stars = 0;
  let array = false;
  for (let i = codeFrom(file, start); i < end; i = codeFrom(file, i + 1)) {
    const text = tokenText(file, i);
    if (file.tokens.kindAt(i)! === 'word') words.push(i);
    else if (text === '*') stars++;
    else if (text === ':' || text === '=') break;
    else if (text === '[') {
      array = true;
      i = Math.max(closerOf(file, i, end), i);
    } else if (text === '{') {
      i = Math.max(closerOf(file, i, end), i);
    } else if (text === '(') {
      const close = closerOf(file, i, end);
      if (close < 0) return undefined;
      const pointer = pointerName(file, i, close);
      if (pointer !== undefined) return { ...pointer, type: { base: '()', stars: 1 } };
      i = close;
    }
  }
  const name = words.filter(i => !/^__/.test(tokenText(file, i))).at(-1) ?? words.at(-1);
  const chosen = name === words[0] && base === undefined ? words.at(-1) : name;
  if (chosen === undefined) return undefined;
  const ahead = words.filter(i => i < chosen).map(i => tokenText(file, i));
  const depth = stars + (array ? 1 : 0);
  const type = base === undefined ? typeFromText(ahead.join(' '), depth) : { base, stars: depth };
  return { name: tokenText(file, chosen), type, array };
}

/** The name in `(*name)` or `(*name[3])`, where the parentheses hold such a thing. */
function pointerName(
  file: SourceFile,
  open: number,
  close: number,
): { name: string; array: boolean } | undefined {
  if (!/^[*(]$/.test(tokenText(file, codeFrom(file, open + 1)))) return undefined;
  let star = false;
  let name: string | undefined;
  let array = false;
  for (let i = open + 1; i < close; i++) {
    const text = tokenText(file, i);
    if (text === '*') star = true;
    else if (text === '[') {
      array = true;
      break;
    } else if (file.tokens.kindAt(i)! === 'word') name = text;
  }
  return star && name !== undefined ? { name, array } : undefined;
}

/** What `typedef … name;` declares. A function type or pointer has the base `()`. */
function typedefFrom(file: SourceFile, keyword: number): Field | undefined {
  const end = memberEnd(file, keyword, file.tokens.length);
  const { fields } = membersFrom(file, codeFrom(file, keyword + 1), end);
  const [first] = fields;
  const isFunction =
    first !== undefined && first.type.base !== '()' && takesParameters(file, keyword, end, first.name);
  return isFunction ? { ...first, type: { base: '()', stars: 0 } } : first;
}

/** Whether a declaration ends in the parameters of the name that it gives: `typedef int gizmo_fn(struct gizmo *g)`. */
function takesParameters(file: SourceFile, start: number, end: number, name: string): boolean {
  for (let i = codeFrom(file, start + 1); i < end; i = codeFrom(file, i + 1)) {
    const text = tokenText(file, i);
    const next = codeFrom(file, i + 1);
    if (text === name && tokenText(file, next) === '(')
      return codeFrom(file, closerOf(file, next, end) + 1) >= end;
    if (/^[([{]$/.test(text)) i = Math.max(closerOf(file, i, end), i);
  }
  return false;
}

/** What the tokens of a top-level declaration or function header declare; nothing for a struct alone. */
export function declaredBetween(file: SourceFile, start: number, end: number): readonly Field[] {
  const { fields, anonymous } = membersFrom(file, start, end);
  return anonymous ? [] : fields;
}
