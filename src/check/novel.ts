/**
 * What a change added to a file: the words of statements, heads, tables and macros that were not there, or not in that
 * function. Counting words would not do: a call that moves from an mmap function into a handler is no word more.
 */
import type { Item, SourceFile } from '../source/file.js';
import { layOut, lex } from '../source/index.js';

/** A changed file as it is now. */
export interface Touched {
  readonly file: SourceFile;
  /** Where it was before; undefined for a new file. */
  readonly was: string | undefined;
  /** Its text before; undefined for a new file, and for one that says what it said. */
  readonly before: string | undefined;
  /** The words that are new in it, or that it uses in another place or in another way. */
  readonly novel: ReadonlySet<string>;
  /** Set where nothing in it changed, but what its words mean. */
  readonly shifted?: boolean;
}

/** A piece of a text: a statement or a head of a function, a whole declaration, a preprocessor line. */
interface Piece {
  /** What it stands in, and its tokens. */
  readonly key: string;
  readonly words: readonly string[];
  /** The function that it is of; '' for one of the file. */
  readonly home: string;
  /** The item that it is of, by number; -1 for none. */
  readonly item: number;
  /** What it seems to declare: each name with all that stands before it. */
  readonly declares: readonly Declared[];
}

interface Declared {
  readonly name: string;
  readonly whole: string;
}

/**
 * The words of a text that are new against an earlier one: those of pieces that were not there, and those of functions
 * and tables in which a name means something else, since what declared it was changed or taken away. Where the lines
 * differ that decide what is compiled or included, code may have come alive that nobody touched, or mean another thing;
 * then every word counts as new.
 */
export function novelWords(before: string | undefined, file: LaidOut): ReadonlySet<string> {
  const isAllNew = before === undefined || conditionsOf(before) !== conditionsOf(file.text);
  if (isAllNew) return new Set(file.text.match(WORDS));
  const old = { text: before, ...layOut(before) };
  const [theirs, ours] = [saidIn(old), saidIn(file)];
  const then = piecesOf(old, ours);
  const apart = piecesOf(file, theirs);
  const novel = new Set(without(apart, then).flatMap(({ words }) => words));
  const gone = goneFrom(then, apart);
  for (const name of namesGone(old, file)) gone.add(keyOf('', name));
  if (gone.size === 0) return novel;
  const now = piecesOf(file, new Set());
  const shifted = new Set<number>();
  // What is declared with such a name at file level means something else too, and stands below it.
  for (const { words, home, item, declares } of now) {
    if (!words.some(word => gone.has(keyOf(home, word)) || gone.has(keyOf('', word)))) continue;
    if (item >= 0) shifted.add(item);
    if (home === '') for (const { name } of declares) gone.add(keyOf('', name));
  }
  for (const { words, item } of now) if (shifted.has(item)) for (const word of words) novel.add(word);
  return novel;
}

const WORDS = /[A-Za-z_]\w*/g;

/** A text that is cut into items. */
export interface LaidOut extends ReturnType<typeof layOut> {
  readonly text: string;
}

/** Whether two texts differ in comments and in their layout alone. */
export function hasSameCode(before: string, after: string): boolean {
  const [old, now] = [lex(before), lex(after)];
  const next = (tokens: typeof now, from: number) => {
    let at = from;
    while (tokens.kindAt(at) === 'comment') at++;
    return at;
  };
  let [i, j] = [next(old, 0), next(now, 0)];
  for (; i < old.length && j < now.length; i = next(old, i + 1), j = next(now, j + 1)) {
    const isSame = before.slice(old.startAt(i), old.endAt(i)) === after.slice(now.startAt(j), now.endAt(j));
    if (!isSame) return false;
  }
  return i >= old.length && j >= now.length;
}

