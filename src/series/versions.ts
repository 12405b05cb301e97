/** What became of the patches of the last version: which hold their words, and what is said of the others. */
import { essenceOf, type FileChange, filePatch, type Patch, type ReadMail } from '../patch/index.js';
import { listed, paragraph } from './paragraphs.js';

/** Lines of a message by which somebody vouches for a patch, other than whoever sends it. */
const TAG = /^(?:Reviewed|Acked|Tested|Reported|Suggested)-by: \S.*$/;

/** A patch, and the one of the last version that it goes on from. */
export interface Successor {
  readonly patch: Patch;
  readonly from: ReadMail | undefined;
}

/**
 * Patches with what the last version means for each: the words of the same patch there, as they may have been edited
 * since, where it does the same; else a note for reviewers, which also names the tags that are not carried over.
 */
export function since(
  patches: readonly Patch[],
  former: readonly ReadMail[],
  version: number,
): readonly Successor[] {
  const pairs = pairsOf(patches, former);
  return patches.map(patch => {
    const from = pairs.get(patch);
    return { patch: sinceOne(patch, from, version), from };
  });
}

/**
 * The former patches that a posting goes on from, in their order. One that no patch goes on from is shown as gone once:
 * in the first posting that changes a file of it, or in the very first.
 *
 * @param postings The patches of each.
 * @param at Which of them.
 */
export function formerOf(
  postings: readonly (readonly Successor[])[],
  at: number,
  former: readonly ReadMail[],
): readonly ReadMail[] {
  const taken = new Set(postings.flat().map(({ from }) => from));
  const own = new Set(postings[at]!.map(({ from }) => from));
  const paths = postings.map(
    posting => new Set(posting.flatMap(({ patch }) => patch.files.map(({ path }) => path))),
  );
  const homeOf = ({ files }: ReadMail) =>
    Math.max(
      0,
      paths.findIndex(set => [...files.keys()].some(path => set.has(path))),
    );
  return former.filter(mail => own.has(mail) || (!taken.has(mail) && homeOf(mail) === at));
}

/**
 * Which former patch each goes on from, and each former one for one patch only: those that do the same, and of the rest
 * those of one subject, and then those that share the most files.
 */
function pairsOf(patches: readonly Patch[], former: readonly ReadMail[]): ReadonlyMap<Patch, ReadMail> {
  const pairs = new Map<Patch, ReadMail>();
  const taken = new Set<ReadMail>();
  const pair = (patch: Patch, found: ReadMail | undefined): void => {
    if (found === undefined) return;
    pairs.set(patch, found);
    taken.add(found);
  };
  const left = () => patches.filter(patch => !pairs.has(patch));
  const free = () => former.filter(mail => !taken.has(mail));
  for (const patch of left())
    pair(
      patch,
      free().find(mail => isSame(patch.files, mail)),
    );
  for (const patch of left()) {
    pair(
      patch,
      free().find(mail => mail.subject === patch.subject && sharedFiles(patch, mail) > 0),
    );
  }
  for (const patch of left()) {
    const near = free().filter(mail => sharedFiles(patch, mail) > 0);
    pair(patch, near.sort((a, b) => sharedFiles(patch, b) - sharedFiles(patch, a))[0]);
  }
  return pairs;
}

function sharedFiles(patch: Patch, { files }: ReadMail): number {
  return patch.files.filter(({ path }) => files.has(path)).length;
}

function sinceOne(patch: Patch, old: ReadMail | undefined, version: number): Patch {
  const before = `v${version - 1}`;
  if (old === undefined) return { ...patch, notes: paragraph(`New in v${version}.`) };
  if (isSame(patch.files, old)) {
    return { ...patch, subject: old.subject, body: old.body, author: old.author };
  }
  const tags = old.body.split('\n').filter(line => TAG.test(line));
  const changed = `Changed since ${before}.`;
  const dropped = tags.map(tag =>
    paragraph(`Not carried over from ${before}, since the patch changed: ${tag}`),
  );
  return { ...patch, notes: [changed, ...dropped].join('\n') };
}

/** The patch with its note pointing to the range-diff, where there is one. @param where `below`. */
export function withRangeDiff<P extends Pick<Patch, 'notes'>>(patch: P, where: string): P {
  if (patch.notes === undefined) return patch;
  const pointing = `$1: see the range-diff ${where}.`;
  return { ...patch, notes: patch.notes.replace(/^(Changed since v\d+)\.$/m, pointing) };
}

function isSame(files: readonly FileChange[], old: ReadMail): boolean {
  return (
    files.length === old.files.size &&
    files.every(file => {
      const then = old.files.get(file.path);
      return then !== undefined && essenceOf(then) === essenceOf(filePatch(file).text);
    })
  );
}

/** What the cover letter says of the last version's patches that are no more. */
export function goneSince(
  patches: readonly Patch[],
  former: readonly ReadMail[],
  version: number,
): readonly string[] {
  const paths = new Set(patches.flatMap(({ files }) => files.map(({ path }) => path)));
  const gone = former.filter(({ files }) => ![...files.keys()].some(path => paths.has(path)));
  if (gone.length === 0) return [];
  return [
    paragraph(
      `No longer part of the series since v${version - 1}: ${listed(gone.map(one => `"${one.subject}"`))}.`,
    ),
  ];
}
