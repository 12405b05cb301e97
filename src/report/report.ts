/**
 * A run as it is shown to a reviewer: the sites, each with all that speaks for or against it. A pure model, made
 * once; the page draws it, and whatever else shows sites may.
 */
import { applyEdits } from '../edit/apply.js';
import type { Useless } from '../ignore.js';
import { compare, groupBy } from '../order.js';
import { driverOf, filePatch } from '../patch/index.js';
import { engineReasons, isEngineCode } from '../reasons.js';
import { isRead, type Sources } from '../sources.js';
import type { AnyTransform, Reason } from '../transform.js';
import type { ChainStep, Change, Ledger, TableRow, Totals, Verdict, VerdictKind } from '../verdict.js';
import { countReasons, type ReasonCount } from './counts.js';
import { fingerprintsOf, hashOf } from './fingerprint.js';
import { type ShownFile, showPatch, showPlaces } from './hunk.js';
import { subsystemOf } from './subsystem.js';

/** What one reviewer's decision is about: a change with all verdicts that it carries, or verdicts that are alike. */
export interface Site {
  /** A word that stays the same when lines move. */
  readonly id: string;
  readonly kind: VerdictKind;
  /** The function, or the item, or else the keyword. */
  readonly name: string;
  /** Where it begins. */
  readonly path: string;
  readonly line: number;
  readonly driver: string;
  readonly subsystem: string;
  /** Each reason that was given, once. */
  readonly reasons: readonly SiteReason[];
  /** Never empty; in order of path and offset. */
  readonly verdicts: readonly SiteVerdict[];
  readonly change: Change | undefined;
  /** The change alone as hunks, or the surroundings of the verdicts. */
  readonly files: readonly ShownFile[];
  /** The function that the table is of, where it is not the one that the site is named after. */
  readonly about?: string | undefined;
  /** Rows with the same outcome together. */
  readonly table: readonly TableLine[];
  /** From the slot down to the call, or to the function where no call is what it is about; each way once. */
  readonly chains: readonly Way[];
  /** Why there is no table, or no chain, one clause each; undefined where there is one, and where nobody misses it. */
  readonly noTable?: string | undefined;
  readonly noChain?: string | undefined;
}

/** A chain as it is shown. */
export interface Way {
  readonly steps: readonly ChainStep[];
  /** Whether the last step is a call, rather than the function itself. */
  readonly hasCall: boolean;
}

/** Said of a change that changes no call. */
export const NO_TABLE = 'no call is another one, so each value stays what it is';

export interface SiteReason {
  readonly transform: string;
  readonly code: string;
  /** One sentence, one unit per byte. */
  readonly message: string;
  /** What a person could do; empty where nothing is known. */
  readonly advice: string;
}

/** A verdict and its own lasting name. */
export interface SiteVerdict {
  readonly id: string;
  readonly verdict: Verdict;
}

/** What the code does for some values. */
export interface TableLine extends Omit<TableRow, 'value'> {
  readonly values: readonly string[];
}

/** How many verdicts of each kind there are somewhere. */
export type Counts = Readonly<Record<VerdictKind, number>>;

/** A subsystem or a driver. */
export interface Place {
  readonly name: string;
  readonly subsystem: string;
  readonly counts: Counts;
}

export interface Report {
  /** What the tree is called. */
  readonly tree: string;
  readonly transforms: readonly string[];
  readonly totals: Totals;
  readonly reasons: readonly (ReasonCount & { readonly reason: Reason | undefined })[];
  readonly subsystems: readonly Place[];
  /** By name; each has a site. */
  readonly drivers: readonly Place[];
  /** In order of driver, path and offset. */
  readonly sites: readonly Site[];
  readonly unread: Ledger['unread'];
  /** The comments that say to leave something, and are there for nothing. */
  readonly useless: readonly Useless[];
}

