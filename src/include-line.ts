/** Where an `#include` goes in a file that has to have one more, and how changes come by it. */
import { type Edit, insert } from './edit/edit.js';
import { sortEdits } from './edit/gather.js';
import type { Proposal } from './propose.js';
import { ensure } from './remember.js';
import { editsOffered } from './review/decisions.js';
import { newlineOf } from './rewrite/layout.js';
import { isForKernel } from './rewrite/user-space.js';
import type { ConfigTest, SourceFile } from './source/file.js';

/** A line that includes a file; as a group, the name of one that stands in quotes. */
export const INCLUDE = /^[ \t]*#[ \t]*include\b[ \t]*(?:<[^>\n]*>|"([^"\n]*)")/;

/**
 * Behind the last `#include` in front of all code that stands under no condition but a header's own; else in front of
 * it. Where a header is also one of user space, and it is `needed` for the kernel alone: in the arm for that.
 *
 * @param needed offsets of what needs the line
 */
export function includeIn(file: SourceFile, line: string, needed: readonly number[] = []): Edit {
  const { text, tokens, path, items } = file;
  const arm = kernelArm(file, needed);
  const own = arm?.length ?? sharedConditions(file);
  const isWithin = (offset: number) => arm === undefined || startsWith(file.underAt(offset), arm);
  const code = items.find(({ start }) => isWithin(start))?.start ?? text.length;
  const first = codeBegins(file, code, own);
  const last = tokens
    .ofKind('directive')
    .filter(
      ({ start, end }) =>
        start < first &&
        INCLUDE.test(text.slice(start, end)) &&
        file.underAt(start).length <= own &&
        isWithin(start),
    )
    .at(-1);
  const eol = newlineOf(text);
  if (last !== undefined) {
    const end = text.indexOf('\n', last.end - 1);
    return end < 0
      ? insert(path, text.length, `${eol}${line}${eol}`)
      : insert(path, end + 1, `${line}${eol}`);
  }
  return insert(path, aboveComments(file, first), `${line}${eol}${eol}`);
}

/** The conditions down to the one that only the kernel meets, where all that is needed stands under them; else undefined. */
function kernelArm(file: SourceFile, needed: readonly number[]): readonly ConfigTest[] | undefined {
  const [first, ...others] = needed.map(offset => file.underAt(offset));
  const at = first?.findIndex(isForKernel) ?? -1;
  const arm = at < 0 ? undefined : first!.slice(0, at + 1);
  return arm && others.every(under => startsWith(under, arm)) ? arm : undefined;
}

const startsWith = (under: readonly ConfigTest[], begin: readonly ConfigTest[]): boolean =>
  begin.every(({ condition, holds }, i) => under[i]?.condition === condition && under[i]?.holds === holds);

/** How many conditions all code of a file stands under, the same ones: its own, as of a header that counts once. */
function sharedConditions({ items }: SourceFile): number {
  const [first, ...others] = items.map(({ under }) => under);
  if (first === undefined) return 0;
  const differs = first.findIndex((_, i) => !others.every(under => startsWith(under, first.slice(0, i + 1))));
  return differs < 0 ? first.length : differs;
}

/** Where code begins, or the `#if` around it that is none of those around all code. */
function codeBegins({ text, tokens }: SourceFile, first: number, own: number): number {
  const open: number[] = [];
  for (const { start, end } of tokens.ofKind('directive')) {
    if (start >= first) break;
    const [, word = ''] = /^#\s*(\w+)/.exec(text.slice(start, end)) ?? [];
    if (/^if/.test(word)) open.push(start);
    if (word === 'endif') open.pop();
  }
  return open[own] ?? first;
}

/** How often a text says one of some names. */
export const usesOf = (text: string, ...names: readonly string[]): number =>
  names.reduce((sum, name) => sum + (text.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0), 0);

/** Lines that proposals bring besides what they offer. */
export interface Lines {
  /** Has the first proposal that edits a file bring a line, for what the edits write of some names. */
  bring(file: SourceFile, line: string, names: readonly string[]): void;
  /** The proposals with the lines. */
  all(): readonly Proposal[];
}

/** @param edits those of all `taken` proposals, by path */
export function openLines(taken: readonly Proposal[], edits: ReadonlyMap<string, readonly Edit[]>): Lines {
  const lines = new Map<Proposal, Edit[]>();
  return {
    bring(file, line, names) {
      const owner = taken.find(proposal => proposal.edits.some(({ path }) => path === file.path))!;
      const uses = edits.get(file.path)!.filter(({ text }) => usesOf(text, ...names) > 0);
      const needed = uses.map(({ start }) => start);
      ensure(lines, owner, () => []).push(includeIn(file, line, needed));
    },
    all: () => withLines(taken, lines),
  };
}

function withLines(
  taken: readonly Proposal[],
  lines: ReadonlyMap<Proposal, readonly Edit[]>,
): readonly Proposal[] {
  return taken.map(proposal => {
    const sorted = lines.has(proposal) && sortEdits([...proposal.edits, ...lines.get(proposal)!]);
    if (!sorted) return proposal;
    const { change } = proposal;
    return {
      ...proposal,
      edits: sorted,
      change: { ...change, edits: sorted, offered: editsOffered(change) },
    };
  });
}

/** The begin of the comments that stand right above an offset, line by line. */
function aboveComments({ text, tokens }: SourceFile, offset: number): number {
  const above = tokens.slice(0, tokens.firstFrom(offset));
  let at = offset;
  for (let token = above.pop(); token?.kind === 'comment'; token = above.pop()) {
    if (/\n[ \t]*\r?\n/.test(text.slice(token.end, at))) break;
    at = token.start;
  }
  return text.lastIndexOf('\n', at - 1) + 1;
}
