/** The words of a cover letter: what, why, how made, what was not converted and why, and who takes it. */
import { groupBy } from '../order.js';
import { driverOf, type Patch } from '../patch/index.js';
import type { AnyTransform } from '../transform.js';
import type { Ledger, Verdict } from '../verdict.js';
import { listed, paragraph, plural, shown, shownName } from './paragraphs.js';
import type { Posting } from './postings.js';
import { wordsOf } from './subjects.js';
import { checkedOf, editedOf, type Making, madeBy, reasonsOf } from './words.js';

/** What only a person can say, as a file holds it: the subject in the first line, the rest below a blank one. */
export interface HumanWords {
  readonly subject: string;
  readonly text: string;
}

/** What a cover letter is written from. */
export interface CoverMatter {
  readonly postings: readonly Posting[];
  /** Which of the postings it is for. */
  readonly at: number;
  readonly ledger: Ledger;
  readonly transforms: readonly AnyTransform[];
  readonly making: Making;
  /** Its subject, unless a person has one. */
  readonly subject: string;
  /** Whether reviews were taken as well. */
  readonly review: boolean;
  /** A release to name where there is no commit to name. */
  readonly release: string | undefined;
  readonly human: HumanWords | undefined;
  /** What the tree that takes it must have, paragraphs. */
  readonly needs: readonly string[];
  /** What a style checker found, paragraphs. */
  readonly style: readonly string[];
  /** What is said of the last version, paragraphs. */
  readonly news: readonly string[];
}

/** So many places are named for each reason. */
const PLACES = 8;

/** The subject and the text of a posting's cover letter; shortlog and diffstat are not part of it. */
export function coverOf(matter: CoverMatter): { readonly subject: string; readonly blurb: string } {
  const { human, postings, at } = matter;
  const posting = postings[at]!;
  const blocks = [
    ...(human === undefined || human.text === '' ? [] : [human.text]),
    ...whatAndWhy(matter, posting),
    ...made(matter, posting),
    ...matter.style,
    ...notConverted(matter),
    ...mergePlan(matter),
    ...matter.needs,
    ...matter.news,
  ];
  return { subject: human?.subject ?? matter.subject, blurb: blocks.join('\n\n') };
}

function whatAndWhy({ transforms }: CoverMatter, { steps }: Posting): readonly string[] {
  return reasonsOf(steps.flatMap(step => wordsOf(step, transforms)));
}

function made({ transforms, making }: CoverMatter, { steps }: Posting): readonly string[] {
  const names = new Set(steps.flatMap(step => step.changes.flatMap(change => change.transforms)));
  const members = transforms.filter(({ name }) => names.has(name)).map(({ name }) => name);
  const changes = steps.flatMap(step => step.changes);
  const differing = changes.filter(({ differences }) => differences.length > 0).length;
  const said =
    differing === 0
      ? []
      : [
          paragraph(
            `${differing} of the ${changes.length} ${plural('change', changes.length)} ${differing === 1 ? 'gives' : 'give'} another ` +
              'result than before for some value; the patch says for which, and what.',
          ),
        ];
  return [...madeBy(members, making, checkedOf(steps)), ...said, ...editedOf(changes)];
}

/**
 * What the ledger leaves for a person, by reason, with the first places; where the work is sent in several series,
 * only the places beside what this one changes.
 */
