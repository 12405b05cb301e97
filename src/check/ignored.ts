/** The last steps of a check: findings that the source itself says to leave, and the names of files in what is said. */
import { namesToBytes } from '../file-names.js';
import { findIgnores, type Ignore, ignoresBy, NO_REASON } from '../ignore.js';
import type { SourceFile } from '../source/file.js';
import type { Span } from '../source/span.js';
import type { Sources } from '../sources.js';
import type { CheckResult } from './finding.js';

/** Which comments of a tree are asked about. */
export interface Commented {
  /** The files whose comments are looked at, in order. */
  readonly paths: readonly string[];
  /** Those that are asked about at all; all of them where undefined. One without a reason always is. */
  readonly isAsked?: ((ignore: Ignore) => boolean) | undefined;
}

/**
 * The result without the findings on lines that a comment covers; each of these is told in a note instead, and so is
 * each comment without a reason. The comments that cover no finding are `idle`.
 */
export function withoutIgnored(
  result: CheckResult,
  sources: Sources,
  { paths, isAsked = () => true }: Commented,
): CheckResult {
  const ignoresOf = ignoresBy(sources);
  const used = new Set<Ignore>();
  const left = result.findings.flatMap(finding => {
    const ignore = ignoresOf(finding.path).find(one => covers(one, finding));
    if (ignore === undefined) return [];
    used.add(ignore);
    const place = `${finding.path}:${finding.line}`;
    return [{ finding, note: `${place}: ${finding.code} is left, as the source says: ${ignore.reason}` }];
  });
  const ignores = paths.flatMap(ignoresOf);
  const bare = ignores.filter(({ reason }) => reason === '');
  const idle = ignores.filter(one => one.reason !== '' && !used.has(one) && isAsked(one));
  if (left.length + bare.length + idle.length === 0) return result;
  const gone = new Set(left.map(({ finding }) => finding));
  const told = [
    ...left.map(({ note }) => note),
    ...bare.map(({ path, line }) => `${path}:${line}: ${NO_REASON}`),
  ];
  const findings = result.findings.filter(finding => !gone.has(finding));
  return { ...result, findings, notes: [...result.notes, ...told], idle };
}

const covers = ({ span, reason }: Ignore, { start }: Span) =>
  reason !== '' && span.start <= start && start <= span.end;

/**
 * Which comments of a file say something else, or cover other lines, than those of the file before. A comment that was
 * there, and what it covers, is no news.
 */
export function ignoresSince(before: SourceFile | undefined, after: SourceFile): (ignore: Ignore) => boolean {
  const keyIn =
    ({ text }: SourceFile) =>
    ({ reason, span }: Ignore) =>
      JSON.stringify([reason, text.slice(span.start, span.end).trim()]);
  const known = new Set(before === undefined ? [] : findIgnores(before).map(keyIn(before)));
  return ignore => !known.has(keyIn(after)(ignore));
}

/** The result with each sentence in bytes. */
export function inBytes(result: CheckResult, sources: Sources): CheckResult {
  const said = namesToBytes(sources.opened());
  return {
    ...result,
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
