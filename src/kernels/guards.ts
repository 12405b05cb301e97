/** Which releases of the kernel the text of a file is compiled for, and which of them a migration is for. */
import { remember } from '../remember.js';
import { withoutComments } from '../source/comments.js';
import { isUnbalanced } from '../source/conditions.js';
import { constantOf } from '../source/directives.js';
import type { ConfigTest, SourceFile } from '../source/index.js';
import { standsIn } from '../words.js';
import { releasesOf, releasesWhere, speaksOfReleases } from './condition.js';
import { firstOf } from './range.js';
import {
  ALL_RELEASES,
  between,
  codeOf,
  complement,
  covers,
  intersection,
  type ReleaseSet,
} from './versions.js';

/** The releases of a run. */
export interface Kernels {
  /** Those that the tree is built with; undefined where nobody said. */
  readonly range: ReleaseSet | undefined;
  /** The names that new code uses. */
  readonly introduced: readonly string[];
  /** Those that have all of the names that some new code uses, or where it uses none, that have any of them. */
  freshFor(used: readonly string[]): ReleaseSet;
  /** Those for which code is rewritten, the newest of them or all: what is compiled for none of them is left. */
  readonly target: ReleaseSet;
}

/** No release has this code, and all conditions that ask for a newer one hold for it. */
const NEWEST: ReleaseSet = between(codeOf(9999, 0) - 1, codeOf(9999, 0));

/**
 * @param introduces the names that new code uses, each with the release that brought it, such as `4.17`
 * @param forAll whether all releases get what new code uses: then code for each of them is rewritten
 */
export function kernelsOf(
  range: ReleaseSet | undefined,
  introduces: ReadonlyMap<string, string>,
  forAll = false,
): Kernels {
  const introduced = [...introduces.keys()];
  const codes = [...introduces.values()].map(firstOf);
  const freshFor = (used: readonly string[]) => {
    const first = used.map(name => firstOf(introduces.get(name)!));
    const from = first.length > 0 ? Math.max(...first) : Math.min(...codes);
    return between(codes.length === 0 ? 0 : from, Number.POSITIVE_INFINITY);
  };
  if (forAll) return { range, introduced, freshFor, target: range ?? ALL_RELEASES };
  // Where nobody says which, the arm for the newest is the one that its people work on.
  if (range === undefined) return { range, introduced, freshFor, target: NEWEST };
  const newest = intersection(range, between(Math.max(0, ...codes), Number.POSITIVE_INFINITY));
  const last = range[range.length - 1]!.below;
  return { range, introduced, freshFor, target: newest.length > 0 ? newest : between(last - 1, last) };
}

/**
 * The releases of a run over a kernel's own tree, where nobody said others: the one that it is. It has what new code
 * uses, or gets it before anything else.
 */
export function kernelsOfKernel(
  release: ReleaseSet | undefined,
  introduces: ReadonlyMap<string, string>,
): Kernels {
  const target = release ?? NEWEST;
  return { range: release, introduced: [...introduces.keys()], freshFor: () => ALL_RELEASES, target };
}

/** What is known of a condition where only the newest releases count. */
export function settledFor({ target }: Kernels): (condition: string) => boolean | undefined {
  return condition => {
    if (!speaksOfReleases(condition)) return undefined;
    const { may, must } = releasesOf(condition);
    if (covers(must, target)) return true;
    return intersection(may, target).length === 0 ? false : undefined;
  };
}

/** The releases that an offset may be compiled for; with `bySelf` not those of new distributions' kernels. */
export function releasesAt(file: SourceFile, offset: number, bySelf = false): ReleaseSet {
  return file
    .underAt(offset)
    .reduce<ReleaseSet>(
      (left, { written, condition, holds }) =>
        intersection(left, releasesWhere(written ?? condition, holds, bySelf).may),
      ALL_RELEASES,
    );
}

/** Whether text at an offset may be compiled for one of the releases that the tree is built with. */
export function isCompiledFor(file: SourceFile, offset: number, { range }: Kernels): boolean {
  return intersection(releasesAt(file, offset), range ?? ALL_RELEASES).length > 0;
}

/**
 * The releases for which text at an offset is compiled and that are none of the `fresh` ones. None where nothing says
 * that the file is built with more than one release: neither the one who runs it nor a condition of the file.
 */
export function tooOldAt(
  file: SourceFile,
  offset: number,
  { range }: Kernels,
  fresh: ReleaseSet,
): ReleaseSet {
  if (range === undefined && !isGuarded(file)) return [];
  const compiled = intersection(releasesAt(file, offset, true), range ?? ALL_RELEASES);
  return intersection(compiled, complement(fresh));
}

/** Whether a file has a condition on the kernel's release, by itself or by a macro that says one. */
const isGuarded = remember((file: SourceFile): boolean => {
  const { text, tokens } = file;
  const says = ({ written, condition }: ConfigTest) => speaksOfReleases(written ?? condition);
  return tokens
    .ofKind('directive')
    .some(
      ({ start, end }) =>
        /^#[ \t]*(?:if|elif)/.test(text.slice(start, end)) &&
        (standsIn(text.slice(start, end), 'LINUX_VERSION_CODE') || file.underAt(end).some(says)),
    );
});

/**
 * The first condition of a file that no preprocessor takes, since its parentheses do not fit; undefined where there is
 * none that one would come to.
 */
export const malformedIn = remember((file: SourceFile): { readonly offset: number } | undefined => {
  const { text, tokens } = file;
  const found = tokens.ofKind('directive').find(({ start, end }) => {
    const [, condition] = /^#[ \t]*(?:if|elif)\b([\s\S]*)$/.exec(text.slice(start, end)) ?? [];
    if (condition === undefined || !isUnbalanced(withoutComments(condition))) return false;
    return file.underAt(start).every(({ condition: outer, holds }) => constantOf(outer) !== !holds);
  });
  return found && { offset: found.start };
});
