/** A series of patches as the files that `git format-patch` would write. */
import { createHash } from 'node:crypto';
import { UserError } from '../errors.js';
import { combine, shortlog } from './cover.js';
import type { FileChange } from './file-patch.js';
import { type Address, checkPerson, type MailDate, type Person } from './header.js';
import { concat, type Latin1, toBuffer, utf8 } from './latin1.js';
import {
  type Base,
  checkEnvelope,
  checkMessageId,
  checkSubject,
  checkWords,
  type Envelope,
  isEightBit,
  renderEnd,
  renderEnvelope,
  renderLetter,
  type Thread,
  tidy,
} from './mail.js';
import { diffstat } from './stat.js';
import { filePatches } from './unified.js';

/** One patch, before it is a mail. Words are Unicode; file texts are latin1 (see `FileChange`). */
export interface Patch {
  /** With its prefix (`drm/gizmo: `), without brackets; one line. */
  readonly subject: string;
  /** The message below the subject, trailers included; may be empty. */
  readonly body: string;
  /** For reviewers only; between `---` and the diffstat. */
  readonly notes?: string | undefined;
  /** Below the notes, such as `Range-diff against v1:` with what it shows. */
  readonly appendix?: string | undefined;
  readonly files: readonly FileChange[];
  /** Who wrote it, where it is not the sender: named in the first line of the body. */
  readonly author?: Person | undefined;
  /** 40 hex digits; zeros unless given. */
  readonly commit?: string | undefined;
  /** The author date; the series' date unless given. */
  readonly date?: MailDate | undefined;
  readonly to?: readonly Address[] | undefined;
  readonly cc?: readonly Address[] | undefined;
}

/** The words of a cover letter; shortlog and diffstat are added. */
export interface Cover {
  readonly subject: string;
  readonly blurb: string;
  /** Below the diffstat, such as `Range-diff against v1:` with what it shows. */
  readonly appendix?: string | undefined;
  readonly to?: readonly Address[] | undefined;
  readonly cc?: readonly Address[] | undefined;
}

/** How a series is written. */
export interface SeriesOptions {
  readonly sender: Person;
  /** The author date of patches that have none of their own. */
  readonly date: MailDate;
  /** When the cover letter is written; `date` unless given. */
  readonly coverDate?: MailDate | undefined;
  /** What stands in brackets before the number; `PATCH` unless said. Words separated by spaces. */
  readonly subjectPrefix?: string | undefined;
  /** From 1; `v1` is not written. */
  readonly version?: number | undefined;
  readonly rfc?: boolean | undefined;
  readonly resend?: boolean | undefined;
  /** The id of a mail to reply to, with or without angle brackets. */
  readonly inReplyTo?: string | undefined;
  /** Gives each mail an id and lets all reply to the cover, or to the first patch; none unless given. */
  readonly thread?: { readonly seconds: number } | undefined;
  readonly base?: Base | undefined;
  /** The version of git that the mails are as if from, such as `2.39.5`. */
  readonly signature: string;
  /** Hex digits of blob ids; 12 unless said. */
  readonly abbrev?: number | undefined;
}

/** A file of the output folder. */
export interface SeriesFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A mail in the making. */
interface Draft {
  readonly what: string;
  readonly name: string;
  readonly envelope: Envelope;
  readonly content: Latin1;
}

const NO_COMMIT = '0'.repeat(40);
/** Characters a file name may have, `.patch` included. */
const LONGEST_NAME = 63;

/**
 * The mails of a series, the cover letter first.
 *
 * @throws UserError naming the patch and what is wrong with it: no file or no change in it, patches that do not
 * follow from each other, and all that would forge a header or would not survive as mail.
 */
export function renderSeries(
  patches: readonly Patch[],
  cover: Cover | undefined,
  options: SeriesOptions,
): SeriesFile[] {
  checkSeriesOptions(options);
  checkPatches(patches);
  const drafts = patches.map((patch, at) => draftPatch(patch, at + 1, patches.length, cover, options));
  if (cover !== undefined) drafts.unshift(draftCover(cover, patches, options));
  const threads = threadsOf(drafts, cover !== undefined, options);
  return drafts.map(({ what, name, envelope, content }, at) => {
    const whole = { ...envelope, thread: threads[at]! };
    checkEnvelope(what, whole);
    return { name, bytes: toBuffer(concat(renderEnvelope(whole), content)) };
  });
}

