/**
 * The verdicts of a scan as SARIF 2.1.0: one result for each that there is something to do about, with the chain as
 * a code flow. A change is the fix of its first result, whole, since its edits go in together or not at all.
 */
import { groupBy } from '../../order.js';
import { type EngineCode, engineReasons, holesOf } from '../../reasons.js';
import { familiesOf } from '../../shelf.js';
import { isRead, type Sources } from '../../sources.js';
import type { AnyTransform, Reason } from '../../transform.js';
import { decodeUtf8, isUnicode } from '../../unicode.js';
import type { Change, Verdict, VerdictKind } from '../../verdict.js';
import { lineText, regionOf } from './place.js';
import { artifact, chainLocations, flowOf, sarifLog } from './sarif.js';
import { openVerdicts, type ScanReport } from './scan-report.js';

const LEVELS: Readonly<Record<VerdictKind, string>> = {
  convert: 'warning',
  review: 'note',
  refuse: 'note',
  done: 'none',
};

/** The report as one SARIF run. All reasons that could be given are its rules; the totals are properties of the run. */
export function scanSarif(report: ScanReport): string {
  const { ledger, sources, transforms, prefix } = report;
  const reasons = allReasons(transforms);
  const codes = reasons.map(([code]) => code);
  const changes = new Map(ledger.changes.map(change => [change.id, change]));
  const fixed = new Set<string>();
  const results = openVerdicts(report).map(({ verdict, fingerprint }) => {
    const change = changes.get(verdict.change ?? '');
    const isFirst = change !== undefined && !fixed.has(change.id);
    if (isFirst) fixed.add(change.id);
    return {
      ...resultOf(verdict, sources, prefix),
      ruleIndex: codes.indexOf(verdict.code),
      partialFingerprints: { 'faultline/v2': fingerprint },
      ...(isFirst && { fixes: [fixOf(change, sources, prefix)] }),
    };
  });
  return sarifLog({
    rules: reasons.map(([code, reason]) => ruleOf(code, reason)),
    results,
    notes: report.useless.map(({ path, line, why }) => `${prefix}${path}:${line}: ${why}`),
    unread: ledger.unread,
    prefix,
    properties: { totals: ledger.totals, review: report.review },
  });
}

/** The reasons that rules and engine may give, each once. */
function allReasons(transforms: readonly AnyTransform[]): readonly (readonly [string, Reason])[] {
  const tables = [...familiesOf(transforms).map(({ rule }) => rule.reasons), engineReasons];
  return [...new Map<string, Reason>(tables.flatMap(table => Object.entries(table)))];
}

function ruleOf(code: string, { text, advice }: Reason): object {
  const general = holesOf(text).reduce((all, hole) => all.replaceAll(`{{${hole}}}`, '…'), text);
  return { id: code, shortDescription: { text: general }, help: { text: advice } };
}

function resultOf(verdict: Verdict, sources: Sources, prefix: string): object {
  const { code, kind, transform, message, chain, change, occurrence } = verdict;
  const { path, line, inside } = occurrence;
  const file = sources.open(path);
  const region = isRead(file)
    ? { ...regionOf(file, occurrence), snippet: { text: file.text.slice(occurrence.start, occurrence.end) } }
    : { startLine: line };
  const context = isRead(file)
    ? { contextRegion: { startLine: line, snippet: { text: lineText(file, line) } } }
    : {};
  const place = {
    physicalLocation: { artifactLocation: artifact(prefix + path), region, ...context },
    ...(inside !== undefined && { logicalLocations: [{ name: decodeUtf8(inside), kind: 'function' }] }),
  };
  const end = { ...place, message: { text: occurrence.keyword } };
  return {
    ruleId: code,
    level: LEVELS[kind],
    message: { text: `${kind}: ${decodeUtf8(message)}` },
    locations: [place],
    ...(chain.length > 0 && { codeFlows: [flowOf([...chainLocations(chain, prefix), end])] }),
    ...(code === ('ignored' satisfies EngineCode) && {
      suppressions: [{ kind: 'inSource', justification: decodeUtf8(message) }],
    }),
    properties: { verdict: kind, transform, change: change ?? null },
  };
}

function fixOf(change: Change, sources: Sources, prefix: string): object {
  const files = [...groupBy(change.edits, ({ path }) => path)];
  const names = change.transforms.join(', ');
  return {
    description: { text: `${change.kind} by ${names}` },
    artifactChanges: files.flatMap(([path, edits]) => {
      const file = sources.open(path);
      if (!isRead(file)) return [];
      const replacements = edits.map(edit => ({
        deletedRegion: regionOf(file, edit),
        insertedContent: contentOf(edit.text),
      }));
      return [{ artifactLocation: artifact(prefix + path), replacements }];
    }),
  };
}

/** What is not UTF-8 is given as bytes: no reader could write it otherwise. */
function contentOf(bytes: string): object {
  const text = decodeUtf8(bytes);
  return isUnicode(text) ? { text } : { binary: Buffer.from(bytes, 'latin1').toString('base64') };
}
