/** The releases that a tree is built with, as people write them. */
import { between, codeOf, type ReleaseSet } from './versions.js';

const RELEASE = /^v?(\d+)\.(\d+)(?:\.(\d+))?(?:-.*)?$/;

/** What `readRange` takes, for messages. */
export const RANGE_SHAPE = 'a release such as 4.20, or releases such as 4.4..6.12';

/**
 * `4.20`, or `4.4..6.12`, where either end may be left out. A release with two numbers is all of its patch releases.
 * Undefined for other texts, and where the last comes before the first.
 */
export function readRange(text: string): ReleaseSet | undefined {
  const ends = text.split('..');
  if (ends.length > 2) return undefined;
  const [first, last] = ends.length === 1 ? [text, text] : ends;
  if (first === '' && last === '') return undefined;
  const from = first === '' ? 0 : releaseOf(first!)?.from;
  const below = last === '' ? Number.POSITIVE_INFINITY : releaseOf(last!)?.below;
  if (from === undefined || below === undefined) return undefined;
  const found = between(from, below);
  return found.length === 0 ? undefined : found;
}

/** Whether the newest of some releases has what came with one. */
export const hasIn = (releases: ReleaseSet, since: string): boolean =>
  firstOf(since) < (releases.at(-1)?.below ?? 0);

/** The code of a release such as `4.17`: that of its first. Throws for what is none, for the author of a module. */
export function firstOf(release: string): number {
  const found = releaseOf(release);
  if (found === undefined) throw new Error(`expected a release such as 4.17, found "${release}"`);
  return found.from;
}

function releaseOf(text: string): { readonly from: number; readonly below: number } | undefined {
  const match = RELEASE.exec(text);
  if (match === null) return undefined;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  if (minor > 255) return undefined;
  if (match[3] === undefined) return { from: codeOf(major, minor), below: codeOf(major, minor + 1) };
  const from = codeOf(major, minor, Number(match[3]));
  return { from, below: from + 1 };
}