/** The name of a patch's file: `0001-subject.patch`, after `v2-` from version 2 on. */
export function patchFileName(number: number, subject: string, version = 1): string {
  const reroll = version > 1 ? `v${version}-` : '';
  const start = `${reroll}${`${number}`.padStart(4, '0')}-${sanitise(subject)}`;
  return `${start.slice(0, LONGEST_NAME - '.patch'.length)}.patch`;
}

/** A subject as part of a file name: letters, digits, `.` and `_`; a dash for each run of anything else. */
function sanitise(subject: string): string {
  return subject
    .replace(/[^A-Za-z0-9._]+/g, '-')
    .replace(/^-/, '')
    .replace(/\.+/g, '.')
    .replace(/[.-]+$/, '');
}

function draftPatch(
  patch: Patch,
  number: number,
  total: number,
  cover: Cover | undefined,
  options: SeriesOptions,
): Draft {
  const { sender } = options;
  const what = `patch ${number}`;
  if (patch.files.length === 0)
    throw new UserError(`expected ${what} to change a file, found none; leave it out`);
  checkWords(`the body of ${what}`, patch.body);
  checkWords(`the notes of ${what}`, patch.notes ?? '');
  checkWords(`the appendix of ${what}`, patch.appendix ?? '');
  const author = isSame(patch.author, sender) ? undefined : patch.author;
  if (author !== undefined) checkPerson(`the author of ${what}`, author);
  const files = filePatches(patch.files, diffOptions(options));
  const numbered = total > 1 || cover !== undefined;
  return {
    what,
    name: patchFileName(number, patch.subject, options.version),
    envelope: {
      commit: patch.commit ?? NO_COMMIT,
      thread: {},
      sender,
      date: patch.date ?? options.date,
      prefix: bracket(options, numbered ? [number, total] : undefined),
      subject: patch.subject,
      eightBit: isEightBit(patch.subject, patch.body, author?.name ?? ''),
      to: patch.to ?? [],
      cc: patch.cc ?? [],
    },
    content: renderLetter({
      author,
      body: patch.body,
      notes: patch.notes ?? '',
      appendix: appended(patch.appendix),
      stat: diffstat(files),
      diff: concat(...files.map(file => file.text)),
      base: number === 1 && cover === undefined ? options.base : undefined,
      signature: options.signature,
    }),
  };
}

function draftCover(cover: Cover, patches: readonly Patch[], options: SeriesOptions): Draft {
  const { sender, date, coverDate = date } = options;
  checkWords('the cover letter', cover.blurb);
  checkWords('the appendix of the cover letter', cover.appendix ?? '');
  const authors = patches.map(({ author, subject }) => ({ author: (author ?? sender).name, subject }));
  const files = filePatches(combine(patches.map(patch => patch.files)), diffOptions(options));
  const blurb = tidy(cover.blurb);
  const appendix = appended(cover.appendix);
  const words = patches.flatMap(patch => [patch.subject, patch.body, (patch.author ?? sender).name]);
  return {
    what: 'the cover letter',
    name: patchFileName(0, 'cover letter', options.version),
    envelope: {
      commit: patches.at(-1)?.commit ?? NO_COMMIT,
      thread: {},
      sender,
      date: coverDate,
      prefix: bracket(options, [0, patches.length]),
      subject: cover.subject,
      eightBit: isEightBit(cover.subject, blurb, appendix, ...words),
      to: cover.to ?? [],
      cc: cover.cc ?? [],
    },
    content: concat(
      utf8(`${blurb}\n${shortlog(authors)}\n`),
      diffstat(files),
      utf8(`\n${appendix}`),
      renderEnd(options.base, options.signature),
    ),
  };
}

/** What another program printed, with one line feed at its end: it keeps its blanks, as git leaves them. */
function appended(text: string | undefined): string {
  return text === undefined ? '' : text.replace(/\n*$/, '\n');
}

