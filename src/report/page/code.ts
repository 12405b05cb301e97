/** Code on the page: a table with two sides, which narrow screens fold into one. */
import type { Color } from '../colors.js';
import { type Piece, type Row, type ShownFile, type Side, shown } from '../hunk.js';
import { type Html, html } from './html.js';

/** One letter each, since there are many of them. */
const CLASSES: Readonly<Record<Color, string>> = {
  keyword: 'k',
  type: 't',
  constant: 'm',
  call: 'f',
  number: 'n',
  string: 's',
  comment: 'c',
  directive: 'p',
};

/** A file's hunks. @param isDiff whether they change something: else there is one side alone. */
export function codeOf({ path, hunks }: ShownFile, isDiff: boolean): Html {
  return html`<figure class="code"><figcaption>${path}</figcaption><table class="${isDiff ? 'diff' : 'excerpt'}">${columnsOf(isDiff ? 2 : 1)}${
    // A table of code has no header that would help: each row says its lines.
    hunks.flatMap(({ label, rows }) =>
      runsOf(rows).map(
        (run, at) =>
          html`<tbody>${label === '' || at > 0 ? undefined : html`<tr class="l"><td colspan="${isDiff ? 4 : 2}">${label}</td></tr>`}${run.map(
            row => rowOf(row, isDiff),
          )}</tbody>`,
      ),
    )
  }</table></figure>`;
}

/** Rows of one kind that follow each other: where there is room for one side alone, what goes stands above what comes. */
function runsOf(rows: readonly Row[]): readonly (readonly Row[])[] {
  const runs: Row[][] = [];
  for (const row of rows) {
    const last = runs.at(-1);
    if (last?.[0]?.kind === row.kind) last.push(row);
    else runs.push([row]);
  }
  return runs;
}

/** Widths come from here, since the first row may be a label over all columns. */
function columnsOf(sides: number): Html {
  return html`<colgroup>${Array.from({ length: sides }, () => html`<col class="number"><col>`)}</colgroup>`;
}

function rowOf(row: Row, isDiff: boolean): Html {
  if (!isDiff) return html`<tr>${sideOf(row.before, '', 'mark')}</tr>`;
  if (row.kind === 'same')
    return html`<tr class="e">${sideOf(row.before, '', 'del')}${sideOf(row.after, '', 'ins')}</tr>`;
  return html`<tr>${sideOf(row.before, 'd', 'del')}${sideOf(row.after, 'a', 'ins')}</tr>`;
}

/** A line's number stands in an attribute, so that nobody copies it with the code. */
function sideOf(side: Side | undefined, kind: '' | 'd' | 'a', mark: 'del' | 'ins' | 'mark'): Html {
  if (side === undefined) return html`<td class="x"></td><td class="x"></td>`;
  const { number, pieces } = side;
  return html`<td class="#${kind}" data-n="${number}"></td><td class="${kind}">${pieces.map(piece => pieceOf(piece, mark))}</td>`;
}

function pieceOf({ text, color, marked }: Piece, mark: 'del' | 'ins' | 'mark'): Html {
  const colored = color === undefined ? html`${text}` : html`<i class="${CLASSES[color]}">${text}</i>`;
  if (!marked) return colored;
  if (mark === 'del') return html`<del>${colored}</del>`;
  return mark === 'ins' ? html`<ins>${colored}</ins>` : html`<mark>${colored}</mark>`;
}

/** A sentence as the page writes it: an arrow is one sign, which no line breaks. */
export function said(bytes: string): string {
  return shown(bytes).replaceAll(' -> ', ' \u2192 ');
}

/** Words of a sentence that are code, by their looks: names that are called, constants, places. */
export function sentence(bytes: string): Html {
  const parts = said(bytes).split(/(\b[A-Za-z_]\w*\(\)|-?\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b|-E[A-Z0-9]+\b)/);
  return html`${parts.map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))}`;
}
