/** One mail, byte for byte as `git format-patch` writes it for the same commit. */
import { UserError } from '../errors.js';
import { mailHazards } from './hazards.js';
import {
  type Address,
  addressHeader,
  checkAddress,
  checkHeaderText,
  checkPerson,
  dateHeader,
  fromHeader,
  hasNonAscii,
  type MailDate,
  type Person,
  subjectHeader,
} from './header.js';
import { concat, type Latin1, utf8 } from './latin1.js';

/** The commits a series builds on, for whoever applies it. */
export interface Base {
  /** 40 hex digits. */
  readonly commit: string;
  /** Stable patch ids of what lies between the base and the series, oldest first; 40 hex digits each. */
  readonly prerequisites?: readonly string[];
}

/** Message ids without their angle brackets. */
export interface Thread {
  readonly messageId?: string;
  readonly inReplyTo?: string | undefined;
  /** Oldest first, `inReplyTo` at the end. */
  readonly references?: readonly string[];
}

/** All of a mail but its patch. */
export interface Envelope {
  /** 40 hex digits; zeros where there is no commit. */
  readonly commit: string;
  readonly thread: Thread;
  readonly sender: Person;
  readonly date: MailDate;
  /** With its brackets. */
  readonly prefix: string;
  readonly subject: string;
  /** Whether something that git looks at for the purpose, beyond this mail, is not ASCII. */
  readonly eightBit: boolean;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
}

/** The headers, and the blank line after them. */
export function renderEnvelope(envelope: Envelope): Latin1 {
  const { messageId, inReplyTo, references = [] } = envelope.thread;
  const lines = [
    // The date is a constant by which file(1) knows the format.
    `From ${envelope.commit} Mon Sep 17 00:00:00 2001`,
    ...(messageId === undefined ? [] : [`Message-Id: <${messageId}>`]),
    ...(inReplyTo === undefined ? [] : [`In-Reply-To: <${inReplyTo}>`]),
    ...(references.length === 0 ? [] : [`References: ${references.map(id => `<${id}>`).join('\n\t')}`]),
    fromHeader(envelope.sender),
    dateHeader(envelope.date),
    subjectHeader(envelope.prefix, envelope.subject),
    ...(envelope.eightBit
      ? ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=UTF-8', 'Content-Transfer-Encoding: 8bit']
      : []),
  ];
  const people = addressHeader('To', envelope.to) + addressHeader('Cc', envelope.cc);
  return utf8(`${lines.join('\n')}\n${people}\n`);
}

/** What a patch mail says below its headers. */
export interface Letter {
  /** Who wrote the patch, where it is not the sender. */
  readonly author: Person | undefined;
  readonly body: string;
  /** For reviewers only; between `---` and the diffstat. */
  readonly notes: string;
  /** The same of another program, below the notes: it keeps its blanks. Empty, or ends with a line feed. */
  readonly appendix: string;
  readonly stat: Latin1;
  readonly diff: Latin1;
  readonly base: Base | undefined;
  /** The version under the last line. */
  readonly signature: string;
}

/** All below the headers. */
export function renderLetter(letter: Letter): Latin1 {
  const body = tidy(letter.body);
  const said = [tidy(letter.notes), letter.appendix].filter(text => text !== '').join('\n');
  const from = letter.author === undefined ? '' : `From: ${letter.author.name} <${letter.author.email}>\n\n`;
  return concat(
    utf8(`${from}${body}---\n${said}${said === '' ? '' : '\n'}`),
    letter.stat,
    utf8('\n'),
    letter.diff,
    renderEnd(letter.base, letter.signature),
  );
}

/** The base block, if any, and the signature. */
export function renderEnd(base: Base | undefined, signature: string): Latin1 {
  const block = base === undefined ? '' : `\nbase-commit: ${base.commit}\n`;
  const needed = (base?.prerequisites ?? []).map(id => `prerequisite-patch-id: ${id}\n`);
  return utf8(`${block}${needed.join('')}-- \n${signature}\n\n`);
}

/** A text without blanks at line ends and blank lines at its ends, and with a final line feed; empty if nothing is left. */
export function tidy(text: string): string {
  const lines = text.split('\n').map(line => line.replace(/[ \t\r]+$/, ''));
  const first = lines.findIndex(line => line !== '');
  if (first < 0) return '';
  const last = lines.findLastIndex(line => line !== '');
  return `${lines.slice(first, last + 1).join('\n')}\n`;
}

/** Whether a mail with these words needs MIME headers. */
export function isEightBit(...words: readonly string[]): boolean {
  return words.some(hasNonAscii);
}

/** Refuses what would forge a header of the mail. `what` names the mail. */
export function checkEnvelope(what: string, { sender, subject, thread, to, cc }: Envelope): void {
  checkSubject(what, subject);
  checkPerson('the sender', sender);
  for (const address of [...to, ...cc]) checkAddress(`a receiver of ${what}`, address);
  for (const id of [thread.messageId, thread.inReplyTo, ...(thread.references ?? [])]) {
    if (id !== undefined) checkMessageId(id);
  }
}

/** Refuses a subject that would forge a header, or lose its beginning. `what` names the mail. */
export function checkSubject(what: string, subject: string): void {
  checkHeaderText(`the subject of ${what}`, subject);
  if (subject.startsWith('[')) {
    throw new UserError(
      `expected the subject of ${what} without brackets in front, found ${JSON.stringify(subject)}; ` +
        'git am drops them, write the prefix as "name: "',
    );
  }
}

/** Refuses what is no message id, without its angle brackets. */
export function checkMessageId(id: string): void {
  if (/^[!-;=?-~]+@[!-;=?-~]+$/.test(id)) return;
  throw new UserError(
    `expected a message id such as 2018@example.org, found ${JSON.stringify(id)}; correct it`,
  );
}

/** Refuses words that would split or cut the mail, or be taken for its header. `what` names them. */
export function checkWords(what: string, words: string): void {
  const hazard = mailHazards(tidy(words)).find(({ kind }) => kind !== 'fault');
  if (hazard === undefined) return;
  throw new UserError(
    `expected text that survives as mail in ${what}, found line ${hazard.line}: ${JSON.stringify(hazard.text)}; ` +
      `it ${hazard.why}: indent or reword it`,
  );
}