/** `[RFC PATCH v2 RESEND 01/12]`. */
function bracket(
  { subjectPrefix = 'PATCH', rfc = false, version = 1, resend = false }: SeriesOptions,
  place: readonly [number, number] | undefined,
): string {
  const words = [
    ...(rfc ? ['RFC'] : []),
    ...(subjectPrefix === '' ? [] : [subjectPrefix]),
    ...(version > 1 ? [`v${version}`] : []),
    ...(resend ? ['RESEND'] : []),
    ...(place === undefined ? [] : [`${`${place[0]}`.padStart(`${place[1]}`.length, '0')}/${place[1]}`]),
  ];
  return `[${words.join(' ')}]`;
}

/** Which mail replies to which. */
function threadsOf(
  drafts: readonly Draft[],
  hasCover: boolean,
  { inReplyTo, thread, sender }: SeriesOptions,
): Thread[] {
  const parent = inReplyTo === undefined ? undefined : bareId(inReplyTo);
  const above = parent === undefined ? [] : [parent];
  const reply = (references: readonly string[]): Thread => ({ inReplyTo: references.at(-1), references });
  if (thread === undefined) return drafts.map(() => reply(above));

  const ids = drafts.map((draft, at) => {
    // A mail without a commit takes its content's hash: unique in the series, and the same in each run.
    const own =
      draft.envelope.commit === NO_COMMIT
        ? createHash('sha1')
            .update(toBuffer(renderEnvelope(draft.envelope)))
            .update(toBuffer(draft.content))
            .digest('hex')
        : draft.envelope.commit;
    return `${hasCover && at === 0 ? 'cover' : own}.${thread.seconds}.git.${sender.email}`;
  });
  // git lets all reply to the mail given, where there is one, unless a cover letter stands between.
  const root = hasCover || parent === undefined ? [...above, ids[0]!] : above;
  return ids.map((messageId, at) => ({ messageId, ...reply(at === 0 ? above : root) }));
}

/** A message id without the angle brackets that it may be given with. */
function bareId(id: string): string {
  return id.replace(/^<|>$/g, '');
}

function isSame(author: Person | undefined, sender: Person): boolean {
  return author?.name === sender.name && author.email === sender.email;
}

function diffOptions({ abbrev }: SeriesOptions): { readonly abbrev?: number } {
  return abbrev === undefined ? {} : { abbrev };
}

/**
 * Refuses settings with which no series could be written, so that it can be said before there is one.
 *
 * @throws UserError
 */
export function checkSeriesOptions(options: Omit<SeriesOptions, 'date'>): void {
  const { sender, version = 1, subjectPrefix = 'PATCH', signature, inReplyTo } = options;
  checkPerson('the sender', sender);
  if (!Number.isInteger(version) || version < 1) {
    throw new UserError(`expected a version from 1 on, found ${version}; give a whole number`);
  }
  if (!/^(?:[!-+\x2d-Z\\^-~]+(?: (?!$)|$))*$/.test(subjectPrefix)) {
    throw new UserError(
      `expected a subject prefix of words with spaces between, found ${JSON.stringify(subjectPrefix)}; ` +
        'leave out brackets, commas, further blanks and all but ASCII',
    );
  }
  if (!/^[\x20-\x7e]+$/.test(signature)) {
    throw new UserError(
      `expected a version on one line as signature, found ${JSON.stringify(signature)}; correct it`,
    );
  }
  if (inReplyTo !== undefined) checkMessageId(bareId(inReplyTo));
  checkIds([options.base?.commit, ...(options.base?.prerequisites ?? [])]);
}

/** Refuses words of a cover letter that would forge a header, or split or cut the mail. */
export function checkCover({ subject, blurb }: Pick<Cover, 'subject' | 'blurb'>): void {
  checkSubject('the cover letter', subject);
  checkWords('the cover letter', blurb);
}

function checkPatches(patches: readonly Patch[]): void {
  if (patches.length === 0)
    throw new UserError('expected at least one patch, found none; there is nothing to send');
  checkIds(patches.map(({ commit }) => commit));
}

function checkIds(ids: readonly (string | undefined)[]): void {
  for (const id of ids) {
    if (id !== undefined && !/^[0-9a-f]{40}$/.test(id)) {
      throw new UserError(
        `expected an object id of 40 hex digits, found ${JSON.stringify(id)}; give it in full`,
      );
    }
  }
}
