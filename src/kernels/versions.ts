/**
 * Sets of kernel releases, as `LINUX_VERSION_CODE` counts them: 4.20.3 is `(4 << 16) + (20 << 8) + 3`.
 * Source: `include/linux/version.h`, made by the kernel's Makefile; since 5.12 a third number above 255 counts as 255.
 */

/** From a code to below another one; `Infinity` where there is no end. */
export interface Releases {
  readonly from: number;
  readonly below: number;
}

/** Disjoint, in order, none empty. */
export type ReleaseSet = readonly Releases[];

export const NO_RELEASE: ReleaseSet = [];
export const ALL_RELEASES: ReleaseSet = [{ from: 0, below: Number.POSITIVE_INFINITY }];

/** The code of a release. */
export function codeOf(major: number, minor: number, patch = 0): number {
  return major * 65536 + minor * 256 + Math.min(patch, 255);
}

/** The releases of a span; none where it is empty. */
export function between(from: number, below: number): ReleaseSet {
  return from < below ? [{ from, below }] : NO_RELEASE;
}

export function intersection(a: ReleaseSet, b: ReleaseSet): ReleaseSet {
  return a.flatMap(x => b.flatMap(y => between(Math.max(x.from, y.from), Math.min(x.below, y.below))));
}

export function complement(set: ReleaseSet): ReleaseSet {
  const ends = [0, ...set.flatMap(({ from, below }) => [from, below]), Number.POSITIVE_INFINITY];
  const found: Releases[] = [];
  for (let i = 0; i < ends.length; i += 2) found.push(...between(ends[i]!, ends[i + 1]!));
  return found;
}

export function union(a: ReleaseSet, b: ReleaseSet): ReleaseSet {
  return complement(intersection(complement(a), complement(b)));
}

/** Whether all of one set is in another. */
export function covers(set: ReleaseSet, part: ReleaseSet): boolean {
  return intersection(part, complement(set)).length === 0;
}

/** The set in words: `before 4.17`, `4.17 to before 5.1`, `from 5.1 on`. */
export function inWords(set: ReleaseSet): string {
  const one = ({ from, below }: Releases): string => {
    if (from === 0) return below === Number.POSITIVE_INFINITY ? 'of all releases' : `before ${named(below)}`;
    return below === Number.POSITIVE_INFINITY
      ? `from ${named(from)} on`
      : `from ${named(from)} to before ${named(below)}`;
  };
  return set.length === 0 ? 'of no release' : set.map(one).join(' and ');
}

function named(code: number): string {
  const patch = code % 256;
  const release = `${Math.floor(code / 65536)}.${Math.floor(code / 256) % 256}`;
  return patch === 0 ? release : `${release}.${patch}`;
}
