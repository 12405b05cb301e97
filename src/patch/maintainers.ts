/** The MAINTAINERS file: its sections, and which of them a patch falls to, as scripts/get_maintainer.pl has it. */
import { UserError } from '../errors.js';
import { perlRegex } from './perl-regex.js';

/** One tagged line of a section. */
export interface Entry {
  /** `M`, `R`, `L`, `S`, `F`… */
  readonly tag: string;
  readonly value: string;
  /** Its line in MAINTAINERS, from 1. */
  readonly line: number;
}

/** A title and the run of tagged lines below it. */
export interface Section {
  readonly title: string;
  /** What `S:` says last; empty where nothing does. */
  readonly status: string;
  readonly entries: readonly Entry[];
  readonly files: readonly FileRule[];
  readonly keywords: readonly KeywordRule[];
}

/** A line that matches paths: `F:`, `X:` (which excludes) or `N:` (any part of the path). */
interface FileRule {
  readonly entry: Entry;
  readonly test: (path: string) => boolean;
  /** Slashes a path must have; undefined where any number will do. */
  readonly slashes: number | undefined;
  /** How closely the rule looks: sections of the deepest rule come first. */
  readonly depth: number;
}

/** A line that matches the text of a patch. */
interface KeywordRule {
  readonly entry: Entry;
  readonly inMessage: RegExp;
  readonly inPatch: RegExp;
  /** The count of lines before it, which decides the order of sections found by keyword. */
  readonly index: number;
}

/** MAINTAINERS as read. */
export interface Maintainers {
  readonly sections: readonly Section[];
  /** Lines whose pattern means nothing; they match nothing. One sentence each. */
  readonly problems: readonly string[];
}

/** A section that a patch falls to, and why. */
export interface Match {
  readonly section: Section;
  /** The line that matched, and what it matched: a path, or a line of the patch. */
  readonly rule: Entry;
  readonly matched: string;
}

/**
 * Reads MAINTAINERS.
 *
 * @param isFolder Whether a path is a folder of the tree: a pattern that names one stands for all in it.
 * @throws UserError where the text has no section at all.
 */
