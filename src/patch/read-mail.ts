/** A patch mail read back: as we or `git format-patch` wrote it, and as somebody may have edited it since. */
import { UserError } from '../errors.js';
import { decodeUtf8 } from '../unicode.js';
import type { Person } from './header.js';
import { unquotePath } from './quote.js';

/** What a patch mail holds. */
export interface ReadMail {
  /** From the bracket: 0 for a cover letter, 1 where it does not say. */
  readonly number: number;
  readonly version: number;
  /** Without brackets. */
  readonly subject: string;
  /** Who wrote it, which need not be who sent it; undefined where it does not say so in a form that is understood. */
  readonly author: Person | undefined;
  /** The message below the subject, trailers included. */
  readonly body: string;
  /** The patch of each file, one unit per byte, by the path it has after. */
  readonly files: ReadonlyMap<string, string>;
  /** The commit it says it builds on. */
  readonly base: string | undefined;
}

/**
 * Reads a mail.
 *
 * @param bytes One unit per byte.
 * @param what Names it in a message.
 * @throws UserError where it is none.
 */
export function readMail(bytes: string, what: string): ReadMail {
  const end = bytes.indexOf('\n\n');
  const head = decodeUtf8(bytes.slice(0, end < 0 ? bytes.length : end)).replace(/\n[ \t]+/g, ' ');
  const raw = /^Subject: (.*)$/m.exec(head)?.[1];
  if (end < 0 || raw === undefined) {
    throw new UserError(
      `${what}: expected a patch as a mail, found something else; name the folder of a series`,
    );
  }
  const [, bracket = '', subject = ''] = /^\s*(?:\[([^\]]*)\]\s*)?(.*)$/.exec(
    // An encoded line break is none of a subject.
    decodeWords(raw).replace(/\s+/g, ' '),
  )!;
  const rest = bytes.slice(end + 2);
  const diffAt = /^diff --git /m.exec(rest)?.index ?? rest.length;
  const message = /^---$/m.exec(rest.slice(0, diffAt));
  const words = decodeUtf8(rest.slice(0, message?.index ?? diffAt));
  const [inBody = '', other] = /^From: (.*)\n\n/.exec(words) ?? [];
  return {
    number: Number(/(\d+)\/\d+$/.exec(bracket)?.[1] ?? 1),
    version: Number(/\bv(\d+)\b/.exec(bracket)?.[1] ?? 1),
    subject,
    author: personIn(other ?? decodeWords(/^From: (.*)$/m.exec(head)?.[1] ?? '')),
    body: words.slice(inBody.length).trim(),
    files: filesIn(rest.slice(diffAt)),
    base: /^base-commit: ([0-9a-f]{40})$/m.exec(rest)?.[1],
  };
}

/** `Name <address>`, the name quoted or not. */
function personIn(text: string): Person | undefined {
  const [, quoted, plain = '', email = ''] =
    /^\s*(?:"((?:[^"\\]|\\.)*)"|([^<>]*?))\s*<([^<>\s]+)>\s*$/.exec(text) ?? [];
  const name = (quoted?.replace(/\\(.)/g, '$1') ?? plain).replace(/\s+/g, ' ').trim();
  return name === '' || email === '' ? undefined : { name, email };
}

/** RFC 2047 words as text. White space between two of them means nothing. */
function decodeWords(text: string): string {
  const joined = text.replace(/(=\?[^?\s]+\?[qQ]\?[^?]*\?=)\s+(?==\?)/g, '$1');
  return joined.replace(/((?:=\?utf-8\?q\?[^?]*\?=)+)/gi, words => {
    const quoted = words.replace(/=\?utf-8\?q\?([^?]*)\?=/gi, '$1').replaceAll('_', ' ');
    return decodeUtf8(
      quoted.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    );
  });
}

/** The patch of each file: what follows the last one, from the signature on, is not part of it. */
function filesIn(diff: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const part of diff.split(/^(?=diff --git )/m)) {
    // Behind a name with a space in it git writes a tab.
    const printed = /^\+\+\+ ([^\t\n]+)/m.exec(part)?.[1];
    const path = printed && /^b\/(.+)$/s.exec(unquotePath(printed))?.[1];
    if (path) files.set(decodeUtf8(path), hunksOf(part));
  }
  return files;
}

/** A file's patch up to the end of its last hunk, as the hunks' own headers count it. */
function hunksOf(part: string): string {
  const lines = part.split(/(?<=\n)/);
  let at = lines.findIndex(line => line.startsWith('@@ '));
  while (at >= 0 && lines[at]?.startsWith('@@ ')) {
    const [, old = '1', fresh = '1'] = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(lines[at]!) ?? [];
    let [before, after] = [Number(old), Number(fresh)];
    for (at++; at < lines.length && (before > 0 || after > 0); at++) {
      const sign = lines[at]![0];
      if (sign !== '+' && sign !== '\\') before--;
      if (sign !== '-' && sign !== '\\') after--;
    }
    if (lines[at]?.startsWith('\\')) at++;
  }
  return lines.slice(0, at < 0 ? lines.length : at).join('');
}

/** A file's patch without what moves when other lines do: what two versions of a patch are compared by. */
export function essenceOf(patch: string): string {
  return patch
    .split('\n')
    .filter(line => !/^(?:diff --git |index |--- |\+\+\+ )/.test(line))
    .map(line => (line.startsWith('@@ ') ? '@@' : line))
    .join('\n');
}
