/** The findings of a check as SARIF 2.1.0, for code scanning services and editors. */
import type { CheckFinding, Step } from '../../check/finding.js';
import { objectionsOf, plansOf } from '../../check/plan.js';
import { familiesOf } from '../../shelf.js';
import type { AnyTransform } from '../../transform.js';
import { decodeUtf8, encodeUtf8 } from '../../unicode.js';
import { VERSION } from '../../version.js';
import { type CheckReport, fingerprintOf, utf16Column, utf16EndColumn } from './check-report.js';
import { harmlessJson } from './json.js';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** Stands for the folder that all paths start at. */
const ROOT = '%SRCROOT%';

/** The report as one SARIF run. All that the transforms may find are its rules, whether it was found or not. */
export function checkSarif(report: CheckReport, transforms: readonly AnyTransform[]): string {
  const objections = objectionsOf(plansOf(familiesOf(transforms)));
  const { findings, notes, unread, prefix } = report;
  const rules = objections.map(({ code, title }) => ({
    id: code,
    shortDescription: { text: title },
    defaultConfiguration: { level: 'error' },
  }));
  const told = [
    ...notes.map(note => ({ level: 'note', message: { text: decodeUtf8(note) } })),
    ...unread.map(({ path, why }) => ({
      level: 'warning',
      message: { text: `not checked: ${decodeUtf8(why)}` },
      locations: [{ physicalLocation: { artifactLocation: artifact(prefix + path) } }],
    })),
  ];
  return harmlessJson({
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'faultline', version: VERSION, semanticVersion: VERSION, rules } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [ROOT]: { description: { text: 'The folder that all paths start at.' } } },
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: told }],
        results: findings.map(finding =>
          resultOf(
            finding,
            objections.findIndex(({ code }) => code === finding.code),
            prefix,
          ),
        ),
      },
    ],
  });
}

function resultOf(finding: CheckFinding, ruleIndex: number, prefix: string): object {
  const { code, path, line, message, advice, steps } = finding;
  const place = {
    physicalLocation: {
      artifactLocation: artifact(prefix + path),
      region: {
        startLine: line,
        startColumn: utf16Column(finding),
        endColumn: utf16EndColumn(finding),
        snippet: { text: decodeUtf8(finding.source) },
      },
    },
    logicalLocations: [{ name: decodeUtf8(finding.function), kind: 'function' }],
  };
  const flow = [
    ...steps.map(step => stepLocation(step, prefix)),
    { ...place, message: { text: decodeUtf8(message) } },
  ];
  return {
    ruleId: code,
    ruleIndex,
    level: 'error',
    message: { text: decodeUtf8(`${message}. To mend it: ${advice}.`) },
    locations: [place],
    codeFlows: [{ threadFlows: [{ locations: flow.map(location => ({ location })) }] }],
    partialFingerprints: { 'faultline/v1': fingerprintOf(finding) },
  };
}

function stepLocation({ path, line, text }: Step, prefix: string): object {
  return {
    physicalLocation: { artifactLocation: artifact(prefix + path), region: { startLine: line } },
    message: { text: decodeUtf8(text) },
  };
}

function artifact(path: string): object {
  return { uri: uriOf(path), uriBaseId: ROOT };
}

/** A path as a relative reference of RFC 3986. */
function uriOf(path: string): string {
  const bytes = encodeUtf8(path).toString('latin1');
  return bytes.replace(
    /[^A-Za-z0-9\-._~/]/g,
    byte => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
