/** A patch mail read back: as we or `git format-patch` wrote it, and as somebody may have edited it since. */
import { UserError } from '../errors.js';
import { decodeUtf8, printable } from '../unicode.js';
import { checkHeaderText, type Person } from './header.js';
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
  const line = headerText(raw, `the subject of ${what}`);
  const [, bracket = '', subject = ''] = /^\s*(?:\[([^\]]*)\]\s*)?(.*)$/.exec(line)!;
  const number = Number(/(\d+)\/\d+$/.exec(bracket)?.[1] ?? 1);
  const rest = bytes.slice(end + 2);
  const diffAt = /^diff --git /m.exec(rest)?.index ?? rest.length;
  const message = /^---$/m.exec(rest.slice(0, diffAt));
  const words = decodeUtf8(rest.slice(0, message?.index ?? diffAt));
  const [inBody = '', other] = /^From: (.*)\n\n/.exec(words) ?? [];
  const parts = rest.slice(diffAt).split(/^(?=diff --git )/m);
  if (number > 0) checkWhole(parts, countedIn(rest.slice(0, diffAt)), what);
  const from = /^From: (.*)$/m.exec(head)?.[1];
  return {
    number,
    version: Number(/\bv(\d+)\b/.exec(bracket)?.[1] ?? 1),
    subject,
    author: personIn(other ?? (from === undefined ? '' : headerText(from, `the author of ${what}`))),
    body: words.slice(inBody.length).trim(),
    files: filesIn(parts),
    base: /^base-commit: ([0-9a-f]{40})$/m.exec(rest)?.[1],
  };
}

/** What a header says, on one line. @throws UserError for one in which a line break is encoded. */
function headerText(raw: string, what: string): string {
  const text = decodeWords(raw);
  checkHeaderText(what, text);
  return text.replace(/\s+/g, ' ');
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

/** How many files a diffstat counts, if there is one. */
function countedIn(text: string): number | undefined {
  const last = [...text.matchAll(/^ (\d+) files? changed(?:,|$)/gm)].at(-1);
  return last && Number(last[1]);
}

/** Refuses a patch without a diff, or with one that ends too early. @param counted So many files it should be of. */
function checkWhole(parts: readonly string[], counted: number | undefined, what: string): void {
  const then = 'get the whole mail, or take it out';
  if (!parts[0]!.startsWith('diff --git ')) {
    throw new UserError(`${what}: expected a diff below the message ("diff --git ..."), found none; ${then}`);
  }
  const cut = parts.find(part => !isWhole(part));
  if (cut === undefined) {
    if (counted === undefined || counted <= parts.length) return;
    const found = `found ${parts.length}`;
    throw new UserError(
      `${what}: expected the diff of ${counted} files, as its diffstat has it, ${found}; ${then}`,
    );
  }
  const path = pathIn(cut);
  const whose = path === undefined ? 'a file' : printable(path);
  throw new UserError(`${what}: expected a whole diff, found that of ${whose} cut off; ${then}`);
}

/** What git says of a file where it need not show a line. */
const WITHOUT_LINES =
  /^(?:(?:new file|deleted file|old|new) mode \d+|(?:dis)?similarity index \d+%|Binary files .* differ|GIT binary patch)\n/m;

/** Whether the patch of a file has all lines that it speaks of. */
function isWhole(part: string): boolean {
  if (!/^@@ /m.test(part)) return WITHOUT_LINES.test(part) && !/^(?:---|\+\+\+) /m.test(part);
  const { text, missing } = hunksOf(part);
  return missing === 0 && text.endsWith('\n');
}

/** The path that a file has after its patch; undefined where it has none, or the patch shows no line. */
function pathIn(part: string): string | undefined {
  // Behind a name with a space in it git writes a tab.
  const printed = /^\+\+\+ ([^\t\n]+)/m.exec(part)?.[1];
  const path = printed && /^b\/(.+)$/s.exec(unquotePath(printed))?.[1];
  return path ? decodeUtf8(path) : undefined;
}

/** The patch of each file: what follows the last one, from the signature on, is not part of it. */
function filesIn(parts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    parts.flatMap(part => {
      const path = pathIn(part);
      return path === undefined ? [] : [[path, hunksOf(part).text] as const];
    }),
  );
}

/**
 * A file's patch up to the end of its last hunk, as the hunks' own headers count it, and how many lines are missing
 * of what these say.
 */
function hunksOf(part: string): { readonly text: string; readonly missing: number } {
  const lines = part.split(/(?<=\n)/);
  let at = lines.findIndex(line => line.startsWith('@@ '));
  let missing = 0;
  while (at >= 0 && lines[at]?.startsWith('@@ ')) {
    const [, old = '1', fresh = '1'] = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(lines[at]!) ?? [];
    let [before, after] = [Number(old), Number(fresh)];
    for (at++; at < lines.length && (before > 0 || after > 0); at++) {
      const sign = lines[at]![0];
      if (sign !== '+' && sign !== '\\') before--;
      if (sign !== '-' && sign !== '\\') after--;
    }
    if (lines[at]?.startsWith('\\')) at++;
    missing += before + after;
  }
  return { text: lines.slice(0, at < 0 ? lines.length : at).join(''), missing };
}

/** A file's patch without what moves when other lines do: what two versions of a patch are compared by. */
export function essenceOf(patch: string): string {
  return patch
    .split('\n')
    .filter(line => !/^(?:diff --git |index |--- |\+\+\+ )/.test(line))
    .map(line => (line.startsWith('@@ ') ? '@@' : line))
    .join('\n');
}
