/** Who gets a patch, asked of the tree's own MAINTAINERS and .mailmap. */
import { statSync } from 'node:fs';
import { UserError } from '../../errors.js';
import { groupBy } from '../../order.js';
import {
  checkAddress,
  findRecipients,
  type Mailmap,
  type Maintainers,
  matchSections,
  NO_MAILMAP,
  parseMailmap,
  parseMaintainers,
  type Recipient,
} from '../../patch/index.js';
import type { DiskTree } from '../../tree/disk.js';
import { decodeUtf8 } from '../../unicode.js';

/** The people of a tree. */
export interface People {
  /** Who should get a patch to the files; `mail` is its text, one unit per byte. */
  of(paths: readonly string[], mail: string): readonly Recipient[];
  /** The title of the section that looks closest at a file; undefined where only the last one does. */
  sectionOf(path: string): string | undefined;
  /**
   * The source control tree (`T:`) of the section that takes most of the files, and of those the closest; undefined
   * where it takes less than half of them.
   */
  treeOf(paths: readonly string[]): string | undefined;
  /** What is wrong with MAINTAINERS, one sentence each. */
  readonly problems: readonly string[];
}

/**
 * Reads MAINTAINERS and .mailmap; undefined where the tree has no MAINTAINERS.
 *
 * @throws UserError where there is one that cannot be read, or is none.
 */
export function readPeople(tree: DiskTree): People | undefined {
  const text = textOf(tree, 'MAINTAINERS');
  if (text === undefined) return undefined;
  const maintainers = parse(text, tree);
  const mailmap: Mailmap = parsed(textOf(tree, '.mailmap'));
  return {
    of: (paths, mail) => {
      const { all } = findRecipients(maintainers, { paths, text: decodeUtf8(mail) }, mailmap);
      for (const one of all) orNobody(() => checkAddress(`whoever ${placeOf(one)} lists`, one));
      return all;
    },
    sectionOf: path => sectionsOf(maintainers, [path])[0]?.title,
    treeOf: paths => {
      const trees = paths.flatMap(path =>
        sectionsOf(maintainers, [path]).flatMap(({ title, entries }) => {
          // What stands in brackets is said of the tree, and is no part of its name.
          const value = entries.find(({ tag }) => tag === 'T')?.value;
          const tree = value?.replace(/\s*\([^()]*\)\s*$/, '').trim();
          return tree === undefined ? [] : [{ title, tree }];
        }),
      );
      const bySection = [...groupBy(trees, ({ title }) => title).values()];
      const [most = []] = bySection.sort((a, b) => b.length - a.length);
      return most.length * 2 < paths.length ? undefined : most[0]?.tree;
    },
    problems: maintainers.problems,
  };
}

function parse(text: string, tree: DiskTree): Maintainers {
  return orNobody(() => parseMaintainers(text, path => isFolder(String(tree.fileOf(path)))));
}

/** What is done with MAINTAINERS; where it cannot be, the message says that it need not be. */
function orNobody<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${error.message}; or name nobody, with --no-recipients`);
  }
}

/** The line of MAINTAINERS that brought somebody. */
function placeOf({ why }: Recipient): string {
  return why.slice(0, why.indexOf(' '));
}

function parsed(text: string | undefined): Mailmap {
  return text === undefined ? NO_MAILMAP : parseMailmap(text);
}

/** The sections that match, without the one that takes everything. */
function sectionsOf(maintainers: Maintainers, paths: readonly string[]): Maintainers['sections'] {
  return matchSections(maintainers, paths, '')
    .filter(({ rule }) => rule.value !== '*' && rule.value !== '*/')
    .map(({ section }) => section);
}

/** The text of a file of the tree; undefined where there is none. @throws UserError where it cannot be read. */
export function textOf(tree: DiskTree, path: string): string | undefined {
  const result = tree.read(path);
  if ('bytes' in result) return decodeUtf8(result.bytes.toString('latin1'));
  if (result.unread === 'no such file or folder') return undefined;
  throw new UserError(`cannot read ${path}: ${result.unread}`);
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