function notConverted({ ledger, review, postings, at }: CoverMatter): readonly string[] {
  const all = leftOf(ledger, review);
  const { convert, occurrences, done } = ledger.totals;
  const taken = convert + (review ? ledger.totals.review : 0);
  const own = new Set(postings[at]!.steps.flatMap(({ paths }) => paths.map(driverOf)));
  const isOne = postings.length === 1;
  const near = isOne ? all : all.filter(({ occurrence: { path } }) => own.has(driverOf(path)));
  const say = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`;
  const sum = [
    `Of ${say(occurrences, 'place', 'places')} that the tool looked at, ${say(taken, 'is', 'are')} converted`,
    say(done, 'needs nothing', 'need nothing'),
    all.length === 0 ? 'none is left as it is' : say(all.length, 'is left as it is', 'are left as they are'),
  ].join(', ');
  const groups = (verdicts: readonly Verdict[]) =>
    [...groupBy(verdicts, ({ code, kind }) => `${kind} ${code}`).values()].sort(
      (a, b) => b.length - a.length,
    );
  const counts = groups(all).map(group => `${group[0]!.code} ${group.length}`);
  const where = near.length === 0 ? 'none of them' : `${near.length} of them`;
  const said =
    all.length === 0
      ? `${sum}.`
      : isOne
        ? `${sum}:`
        : `${sum} (${counts.join(', ')}); ${where} beside what this series changes${near.length === 0 ? '.' : ':'}`;
  const unread =
    ledger.unread.length === 0
      ? []
      : [
          paragraph(
            `${ledger.unread.length} ${plural('file', ledger.unread.length)} could not be read: ` +
              `${listed(ledger.unread.slice(0, PLACES).map(({ path }) => shownName(path)))}` +
              `${ledger.unread.length > PLACES ? ' and more' : ''}.`,
          ),
        ];
  return [paragraph(said), ...groups(near).map(reasonText), ...unread];
}

/**
 * What the files of a patch still hold that was not converted: said to its reviewers, who may never see the cover
 * letter. Paragraphs.
 */
export function leftIn({ files }: Pick<Patch, 'files'>, ledger: Ledger, review: boolean): readonly string[] {
  const own = new Set(files.map(({ path }) => path));
  const left = leftOf(ledger, review).filter(({ occurrence: { path } }) => own.has(path));
  if (left.length === 0) return [];
  const groups = [...groupBy(left, ({ code, kind }) => `${kind} ${code}`).values()];
  return [['Left as it is in the files of this patch:', ...groups.map(reasonText)].join('\n\n')];
}

/** The verdicts that a person has to look at. */
function leftOf({ verdicts }: Ledger, review: boolean): readonly Verdict[] {
  return verdicts.filter(({ kind }) => kind === 'refuse' || (kind === 'review' && !review));
}

function reasonText(verdicts: readonly Verdict[]): string {
  const { code, kind, message } = verdicts[0]!;
  // Several words of a line are one place to look at.
  const lines = [...groupBy(verdicts, ({ occurrence: { path, line } }) => `${path}:${line}`).values()].map(
    ([one]) => one!.occurrence,
  );
  const more = lines.length - PLACES;
  const places = [...groupBy(lines.slice(0, PLACES), ({ path }) => path)].map(
    ([path, own]) => `${path}:${own.map(({ line }) => line).join(', ')}`,
  );
  const agree = kind === 'review' ? ', right but for a person to agree with' : '';
  const first = verdicts.length === 1 ? '' : 'the first of them: ';
  return [
    paragraph(`${code} (${verdicts.length}${agree}), ${first}${shown(withoutChains(message))}:`, '  '),
    ...places.map(place => paragraph(shownName(place), '    ', '      ')),
    ...(more > 0 ? [`    and ${more} more`] : []),
  ].join('\n');
}

/** A reason without the call chains in it, which a cover letter has no room for. */
function withoutChains(message: string): string {
  return message.replace(/ \((?:[^()]|\([^()]*\))* -> (?:[^()]|\([^()]*\))*\)/g, '');
}

/** So many other series are named; more are counted. */
const NAMED = 8;

/**
 * Who takes a posting, and after what: a paragraph of its cover letter, or what stands below the `---` of a patch
 * that has none. Empty where there is nothing to say.
 */
export function mergePlan({
  postings,
  release,
  at,
}: Pick<CoverMatter, 'postings' | 'release' | 'at'>): readonly string[] {
  const { tree, steps, after, name } = postings[at]!;
  const isFree = steps.every(step => step.phase === undefined);
  const order = isFree
    ? 'Each patch applies and compiles without the others, so that they can be taken in any order.'
    : 'The patches build on each other and go through one tree, in this order.';
  const names = postings.flatMap(one => one.name ?? []);
  const all = names.length > NAMED ? '' : ` (${listed(names)})`;
  const needed = after.map(earlier => postings[earlier]!.name ?? '');
  const sentences = [
    steps.length === 1 ? '' : order,
    tree === undefined
      ? ''
      : `The tree that ${steps.length === 1 ? 'it is' : 'they are'} meant for is ${shown(tree.replace(/^git\s+/, '').replace(/^(\S+)\s+(\S+)$/, '$1, branch $2'))}.`,
    name === undefined
      ? ''
      : `The work is sent as ${postings.length} series, by tree${all}; this one is number ${at + 1}, "${name}".`,
    needed.length === 0
      ? ''
      : needed.length > NAMED
        ? `It builds on all ${needed.length} before it.`
        : `It builds on ${listed(needed.map(one => `"${one}"`))}, which must be taken before it.`,
    after.length === 0 && postings.some(one => one.after.includes(at)) ? 'Others build on it.' : '',
    release === undefined ? '' : `It is made against ${release}.`,
  ].filter(sentence => sentence !== '');
  return sentences.length === 0 ? [] : [paragraph(sentences.join(' '))];
}

/** The release that a tree's Makefile names: `Linux 4.14.177`; undefined where it names none. */
export function releaseIn(makefile: string): string | undefined {
  const of = (key: string) => new RegExp(`^${key}[ \\t]*=[ \\t]*([\\w.-]*)[ \\t]*$`, 'm').exec(makefile)?.[1];
  const [version, level, sub, extra = ''] = ['VERSION', 'PATCHLEVEL', 'SUBLEVEL', 'EXTRAVERSION'].map(of);
  if (version === undefined || level === undefined || sub === undefined) return undefined;
  return `Linux ${version}.${level}${sub === '0' || sub === '' ? '' : `.${sub}`}${extra}`;
}
