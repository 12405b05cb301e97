/** What the kernel's `make coccicheck` prints, in the modes `report` and `org`: readers of that read this as well. */
import { printable } from '../../unicode.js';

/** One message. Columns count bytes from 0, as Coccinelle's do; the end is behind the last byte. */
export interface CocciMessage {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  readonly level: 'ERROR' | 'WARNING';
  /** Characters, not bytes; as `text` of the steps. */
  readonly text: string;
  /** What leads there. */
  readonly steps: readonly { readonly path: string; readonly line: number; readonly text: string }[];
}

/** A warning about a line, or a file at its first. */
export function messageOfLine(path: string, line: number, text: string): CocciMessage {
  return { path, line, column: 0, endColumn: 0, level: 'WARNING', text, steps: [] };
}

/** `file:line:col-col: message`, a line each; what leads there has lines of its own. */
export function coccicheckReport(messages: readonly CocciMessage[]): string {
  return messages.map(reportLine).join('');
}

function reportLine({ path, line, column, endColumn, level, text }: CocciMessage): string {
  return `${printable(path)}:${line}:${column}-${endColumn}: ${level}: ${printable(text)}\n`;
}

/** Org mode: a TODO for each message, with links that Coccinelle's Emacs mode opens. */
export function coccicheckOrg(messages: readonly CocciMessage[]): string {
  return messages
    .flatMap(({ path, line, column, endColumn, level, text, steps }) => [
      `* TODO ${link(path, line, column, endColumn, 1, `${level}: ${text}`)}\n`,
      ...steps.map(step => `${link(step.path, step.line, 0, 0, 2, step.text)}\n`),
    ])
    .join('');
}

function link(path: string, line: number, from: number, to: number, face: number, text: string): string {
  const place = `view:${orgSafe(path)}::face=ovl-face${face}::linb=${line}::colb=${from}::cole=${to}`;
  return `[[${place}][${orgSafe(text)}]]`;
}

/** Brackets would end the link; the kernel's semantic patches write them so. */
function orgSafe(text: string): string {
  return printable(text).replaceAll('[', '@(').replaceAll(']', ')');
}
