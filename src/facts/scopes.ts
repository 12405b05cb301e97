/** Where a name can stand: the files that have to be looked through for one, and what they see of it. */
import type { SourceFile } from '../source/file.js';
import { standsIn } from '../words.js';
import type { FunctionRef } from './facts.js';
import { openGluing } from './gluing.js';
import type { HiddenNames } from './hidden-names.js';
import type { Headers } from './includes.js';
import type { Search } from './search.js';
import { textOf, wordsOf } from './tokens.js';

/** Answers from what the search knows; undefined where it has to ask first. */
export interface Scopes {
  /** Where a name that belongs to one `.c` file can stand: there, and in what is compiled together with it. */
  unitOf(path: string, name: string): readonly string[] | undefined;
  /** Whether all that a file includes stands before its first mention of a name. */
  isIncludedBefore(file: SourceFile, name: string): boolean;
  /** The lines below a function by which its file includes what the tree does not have. */
  lateIncludes(file: SourceFile, fn: FunctionRef): readonly number[];
  /** Whether an item of a file has the name. */
  declares(path: string, name: string): boolean;
  /** The files that do not say a name, but use macros that may make it. */
  gluedIn(file: SourceFile, name: string, scope: readonly string[]): readonly string[] | undefined;
}

/** Scopes in the files of a search. */
export function openScopes(search: Search, headers: Headers, hidden: HiddenNames): Scopes {
  const gluing = openGluing(search, headers);

  const unitOf = (path: string, name: string): readonly string[] | undefined => {
    const includers = headers.includers(path);
    if (includers === undefined) return undefined;
    const tops = [path, ...includers];
    const others = tops.flatMap(top => [top, ...headers.saying(name, top), ...headers.beside(top)]);
    return [...new Set(others)].filter(
      other => tops.includes(other) || standsIn(search.text(other) ?? '', name),
    );
  };

  const isIncludedBefore = (file: SourceFile, name: string): boolean => {
    const first = wordsOf(file).code.get(name)?.[0] ?? 0;
    return (wordsOf(file).directives.get('include') ?? []).every(index => index < first);
  };

  const lateIncludes = (file: SourceFile, fn: FunctionRef): readonly number[] =>
    (wordsOf(file).directives.get('include') ?? [])
      .map(index => file.tokens.at(index)!)
      .filter(({ start }) => start > fn.item.start)
      .filter(token => !headers.isFound(textOf(file, token), file.path))
      .map(({ start }) => file.position(start).line);

  const declares = (path: string, name: string): boolean =>
    search.open(path)?.items.some(item => item.name === name) ?? false;

  const gluedIn = (
    file: SourceFile,
    name: string,
    scope: readonly string[],
  ): readonly string[] | undefined => {
    const near = [...scope.filter(path => path.endsWith('.h')), ...headers.beside(file.path)];
    const macros = gluing.macrosFor(name, file, [...new Set(near)]);
    const users = macros.map(search.holders);
    if (users.some(found => found === undefined)) return undefined;
    const all = new Set([
      ...users.flatMap(found => found!),
      ...gluing.filesFor(name, file.path),
      ...hidden.partsIn(name),
    ]);
    return [...all].filter(path => !scope.includes(path));
  };

  return { unitOf, isIncludedBefore, lateIncludes, declares, gluedIn };
}
