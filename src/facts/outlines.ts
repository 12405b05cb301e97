/** What a text seems to define, read without taking it apart: more than it does, but none of its own is missing. */
import { inOneLine } from '../source/comments.js';
import { wordFilter } from '../words.js';
import { directiveStarts } from './inclusions.js';
import type { Definition } from './macros.js';

export interface Outline {
  readonly macros: ReadonlySet<string>;
  /** What follows the name in the definitions of those that say a word. */
  readonly definitions: ReadonlyMap<string, readonly string[]>;
  /** Whether a struct or union of the tag may be defined. */
  mayDefine(tag: string): boolean;
  /** Whether a name may be given by `typedef`. */
  mayName(type: string): boolean;
  /** Whether a word may stand in the text at all. */
  maySay(word: string): boolean;
}

/** A macro's name and what follows it; continued lines are part of it. */
const DEFINITION = /#[ \t]*define[ \t]+(\w+)((?:[^\\\n]|\\[\s\S])*)/y;

/** The outline of a text. */
export function outlineOf(text: string): Outline {
  const macros = new Set<string>();
  const definitions = new Map<string, string[]>();
  for (const start of directiveStarts(text)) {
    DEFINITION.lastIndex = start;
    const [, name, said] = DEFINITION.exec(text) ?? [];
    if (name === undefined) continue;
    macros.add(name);
    if (!/(?<!\w)[A-Za-z_]/.test(said!)) continue;
    const others = definitions.get(name);
    if (others === undefined) definitions.set(name, [said!]);
    else others.push(said!);
  }
  const hasTypedefs = text.includes('typedef');
  const maySay = wordFilter(text);
  let tags: ReadonlySet<string> | undefined;
  return {
    macros,
    definitions,
    mayDefine: tag => {
      if (!maySay(tag)) return false;
      tags ??= tagsIn(text);
      return tags.has(tag);
    },
    mayName: type => hasTypedefs && maySay(type),
    maySay,
  };
}

function tagsIn(text: string): ReadonlySet<string> {
  const bodies = text.matchAll(/\b(?:struct|union)\b([^;{}()=]*)\{/g);
  return new Set([...bodies].flatMap(match => match[1]!.match(/\w+/g) ?? []));
}

/** A definition from what follows the macro's name. */
export function definitionFrom(text: string): Definition {
  if (!text.startsWith('(')) return { params: undefined, body: text };
  const list = /^\(([^)]*)\)/.exec(text)?.[0] ?? '(';
  const names = inOneLine(list.slice(1, -1)).trim();
  const params = names === '' ? [] : names.split(/\s*,\s*/);
  const isBroken = list === '(' || params.some(name => !/^(\w+(\s*\.\.\.)?|\.\.\.)$/.test(name));
  return { params, body: text.slice(list.length), isBroken };
}
