/** Names that are never written out: `name##_fault` in a macro makes one that no search finds. */
import type { SourceFile } from '../source/file.js';
import type { Headers } from './includes.js';
import { type Definition, type MacroUse, reveal, useAt } from './macros.js';
import { isMemberName } from './positions.js';
import { wordsOf } from './tokens.js';

/** The macros that a file can use. */
export interface Vocabulary {
  /** What a macro can stand for: the file's own definitions, else those of any header that was looked at. */
  definitions(name: string): readonly Definition[];
  reach(name: string): Reach;
  /** The uses of macros in the file's code that can paste names together. */
  readonly pasting: readonly PastingUse[];
  /** All that these uses make names of, each once. */
  readonly material: readonly Reach[];
}

/** What can come of a macro. */
export interface Reach {
  /** All words of its body and of the bodies that it leads to. */
  readonly words: ReadonlySet<string>;
  /** Whether one of these bodies pastes. */
  readonly pastes: boolean;
}

export interface PastingUse extends MacroUse {
  /** The token of the macro's name. */
  readonly index: number;
  /** What can come of the macro, and of those that its arguments name. */
  readonly macros: readonly Reach[];
}

const vocabularies = new WeakMap<SourceFile, Vocabulary>();
const shared = new WeakMap<Headers, Map<string, Reach>>();
/** A macro that leads to more macros than this is not looked through further. */
const MOST_MACROS = 2000;

/** The macros of a file. Made on first use, kept as long as the file is. */
export function vocabularyOf(headers: Headers, file: SourceFile): Vocabulary {
  const known = vocabularies.get(file);
  if (known !== undefined) return known;
  const own = new Map<string, Definition[]>();
  for (const macro of file.macros) own.set(macro.name, [...(own.get(macro.name) ?? []), macro]);
  const inHeaders = (name: string) => headers.definitions(name, file.path);
  const definitions = (name: string) => own.get(name) ?? inHeaders(name);
  const kept = shared.get(headers) ?? new Map<string, Reach>();
  shared.set(headers, kept);
  const mine = new Map<string, Reach>();
  const reach = (name: string): Reach => {
    const isOwn = own.has(name);
    const memory = isOwn ? mine : kept;
    const found = memory.get(name) ?? reachOf(name, isOwn ? definitions : inHeaders);
    memory.set(name, found);
    return found;
  };
  let pasting: readonly PastingUse[] | undefined;
  let material: readonly Reach[] | undefined;
  const vocabulary: Vocabulary = {
    definitions,
    reach,
    get pasting() {
      pasting ??= pastingIn(file, vocabulary);
      return pasting;
    },
    get material() {
      material ??= materialOf(vocabulary.pasting);
      return material;
    },
  };
  vocabularies.set(file, vocabulary);
  return vocabulary;
}

function reachOf(name: string, definitions: Vocabulary['definitions']): Reach {
  const words = new Set<string>();
  const macros = new Set([name]);
  let pastes = false;
  for (const macro of macros) {
    for (const definition of definitions(macro)) {
      const said = sayingOf(definition);
      pastes ||= said.pastes;
      for (const word of said.words) {
        if (words.has(word)) continue;
        words.add(word);
        if (macros.size < MOST_MACROS && definitions(word).length > 0) macros.add(word);
      }
    }
  }
  return { words, pastes };
}

const sayings = new WeakMap<Definition, Reach>();

/** What a definition says itself. Many macros lead to the same ones, so that each is read once. */
function sayingOf(definition: Definition): Reach {
  const known = sayings.get(definition);
  if (known !== undefined) return known;
  const { body, isBroken } = definition;
  const said = {
    words: new Set(body.match(/\w+/g)),
    pastes: isBroken === true || body.includes('##') || /"\s*#|#\s*\w+\s*"/.test(body),
  };
  sayings.set(definition, said);
  return said;
}

function pastingIn(file: SourceFile, { definitions, reach }: Vocabulary): readonly PastingUse[] {
  const found: PastingUse[] = [];
  for (const [word, indexes] of wordsOf(file).code) {
    if (definitions(word).length === 0) continue;
    for (const index of indexes) {
      if (file.tokens.kindAt(index)! !== 'word' || isMemberName(file, index)) continue;
      const use = useAt(file, index);
      const named = [...wordsOfArguments(use)].filter(one => definitions(one).length > 0);
      const macros = [...new Set([word, ...named].map(reach))];
      if (macros.some(({ pastes }) => pastes)) found.push({ ...use, index, macros });
    }
  }
  return found;
}

function wordsOfArguments({ args }: MacroUse): ReadonlySet<string> {
  return new Set(args.flatMap(arg => arg.match(/\w+/g) ?? []));
}

function materialOf(uses: readonly PastingUse[]): readonly Reach[] {
  const words = new Set(uses.flatMap(use => [...wordsOfArguments(use)]));
  return [{ words, pastes: false }, ...new Set(uses.flatMap(({ macros }) => macros))];
}

/** Whether a name is two or more of the words, one after the other. */
function isMadeOf(name: string, from: readonly Reach[]): boolean {
  const isWord = (start: number, end: number) => {
    const part = name.slice(start, end);
    return from.some(({ words }) => words.has(part));
  };
  // Which ends of the name are words put together, from the shortest up.
  const ends = new Set([name.length]);
  for (let start = name.length - 1; start >= 0; start--) {
    for (const end of ends) {
      if ((start > 0 || end < name.length) && isWord(start, end)) {
        ends.add(start);
        break;
      }
    }
  }
  return ends.has(0);
}

/** The uses in a file that make a name which is not written there. */
export function usesThatMake(headers: Headers, file: SourceFile, name: string): readonly PastingUse[] {
  const vocabulary = vocabularyOf(headers, file);
  if (!isMadeOf(name, vocabulary.material)) return [];
  return vocabulary.pasting.filter(use => {
    const words = wordsOfArguments(use);
    if (!isMadeOf(name, [{ words, pastes: false }, ...use.macros])) return false;
    const text = file.text.slice(use.start, use.end);
    // Where it is written out, it is a mention like others.
    if (holds(text, name)) return false;
    const said = revealed(vocabulary, text, name);
    return said === undefined || said.some(one => holds(one, name));
  });
}

/** So many definitions of one macro are tried. */
const MOST_ARMS = 4;

/**
 * What a piece of a file says once the macros are replaced that can lead to a name: once for each definition that a
 * macro has. Undefined where that cannot be told.
 */
export function revealed(
  { definitions, reach }: Vocabulary,
  text: string,
  name: string,
): readonly string[] | undefined {
  const matters = (word: string) => {
    if (definitions(word).length === 0) return false;
    const { pastes, words } = reach(word);
    // What stands for a part of the name counts too: an argument is replaced before an inner macro pastes it.
    return pastes || [...words].some(one => name.includes(one));
  };
  const found = new Set<string>();
  for (let arm = 0; arm < MOST_ARMS; arm++) {
    const said = reveal(text, { definitions, matters, arm });
    if (said === undefined) return undefined;
    found.add(said);
  }
  return [...found];
}

/** Whether a text holds a name, or a string that ends or begins with it where strings are joined. */
function holds(text: string, name: string): boolean {
  const joined = text.replace(/"\s*"/g, '');
  return new RegExp(`\\b${name}\\b`).test(joined);
}
