/**
 * Asks a rule for its judgements and believes none of them: what breaks the contract becomes a refusal.
 *
 * Invariant: every occurrence of a unit gets exactly one finding, whatever the rule does.
 */
import { type Amend, amendOffer } from './amend.js';
import type { Edit } from './edit/edit.js';
import { sortEdits } from './edit/gather.js';
import { inStyleOf } from './edit/style.js';
import { failureInWords, stackOf } from './errors.js';
import { chainTo, type Facts } from './facts/index.js';
import { isProof } from './flow/proof.js';
import { isCompiledFor, type Kernels, malformedIn, releasesAt, tooOldAt } from './kernels/guards.js';
import { inWords } from './kernels/versions.js';
import type { Glued } from './occurrences.js';
import { declaresItself } from './own-names.js';
import { type EngineCode, engineReasons, fill, unfilled } from './reasons.js';
import type { Family } from './shelf.js';
import { isElsewhere, type SourceFile } from './source/file.js';
import { contains, overlaps, type Span } from './source/span.js';
import type { AnyRule, Holes, Offer, Unit, Wishes } from './transform.js';
import type { ChainStep, Occurrence } from './verdict.js';
import { standsIn } from './words.js';

/** What was decided of one occurrence, before offers are combined. */
export interface Finding {
  readonly transform: string;
  readonly occurrence: Occurrence;
  readonly unit: Unit<unknown>;
  readonly kind: 'convert' | 'review' | 'refuse' | 'done';
  readonly code: string;
  readonly message: string;
  readonly chain: readonly ChainStep[];
  /** Set exactly for `convert` and `review`; its edits are sorted. */
  readonly offer: Offer | undefined;
}

/** What went wrong inside a rule, for the one who mends it. */
export interface Slip {
  readonly path: string;
  readonly line: number;
  readonly transforms: readonly string[];
  readonly what: string;
  /** Undefined where nothing was thrown. */
  readonly stack: string | undefined;
}

export interface Judged {
  /** One per occurrence of the unit, in order. */
  readonly findings: readonly Finding[];
  readonly slips: readonly Slip[];
}

/** What a rule worked out for all its units, or what it threw instead. */
export type Planned = { readonly plan: unknown } | { readonly thrown: unknown };

/** Asks a rule for its plan. Never throws for what a rule does. */
export function planOf(
  family: Family,
  units: readonly Unit<unknown>[],
  facts: Facts,
  wishes: Wishes,
): Planned {
  try {
    return { plan: family.rule.plan?.(units, facts, wishes) };
  } catch (thrown) {
    return { thrown };
  }
}

/** What is asked of every offer. */
export interface Terms {
  /** What a person made of changes. */
  readonly amend: Amend | undefined;
  readonly kernels: Kernels;
}

/** Judges a unit of a family. Never throws for what a rule does. */
export function judgeUnit(
  family: Family,
  unit: Unit<unknown>,
  facts: Facts,
  planned: Planned,
  terms: Terms,
): Judged {
  try {
    if ('thrown' in planned) throw planned.thrown;
    const heard = hear(family, unit, facts, planned.plan, terms);
    const missing = heard.flatMap(one => one.missing);
    const known = chainOnce(unit, facts);
    return {
      findings: findingsOf(family, unit, i => withChain(heard[i]!.saying, unit.occurrences[i]!, known)),
      slips: missing.map(what => slipIn(family, unit, what, undefined)),
    };
  } catch (error) {
    return crashUnit(family, unit, error);
  }
}

/** The known chain to the function of a unit, worked out when it is asked for. */
function chainOnce({ file, item }: Unit<unknown>, facts: Facts): () => readonly ChainStep[] {
  let chain: readonly ChainStep[] | undefined;
  return () => {
    const fn = item?.kind === 'function' ? facts.functionAt(file.path, item) : undefined;
    chain ??= fn === undefined ? [] : chainTo(fn, facts);
    return chain;
  };
}

/** A saying with the chain to its function, where whoever said it gave none and somebody is to look at the place. */
function withChain(saying: Saying, { place }: Occurrence, known: () => readonly ChainStep[]): Saying {
  if (saying.kind === 'done' || place !== 'code' || saying.chain.length > 0) return saying;
  return { ...saying, chain: known() };
}

/** What is said of a unit when something was thrown instead of a judgement. */
export function crashUnit(family: Family, unit: Unit<unknown>, error: unknown): Judged {
  const what = failureInWords(error);
  const crashed = refusal('crashed', { what });
  return {
    findings: findingsOf(family, unit, () => crashed),
    slips: [slipIn(family, unit, what, stackOf(error))],
  };
}

