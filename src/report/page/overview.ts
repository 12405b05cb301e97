/** What a reader sees first: how much there is of what, and where. */
import { groupBy } from '../../order.js';
import { holesOf } from '../../reasons.js';
import type { Reason } from '../../transform.js';
import { printable } from '../../unicode.js';
import type { Verdict } from '../../verdict.js';
import { KINDS } from '../counts.js';
import { shown } from '../hunk.js';
import type { Counts, Place, Report } from '../report.js';
import { said } from './code.js';
import { type Html, html } from './html.js';

/** What each verdict means, in a few words. */
const MEANING = {
  convert: 'sure, and proven',
  review: 'right, if a person agrees',
  refuse: 'not by machine',
  done: 'nothing to do',
} as const;

/** The tiles, the picture, the reasons. */
export function overview(report: Report): Html {
  return html`${tiles(report)}<div class="columns">${picture(report.subsystems)}${reasonList(report)}</div>${unreadList(report)}${uselessList(report)}${index(report)}`;
}

function tiles({ totals, sites }: Report): Html {
  return html`<ul class="tiles">${KINDS.map(kind => {
    const count = sites.filter(site => site.kind === kind).length;
    return html`<li class="${kind}"><b>${totals[kind]}</b> <span class="kind ${kind}">${kind}</span><small>${MEANING[kind]}${
      totals[kind] === 0 ? '' : `, at ${count} ${count === 1 ? 'site' : 'sites'}`
    }</small></li>`;
  })}</ul>`;
}

/** The id of a driver's section, without what a reader of the source could be deceived by. */
export function anchorOf(driver: string): string {
  return `d-${printable(driver)}`;
}

/** The id of the first driver of a subsystem. */
export function subsystemAnchorOf(subsystem: string): string {
  return `u-${printable(subsystem)}`;
}

/** Bars, the longest first. Their lengths are comparable, but a short one stays visible. */
function picture(subsystems: readonly Place[]): Html {
  const sum = (counts: Counts) => KINDS.reduce((all, kind) => all + counts[kind], 0);
  const longest = Math.max(1, ...subsystems.map(({ counts }) => sum(counts)));
  const sorted = [...subsystems].sort((a, b) => sum(b.counts) - sum(a.counts));
  return html`<section class="picture"><h2>By subsystem</h2><ol>${sorted.map(({ name, counts }) => {
    const said = KINDS.filter(kind => counts[kind] > 0)
      .map(kind => `${counts[kind]} ${kind}`)
      .join(', ');
    return html`<li><a href="#${subsystemAnchorOf(name)}" data-subsystem="${printable(name)}"><span>${printable(name)}</span>${bar(counts, longest, `${printable(name)}: ${said}`)}<b>${sum(counts)}</b></a></li>`;
  })}</ol></section>`;
}

const UNITS = 1000;
const LEAST = 6;

function bar(counts: Counts, longest: number, said: string): Html {
  let x = 0;
  const parts = KINDS.filter(kind => counts[kind] > 0).map(kind => {
    const width = Math.max(LEAST, Math.round((counts[kind] / longest) * UNITS));
    const rect = html`<rect class="${kind}" x="${x}" width="${width - 1.5}" height="12"/>`;
    x += width;
    return rect;
  });
  return html`<svg role="img" viewBox="0 0 ${Math.max(UNITS, x)} 12" preserveAspectRatio="none"><title>${said}</title>${parts}</svg>`;
}

function reasonList({ reasons }: Report): Html {
  const byKind = groupBy(reasons, ({ kind }) => kind);
  return html`<section class="why"><h2>By reason</h2>${[...byKind].map(
    ([kind, list]) =>
      html`<h3><span class="kind ${kind}">${kind}</span></h3><ul>${list.map(
        ({ code, verdicts, reason }) =>
          html`<li><b>${verdicts.length}</b> <span><a href="#${`r-${kind}-${code}`}" data-reason="${code}" data-kind="${kind}" id="${`r-${kind}-${code}`}">${code}</a> <small>${reason === undefined ? '' : sayingOf(verdicts, reason)}</small></span></li>`,
      )}</ul>`,
  )}</section>`;
}

/** The sentence of a reason: as it was given, where it was always the same, or else without what was filled in. */
function sayingOf(verdicts: readonly Verdict[], { text }: Reason): string {
  const [first, ...others] = verdicts.map(({ message }) => message);
  if (first !== undefined && others.every(other => other === first)) return said(first);
  const left = text.replace(/{{\w+}}/g, ' ').match(/\w+/g) ?? [];
  // Some reasons are whole sentences of a rule's own.
  if (left.length < FEW_WORDS) return `such as: ${said(first ?? '')}`;
  const open = holesOf(text).reduce((all, hole) => all.replaceAll(`{{${hole}}}`, '…'), text);
  // What is left out in a row is left out once.
  return open.replace(/…(?:\(\))?(?:[ ,]*…(?:\(\))?)+/g, '…');
}

const FEW_WORDS = 3;

function unreadList({ unread }: Report): Html | undefined {
  if (unread.length === 0) return undefined;
  return html`<section class="unread"><h2>Could not be read</h2><ul>${unread.map(
    ({ path, why }) => html`<li><code>${printable(path)}</code> ${shown(why)}</li>`,
  )}</ul></section>`;
}

function uselessList({ useless }: Report): Html | undefined {
  if (useless.length === 0) return undefined;
  return html`<section class="unread"><h2>Comments that keep nothing as it is</h2><ul>${useless.map(
    ({ path, line, why }) => html`<li><code>${printable(path)}:${line}</code> ${why}</li>`,
  )}</ul></section>`;
}

/** Every site, by driver; closed, since it is long. */
function index({ sites }: Report): Html {
  return html`<details class="index"><summary>All sites</summary><ul>${[
    ...groupBy(sites, ({ driver }) => driver),
  ].map(
    ([driver, own]) =>
      html`<li><a href="#${anchorOf(driver)}">${printable(driver)}</a><ul>${own.map(
        ({ id, kind, name, line }) =>
          html`<li><a href="#${id}"><i class="dot ${kind}"></i>${shown(name)}<small>:${line}</small></a></li>`,
      )}</ul></li>`,
  )}</ul></details>`;
}
