/**
 * One run over a tree, from its files to the ledger and the new texts. Nothing is written.
 *
 * The same tree gives the same result, to the byte, in whatever order files and transforms are given.
 */
import type { Amend } from './amend.js';
import type { Budget } from './budget.js';
import { type AddedHeader, COMPAT_HEADER, openCompat } from './compat.js';
import { namesToBytes } from './file-names.js';
import type { UsedIgnore } from './ignore.js';
import { type Finding, refusal, type Slip } from './judge.js';
import { kernelsOf, kernelsOfKernel, settledFor } from './kernels/guards.js';
import { ownReleases } from './kernels/own.js';
import { hasIn } from './kernels/range.js';
import { isKernel, releaseOfTree } from './kernels/release.js';
import type { ReleaseSet } from './kernels/versions.js';
import { addUp } from './ledger.js';
import { compare } from './order.js';
import { findProposals, type Proposal } from './propose.js';
import { type ChangedFile, type LeftOut, settle } from './settle.js';
import { familiesOf, featuresOf } from './shelf.js';
import { type Parser, withSettled } from './source/index.js';
import { openRead, openSources, type Sources } from './sources.js';
import { introducedBy, survey } from './survey.js';
import type { AnyTransform } from './transform.js';
import { overlay } from './tree/memory.js';
import { remember } from './tree/remember.js';
import type { Tree } from './tree/tree.js';
import type { Change, Ledger, Verdict } from './verdict.js';
import { type Onlooker, watchFor } from './watch.js';

export interface RunRequest extends Onlooker {
  /** Must not change during the run. */
  readonly tree: Tree;
  /** Where occurrences are looked for: files and folders of the tree; all of it where undefined. */
  readonly paths?: readonly string[] | undefined;
  /** Which of the files under `paths`; all of them where undefined. */
  readonly selects?: ((path: string) => boolean) | undefined;
  readonly transforms: readonly AnyTransform[];
  readonly parser: Parser;
  /** Whether what needs a person's consent goes in as well. */
  readonly takeReview: boolean;
  /** What a person said of a change: whether it goes in. Undefined where nothing was said. */
  readonly decide?: ((change: Change, sources: Sources) => 'yes' | 'no' | undefined) | undefined;
  /** What a person made of a change: its edits, which are proven and go in, in place of those that are offered. */
  readonly amend?: Amend | undefined;
  /** The kernel's releases that the tree is built with; what conditions in it say where undefined. */
  readonly kernels?: ReleaseSet | undefined;
  /** How much is spent on a file and on a function; the usual where undefined. */
  readonly budget?: Partial<Budget> | undefined;
  /** Whether what new code needs is to be declared in the tree first, where it is not; not unless set. */
  readonly prepare?: boolean | undefined;
  /** Whether new code includes a header that declares for older kernels what they lack; not unless set. */
  readonly compat?: boolean | undefined;
}

export interface RunResult {
  readonly ledger: Ledger;
  /** The files that change, sorted by path: what the ledger's `convert` (and `review`, if taken) changes give. */
  readonly files: readonly ChangedFile[];
  /** The header that the new texts include and the tree has not, where one was asked for. */
  readonly added: AddedHeader | undefined;
  /** The headers of that name that the tree has and that are not as a run would write them. */
  readonly kept: readonly string[];
  /** The files of the tree as read, for showing places in them. */
  readonly sources: Sources;
  /** Names that the new texts use and that the tree declares nowhere; sorted. */
  readonly missing: readonly string[];
  /** The comments that say to leave something, in files that were looked at. */
  readonly ignores: readonly UsedIgnore[];
  /** What went wrong inside transforms; empty in a good run. */
  readonly slips: readonly Slip[];
}

/**
 * Judges every occurrence, and proves what it proposes.
 *
 * @throws the signal's reason when it is set; Error for transforms that contradict each other, and for a bug of
 * the engine. What a transform or a file does wrong is in the result.
 */
