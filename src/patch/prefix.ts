/** What a subject begins with: as the log of the files has it, or as their place in the tree suggests. */
import { groupBy } from '../order.js';
import { driverOf } from './driver.js';
import { prefixFromPath } from './prefix-table.js';

/** A commit that touched a file of the patch. */
export interface LogEntry {
  readonly subject: string;
  /** All files that it touched, at least those of the patch. */
  readonly files: readonly string[];
}

/** A commit this many places further down the log counts half. */
const HALF_LIFE = 10;
/** A commit that touches this many other files counts half. */
const HALF_FOCUS = 2;

/** A commit to the bodies of more drivers than this says nothing of what each of them is called. */
const MOST_DRIVERS = 2;

/** Parts of the kernel that have headers named after them: whoever uses `mm.h`, it is of mm. */
const PARTS: ReadonlySet<string | undefined> = new Set(
  ['block', 'crypto', 'fs', 'ipc', 'mm', 'net', 'security', 'sound'].map(part => `${part}:`),
);

/**
 * The prefix for a patch to the files: from their log, else, of headers, from the part of the tree that they are named
 * after or that most of their users are of, else from their places, else from where most of it is, else from the folder
 * that all are in. Headers have no say where there are bodies, since they go with many.
 *
 * @param users Files that include the files of the patch, where these are headers for many.
 */
export function subjectPrefix(
  log: readonly LogEntry[],
  files: readonly string[],
  users: readonly string[] = [],
): string {
  const bodies = files.filter(file => file.endsWith('.c'));
  const telling = bodies.length === 0 ? files : bodies;
  const places = telling.map(prefixFromPath);
  const placed = commonPrefix(places);
  const named = PARTS.has(placed) ? placed : mostlyUsedIn(users);
  const agreed = prefixFromLog(log, telling) ?? named ?? placed;
  if (agreed !== undefined) return agreed;
  // Where they do not agree, no one of them gives its name to all, unless most of them are of one place or driver.
  const most = mostOf(telling, prefixFromPath) ?? mostOf(telling, driverOf);
  if (most !== undefined) {
    const ofDriver = () => prefixFromPath(`${driverOf(most[0]!)}/.c`);
    return prefixFromLog(log, most) ?? commonPrefix(most.map(prefixFromPath)) ?? ofDriver();
  }
  return commonFolder(telling) ?? 'treewide:';
}

/**
 * The prefix that the log of the files agrees on, `drm/gizmo:` or `media: gizmo:`; undefined where it does not.
 *
 * @param log Newest first.
 */
export function prefixFromLog(log: readonly LogEntry[], files: readonly string[]): string | undefined {
  const choices = files.map(file => favourite(log, file, files));
  return choices.every(choice => choice !== undefined) ? commonPrefix(choices) : undefined;
}

/** Whether summaries begin with a capital after the prefix, as most commits to the files have it; so unless they say. */
export function usesCapitals(log: readonly LogEntry[], files: readonly string[]): boolean {
  const own = new Set(files);
  const firsts = log
    .filter(entry => entry.files.some(file => own.has(file)) && isFocused(entry))
    .flatMap(({ subject }) => /^(?:[\w./+-]+:\s+)+([A-Za-z])/.exec(subject)?.[1] ?? []);
  return firsts.filter(letter => /[a-z]/.test(letter)).length * 2 <= firsts.length;
}

/** The part of the tree that most of the files are of, as a prefix: `fs:`; undefined where there is no such part. */
function mostlyUsedIn(files: readonly string[]): string | undefined {
  const tops = groupBy(files, file => file.split('/')[0]!);
  const [top, own] = [...tops].sort(([, a], [, b]) => b.length - a.length)[0] ?? ['', []];
  return own.length * 2 > files.length ? `${top}:` : undefined;
}

/** More than half of the files, if so many are alike in something. */
function mostOf(files: readonly string[], by: (file: string) => string): readonly string[] | undefined {
  return [...groupBy(files, by).values()].find(own => own.length * 2 > files.length);
}

/** Folders of all kinds of things, whose names are no prefixes. */
const MIXED = /^(?:arch|drivers|tools|include(?:\/.*)?)?$/;

/** The folder that all files are in, as a prefix, where its name says what they are: `fs:`. */
function commonFolder(files: readonly string[]): string | undefined {
  const [first = [], ...others] = files.map(file => file.split('/').slice(0, -1));
  const end = first.findIndex((part, at) => others.some(parts => parts[at] !== part));
  const folders = end < 0 ? first : first.slice(0, end);
  return MIXED.test(folders.join('/')) ? undefined : `${folders.at(-1)!}:`;
}

/**
 * What prefixes have in common: `drm:` of `drm/gizmo:` and `drm/widget:`. Where the files of a patch go by different
 * names, it names the patch; undefined where they share nothing.
 */
export function commonPrefix(prefixes: readonly string[]): string | undefined {
  const [first = [], ...others] = prefixes.map(prefix => prefix.replace(/:$/, '').split(/(?<=: |\/)/));
  const bare = (part: string | undefined) => part?.replace(/(?:: |\/)$/, '');
  const end = first.findIndex((part, at) => others.some(parts => bare(parts[at]) !== bare(part)));
  const common = first
    .slice(0, end < 0 ? undefined : end)
    .join('')
    .replace(/(?:: |\/)$/, '');
  return common === '' ? undefined : `${common}:`;
}

/** The prefix that most commits to a file bear; recent ones, and ones to little else, count more. */
function favourite(log: readonly LogEntry[], file: string, files: readonly string[]): string | undefined {
  const own = new Set(files);
  const votes = log
    .filter(entry => entry.files.includes(file) && isFocused(entry))
    .map((entry, age) => {
      const others = entry.files.filter(other => !own.has(other)).length;
      const weight = 2 ** (-age / HALF_LIFE) / (1 + others / HALF_FOCUS);
      return { prefix: prefixOf(entry.subject, entry.files), weight };
    })
    .filter(({ prefix }) => prefix !== undefined);
  const totals = [...groupBy(votes, vote => vote.prefix)].map(([prefix, cast]) => ({
    prefix,
    weight: cast.reduce((sum, { weight }) => sum + weight, 0),
  }));
  return totals.sort((a, b) => b.weight - a.weight)[0]?.prefix;
}

/** Whether a commit is about a driver or two, and so can say what they are called. */
function isFocused({ files }: LogEntry): boolean {
  const drivers = new Set<string>();
  for (const file of files) {
    if (file.endsWith('.c')) drivers.add(driverOf(file));
    // A commit can be of a whole tree, and is asked about for each patch.
    if (drivers.size > MOST_DRIVERS) return false;
  }
  return true;
}

/**
 * The prefix of a subject, tags in brackets turned to words (git am would drop them); undefined where it has none, or
 * one that is a path or a file of the commit.
 */
export function prefixOf(subject: string, files: readonly string[]): string | undefined {
  if (/^(Merge|Revert)\b/.test(subject)) return undefined;
  const plain = subject.replace(/^\[([^\]]+)\]:?\s*/, '$1: ');
  const run = /^(?:[A-Za-z0-9][\w./+-]*:\s+)+/.exec(plain)?.[0];
  if (run === undefined) return undefined;
  const parts = run
    .trim()
    .split(/:\s+|:$/)
    .filter(part => part !== '');
  const isPath = (part: string): boolean =>
    /\.[chS]$/.test(part) || /^(drivers|arch|include)\//.test(part) || files.includes(part);
  return parts.some(isPath) ? undefined : parts.map(part => `${part}:`).join(' ');
}
