/** The findings of a check as SARIF 2.1.0, for code scanning services and editors. */
import type { CheckFinding } from '../../check/finding.js';
import { objectionsOf, plansOf } from '../../check/plan.js';
import { familiesOf } from '../../shelf.js';
import type { AnyTransform } from '../../transform.js';
import { decodeUtf8 } from '../../unicode.js';
import { type CheckReport, fingerprintOf, utf16Column, utf16EndColumn } from './check-report.js';
import { artifact, flowOf, lineLocation, sarifLog } from './sarif.js';

/** The report as one SARIF run. All that the transforms may find are its rules, whether it was found or not. */
export function checkSarif(report: CheckReport, transforms: readonly AnyTransform[]): string {
  const objections = objectionsOf(plansOf(familiesOf(transforms)));
  const { findings, notes, unread, prefix } = report;
  const rules = objections.map(({ code, title }) => ({
    id: code,
    shortDescription: { text: title },
    defaultConfiguration: { level: 'error' },
  }));
  const ruleOf = (code: string) => objections.findIndex(objection => objection.code === code);
  const results = findings.map(finding => resultOf(finding, ruleOf(finding.code), prefix));
  return sarifLog({ rules, results, notes, unread, prefix });
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
    ...steps.map(({ path: at, line: number, text }) => lineLocation(prefix + at, number, text)),
    { ...place, message: { text: decodeUtf8(message) } },
  ];
  return {
    ruleId: code,
    ruleIndex,
    level: 'error',
    message: { text: decodeUtf8(`${message}. To mend it: ${advice}.`) },
    locations: [place],
    codeFlows: [flowOf(flow)],
    partialFingerprints: { 'faultline/v2': fingerprintOf(finding) },
  };
}
