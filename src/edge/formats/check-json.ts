/** The findings of a check for programs. `docs/schema/check-1.json` describes the form. */
import type { CheckFinding, Step } from '../../check/finding.js';
import { decodeUtf8 } from '../../unicode.js';
import { VERSION } from '../../version.js';
import { type CheckReport, fingerprintOf } from './check-report.js';
import { harmlessJson } from './json.js';

const SCHEMA_VERSION = 1;

/** The report as JSON, with a line end. */
export function checkJson({ findings, notes, unread, transforms, since, known }: CheckReport): string {
  return harmlessJson({
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'faultline', version: VERSION },
    transforms,
    since: since ?? null,
    known,
    findings: findings.map(findingJson),
    notes: notes.map(decodeUtf8),
    unread: unread.map(({ path, why }) => ({ path, why: decodeUtf8(why) })),
  });
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
