/**
 * The ledger for programs. `docs/schema/ledger-1.json` describes it; a change that a reader could notice, other
 * than a new property, raises the version.
 */
import type { UsedIgnore } from '../ignore.js';
import { fingerprintsOf } from '../report/fingerprint.js';
import type { Sources } from '../sources.js';
import { decodeUtf8 } from '../unicode.js';
import type { Change, Ledger, Verdict } from '../verdict.js';
import { VERSION } from '../version.js';
import { harmlessJson, harmlessLines } from './formats/json.js';
import { countReasons } from './ledger-text.js';

const SCHEMA_VERSION = 1;

/** What was asked for. */
export interface Asked {
  readonly transforms: readonly string[];
  readonly review: boolean;
  readonly ignores: readonly UsedIgnore[];
  readonly sources: Sources;
}

/** The ledger as JSON, with a line end. */
export function ledgerJson(ledger: Ledger, asked: Asked): string {
  const { totals, verdicts, changes, unread } = ledger;
  return harmlessJson({
    ...headOf(asked),
    totals,
    reasons: reasonsOf(ledger),
    verdicts: withFingerprints(verdicts, asked.sources),
    changes: changes.map(changeJson),
    unread: unread.map(unreadJson),
    ignores: asked.ignores.map(ignoreJson),
  });
}

/** The same as records, one a line: what was asked first, what it adds up to last. */
export function ledgerNdjson(ledger: Ledger, asked: Asked): string {
  const { totals, verdicts, changes, unread } = ledger;
  return harmlessLines([
    { ledger: headOf(asked) },
    ...withFingerprints(verdicts, asked.sources).map(verdict => ({ verdict })),
    ...changes.map(change => ({ change: changeJson(change) })),
    ...unread.map(file => ({ unread: unreadJson(file) })),
    ...asked.ignores.map(ignore => ({ ignore: ignoreJson(ignore) })),
    ...reasonsOf(ledger).map(reason => ({ reason })),
    { totals },
  ]);
}

function headOf({ transforms, review }: Asked): object {
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'faultline', version: VERSION },
    transforms,
    review,
  };
}

function reasonsOf({ verdicts }: Ledger): readonly object[] {
  return countReasons(verdicts).map(count => ({
    kind: count.kind,
    code: count.code,
    count: count.verdicts.length,
  }));
}

function withFingerprints(verdicts: readonly Verdict[], sources: Sources): readonly object[] {
  const prints = fingerprintsOf(verdicts, sources);
  return verdicts.map((verdict, i) => ({ ...verdictJson(verdict), fingerprint: prints[i] }));
}

function ignoreJson({ path, line, covers, reason, used }: UsedIgnore): object {
  return { path, line, covers, reason: decodeUtf8(reason), used };
}

function unreadJson({ path, why }: Ledger['unread'][number]): object {
  return { path, why: decodeUtf8(why) };
}

/** A verdict as the schema has it, but for its fingerprint, which only all verdicts of a ledger together tell. */
export function verdictJson({ occurrence, transform, kind, code, message, change, chain }: Verdict): object {
  const { path, line, column, start, end, keyword, place, inside } = occurrence;
  return {
    ...{ path, line, column, start, end, keyword, place },
    function: inside === undefined ? null : decodeUtf8(inside),
    ...{ transform, kind, code },
    message: decodeUtf8(message),
    change: change ?? null,
    chain: chain.map(step => ({ name: decodeUtf8(step.name), path: step.path, line: step.line })),
  };
}

/** A change as the schema has it. */
export function changeJson({ id, kind, transforms, edits, about, table, differences }: Change): object {
  return {
    id,
    kind,
    transforms,
    edits: edits.map(({ path, start, end, text }) => ({ path, start, end, text: decodeUtf8(text) })),
    about: about === undefined ? null : decodeUtf8(about),
    table: table.map(({ value, before, after, difference }) => ({
      value: decodeUtf8(value),
      before: decodeUtf8(before),
      after: decodeUtf8(after),
      difference: difference ?? null,
    })),
    differences: differences.map(decodeUtf8),
  };
}