/** What is said of a unit whose occurrences are all written so that what they do is not followed. */
export function unfollowedUnit(family: Family, unit: Unit<unknown>, code: 'glued' | 'torn'): Judged {
  const findings = unit.occurrences.map(occurrence => {
    const piece = occurrence.keyword;
    const { name } = occurrence as Glued;
    return {
      ...{ transform: family.transformOf(name), occurrence, unit },
      ...refusal(code, { piece, name }),
    };
  });
  return { findings, slips: [] };
}

function findingsOf(
  family: Family,
  unit: Unit<unknown>,
  sayingOf: (i: number) => Saying,
): readonly Finding[] {
  return unit.occurrences.map((occurrence, i) => ({
    transform: family.transformOf(occurrence.keyword),
    occurrence,
    unit,
    ...sayingOf(i),
  }));
}

function slipIn({ members }: Family, unit: Unit<unknown>, what: string, stack: string | undefined): Slip {
  const { path, line } = unit.occurrences[0]!;
  return { path, line, transforms: members.map(({ name }) => name), what, stack };
}

/** What a finding says, whatever it speaks of. */
type Saying = Omit<Finding, 'transform' | 'occurrence' | 'unit'>;

/** A refusal by the engine. */
export function refusal(code: EngineCode, holes: Holes): Saying {
  return {
    kind: 'refuse',
    code,
    message: fill(engineReasons[code].text, holes),
    chain: [],
    offer: undefined,
  };
}

interface Heard {
  readonly saying: Saying;
  /** Sentences about holes without a value. */
  readonly missing: readonly string[];
}

/**
 * What the rule says of each occurrence, with its offers checked.
 *
 * @throws Error for a judgement too many or too few and for a code outside the table; and whatever the rule throws.
 */
function hear(
  { rule, keywords: words }: Family,
  unit: Unit<unknown>,
  facts: Facts,
  plan: unknown,
  { amend, kernels }: Terms,
): readonly Heard[] {
  const judgements = rule.judge(unit, facts, plan);
  const keywords = new Set(words);
  if (judgements.length !== unit.occurrences.length) {
    throw new Error(`it gave ${judgements.length} judgements for ${unit.occurrences.length} occurrences`);
  }
  // Occurrences that share an offer must share what is decided of it, so each offer is checked once.
  const offers = new Map<Offer, Offer | Saying>();
  const offerOf = (change: Offer) => {
    if (!offers.has(change)) {
      const offer = checkOffer(change, facts, kernels);
      offers.set(
        change,
        'kind' in offer || !amend ? offer : amended(offer, { rule, unit, facts, kernels, keywords }, amend),
      );
    }
    return offers.get(change)!;
  };
  return judgements.map((judgement, i) => {
    const under = unit.file.underAt(unit.occurrences[i]!.start);
    if (isElsewhere(under)) return { saying: elsewhere(unit.file, unit.occurrences[i]!), missing: [] };
    if (judgement === undefined) return { saying: silence(unit, unit.occurrences[i]!), missing: [] };
    const { kind, code, holes = {}, chain = [] } = judgement;
    if (!Object.hasOwn(rule.reasons, code))
      throw new Error(`its code "${code}" is not in its table of reasons`);
    const { text } = rule.reasons[code]!;
    const missing = unfilled(text, holes).map(hole => `the reason ${code} has no value for {{${hole}}}`);
    const offer = 'change' in judgement ? offerOf(judgement.change) : undefined;
    if (offer !== undefined && 'kind' in offer) return { saying: offer, missing };
    const message = fill(text, holes);
    // A change may be of several functions, and a person have edited one of them.
    const { path } = unit.file;
    const isEdited = offer?.byPerson?.some(
      ({ file, item }) => file.path === path && contains(item, unit.occurrences[i]!),
    );
    const said = isEdited ? `${message}; a person edited it` : message;
    return { saying: { kind, code, message: said, chain, offer }, missing };
  });
}

/** Longer words than the kernel has. */
const LONGEST_WORD = 200;

