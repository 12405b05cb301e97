/** Mail headers: RFC 2047 words and folding as git writes them, and the refusal of what could forge a header. */
import { UserError } from '../errors.js';
import { isUnicode } from '../unicode.js';
import { fold } from './wrap.js';

/** Somebody with a name, or a list without one. */
export interface Address {
  /** As people write it, unquoted; undefined or empty for a mailing list. */
  readonly name?: string | undefined;
  readonly email: string;
}

/** Somebody who writes or sends patches: both parts are needed. */
export interface Person extends Address {
  readonly name: string;
}

/** An instant, and the zone it was in: what git keeps of a date. */
export interface MailDate {
  /** Seconds since 1970, UTC. */
  readonly seconds: number;
  /** Minutes east of UTC. */
  readonly offset: number;
}

/** Columns of a folded line, and of one with encoded words (RFC 2047 section 2). */
const WIDTH = 78;
const ENCODED_WIDTH = 76;

/** Where a text stands, which decides what must be encoded in it (RFC 2047 section 5). */
type Place = 'subject' | 'name';

/** `Subject:` with its bracketed prefix, folded; ends without a line feed. */
export function subjectHeader(prefix: string, subject: string): string {
  const start = `Subject: ${prefix} `;
  if (needsEncoding(subject)) return start + encodeWords(subject, 'subject', start.length);
  return start + fold(subject, WIDTH, { used: start.length, indent: 1 });
}

/** `From:` for a person, folded; ends without a line feed. */
export function fromHeader(person: Person): string {
  return `From:${formatAddress(person, 6)}`;
}

/** A header with one address per line (`To`, `Cc`); empty for no address. */
export function addressHeader(field: 'To' | 'Cc', addresses: readonly Address[]): string {
  if (addresses.length === 0) return '';
  const lines = addresses.map((address, at) =>
    formatAddress(address, at === 0 ? field.length + 2 : 4).slice(1),
  );
  return `${field}: ${lines.join(',\n    ')}\n`;
}

/** `Date:` in the form of RFC 2822; ends without a line feed. */
export function dateHeader({ seconds, offset }: MailDate): string {
  const local = new Date((seconds + offset * 60) * 1000);
  const two = (n: number): string => `${n}`.padStart(2, '0');
  const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][local.getUTCDay()];
  const month = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][
    local.getUTCMonth()
  ];
  const time = [local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds()].map(two).join(':');
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}${two(Math.abs(offset) % 60)}`;
  return `Date: ${day}, ${local.getUTCDate()} ${month} ${local.getUTCFullYear()} ${time} ${zone}`;
}

/** Whether a text must be made of encoded words, or would be taken for one. */
export function needsEncoding(text: string): boolean {
  return hasNonAscii(text) || text.includes('=?');
}

/** Whether a text holds anything beyond ASCII. */
export function hasNonAscii(text: string): boolean {
  return /[^\x00-\x7f]/.test(text);
}

/** ` Name <address>`, or ` address` where there is no name, for a line on which `used` columns are taken. */
function formatAddress({ name, email }: Address, used: number): string {
  if (name === undefined || name === '') return ` ${email}`;
  const encoded = needsEncoding(name);
  const shown = encoded ? encodeWords(name, 'name', used) : fold(quoteName(name), WIDTH, { used, indent: 1 });
  const breakAt = shown.lastIndexOf('\n');
  const column = breakAt < 0 ? used + shown.length : shown.length - breakAt - 1;
  const full = column + email.length + 3 > (encoded ? ENCODED_WIDTH : WIDTH);
  return ` ${shown}${full ? '\n' : ''} <${email}>`;
}

/** A name with characters that mean something in an address stands in quotes. */
function quoteName(name: string): string {
  return /[()<>[\]:;@,."\\]/.test(name) ? `"${name.replace(/["\\]/g, '\\$&')}"` : name;
}

/** The text as encoded words, broken so that no line is too long and no character is split. */
function encodeWords(text: string, place: Place, used: number): string {
  const open = '=?UTF-8?q?';
  let encoded = open;
  let column = used + open.length;
  for (const char of text) {
    const piece = isPlain(char, place)
      ? char
      : [...Buffer.from(char, 'utf8')]
          .map(byte => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`)
          .join('');
    if (column + piece.length + 2 > ENCODED_WIDTH) {
      encoded += `?=\n ${open}`;
      column = open.length + 1;
    }
    encoded += piece;
    column += piece.length;
  }
  return `${encoded}?=`;
}

function isPlain(char: string, place: Place): boolean {
  return place === 'name' ? /[A-Za-z0-9!*+/-]/.test(char) : /[!-~]/.test(char) && !/[=?_]/.test(char);
}

/**
 * Refuses a text that would not stay on its header's line, or that is no text.
 *
 * @param what Names the text in the message, such as `the subject of patch 2`.
 */
export function checkHeaderText(what: string, text: string): void {
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(text)) {
    throw new UserError(
      `expected ${what} on one line, found a line break or control character in ${JSON.stringify(text)}; ` +
        'a line break there would forge a mail header, take it out',
    );
  }
  if (text.trim() === '') throw new UserError(`expected ${what}, found nothing; give one`);
  if (!isUnicode(text)) {
    throw new UserError(`expected ${what} in UTF-8, found ${JSON.stringify(text)}; convert it`);
  }
}

/** Refuses an address that would break out of its header, or that no mail can be sent to. */
export function checkAddress(what: string, { name, email }: Address): void {
  if (name !== undefined && name !== '') checkHeaderText(`the name of ${what}`, name);
  if (/[<>]/.test(name ?? '')) {
    throw new UserError(
      `expected the name of ${what}, found ${JSON.stringify(name)}; give the address apart`,
    );
  }
  if (!/^[!-~]+@[!-~]+$/.test(email) || /[<>()[\],;:\\"]/.test(email)) {
    throw new UserError(
      `expected ${what} to have an address such as name@example.org, found ${JSON.stringify(email)}; correct it`,
    );
  }
}

/** The same for somebody who must have a name. */
export function checkPerson(what: string, person: Person): void {
  checkHeaderText(`the name of ${what}`, person.name);
  checkAddress(what, person);
}