export function parseMaintainers(text: string, isFolder: (path: string) => boolean): Maintainers {
  const sections: Section[] = [];
  const problems: string[] = [];
  let title = '';
  let run: { readonly entry: Entry; readonly index: number }[] = [];
  let index = 0;
  const close = (): void => {
    if (run.length > 0) sections.push(sectionOf(title, run, isFolder, problems));
    run = [];
  };
  for (const [at, raw] of text.split('\n').entries()) {
    const line = raw.replace(/\r$/, '');
    // To the script a line goes on behind what Unicode takes for its end.
    const tagged = /^([A-Z]):\s*([^\r]*)/.exec(line);
    if (tagged !== null) {
      run.push({ entry: { tag: tagged[1]!, value: tagged[2]!, line: at + 1 }, index: index++ });
    } else if (!/^\s*(#|$)/.test(line)) {
      // Blank lines do not end a section; only the next title does.
      close();
      title = line;
      index++;
    }
  }
  close();
  const names = ({ tag, value }: Entry) => 'MRL'.includes(tag) && value.includes('@');
  if (!sections.some(({ files, entries }) => files.length > 0 && entries.some(names))) {
    throw new UserError(
      'expected sections with M: and F: lines in MAINTAINERS, found none; give the file of the tree',
    );
  }
  return { sections, problems };
}

function sectionOf(
  title: string,
  run: readonly { readonly entry: Entry; readonly index: number }[],
  isFolder: (path: string) => boolean,
  problems: string[],
): Section {
  const files: FileRule[] = [];
  const keywords: KeywordRule[] = [];
  for (const { entry, index } of run) {
    try {
      if (entry.tag === 'F' || entry.tag === 'X') files.push(pathRule(entry, isFolder));
      if ('MRL'.includes(entry.tag) && !entry.value.includes('@')) {
        const what = JSON.stringify(entry.value);
        problems.push(
          `MAINTAINERS:${entry.line}: expected an address, found ${what}: nobody is written to for it`,
        );
      }
      if (entry.tag === 'N') {
        const regex = perlRegex(entry.value);
        files.push({ entry, test: path => regex.test(path), slashes: undefined, depth: 0 });
      }
      if (entry.tag === 'K') {
        // The script puts the start of the line and the pattern together as they are, so that with `a|b` only `a`
        // must stand in a changed line.
        const inPatch = perlRegex(`^[+-].*${entry.value}`);
        keywords.push({ entry, inMessage: perlRegex(entry.value), inPatch, index });
      }
    } catch {
      problems.push(`MAINTAINERS:${entry.line}: the pattern ${JSON.stringify(entry.value)} means nothing`);
    }
  }
  const entries = run.map(({ entry }) => entry);
  const status = entries.findLast(({ tag }) => tag === 'S')?.value ?? '';
  return { title, status, entries, files, keywords };
}

/** A path pattern: `*` and `?` as in a shell, except that the number of slashes is what keeps `*` in its folder. */
function pathRule(entry: Entry, isFolder: (path: string) => boolean): FileRule {
  let pattern = entry.value.replace(/\./g, '\\.').replace(/\*/g, '.*').replace(/\?/g, '.');
  if (!pattern.endsWith('/') && pattern === entry.value && isFolder(pattern)) pattern += '/';
  const slashes = countSlashes(pattern);
  const ofFolder = pattern.endsWith('/');
  const depth = pattern.startsWith('.*') ? -1 : slashes + (ofFolder ? 0 : 1);
  // Most patterns are plain paths, and there are thousands of them for each file of a patch.
  const plain = /^[\w/-]*$/.test(entry.value.replaceAll('.', '')) ? pattern.replaceAll('\\', '') : undefined;
  const regex = new RegExp(`^${pattern}`);
  const test = (path: string): boolean => (plain === undefined ? regex.test(path) : path.startsWith(plain));
  return { entry, test, slashes: ofFolder ? undefined : slashes, depth };
}

/**
 * The sections a patch falls to: by path, the closest first, ties in the order of the file; then by keyword. Paths
 * go in bytewise order; a section can come more than once.
 *
 * @param text The patch as mailed, or empty: what `K:` lines are held against.
 */
export function matchSections(maintainers: Maintainers, paths: readonly string[], text: string): Match[] {
  const byPath = [...paths].sort().flatMap(path => matchPath(maintainers.sections, path));
  return [...byPath, ...matchKeywords(maintainers.sections, text)];
}

/** Whether a maintained section with somebody in it names the very file or its folder; else its log may know more. */
export function isCovered(maintainers: Maintainers, path: string): boolean {
  return maintainers.sections.some(section => {
    if (!/maintain|support/i.test(section.status) || !section.entries.some(({ tag }) => tag === 'M'))
      return false;
    if (isExcluded(section, path)) return false;
    return section.files.some(
      rule => rule.entry.tag === 'F' && rule.depth >= countSlashes(path) && matches(rule, path),
    );
  });
}

function matchPath(sections: readonly Section[], path: string): Match[] {
  const found: (Match & { readonly depth: number })[] = [];
  for (const section of sections) {
    if (isExcluded(section, path)) continue;
    // The last line that matches decides the depth, even if an earlier one is closer.
    const rule = section.files.findLast(one => one.entry.tag !== 'X' && matches(one, path));
    if (rule !== undefined) found.push({ section, rule: rule.entry, matched: path, depth: rule.depth });
  }
  return found.sort((a, b) => b.depth - a.depth);
}

function isExcluded(section: Section, path: string): boolean {
  return section.files.some(rule => rule.entry.tag === 'X' && matches(rule, path));
}

function matches({ test, slashes }: FileRule, path: string): boolean {
  return test(path) && (slashes === undefined || slashes === countSlashes(path));
}

/** Sections by keyword: in a message anywhere, in the patch below it on changed lines. */
function matchKeywords(sections: readonly Section[], text: string): Match[] {
  const rules = sections.flatMap(section => section.keywords.map(rule => ({ section, rule })));
  const found = new Map<number, Match>();
  let inPatch = false;
  for (const line of text.split('\n')) {
    if (/^ mode change [0-7]+ => [0-7]+ \S+\s*$|^diff --git a\/\S+ b\/\S+\s*$/.test(line)) continue;
    if (/^Fixes:\s+[0-9a-fA-F]{6,40}|^@@ -\d+,\d+/.test(line)) continue;
    if (/^(\+\+\+|---)\s+\S/.test(line)) {
      inPatch = true;
      continue;
    }
    for (const { section, rule } of rules) {
      if (!found.has(rule.index) && (inPatch ? rule.inPatch : rule.inMessage).test(line)) {
        found.set(rule.index, { section, rule: rule.entry, matched: line });
      }
    }
  }
  // The script sorts these numbers as text.
  return [...found].sort(([a], [b]) => (`${a}` < `${b}` ? -1 : 1)).map(([, match]) => match);
}

function countSlashes(text: string): number {
  return text.split('/').length - 1;
}
