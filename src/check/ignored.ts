/** The last steps of a check: findings that the source itself says to leave, and the names of files in what is said. */
import { namesToBytes } from '../file-names.js';
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

/** The result with each sentence in bytes. */
export function inBytes(result: CheckResult, sources: Sources): CheckResult {
  const said = namesToBytes(sources.opened());
  return {
    findings: result.findings.map(finding => ({
      ...finding,
      message: said(finding.message),
      advice: said(finding.advice),
      steps: finding.steps.map(step => ({ ...step, text: said(step.text) })),
    })),
    notes: result.notes.map(said),
    unread: result.unread.map(({ path, why }) => ({ path, why: said(why) })),
  };
}
