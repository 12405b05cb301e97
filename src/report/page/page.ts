/** The page: one file that needs no other, and lets nothing in it run but our own script. */
import { createHash } from 'node:crypto';
import { groupBy } from '../../order.js';
import { printable } from '../../unicode.js';
import { LEFT_OUT } from '../../verdict.js';
import { VERSION } from '../../version.js';
import { KINDS } from '../counts.js';
import { shown } from '../hunk.js';
import type { Place, Report } from '../report.js';
import { type Html, html, trusted } from './html.js';
import { anchorOf, overview, subsystemAnchorOf } from './overview.js';
import { siteCard } from './site.js';

/** What stands in the page besides: our own text, never the tree's. */
export interface Assets {
  readonly style: string;
  readonly script: string;
}

/** The page as a text of Unicode characters. The same report gives the same page. */
export function reportPage(report: Report, { style, script }: Assets): string {
  const { tree, transforms } = report;
  const policy = [
    "default-src 'none'",
    `style-src '${hashSource(style)}'`,
    `script-src '${hashSource(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="faultline ${VERSION}">
<title>${shown(tree)}: faultline report</title>
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#sites">To the sites</a>
<header><p class="tool">faultline <span>${VERSION}</span></p><h1>${shown(tree)}</h1><p class="sum">${sumOf(report)}</p><p class="made">Transforms: ${transforms.join(', ')}</p></header>
<main>${overview(report)}
${toolbar(report)}
<div id="sites">${sections(report)}</div>
<p id="none" hidden>No site passes these filters. <button type="button" data-do="reset">Show all</button></p>
</main>
<footer>Each value table was found by evaluating the function before and after, for every value that the old call can return; ${LEFT_OUT}. Nothing was compiled or run.</footer>
${help()}
<script>${trusted(script)}</script>
</body>
</html>
`;
  return page.markup;
}

function hashSource(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}

function sumOf({ totals, sites }: Report): string {
  const many = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
  const { occurrences, filesWithKeywords, filesListed } = totals;
  const toSee = sites.filter(({ kind }) => kind !== 'done').length;
  return `${many(occurrences, 'occurrence')} in ${many(filesWithKeywords, 'file')}, of ${filesListed} that were searched; ${many(toSee, 'site')} to look at`;
}

/** Filters; only for those who have a script that reads them. */
function toolbar({ totals, reasons, drivers, sites }: Report): Html {
  const codes = [...new Set(reasons.map(({ code }) => code))].sort();
  const bySubsystem = groupBy(drivers, ({ subsystem }) => subsystem);
  return html`<form class="toolbar" role="search" aria-label="Filter the sites"><fieldset><legend>Verdict</legend>${KINDS.map(
    kind =>
      html`<label class="${kind}"><input type="checkbox" name="kind" value="${kind}" checked>${kind}<small>${totals[kind]}</small></label>`,
  )}</fieldset><label>Reason<select name="reason"><option value="">all</option>${codes.map(
    code => html`<option>${code}</option>`,
  )}</select></label><label>Driver<select name="driver"><option value="">all</option>${[...bySubsystem].map(
    ([subsystem, own]) => driverOptions(subsystem, own),
  )}</select></label><label class="find">Path or text<input type="search" name="text" autocomplete="off" spellcheck="false" placeholder="/"></label><span class="shown"><output>${sites.length}</output> of ${sites.length}</span><span class="buttons"><button type="button" data-do="split" title="Side by side or one below the other (s)">Split</button><button type="button" data-do="theme" title="Light or dark (t)">Theme</button><button type="button" data-do="help" title="Keys (?)">?</button></span></form>`;
}

function driverOptions(subsystem: string, own: readonly Place[]): Html {
  return html`<optgroup label="${printable(subsystem)}"><option value="${`${printable(subsystem)}/`}">all of ${printable(subsystem)}</option>${own.map(
    ({ name }) => html`<option value="${printable(name)}">${printable(name)}</option>`,
  )}</optgroup>`;
}

/** The sites by driver. The first driver of a subsystem carries the subsystem's anchor. */
function sections({ sites, drivers }: Report): readonly Html[] {
  const places = new Map(drivers.map(place => [place.name, place]));
  const seen = new Set<string>();
  return [...groupBy(sites, ({ driver }) => driver)].map(([driver, own]) => {
    const { subsystem, counts } = places.get(driver)!;
    const first = seen.has(subsystem) ? undefined : html`<span id="${subsystemAnchorOf(subsystem)}"></span>`;
    seen.add(subsystem);
    const said = KINDS.filter(kind => counts[kind] > 0).map(
      kind => html`<span class="${kind}">${counts[kind]} ${kind}</span>`,
    );
    return html`<section class="driver" id="${anchorOf(driver)}">${first}<h2><a href="#${anchorOf(driver)}">${printable(driver)}</a><small>${said}</small></h2>
${own.map(siteCard)}</section>
`;
  });
}

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['j k', 'next and last site'],
  ['g G', 'first and last site'],
  ['o Enter', 'open or close the site'],
  ['/', 'find a path, a function or any text'],
  ['1 2 3 4', 'show or hide convert, review, refuse, done'],
  ['x', 'clear all filters'],
  ['s', 'side by side, or one below the other'],
  ['t', 'light or dark'],
  ['Esc', 'leave a field, close this'],
];

function help(): Html {
  return html`<dialog id="help" aria-label="Keys"><h2>Keys</h2><dl>${KEYS.map(
    ([keys, what]) => html`<dt>${keys.split(' ').map(key => html`<kbd>${key}</kbd> `)}</dt><dd>${what}</dd>`,
  )}</dl><form method="dialog"><button>Close</button></form></dialog>`;
}
