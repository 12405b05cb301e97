/**
 * From findings to proposals: the offers of a run, each once, with all occurrences that it speaks for.
 *
 * An offer is known by its edits: a helper and its caller may be judged apart, and offer the same joint change.
 * What was proven of either then holds for both, since the text after is the same.
 */
import type { Candidate } from './edit/gather.js';
import type { Finding } from './judge.js';
import { compare, groupBy } from './order.js';
import type { Offer } from './transform.js';
import { decodeUtf8 } from './unicode.js';
import type { Change } from './verdict.js';

/** A change as offered, with the findings that carry it. */
export interface Proposal extends Candidate {
  readonly change: Change;
  /** In order of path and offset; never empty. */
  readonly findings: readonly Finding[];
}

/** The proposals among the findings, in order of path and offset. */
export function findProposals(findings: readonly Finding[]): readonly Proposal[] {
  const offering = findings.filter(finding => finding.offer !== undefined).sort(byPlace);
  const keys = new Map<Offer, string>();
  const keyOf = ({ offer }: Finding) => {
    if (!keys.has(offer!)) keys.set(offer!, JSON.stringify(offer!.edits));
    return keys.get(offer!)!;
  };
  const groups = [...groupBy(offering, keyOf).values()];
  return [...groupBy(groups, nameOf)].flatMap(([name, sameNamed]) =>
    sameNamed.map((group, i) => proposalOf(i === 0 ? name : `${name}#${i + 1}`, group)),
  );
}

function proposalOf(id: string, findings: readonly Finding[]): Proposal {
  const { occurrence, offer } = findings[0]!;
  const change: Change = {
    id,
    // Where the findings differ, the careful one decides for all; who edited a change agrees to it.
    kind:
      offer!.offered === undefined && findings.some(({ kind }) => kind === 'review') ? 'review' : 'convert',
    transforms: [...new Set(findings.map(({ transform }) => transform))].sort(compare),
    edits: offer!.edits,
    about: offer!.proof.about,
    from: offer!.proof.from,
    table: offer!.proof.table,
    differences: offer!.proof.differences,
    phase: offer!.phase,
    words: offer!.words,
    offered: offer!.offered,
    edited: offer!.byPerson?.map(({ item }) => item.name ?? 'a function'),
  };
  return { id, path: occurrence.path, offset: occurrence.start, edits: change.edits, change, findings };
}

/** What a change is called after: its first function, or item, or line. Unicode, as paths are. */
function nameOf([first]: readonly Finding[]): string {
  const { occurrence, unit } = first!;
  return `${occurrence.path}:${decodeUtf8(`${occurrence.inside ?? unit.item?.name ?? occurrence.line}`)}`;
}

function byPlace(a: Finding, b: Finding): number {
  return (
    compare(a.occurrence.path, b.occurrence.path) ||
    a.occurrence.start - b.occurrence.start ||
    compare(a.transform, b.transform)
  );
}
