/** Findings that the source itself says to leave. */
import { ignoresBy } from '../ignore.js';
import type { Sources } from '../sources.js';
import type { CheckFinding, CheckResult } from './finding.js';

/** The result without the findings on lines that a comment covers; each of these is told in a note instead. */
export function withoutIgnored(result: CheckResult, sources: Sources): CheckResult {
  const ignoresOf = ignoresBy(sources);
  const ignoreOf = ({ path, line }: CheckFinding) =>
    ignoresOf(path).find(({ covers, reason }) => covers === line && reason !== '');
  const left = result.findings.flatMap(finding => {
    const ignore = ignoreOf(finding);
    if (ignore === undefined) return [];
    const place = `${finding.path}:${finding.line}`;
    return [`${place}: ${finding.code} is left, as the source says: ${ignore.reason}`];
  });
  if (left.length === 0) return result;
  const findings = result.findings.filter(finding => ignoreOf(finding) === undefined);
  return { ...result, findings, notes: [...result.notes, ...left] };
}