/** What is not as it was in an earlier text. */
export interface Changed {
  /** The items whose text or conditions are new. */
  readonly items: ReadonlySet<Item>;
  /** Names of the file that are declared otherwise, anew or no more. */
  readonly names: ReadonlySet<string>;
  /** The words of what is gone. */
  readonly words: ReadonlySet<string>;
}

/** What changed in a text; undefined where the lines did that decide what is compiled or included, or a border is lost. */
export function changedIn(old: LaidOut, file: LaidOut): Changed | undefined {
  if (conditionsOf(old.text) !== conditionsOf(file.text)) return undefined;
  const [theirs, ours] = [saidIn(old), saidIn(file)];
  const [then, now] = [piecesOf(old, ours), piecesOf(file, theirs)];
  const items = file.items.filter(item => !theirs.has(sayingOf(file.text, item)));
  if (items.some(({ doubt }) => doubt !== undefined)) return undefined;
  const gone = without(then, now);
  const declared = [...without(now, then), ...gone].flatMap(({ home, declares }) =>
    home === '' ? declares.map(({ name }) => name) : [],
  );
  return {
    items: new Set(items),
    names: new Set([...declared, ...namesGone(old, file), ...namesGone(file, old)]),
    words: new Set(gone.flatMap(({ words }) => words)),
  };
}

/** Whether names that an earlier text declares at its top level mean something else in a later one, or nothing. */
export function takesAway(before: string, file: LaidOut): boolean {
  const old = { text: before, ...layOut(before) };
  const gone = goneFrom(piecesOf(old, saidIn(file)), piecesOf(file, saidIn(old)));
  return [...gone].some(key => key.startsWith('\n')) || namesGone(old, file).length > 0;
}

/** The texts of a file's items, each with what decides whether it is compiled. */
function saidIn({ text, items }: LaidOut): ReadonlySet<string> {
  return new Set(items.map(item => sayingOf(text, item)));
}

function sayingOf(text: string, { start, end, under }: Item): string {
  return `${text.slice(start, end)}\n${JSON.stringify(under)}`;
}

/** The pieces of one text that another one has not, or less often. */
function without(pieces: readonly Piece[], others: readonly Piece[]): readonly Piece[] {
  const left = new Map<string, number>();
  for (const { key } of others) left.set(key, (left.get(key) ?? 0) + 1);
  return pieces.filter(({ key }) => {
    const known = left.get(key) ?? 0;
    if (known > 0) left.set(key, known - 1);
    return known === 0;
  });
}

/** The names that an earlier text declares where a later one does not, or otherwise, each with its home. */
function goneFrom(then: readonly Piece[], now: readonly Piece[]): Set<string> {
  const there = new Set(now.flatMap(({ home, declares }) => declares.map(({ whole }) => keyOf(home, whole))));
  const gone = without(then, now).flatMap(({ home, declares }) =>
    declares.filter(({ whole }) => !there.has(keyOf(home, whole))).map(({ name }) => keyOf(home, name)),
  );
  return new Set(gone);
}

function keyOf(home: string, said: string): string {
  return `${home}\n${said}`;
}

/** The pieces of a text but for items that are passed over, in order. Comments and the layout are none of them. */
function piecesOf({ text, tokens, items }: LaidOut, passed: ReadonlySet<string>): readonly Piece[] {
  const pieces: Piece[] = [];
  const isPassed = items.map(item => passed.size > 0 && passed.has(sayingOf(text, item)));
  let at = 0;
  let cut: Cutter | undefined;
  for (const { kind, start, end } of tokens) {
    if (kind === 'comment') continue;
    while (items[at] !== undefined && items[at]!.end <= start) at++;
    if (isPassed[at] && items[at]!.start <= start) continue;
    const said = text.slice(start, end);
    if (kind === 'directive') {
      pieces.push(lineOf(said));
      continue;
    }
    if (cut?.item !== items[at] || cut === undefined) {
      pieces.push(...(cut?.pieces() ?? []));
      cut = openCutter(items[at], at);
    }
    cut.add(said, kind === 'word');
  }
  return [...pieces, ...(cut?.pieces() ?? [])];
}