/** What a report is made of. */
export interface Material {
  readonly tree: string;
  readonly ledger: Ledger;
  readonly sources: Sources;
  readonly transforms: readonly AnyTransform[];
  readonly useless?: readonly Useless[] | undefined;
}

/** Makes the report of a run. */
export function makeReport({ tree, ledger, sources, transforms, useless = [] }: Material): Report {
  const reasonOf = reasonsOf(transforms);
  const places = (keyOf: (path: string) => string): readonly Place[] =>
    [...groupBy(ledger.verdicts, ({ occurrence }) => keyOf(occurrence.path))]
      .map(([name, verdicts]) => {
        const { path } = verdicts[0]!.occurrence;
        return { name, subsystem: subsystemOf(path), counts: countKinds(verdicts) };
      })
      .sort((a, b) => compare(a.name, b.name));
  return {
    tree,
    transforms: transforms.map(({ name }) => name),
    totals: ledger.totals,
    reasons: countReasons(ledger.verdicts).map(count => ({
      ...count,
      reason: reasonOf(count.verdicts[0]!),
    })),
    subsystems: places(subsystemOf),
    drivers: places(driverOf),
    sites: sitesOf(ledger, sources, reasonOf),
    unread: ledger.unread,
    useless,
  };
}

function countKinds(verdicts: readonly Verdict[]): Counts {
  const count = (kind: VerdictKind) => verdicts.filter(verdict => verdict.kind === kind).length;
  return { convert: count('convert'), review: count('review'), refuse: count('refuse'), done: count('done') };
}

type ReasonOf = (verdict: Verdict) => Reason | undefined;

function reasonsOf(transforms: readonly AnyTransform[]): ReasonOf {
  const tables = new Map(transforms.map(({ name, rule }) => [name, rule.reasons]));
  return ({ code, transform }) => (isEngineCode(code) ? engineReasons[code] : tables.get(transform)?.[code]);
}

function sitesOf(ledger: Ledger, sources: Sources, reasonOf: ReasonOf): readonly Site[] {
  const prints = fingerprintsOf(ledger.verdicts, sources);
  const named = ledger.verdicts.map((verdict, i) => ({ id: prints[i]!.slice(0, 16), verdict }));
  const changes = new Map(ledger.changes.map(change => [change.id, change]));
  const groups = [...groupBy(named, ({ verdict }) => siteKey(verdict)).values()];
  return groups
    .map(verdicts => siteOf(verdicts, changes.get(verdicts[0]!.verdict.change ?? ''), sources, reasonOf))
    .map((site, at) => ({ site, at }))
    .sort((a, b) => compare(a.site.driver, b.site.driver) || a.at - b.at)
    .map(({ site }) => site);
}

/** Equal for verdicts that one decision is about. */
function siteKey({ change, transform, kind, code, message, occurrence: { path, inside } }: Verdict): string {
  return JSON.stringify(change ?? [path, inside ?? null, transform, kind, code, message]);
}

function siteOf(
  verdicts: readonly SiteVerdict[],
  change: Change | undefined,
  sources: Sources,
  reasonOf: ReasonOf,
): Site {
  const first = verdicts[0]!;
  const { occurrence, kind } = mainOf(verdicts).verdict;
  const { path, line, inside, keyword } = occurrence;
  const reasons = groupBy(verdicts, ({ verdict: { transform, code, message } }) =>
    JSON.stringify([transform, code, message]),
  );
  const chains = waysOf(verdicts, sources);
  return {
    id: `s${change === undefined ? first.id : hashOf(change.id).slice(0, 16)}`,
    kind: change?.kind ?? kind,
    name: inside ?? keyword,
    path,
    line,
    driver: driverOf(path),
    subsystem: subsystemOf(path),
    reasons: [...reasons.values()].map(([one]) => {
      const { transform, code, message } = one!.verdict;
      return { transform, code, message, advice: reasonOf(one!.verdict)?.advice ?? '' };
    }),
    verdicts,
    change,
    files: change === undefined ? placesOf(verdicts, sources) : changedFiles(change, sources),
    about: change?.about === inside ? undefined : change?.about,
    table: tableOf(change),
    chains,
    noTable: change !== undefined && change.table.length === 0 ? NO_TABLE : undefined,
    noChain: chains.length === 0 ? whyNoChain(verdicts) : undefined,
  };
}

