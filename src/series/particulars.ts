/**
 * What a patch does besides what all of its kind do: comments that go or change, functions that go, and pointers to
 * functions that get another type. It is read off the texts, so that nothing that a rule did goes unsaid.
 */
import { groupBy } from '../order.js';
import { commentsAndLiterals, withoutComments } from '../source/comments.js';
import { listed, paragraph, plural, shown } from './paragraphs.js';
import type { StagedFile } from './stages.js';

/** Comments longer than this are shown by their beginning. */
const LONGEST_COMMENT = 60;

/** The paragraphs that say it; none where there is nothing to say. */
export function particularsOf(files: readonly StagedFile[]): readonly string[] {
  const before = files.map(({ before: text }) => read(text));
  const after = files.map(({ after: text }) => read(text));
  const all = (reads: readonly Read[], of: (read: Read) => readonly string[]) => reads.flatMap(of);
  const gone = without(
    all(before, own => own.comments),
    all(after, own => own.comments),
  );
  const fresh = without(
    all(after, own => own.comments),
    all(before, own => own.comments),
  );
  const reworded = rewordedOf(gone, fresh);
  const removed = files.flatMap((file, at) => goneFrom(before[at]!.functions, file.after));
  const retyped = retypedOf(
    all(before, own => own.pointers),
    all(after, own => own.pointers),
  );
  const sentences = [
    say(retyped, names => `What points to such functions changes with them: ${listed(names)}.`),
    say(
      removed,
      names => `Nothing uses ${listed(names.map(name => `${name}()`))} any more; ${itOrThey(names)}.`,
    ),
    [...groupBy(reworded, ({ was, is }) => `In WHERE "${was}" becomes "${is}".`)].map(([text, { length }]) =>
      text.replace('WHERE', length === 1 ? 'a comment' : 'comments'),
    ),
    say(
      gone.filter(text => !reworded.some(({ before: one }) => one === text)),
      comments =>
        `${plural('Comment', comments.length)} that this takes away or changes: ${quotes(comments)}.`,
    ),
    say(
      fresh.filter(text => !reworded.some(({ after: one }) => one === text)),
      comments => `${plural('Comment', comments.length)} that this brings: ${quotes(comments)}.`,
    ),
  ];
  return sentences.flat().map(text => paragraph(shown(text)));
}

/** A sentence of what there is; none of nothing. */
function say(found: readonly string[], sentence: (found: readonly string[]) => string): readonly string[] {
  return found.length === 0 ? [] : [sentence(found)];
}

function itOrThey({ length }: readonly string[]): string {
  return length === 1 ? 'it goes' : 'they go';
}

/** What is read of one text. */
interface Read {
  /** Each as words alone. */
  readonly comments: readonly string[];
  /** Names of static functions that are defined. */
  readonly functions: readonly string[];
  /** Declarators of pointers to functions: what they return, and the name. */
  readonly pointers: readonly string[];
}

const FUNCTION = /^static\b[^;{}()=]*\b(\w+)[ \t]*\([^;{}]*\)\s*\{/gm;
const POINTER = /\b([A-Za-z_][\w \t]*?[ \t*]*)\([ \t]*\*[ \t]*(\w+)[ \t]*\)[ \t]*\(/g;

function read(text: string): Read {
  const code = withoutComments(text);
  return {
    comments: commentsAndLiterals(text)
      .filter(found => found.startsWith('/'))
      .map(wordsIn),
    functions: [...code.matchAll(FUNCTION)].map(([, name]) => name!),
    pointers: [...code.matchAll(POINTER)].map(
      ([, type, name]) => `${type!.replace(/\s+/g, ' ').trim()} ${name}`,
    ),
  };
}

function wordsIn(comment: string): string {
  return comment
    .replace(/^\/\*+|\*+\/$|^\/\//g, '')
    .replace(/^[ \t]*\*(?=\s|$)/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The texts of a list that another has fewer of. */
function without(list: readonly string[], other: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const text of other) left.set(text, (left.get(text) ?? 0) + 1);
  return list.filter(text => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0 && text !== '';
  });
}

/** A comment in which one word gave way to another, wherever it stands. */
interface Reworded {
  readonly before: string;
  readonly after: string;
  readonly was: string;
  readonly is: string;
}

/** The comments that go and come with one word changed, which tells more than how they begin. */
function rewordedOf(gone: readonly string[], fresh: readonly string[]): readonly Reworded[] {
  const left = [...fresh];
  return gone.flatMap(before => {
    for (const [at, after] of left.entries()) {
      const changed = changedWord(before.split(' '), after.split(' '));
      if (changed === undefined) continue;
      left.splice(at, 1);
      return [{ before, after, ...changed }];
    }
    return [];
  });
}

/** Commas and the like around a word, which are none of it. */
const AROUND = /^[("'`]+(?=\w)|[.,;:!?"'`]+$/g;

/** The only word that differs, in as many places as it stands in; undefined where more does. */
function changedWord(
  before: readonly string[],
  after: readonly string[],
): { readonly was: string; readonly is: string } | undefined {
  if (before.length !== after.length || before.length < 2) return undefined;
  const pairs = before.flatMap((word, at) =>
    word === after[at] ? [] : [{ was: word.replace(AROUND, ''), is: after[at]!.replace(AROUND, '') }],
  );
  const [first] = pairs;
  const isOne = pairs.every(({ was, is }) => was === first!.was && is === first!.is);
  return isOne && first!.was !== first!.is ? first : undefined;
}

/** Functions whose names a text does not hold any more. */
function goneFrom(names: readonly string[], text: string): readonly string[] {
  const words = new Set(text.match(/\w+/g));
  return [...new Set(names)].filter(name => !words.has(name));
}

/** The names that point to functions of another type than before. */
function retypedOf(before: readonly string[], after: readonly string[]): readonly string[] {
  const nameOf = (pointer: string) => pointer.slice(pointer.lastIndexOf(' ') + 1);
  const fresh = new Set(without(after, before).map(nameOf));
  return [...new Set(without(before, after).map(nameOf))].filter(name => fresh.has(name));
}

function quotes(comments: readonly string[]): string {
  const cut = (text: string) =>
    text.length <= LONGEST_COMMENT ? text : `${text.slice(0, LONGEST_COMMENT).replace(/\s+\S*$/, '')} ...`;
  return [...new Set(comments)].map(text => `"${cut(text)}"`).join('; ');
}
