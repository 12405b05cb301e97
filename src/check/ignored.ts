/** The last steps of a check: findings that the source itself says to leave, and the names of files in what is said. */
import { namesToBytes } from '../file-names.js';
import { type Ignore, ignoresBy, NO_REASON } from '../ignore.js';
import { isRead, type Sources } from '../sources.js';
import type { CheckResult } from './finding.js';

/** What is known of the comments of a tree. */
export interface Commented {
  /** The files whose comments are looked at, in order. */
  readonly paths: readonly string[];
  /** The words of all transforms: a line with one of them is `scan`'s to judge. Undefined where not all findings are known. */
  readonly words?: readonly string[] | undefined;
}

/**
 * The result without the findings on lines that a comment covers; each of these is told in a note instead, and so is
 * each comment that covers nothing.
 */
export function withoutIgnored(result: CheckResult, sources: Sources, commented: Commented): CheckResult {
  const ignoresOf = ignoresBy(sources);
  const used = new Set<Ignore>();
  const left = result.findings.flatMap(finding => {
    const ignore = ignoresOf(finding.path).find(one => one.covers === finding.line && one.reason !== '');
    if (ignore === undefined) return [];
    used.add(ignore);
    const place = `${finding.path}:${finding.line}`;
    return [{ finding, note: `${place}: ${finding.code} is left, as the source says: ${ignore.reason}` }];
  });
  const ignores = commented.paths.flatMap(ignoresOf);
  const useless = ignores.flatMap(one => uselessnessOf(one, used.has(one), sources, commented) ?? []);
  if (left.length + useless.length === 0) return result;
  const gone = new Set(left.map(({ finding }) => finding));
  const findings = result.findings.filter(finding => !gone.has(finding));
  return { ...result, findings, notes: [...result.notes, ...left.map(({ note }) => note), ...useless] };
}

/** What a note says of a comment that is there for nothing. */
function uselessnessOf(
  { path, line, reason, span }: Ignore,
  isUsed: boolean,
  sources: Sources,
  { words }: Commented,
): string | undefined {
  if (reason === '') return `${path}:${line}: ${NO_REASON}`;
  const file = sources.open(path);
  if (isUsed || words === undefined || !isRead(file)) return undefined;
  // A line may be kept from what `scan` would change, which only that can tell.
  const covered = new Set(file.text.slice(span.start, span.end).match(/\w+/g));
  if (words.some(word => covered.has(word))) return undefined;
  return `${path}:${line}: faultline-ignore covers no finding and no keyword; \`faultline scan\` says whether it is needed`;
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
