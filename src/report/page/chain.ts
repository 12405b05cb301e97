/** The way from a slot to a call, as a picture: one box a step, read from above. */

import { printable } from '../../unicode.js';
import type { ChainStep } from '../../verdict.js';
import { shown } from '../hunk.js';
import type { Way } from '../report.js';
import { type Html, html } from './html.js';

const BOX = 40;
const GAP = 22;
const PAD = 14;
/** Widths of a character of the two sizes of type, a little more than they are, so that no text meets a border. */
const WIDE = 7.9;
const SMALL = 6.7;
const LEAST = 190;
/** Characters beyond which a name is shortened. */
const MOST = 60;

/** Draws a chain. Its texts are given again as a title, for those who do not see it. */
export function chainPicture({ steps: chain, hasCall }: Way): Html {
  const roleAt = (i: number) => (i === 0 ? 'slot' : hasCall && i === chain.length - 1 ? 'call' : 'function');
  const steps = chain.map((step, i) => boxOf(step, roleAt(i)));
  const width = Math.ceil(Math.max(LEAST, ...steps.map(step => step.width)));
  const height = chain.length * BOX + (chain.length - 1) * GAP + 2;
  const said = steps.map(({ name, place }) => `${name} (${place})`).join(' → ');
  return html`<svg class="chain" role="img" width="${width + 2}" height="${height}" viewBox="-1 -1 ${width + 2} ${height}"><title>${said}</title>${steps.map(
    (step, i) => stepPicture(step, i, width),
  )}</svg>`;
}

interface Box {
  readonly role: 'slot' | 'function' | 'call';
  readonly name: string;
  readonly place: string;
  readonly width: number;
}

function boxOf({ name, path, line }: ChainStep, role: Box['role']): Box {
  const text = shorten(role === 'slot' ? shown(name) : `${shown(name)}()`);
  const place = shorten(`${printable(path)}:${line}`);
  return { role, name: text, place, width: 2 * PAD + Math.max(text.length * WIDE, place.length * SMALL) };
}

/** The end of a name says more than its beginning. */
function shorten(text: string): string {
  return text.length <= MOST ? text : `…${text.slice(1 - MOST)}`;
}

function stepPicture({ role, name, place }: Box, index: number, width: number): Html {
  const y = index * (BOX + GAP);
  const x = 26;
  const arrow =
    index === 0
      ? undefined
      : html`<path class="way" d="M${x} ${y - GAP + 1}V${y - 3}"/><path class="tip" d="M${x - 4} ${y - 8}L${x} ${y - 1}L${x + 4} ${y - 8}Z"/>`;
  // A slot is a row of a table, so its box has the table's edge.
  const edge = role === 'slot' ? html`<path class="edge" d="M5.5 ${y}V${y + BOX}"/>` : undefined;
  return html`${arrow}<g class="${role}"><rect x="0" y="${y}" width="${width}" height="${BOX}" rx="${role === 'slot' ? 2 : 7}"/>${edge}<text class="name" x="${PAD}" y="${y + 17}">${name}</text><text class="place" x="${PAD}" y="${y + 32}">${place}</text></g>`;
}
