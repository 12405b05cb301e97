/** Everything that may touch a member of a struct that holds a plain value: for a change of its type. */
import { unique } from '../order.js';
import type { CellFacts, FunctionRef, MemberPlace } from './facts.js';
import { byPlace, type Functions } from './functions.js';
import type { Headers } from './includes.js';
import { usesThatMake } from './pasted.js';
import { isMemberName } from './positions.js';
import { openQuestions, type Questions } from './questions.js';
import type { Search } from './search.js';
import { tokenText, wordsOf } from './tokens.js';

export type Cells = Questions<CellFacts>;

/** A member that more files than this name is not looked at. */
const MOST_FILES = 60;

/** Members that hold plain values, as the search finds them. */
export function openCells(search: Search, headers: Headers, functions: Functions): Cells {
  const settle = (place: MemberPlace): CellFacts | undefined => {
    const holders = search.holders(place.field);
    if (holders === undefined) return undefined;
    if (holders.length > MOST_FILES) {
      return { place, users: [], doubts: [`is named in ${holders.length} files, too many to look at`] };
    }
    if (place.home !== undefined && search.isBorrowed(place.home)) {
      return { place, users: [], doubts: [`is declared in ${place.home}, which is none of the tree's`] };
    }
    const read = holders.filter(path => mayMean(place, path)).map(path => readIn(place, path));
    return {
      place,
      users: read.flatMap(({ users }) => users).sort(byPlace),
      doubts: unique(read.flatMap(({ doubts }) => doubts)),
    };
  };

  /** Whether code in a file can mean a member: it sees the struct, or is a header, which sees what others include. */
  const mayMean = ({ struct, home }: MemberPlace, path: string): boolean =>
    path.endsWith('.h') || headers.structs(struct, path).some(one => one.path === home);

  const readIn = ({ field }: MemberPlace, path: string) => {
    const file = search.open(path);
    const users = new Set<FunctionRef>();
    const doubts: string[] = [];
    if (file === undefined) return { users: [], doubts: [`is named in ${path}, which cannot be read`] };
    const doubt = (index: number, why: string) =>
      doubts.push(`${why} at ${path}:${file.position(file.tokens.startAt(index)!).line}`);
    for (const { index } of usesThatMake(headers, file, field)) doubt(index, 'may be named by a macro');
    for (const index of wordsOf(file).directives.get(field) ?? []) {
      if (new RegExp(`(?:->|\\.)\\s*${field}\\b`).test(tokenText(file, index)))
        doubt(index, 'is named by a macro');
    }
    for (const index of wordsOf(file).code.get(field) ?? []) {
      if (!isMemberName(file, index)) continue;
      const item = file.itemAt(file.tokens.startAt(index)!);
      const fn = item?.kind === 'function' ? functions.at(file, item) : undefined;
      if (fn === undefined) doubt(index, 'is filled or named outside of functions');
      else users.add(fn);
    }
    return { users: [...users], doubts };
  };

  return openQuestions(settle);
}