function lineOf(said: string): Piece {
  const words = said.match(/[A-Za-z_]\w*/g) ?? [];
  const [kind, name] = words;
  const declares = kind === 'define' && name !== undefined ? [{ name, whole: said }] : [];
  return { key: `#\n${said.replace(/\s+/g, ' ')}`, words, home: '', item: -1, declares };
}

/** Cuts an item into pieces, token by token. */
interface Cutter {
  readonly item: Item | undefined;
  add(said: string, isWord: boolean): void;
  pieces(): readonly Piece[];
}

/**
 * A function is cut into statements, whatever blocks they stand in. In a table a part is known by the members that it
 * belongs to, and where it names none by its place.
 */
function openCutter(item: Item | undefined, number: number): Cutter {
  const isFunction = item?.kind === 'function';
  const ends = isFunction ? /^[;{}]$/ : /^[;,{}]$/;
  // Twins under other conditions are others.
  const home = isFunction ? JSON.stringify([item.name, item.under]) : '';
  const around = [home];
  const pieces: Piece[] = [];
  let texts: string[] = [];
  let words: string[] = [];
  let count = 0;
  const close = (): void => {
    const place = isFunction || texts[0] === '.' ? '' : String(count);
    const key = [...around, place, texts.join(' ')].join('\n');
    const inside = around.slice(1).join('\n');
    pieces.push({ key, words, home, item: number, declares: declaredIn(texts, inside) });
    [texts, words] = [[], []];
    count++;
  };
  return {
    item,
    add: (said, isWord) => {
      texts.push(said);
      if (isWord) words.push(said);
      if (!ends.test(said)) return;
      if (!isFunction && said === '{') around.push(texts.join(' '));
      close();
      if (!isFunction && said === '}' && around.length > 1) around.pop();
      if (/^[{}]$/.test(said)) count = 0;
    },
    pieces: () => {
      close();
      return pieces;
    },
  };
}

/** Words before a name that make no declaration of it. */
const BEFORE_VALUE = /^(?:return|else|goto|case|do|sizeof|break|continue)$/;

/** What a piece seems to declare: names behind a word or a star, parameters among them. */
function declaredIn(texts: readonly string[], inside: string): readonly Declared[] {
  return texts.flatMap((name, at) => {
    const before = texts[at - 1];
    const isNamed = before !== undefined && (before === '*' || /^[A-Za-z_]\w*$/.test(before));
    if (!isNamed || !/^[A-Za-z_]\w*$/.test(name) || BEFORE_VALUE.test(before)) return [];
    if (!/^(?:[=;,[)(:]|)$/.test(texts[at + 1] ?? '')) return [];
    return [{ name, whole: [inside, ...texts.slice(0, at + 1)].join(' ') }];
  });
}

/** The functions and macros that a text no longer defines. */
function namesGone(before: LaidOut, after: LaidOut): readonly string[] {
  const now = definedIn(after);
  return [...definedIn(before)].filter(name => !now.has(name));
}

function definedIn({ text, items }: LaidOut): ReadonlySet<string> {
  const functions = items.filter(({ kind }) => kind === 'function');
  const macros = text.matchAll(/^[ \t]*#[ \t]*define[ \t]+(\w+)/gm);
  return new Set([...functions.flatMap(({ name }) => name ?? []), ...[...macros].map(match => match[1]!)]);
}

/** The lines that decide what is compiled and included, in order. */
function conditionsOf(text: string): string {
  return [...text.matchAll(/^[ \t]*#[ \t]*(?:if|ifdef|ifndef|elif|else|endif|include|undef)\b.*$/gm)].join(
    '\n',
  );
}

/** The lines by which a text includes others, in order. */
export function includesOf(text: string): string {
  return [...text.matchAll(/^[ \t]*#[ \t]*include\b.*$/gm)].join('\n');
}
