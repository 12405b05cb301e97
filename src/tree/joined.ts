/** Searches of one folder that are asked for together: git reads the files once for all of them. */
import { grep, patternsOf } from './search.js';

/** What is looked for, in files of one kind. */
export interface Wanted {
  /** Whole words (identifiers). */
  readonly words: readonly string[];
  /** What else. */
  readonly patterns: readonly string[];
  /** Where, in git's terms. */
  readonly pathspecs: readonly string[];
  /** Whether a path is of the kind that the pathspecs say. */
  isAsked(path: string): boolean;
  /** The same search by reading: for telling whose finds are whose. */
  own(among: readonly string[]): Promise<readonly string[]>;
}

/** Asks git about the tracked files of a folder; undefined as `grep` says. */
export type Ask = (wanted: Wanted) => Promise<readonly string[] | undefined>;

interface Batch {
  readonly wanted: Wanted[];
  readonly found: Promise<readonly string[] | undefined>;
}

/** Begins to search when all that the caller asks for now has been asked for. */
export function openAsk(root: string): Ask {
  let next: Batch | undefined;
  const begin = (): Batch => {
    const wanted: Wanted[] = [];
    const found = Promise.resolve().then(() => {
      next = undefined;
      const all = (part: (one: Wanted) => readonly string[]) => [...new Set(wanted.flatMap(part))];
      return grep(
        root,
        [...patternsOf(all(one => one.words)), ...all(one => one.patterns)],
        'tracked',
        all(one => one.pathspecs),
      );
    });
    return { wanted, found };
  };
  return async own => {
    next ??= begin();
    const { wanted, found } = next;
    wanted.push(own);
    const among = (await found)?.filter(own.isAsked);
    const isOnly = wanted.every(
      one => isWithin(one.words, own.words) && isWithin(one.patterns, own.patterns),
    );
    return among === undefined || isOnly ? among : own.own(among);
  };
}

function isWithin(few: readonly string[], many: readonly string[]): boolean {
  const among = new Set(many);
  return few.every(one => among.has(one));
}
