/** The findings of a check for programs. `docs/schema/check-1.json` describes the form. */
import type { CheckFinding, Step } from '../../check/finding.js';
import { decodeUtf8 } from '../../unicode.js';
import { VERSION } from '../../version.js';
import { type CheckReport, fingerprintOf } from './check-report.js';
import { harmlessJson, harmlessLines } from './json.js';

const SCHEMA_VERSION = 1;

/** The report as JSON, with a line end. */
export function checkJson(report: CheckReport): string {
  const { findings, notes, unread } = report;
  return harmlessJson({
    ...headOf(report),
    findings: findings.map(findingJson),
    notes: notes.map(decodeUtf8),
    unread: unread.map(unreadJson),
  });
}

/** The same as records, one a line: what was asked first, then each finding, note and unread file. */
export function checkNdjson(report: CheckReport): string {
  const { findings, notes, unread } = report;
  return harmlessLines([
    { check: headOf(report) },
    ...findings.map(finding => ({ finding: findingJson(finding) })),
    ...notes.map(note => ({ note: decodeUtf8(note) })),
    ...unread.map(file => ({ unread: unreadJson(file) })),
  ]);
}

function headOf({ transforms, since, known }: CheckReport): object {
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'faultline', version: VERSION },
    transforms,
    since: since ?? null,
    known,
  };
}

function findingJson(finding: CheckFinding): object {
  const { code, kind, path, line, column, start, end, ordinal, chain, steps } = finding;
  return {
    ...{ code, kind, path, line, column, start, end },
    function: decodeUtf8(finding.function),
    subject: decodeUtf8(finding.subject),
    ordinal,
    message: decodeUtf8(finding.message),
    advice: decodeUtf8(finding.advice),
    fingerprint: fingerprintOf(finding),
    chain: chain.map(step => ({ name: decodeUtf8(step.name), path: step.path, line: step.line })),
    steps: steps.map(stepJson),
  };
}

function stepJson({ path, line, text }: Step): object {
  return { path, line, text: decodeUtf8(text) };
}

function unreadJson({ path, why }: CheckReport['unread'][number]): object {
  return { path, why: decodeUtf8(why) };
}
