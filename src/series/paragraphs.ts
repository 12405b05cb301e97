/** Text set for a mail: broken at the kernel's width, and so that no line of it means something to mail or git. */
import { mailHazards, setParagraph } from '../patch/index.js';
import { decodeUtf8, printable, printableCode } from '../unicode.js';

/** Columns of a message. */
export const WIDTH = 75;

/** A paragraph in lines: the first after `indent`, the others after `hang`. */
export function paragraph(text: string, indent = '', hang = indent): string {
  const set = (width: number) =>
    setParagraph(text, width - hang.length)
      .split('\n')
      .map((line, i) => (i === 0 ? indent : hang) + line)
      .join('\n');
  for (let width = WIDTH; width > WIDTH / 2; width--) {
    const lines = set(width);
    if (mailHazards(lines).length === 0) return lines;
  }
  return set(WIDTH);
}

/** Text of a source (one unit per byte), fit to be read in a mail, where a tab is a space like any other. */
export function shown(text: string): string {
  return printableCode(decodeUtf8(text));
}

/** The name of a file, fit to be read in a mail. */
export const shownName = printable;

/** The noun for one, or for another number. */
export function plural(noun: string, count: number): string {
  return count === 1 ? noun : `${noun}s`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
