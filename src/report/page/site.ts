/** One site on the page. */
import { groupBy } from '../../order.js';
import { printable } from '../../unicode.js';
import type { Verdict } from '../../verdict.js';
import { shown } from '../hunk.js';
import type { Site, SiteReason, TableLine } from '../report.js';
import { chainPicture } from './chain.js';
import { codeOf, sentence } from './code.js';
import { type Html, html } from './html.js';

/** More chains than this are behind a line that opens. */
const FEW_CHAINS = 2;

/** The site, with an anchor of its own and one for each verdict. What is done is closed: nobody has to read it. */
export function siteCard(site: Site): Html {
  const { id, kind, name, path, line, driver, subsystem, reasons, change, files } = site;
  const codes = [...new Set(reasons.map(({ code }) => code))];
  const head = html`<summary><b class="kind ${kind}">${kind}</b><h3>${shown(name)}</h3><span class="at">${printable(path)}:${line}</span><span class="codes">${codes.map(
    code => html`<span>${code}</span>`,
  )}</span></summary>`;
  const body = html`<div class="body">${reasonsOf(reasons, kind)}${files.map(file =>
    codeOf({ ...file, path: printable(file.path) }, change !== undefined),
  )}${evidenceOf(site)}${placesOf(site)}</div>`;
  const open = kind === 'done' ? html`` : html` open`;
  return html`<article id="${id}" tabindex="-1" data-kind="${kind}" data-codes="${codes.join(' ')}" data-driver="${printable(driver)}" data-subsystem="${printable(subsystem)}" data-path="${printable(path)}"><details${open}>${head}${body}</details><a class="link" href="#${id}" aria-label="Link to this site">#</a></article>
`;
}

/** Sentences that many verdicts share stand once; what to do is said where somebody has to do something. */
function reasonsOf(reasons: readonly SiteReason[], kind: Site['kind']): Html {
  const list = [...groupBy(reasons, ({ message, advice }) => JSON.stringify([message, advice])).values()];
  return html`<ul class="reasons">${list.map(same => {
    const { message, advice } = same[0]!;
    const says = kind === 'refuse' || kind === 'review';
    const transforms = [...new Set(same.map(({ transform }) => transform))].join(', ');
    return html`<li><span class="of">${transforms}</span> ${sentence(message)}${
      says && advice !== '' ? html`<div class="advice">${sentence(advice)}</div>` : undefined
    }</li>`;
  })}</ul>`;
}

/** What the code does for each value, and why it runs where it runs. */
function evidenceOf({ about, table, chains, change, noTable, noChain }: Site): Html | undefined {
  const missing = [noTable && `No value table: ${noTable}.`, noChain && `No call chain: ${noChain}.`];
  const said = missing.flatMap(text => (text ? html`<p class="missing">${text}</p>` : []));
  if (table.length === 0 && chains.length === 0) return said.length === 0 ? undefined : html`${said}`;
  const pictures = chains.map(chain => html`<div class="scroll">${chainPicture(chain)}</div>`);
  const rest = pictures.slice(FEW_CHAINS);
  const end = chains.some(({ hasCall }) => hasCall) ? 'call' : 'function';
  return html`<div class="evidence">${table.length === 0 ? undefined : tableOf(table, about, change?.differences ?? [])}${
    chains.length === 0
      ? undefined
      : html`<section><h4>From the slot to the ${end}</h4>${pictures.slice(0, FEW_CHAINS)}${
          rest.length === 0
            ? undefined
            : html`<details class="more"><summary>${rest.length} more</summary>${rest}</details>`
        }</section>`
  }</div>${said}`;
}

function tableOf(
  lines: readonly TableLine[],
  about: string | undefined,
  differences: readonly string[],
): Html {
  const isSame = !lines.some(differs);
  const heads = isSame ? html`<th>before and after</th>` : html`<th>before</th><th>after</th>`;
  const said = new Set(lines.map(({ difference }) => difference));
  const rest = differences.filter(one => !said.has(one));
  return html`<section><h4>For each value of the old call${about === undefined ? '' : sentence(`, in ${about}()`)}</h4><div class="scroll"><table class="values"><thead><tr><th>value</th>${heads}</tr></thead><tbody>${lines.map(
    line => lineOf(line, isSame),
  )}</tbody></table></div>${
    rest.length === 0
      ? undefined
      : html`<ul class="differences">${rest.map(one => html`<li>${sentence(one)}</li>`)}</ul>`
  }</section>`;
}

function differs({ before, after, difference }: TableLine): boolean {
  return before !== after || difference !== undefined;
}

/** @param isSame whether no line of the table differs, so that it has one column for both sides */
function lineOf(line: TableLine, isSame: boolean): Html {
  const { values, before, after, difference } = line;
  const value = html`<th scope="row">${values.map((one, i) => html`${i === 0 ? '' : ', '}<code>${shown(one)}</code>`)}</th>`;
  if (isSame) return html`<tr>${value}<td>${sentence(before)}</td></tr>`;
  const name = difference === undefined ? undefined : html`<small>${sentence(difference)}</small>`;
  return html`<tr class="${differs(line) ? 'differing' : ''}">${value}<td data-side="before">${sentence(before)}</td><td data-side="after">${sentence(after)}${name}</td></tr>`;
}

function placesOf({ verdicts }: Site): Html {
  const list = html`<ul class="places">${verdicts.map(
    ({ id, verdict }) => html`<li id="${`v${id}`}">${placeOf(verdict)}</li>`,
  )}</ul>`;
  if (verdicts.length === 1) return list;
  return html`<details class="more"><summary>${verdicts.length} occurrences</summary>${list}</details>`;
}

function placeOf({
  occurrence: { path, line, column, keyword, place },
  kind,
  code,
  transform,
}: Verdict): Html {
  const where = place === 'code' ? '' : ` in a ${place}`;
  return html`<code>${keyword}</code>${where} <span class="at">${printable(path)}:${line}:${column}</span> <span class="of">${kind} [${code}] ${transform}</span>`;
}
