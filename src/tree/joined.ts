/** Searches of one folder that are asked for together: git reads the files once for all of them. */
import { grep } from './search.js';

/** What is looked for, in files of one kind. */
export interface Wanted {
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
        all(one => one.patterns),
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
    const isOnly = wanted.every(({ patterns }) => patterns.every(one => own.patterns.includes(one)));
    return among === undefined || isOnly ? among : own.own(among);
  };
}
