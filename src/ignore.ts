/**
 * What the source itself says to leave as it is: a comment `faultline-ignore REASON`. It covers the line that it
 * stands behind, or, alone on its line, the next line of code with all lines of the statements that begin on it. A covered
 * line is not edited, and what stands on it is not judged; the reason is required.
 */
import type { Finding } from './judge.js';
import { refusal } from './judge.js';
import { groupBy } from './order.js';
import type { SourceFile, Token } from './source/file.js';
import type { Span } from './source/span.js';
import { isRead, type Sources } from './sources.js';
import { piecesOf } from './standing.js';
import { decodeUtf8 } from './unicode.js';

/** Such a comment. */
export interface Ignore {
  readonly path: string;
  /** Where the comment begins, from 1. */
  readonly line: number;
  /** The first covered line, from 1. */
  readonly covers: number;
  /** The covered lines without the end of the last. */
  readonly span: Span;
  /** As written, on one line; empty where it is missing or has no letter, and then nothing is covered. */
  readonly reason: string;
}

/** Such a comment after a run, and whether it kept anything as it is. */
export interface UsedIgnore extends Ignore {
  readonly used: boolean;
}

/** The word by which a search finds the files that hold such comments. */
export const IGNORE_WORD = 'faultline';

/** A comment that keeps nothing as it is, and what is said of that. */
export interface Useless {
  readonly path: string;
  readonly line: number;
  readonly why: string;
}

/** Said of a comment without a reason. */
export const NO_REASON = 'faultline-ignore has no reason, so it counts for nothing';

/** Said of a comment that keeps nothing as it is. */
export const NOT_NEEDED = 'faultline-ignore is not needed any more';

/**
 * The comments that keep nothing as it is. Where not all transforms took part (`isPart`), one may be there for another;
 * and one without a reason is always wrong.
 */
export function uselessOf(ignores: readonly UsedIgnore[], isPart: boolean): readonly Useless[] {
  return ignores.flatMap(({ path, line, reason, used }) => {
    if (reason === '') return [{ path, line, why: NO_REASON }];
    return used || isPart ? [] : [{ path, line, why: NOT_NEEDED }];
  });
}

const COMMENT = /^\/[*/][*\s]*faultline-ignore\b:?/;

/** The comments of a file, in order. */
export function findIgnores(file: SourceFile): readonly Ignore[] {
  if (!file.text.includes('faultline-ignore')) return [];
  return file.tokens.ofKind('comment').flatMap(token => {
    const text = file.text.slice(token.start, token.end);
    const opening = COMMENT.exec(text);
    return opening === null ? [] : [ignoreAt(file, token, text.slice(opening[0].length))];
  });
}

function ignoreAt(file: SourceFile, token: Token, rest: string): Ignore {
  const { line } = file.position(token.start);
  const next = isBehindCode(file, token, line) ? undefined : nextToken(file, token);
  const covers = next === undefined ? line : file.position(next.start).line;
  const reason = rest
    .replace(/\*\/$/, '')
    .replace(/^[ \t]*\*+/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
  // A dot or a dash says nothing that anybody could look into later.
  const isReason = /\p{L}/u.test(decodeUtf8(reason));
  return {
    path: file.path,
    line,
    covers,
    span: spanFrom(file, covers, next),
    reason: isReason ? reason : '',
  };
}

function isBehindCode(file: SourceFile, { start }: Token, line: number): boolean {
  return file.text.slice(file.lineSpan(line).start, start).trim() !== '';
}

function nextToken({ tokens }: SourceFile, { end }: Token): Token | undefined {
  return tokens.slice(tokens.firstFrom(end)).find(({ kind }) => kind !== 'comment');
}

/** A line, and behind it the lines on which the statements end that begin there; `next` is the first that begins there. */
function spanFrom(file: SourceFile, line: number, next: Token | undefined): Span {
  const own = file.lineSpan(line);
  if (next === undefined) return own;
  const item = file.itemAt(next.start);
  const pieces = item === undefined || next.kind === 'directive' ? [next] : piecesOf(file, item);
  const ends = pieces
    .filter(({ start }) => next.start <= start && start < own.end)
    .map(({ end }) => file.lineSpan(file.position(end - 1).line).end);
  return { start: own.start, end: Math.max(own.end, ...ends) };
}

/** What a survey found, once the comments were heard. */
export interface Heard {
  readonly findings: readonly Finding[];
  /** In order of path and line. */
  readonly ignores: readonly UsedIgnore[];
}

/**
 * Takes back what the comments say to leave: each offer that edits a covered line or speaks for a word on one, whole,
 * and each refusal on one. What is done stays done. `paths` are the files that were looked at, in order.
 */
export function hearIgnores(findings: readonly Finding[], paths: readonly string[], sources: Sources): Heard {
  const ignores = ignoresBy(sources);
  const edited = findings.flatMap(({ offer }) => offer?.edits.map(({ path }) => path) ?? []);
  const all = [...new Set([...paths, ...edited])].sort().flatMap(ignores);
  if (all.length === 0) return { findings, ignores: [] };
  const used = new Set<Ignore>();
  const heard = [...groupBy(findings, offerKey)].flatMap(([, together]) => {
    const found = ignoreOf(together, ignores);
    if (found === undefined) return together.map(finding => [finding, finding] as const);
    used.add(found);
    return together.map(finding => [finding, ignored(finding, found)] as const);
  });
  const after = new Map(heard);
  return {
    findings: findings.map(finding => after.get(finding)!),
    ignores: all.map(ignore => ({ ...ignore, used: used.has(ignore) })),
  };
}

/** Findings with an offer share its fate; others have their own. */
function offerKey(finding: Finding): unknown {
  return finding.offer === undefined ? finding : JSON.stringify(finding.offer.edits);
}

type IgnoresOf = (path: string) => readonly Ignore[];

/** The comments of each file, the same objects each time. */
export function ignoresBy(sources: Sources): IgnoresOf {
  const known = new Map<string, readonly Ignore[]>();
  return path => {
    const file = sources.open(path);
    const found = known.get(path) ?? (isRead(file) ? findIgnores(file) : []);
    known.set(path, found);
    return found;
  };
}

/** The first comment that covers what the findings speak of, or what their offer edits. */
function ignoreOf(together: readonly Finding[], ignoresOf: IgnoresOf): Ignore | undefined {
  const { offer, kind } = together[0]!;
  if (kind === 'done') return undefined;
  const places = [...together.map(({ occurrence }) => occurrence), ...(offer?.edits ?? [])];
  for (const { path, start, end } of places) {
    const found = ignoresOf(path).find(
      ({ reason, span }) => reason !== '' && start <= span.end && span.start <= Math.max(start, end - 1),
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

function ignored(finding: Finding, { path, line, reason }: Ignore): Finding {
  return {
    ...finding,
    ...refusal('ignored', { why: reason, place: `${path}:${line}` }),
    chain: finding.chain,
  };
}