/** The verdict that a site is named after: a function says more of a change than a declaration in a header does. */
function mainOf(verdicts: readonly SiteVerdict[]): SiteVerdict {
  return verdicts.find(({ verdict }) => verdict.occurrence.inside !== undefined) ?? verdicts[0]!;
}

/** The ways to verdicts, each once; one that only begins another is not shown beside it. */
function waysOf(verdicts: readonly SiteVerdict[], sources: Sources): readonly Way[] {
  const ways = verdicts.map(({ verdict }) => wayTo(verdict, sources)).filter(({ steps }) => steps.length > 0);
  const once = new Map(ways.map(way => [JSON.stringify(way.steps), way]));
  const begun = new Set([...once.values()].flatMap(({ steps }) => JSON.stringify(steps.slice(0, -1))));
  return [...once].flatMap(([key, way]) => (begun.has(key) ? [] : [way]));
}

/** The chain of a verdict, with the call at its end where it is one that the verdict is about. */
function wayTo({ chain, occurrence }: Verdict, sources: Sources): Way {
  const { keyword, path, line, inside, end, place } = occurrence;
  const file = sources.open(path);
  const behind = isRead(file) ? file.text.slice(end, end + FAR) : '';
  const isInCode = inside !== undefined && place === 'code';
  const hasCall = chain.length > 0 && isInCode && /^\s*\(/.test(behind);
  return { steps: hasCall ? [...chain, { name: keyword, path, line }] : chain, hasCall };
}

/** So far behind a name its parenthesis opens, where it is called. */
const FAR = 100;

/** Why no way leads to verdicts that somebody is to look at. */
function whyNoChain(verdicts: readonly SiteVerdict[]): string | undefined {
  const open = verdicts.filter(
    ({ verdict: { kind, occurrence } }) => kind !== 'done' && occurrence.place === 'code',
  );
  if (open.length === 0) return undefined;
  return open.every(({ verdict }) => verdict.occurrence.inside === undefined)
    ? 'it stands outside of functions, so no call leads to it'
    : 'no slot is known from which calls lead here';
}

/** The change alone, as it would go in. */
function changedFiles({ edits }: Change, sources: Sources): readonly ShownFile[] {
  return [...groupBy(edits, ({ path }) => path)].flatMap(([path, own]) => {
    const file = sources.open(path);
    if (!isRead(file)) return [];
    const before = file.text;
    const after = applyEdits(before, own);
    return before === after ? [] : [showPatch(filePatch({ path, before, after }), before, after)];
  });
}

/** More places of one site than this are only listed. */
const MOST_PLACES = 12;

function placesOf(verdicts: readonly SiteVerdict[], sources: Sources): readonly ShownFile[] {
  const { path } = verdicts[0]!.verdict.occurrence;
  const file = sources.open(path);
  if (!isRead(file)) return [];
  const spans = verdicts.slice(0, MOST_PLACES).map(({ verdict: { occurrence } }) => occurrence);
  const labelOf = (offset: number) => {
    const item = file.itemAt(offset);
    if (item?.kind !== 'function') return '';
    const { start, end } = file.lineSpan(file.position(item.start).line);
    return file.text.slice(start, end);
  };
  return [showPlaces(path, file.text, spans, labelOf)];
}

function tableOf(change: Change | undefined): readonly TableLine[] {
  const rows = groupBy(change?.table ?? [], row => JSON.stringify([row.before, row.after, row.difference]));
  return [...rows.values()].map(same => {
    const { before, after, difference } = same[0]!;
    // A row may speak of several values itself; each is a word of its own here.
    return { values: same.flatMap(({ value }) => value.split(', ')), before, after, difference };
  });
}