/** The offer with its edits sorted, or why it may not be taken. */
function checkOffer(offer: Offer, facts: Facts, kernels: Kernels): Offer | Saying {
  // A rule may hand on what it was given, with more in it than an offer has.
  const { edits, proof, phase, words, offered, byPerson } = offer;
  const unproven = (why: string) => refusal('unproven', { why });
  if (!isProof(proof)) return unproven('it was offered without a proof');
  if (edits.length === 0) return unproven('it was offered without edits');
  // A tree that declares what new code uses has it for all kernels that it is built with.
  const written = edits.map(edit => wordsWritten(facts.file(edit.path)?.text ?? '', edit));
  const used = kernels.introduced.filter(name => written.some(text => standsIn(text, name)));
  const fresh = kernels.freshFor(used);
  const paths = [...new Set(edits.map(({ path }) => path))];
  const isBrought =
    used.length > 0 &&
    used.every(name => facts.declares(name) || paths.every(path => hasItself(path, name, facts)));
  for (const { path, start, end, text } of edits) {
    const file = facts.file(path);
    if (file === undefined) return unproven(`it edits ${path}, which was not read`);
    if (!contains({ start: 0, end: file.text.length }, { start, end }) || start > end) {
      return unproven(`it edits [${start}, ${end}) of ${path}, which has ${file.text.length} bytes`);
    }
    const malformed = malformedIn(file);
    if (malformed !== undefined) {
      const at = `${path}:${file.position(malformed.offset).line}`;
      return refusal('unparsed', { why: `the parentheses of the condition at ${at} do not fit` });
    }
    const item = file.itemAt(start);
    // An arm that was not looked at goes on behind #endif with what was changed there.
    const isBuilt = (arm: Span) => isCompiledFor(file, arm.start, kernels);
    const isWhole = !file.elsewhere.some(arm => item !== undefined && overlaps(arm, item) && isBuilt(arm));
    const old =
      isBrought && isWhole
        ? undefined
        : [start, end].map(offset => tooOldAt(file, offset, kernels, fresh)).find(set => set.length > 0);
    if (old !== undefined) {
      const place = `${path}:${file.position(start).line}`;
      const since = inWords(fresh);
      return refusal('older-kernels', { place, releases: inWords(old), since });
    }
    if (/[^\x00-\xff]/.test(text)) return unproven(`it writes a character into ${path} that is not a byte`);
    const variants = item?.kind === 'function' ? file.functionsOf(item) : [];
    const doubts = 'why' in variants ? [] : variants.flatMap(({ fn }) => fn.doubtful);
    const doubt = doubts.find(place => overlaps(place, { start, end }));
    if (doubt !== undefined) return refusal('unparsed', { why: doubt.why });
  }
  // Whoever makes an edit lays it out as the kernel does; each of its files was read above.
  const sorted = sortEdits(edits.map(edit => inStyleOf(facts.file(edit.path)!.text, edit)));
  return sorted === undefined
    ? unproven('its edits overlap one another')
    : { edits: sorted, proof, phase, words, offered, byPerson };
}

const hasItself = (path: string, name: string, facts: Facts): boolean => {
  const file = facts.file(path);
  return file !== undefined && declaresItself(file, name);
};

/** What an edit writes, with the rest of the words that it begins and ends in: an edit may make a word of another. */
function wordsWritten(before: string, { start, end, text }: Edit): string {
  const head = /\w*$/.exec(before.slice(Math.max(0, start - LONGEST_WORD), start))![0];
  const tail = /^\w*/.exec(before.slice(end, end + LONGEST_WORD))![0];
  return head + text + tail;
}

/** The offer as a person edited it, checked like any other, or why it may not be taken. */
function amended(
  offer: Offer,
  ground: {
    readonly rule: AnyRule;
    readonly unit: Unit<unknown>;
    readonly facts: Facts;
    readonly kernels: Kernels;
    readonly keywords: ReadonlySet<string>;
  },
  amend: Amend,
): Offer | Saying {
  const edited = amendOffer(offer, ground, amend);
  if ('why' in edited) return refusal('edit-unproven', { why: edited.why });
  return edited === offer ? offer : checkOffer(edited, ground.facts, ground.kernels);
}

/** What is said of code that the releases in question do not compile. */
function elsewhere(file: SourceFile, { start }: Occurrence): Saying {
  const releases = inWords(releasesAt(file, start));
  const message = fill(engineReasons['other-kernels'].text, { releases });
  return { kind: 'done', code: 'other-kernels', message, chain: [], offer: undefined };
}

/** Why no rule has an opinion. */
function silence({ file, item }: Unit<unknown>, occurrence: Occurrence): Saying {
  const { keyword, place } = occurrence;
  if (place === 'directive') return refusal('inside-macro', { keyword });
  if (place !== 'code' || item === undefined) return refusal('unclaimed', { keyword });
  if (item.doubt !== undefined) return refusal('unparsed', { why: item.doubt });
  if (item.kind !== 'function') return refusal('unclaimed', { keyword });
  const variants = file.functionsOf(item);
  if ('why' in variants) return refusal('unparsed', { why: variants.why });
  const doubts = variants.flatMap(({ fn }) => fn.doubtful);
  const doubt = doubts.find(place => overlaps(place, occurrence));
  if (doubt !== undefined) return refusal('unparsed', { why: doubt.why });
  return variants.some(({ fn }) => holdsSpan(fn, occurrence))
    ? refusal('unclaimed', { keyword })
    : refusal('config-branch', { keyword, item: item.name ?? 'this function' });
}

/** Whether some node stands exactly at a span; without recursion, since code may be nested very deep. */
function holdsSpan(root: object, { start, end }: Span): boolean {
  const open = [root];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if ('start' in part && part.start === start && 'end' in part && part.end === end) return true;
    for (const value of Object.values(part))
      if (typeof value === 'object' && value !== null) open.push(value);
  }
  return false;
}