export async function run(request: RunRequest): Promise<RunResult> {
  const families = familiesOf(request.transforms);
  const parts = families.flatMap(({ rule }) => rule.compat ?? []);
  const compat =
    request.compat === true
      ? await openCompat(
          request.tree,
          openSources(request.tree, request.parser, request.budget?.largest),
          parts,
        )
      : undefined;
  // What is to be written counts as there, so that the new names are declared for all kernels.
  const isWritten = compat?.existing.length === 0;
  const tree = remember(isWritten ? overlay(request.tree, { [COMPAT_HEADER]: compat.text }) : request.tree);
  const introduces = new Map(families.flatMap(family => [...family.introduces]));
  const kernels =
    request.kernels === undefined && compat === undefined && isKernel(tree)
      ? kernelsOfKernel(releaseOfTree(tree), introduces)
      : kernelsOf(request.kernels, introduces, compat !== undefined);
  const unsettled = openSources(tree, request.parser, request.budget?.largest);
  const spell = await ownReleases(tree, unsettled, featuresOf(request.transforms));
  const sources = openSources(
    tree,
    { ...withSettled(request.parser, settledFor(kernels)), spell },
    request.budget?.largest,
  );
  const wishes = { prepare: request.prepare ?? false };
  const selects = isWritten
    ? (path: string) => path !== COMPAT_HEADER && (request.selects?.(path) ?? true)
    : request.selects;
  const ground = {
    tree,
    sources,
    paths: request.paths,
    selects,
    families,
    wishes,
    kernels,
    compat,
    effort: request.budget?.effort,
    hasRelease: (since: string) => request.kernels && hasIn(request.kernels, since),
  };
  const watch = watchFor(request);

  const { findings, counted, unread, slips, ignores, declared } = await survey(ground, watch, request.amend);
  const { proposals, declined } = decideOn(findProposals(findings), sources, request.decide);
  const isWanted = ({ change }: Proposal) => change.kind === 'convert' || request.takeReview;
  const settled = await settle({ ground, findings, proposals, isWanted, declined }, watch);
  const { files, leftOut, taken, added } = settled;

  const offered = proposals.filter(({ id }) => !leftOut.has(id));
  const changes = offered.map(({ id, change }) => taken.get(id)?.change ?? change);
  const said = namesToBytes(await tree.list());
  const verdicts = verdictsOf(findings, proposals, leftOut).map(one => ({
    ...one,
    message: said(one.message),
  }));
  const ledger = addUp(verdicts, changes, counted, unread);
  const missing = missingIn(
    files,
    [...taken.values()].map(({ change }) => change),
    introducedBy(families),
  ).filter(name => !declared.has(name));
  const kept = compat?.existing.filter(path => openRead(sources, path).text !== compat.text) ?? [];
  return { ledger, files, added, kept, sources, ignores, slips, missing };
}

/** The proposals with what a person said of them: what has the consent it needs is sure. */
function decideOn(
  proposals: readonly Proposal[],
  sources: Sources,
  decide: RunRequest['decide'],
): { readonly proposals: readonly Proposal[]; readonly declined: ReadonlySet<string> } {
  const answers = new Map(proposals.map(({ id, change }) => [id, decide?.(change, sources)]));
  return {
    proposals: proposals.map(proposal =>
      answers.get(proposal.id) === 'yes'
        ? { ...proposal, change: { ...proposal.change, kind: 'convert' } }
        : proposal,
    ),
    declined: new Set(proposals.filter(({ id }) => answers.get(id) === 'no').map(({ id }) => id)),
  };
}

/** The names among some that new texts use more often than the old, but for those that a first change brings itself. */
function missingIn(
  files: readonly ChangedFile[],
  changes: readonly Change[],
  names: readonly string[],
): readonly string[] {
  const first = changes.filter(({ phase }) => phase === 'first').flatMap(({ edits }) => edits);
  const count = (text: string, name: string) => text.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0;
  const isNew = (name: string) => files.some(({ before, after }) => count(after, name) > count(before, name));
  const isBrought = (name: string) => first.some(({ text }) => count(text, name) > 0);
  return names.filter(name => isNew(name) && !isBrought(name)).sort(compare);
}

/** One verdict per finding: what the rule said, or why the engine left its offer out. */
function verdictsOf(
  findings: readonly Finding[],
  proposals: readonly Proposal[],
  leftOut: ReadonlyMap<string, LeftOut>,
): readonly Verdict[] {
  const proposalOf = new Map(proposals.flatMap(proposal => proposal.findings.map(one => [one, proposal])));
  return findings.map(finding => {
    const proposal = proposalOf.get(finding);
    const out = proposal && leftOut.get(proposal.id);
    const { transform, occurrence } = finding;
    const { kind, code, message } = out === undefined ? finding : refusal(out.code, out.holes);
    const change = out === undefined ? proposal?.change : undefined;
    return {
      transform,
      occurrence,
      kind: change?.kind ?? kind,
      code,
      message,
      change: change?.id,
      chain: finding.chain,
    };
  });
}
