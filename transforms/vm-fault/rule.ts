/** How a call of the vm_insert_*() family is judged. The transforms beside this folder only name the calls. */
import {
  chainTo,
  errnoIn,
  type Facts,
  namesCalledIn,
  type Occurrence,
  type Offer,
  type Rule,
  type Typing,
  type Unit,
} from '../../src/kit.js';
import { CONTEXTS } from '../contexts.js';
import { type KeptBehind, keptBehindMacros } from './behind-macros.js';
import { chosenByKernel } from './both-arms.js';
import { type CallVerdicts, callsOf, type InsertCalls, type Verdict } from './calls.js';
import { faultCheck } from './check.js';
import { FAULT_COMPAT } from './compat.js';
import { BROUGHT_CODES, ERROR_MAPPER, isCode } from './contract.js';
import { proveEdited } from './edited.js';
import { judgeFunction } from './function.js';
import { type Changing, type Going, goingWith } from './gone.js';
import {
  mappingIn,
  migrationIn,
  ownFunctionFor,
  ownMacroFor,
  redefinedIn,
  renamedIn,
  standInFor,
} from './helpers.js';
import { FAULT_HOMES } from './homes.js';
import { isCall, isCalleeOrExport, isMember, macroAt } from './naming.js';
import { type Preparation, prepare } from './prepare.js';
import {
  HOLDING,
  judgeHolder,
  judgeMacro,
  judgeReads,
  type Reads,
  readsOf,
  refusedFor,
  typedReads,
} from './reads.js';
import { type Code, REASONS } from './reasons.js';
import { sayingRepair } from './said.js';
import { judgeTyped, typesOf, wantedUsers } from './types.js';
import { wordsOfTypes } from './words.js';

/** What is worked out for a whole tree: the conversions of its functions, and the types that build on them. */
interface FaultPlan {
  readonly verdicts: ReadonlyMap<Unit<InsertCalls>, CallVerdicts>;
  /** What was found of the new calls of all functions. */
  readonly repairs: readonly Reads[];
  readonly typing: Typing | undefined;
  readonly preparation: Preparation | undefined;
  /** What goes with the change of another word. */
  readonly going: Going;
  /** What is kept outside of functions by the names of macros alone. */
  readonly behind: KeptBehind | undefined;
  /** The same change, with the words that tell of calls and types together. */
  said(change: Offer): Offer;
}

export const insertRule: Rule<Code, InsertCalls, FaultPlan> = {
  reasons: REASONS,
  slots: CONTEXTS,
  check: faultCheck,
  compat: FAULT_COMPAT,
  homes: FAULT_HOMES,
  prove: proveEdited,
  explore(units, facts) {
    if (!wantsTypes(units)) return [];
    return wantedUsers(units, facts, changesIn(units, facts));
  },
  plan(units, facts, { prepare: isWished }) {
    const calls = units[0] === undefined ? new Map<string, string>() : callsOf(units[0]);
    const preparation = isWished ? prepare(units, facts, calls) : undefined;
    const verdicts = verdictsOf(units, facts);
    const typing = wantsTypes(units) ? typesOf(units, facts, changesIn(units, facts)) : undefined;
    const repairs = units.flatMap(unit => readsIn(unit, facts) ?? []);
    return {
      verdicts,
      repairs,
      typing,
      preparation,
      going: goingWith([...callVerdicts(verdicts), ...repairs.map(({ verdict }) => verdict)]),
      behind: typing && keptBehindMacros(units, facts, isCode),
      said: typing ? wordsFor(typing, verdicts, repairs) : change => change,
    };
  },
  judge(unit, facts, plan) {
    const calls = callsOf(unit);
    const typing = plan?.typing;
    let own = plan?.verdicts.get(unit);
    const ofFunction = (call: string) => {
      own ??= judgeCalls(unit, facts, calls);
      return own(call);
    };
    return unit.occurrences.map(o => {
      const { preparation } = plan ?? {};
      const isFirst = o === unit.occurrences[0] && unit.item !== undefined;
      if (isFirst && preparation?.items.has(unit.item!)) {
        return { kind: 'convert', code: 'prepares', change: preparation.change };
      }
      const reads = readsOf(unit);
      const verdict = calls.has(o.keyword)
        ? judgeOccurrence(o, unit, calls, ofFunction)
        : reads.has(o.keyword) || o.keyword === HOLDING
          ? judgeNew(o, unit, plan?.repairs ?? [], typing, facts)
          : typing && (judgeBehind(unit, o, plan?.behind) ?? judgeTyped(unit, o, facts, typing));
      const isChanged = verdict !== undefined && 'change' in verdict;
      return plan === undefined
        ? verdict
        : inPlan((isChanged ? undefined : plan.going(unit, o)) ?? verdict, plan);
    });
  },
};

/** A verdict whose change has the words of all that goes in with it. */
function inPlan(verdict: Verdict | undefined, plan: FaultPlan): Verdict | undefined {
  return isPlanned(verdict) ? { ...verdict, change: plan.said(verdict.change) } : verdict;
}

/**
 * Whether types build on a change: on each that is sure, and on one under a fault that a person has to agree to, since
 * its functions return codes then. All that goes with that waits for the person, too.
 */
function isPlanned(verdict: Verdict | undefined): verdict is Changing {
  return verdict?.kind === 'convert' || (verdict?.kind === 'review' && verdict.code === 'does-otherwise');
}

/** The judgement of a macro that stands for a code, where a variable outside of functions keeps it as an integer. */
function judgeBehind(
  { file }: Unit<InsertCalls>,
  { place, start }: Occurrence,
  behind: KeptBehind | undefined,
): Verdict | undefined {
  const kept = place === 'directive' ? (behind?.(file, start) ?? []) : [];
  return kept.length === 0
    ? undefined
    : { kind: 'refuse', code: 'kept-in-int', holes: { strays: kept.join(', ') } };
}

/** Joins the conversion of calls with the types that build on it, and gives the whole its words. */
function wordsFor(
  typing: Typing,
  verdicts: FaultPlan['verdicts'],
  repairs: readonly Reads[],
): FaultPlan['said'] {
  const repaired = new Set<object>(
    repairs.flatMap(({ verdict }) => ('change' in verdict ? [verdict.change] : [])),
  );
  const converted = new Map<object, Map<string, string>>();
  for (const [unit, verdictOf] of verdicts) {
    const calls = callsOf(unit);
    for (const { keyword } of unit.occurrences) {
      const verdict = calls.has(keyword) ? verdictOf(keyword) : undefined;
      if (!isPlanned(verdict)) continue;
      const own = converted.get(verdict.change) ?? new Map<string, string>();
      converted.set(verdict.change, own.set(keyword, calls.get(keyword)!));
    }
  }
  const known = new Map<object, Offer>();
  return change => {
    const component = typing.holding(change);
    if (component === undefined) return change;
    const calls = new Map(component.others.flatMap(other => [...(converted.get(other) ?? [])]));
    const { edits, proof } = component;
    const saysMaps = edits.some(({ text }) => text.includes(`${ERROR_MAPPER}(`));
    const isRepair = component.others.some(other => repaired.has(other));
    const said = known.get(component) ?? { edits, proof, words: wordsOfTypes(calls, saysMaps, isRepair) };
    known.set(component, said);
    return said;
  };
}

const wantsTypes = (units: readonly Unit<InsertCalls>[]): boolean =>
  units[0]?.members.some(({ data }) => data.types === true) ?? false;

/** Verdicts of functions, kept: a function is converted once, however often types are planned. */
const judged = new WeakMap<Unit<InsertCalls>, CallVerdicts>();

/** The verdicts of the functions that call the old API. */
function verdictsOf(
  units: readonly Unit<InsertCalls>[],
  facts: Facts,
): ReadonlyMap<Unit<InsertCalls>, CallVerdicts> {
  const verdicts = new Map<Unit<InsertCalls>, CallVerdicts>();
  const brought = broughtBy(units);
  for (const unit of units) {
    const calls = callsOf(unit);
    const asks = unit.occurrences.some(o => calls.has(o.keyword) && o.place === 'code' && isCall(unit, o));
    if (unit.item?.kind !== 'function' || !asks || isApi(unit, calls)) continue;
    if (chosenByKernel(unit, calls).length > 0) continue;
    const both = readsIn(unit, facts);
    const verdict: CallVerdicts =
      judged.get(unit) ?? (both?.covers ? () => both.verdict : judgeCalls(unit, facts, calls, brought));
    judged.set(unit, verdict);
    verdicts.set(unit, verdict);
  }
  return verdicts;
}

/** The old names that the tree brings itself, static or by the new ones, for kernels without them: there they do not go away. */
function broughtBy(units: readonly Unit<InsertCalls>[]): ReadonlySet<string> {
  const names = units.flatMap(unit => {
    const { file, item } = unit;
    const name = item?.kind === 'function' ? item.name : undefined;
    if (name === undefined || !callsOf(unit).has(name)) return [];
    const variants = file.functionsOf(item!);
    const isStatic = !('why' in variants) && variants.some(({ fn }) => fn.isStatic);
    // The kernel's own knew nothing of the new calls.
    const isMade = [...callsOf(unit).values()].some(instead => namesCalledIn(file, item!).has(instead));
    return isStatic || isMade ? [name] : [];
  });
  return new Set(names);
}

/** Judges the old calls of a function, where the new names mean what they say. */
function judgeCalls(
  unit: Unit<InsertCalls>,
  facts: Facts,
  calls: ReadonlyMap<string, string>,
  brought: ReadonlySet<string> = new Set(),
): CallVerdicts {
  const { path } = unit.file;
  const called = unit.occurrences.flatMap(({ keyword }) => calls.get(keyword) ?? []);
  const asked = new Map([...calls].filter(([, instead]) => called.includes(instead)));
  const standIn = standInFor(facts, path, new Set(called));
  if (standIn) return () => refusedFor(standIn);
  const own = ownMacroFor(facts, path, asked);
  if (own) {
    const { name, body } = own;
    return () => ({ kind: 'refuse', code: 'own-macro', holes: { call: name, body } });
  }
  const { start = 0, end = 0 } = unit.item ?? {};
  const redefined = redefinedIn(
    facts,
    path,
    `${unit.file.text.slice(start, end)} ${BROUGHT_CODES.join(' ')}`,
  );
  if (redefined) return () => ({ kind: 'refuse', code: 'redefined-name', holes: { ...redefined } });
  const migration = wantsTypes([unit]) ? mappingIn(facts, path, calls) : migrationIn(facts, path, calls);
  const made = isBody(unit, asked) ? undefined : ownFunctionFor(facts, unit.file, asked, migration);
  if (made)
    return () => ({
      kind: 'refuse',
      code: 'own-function',
      holes: { call: made.name, place: made.place },
    });
  const verdictOf = judgeFunction(unit, facts, migration, brought);
  const renamed = renamedIn(facts, path, asked);
  return renamed.size === 0 ? verdictOf : call => sayingRepair(verdictOf(call), renamed);
}

/** Whether a unit is a function of the file's own under the name of a new call. */
const isBody = ({ item }: Unit<InsertCalls>, calls: ReadonlyMap<string, string>): boolean =>
  [...calls.values()].includes(item?.name ?? '');

/** What is known of the new calls of functions, kept likewise. */
const followed = new WeakMap<Unit<InsertCalls>, { readonly reads: Reads | undefined }>();

function readsIn(unit: Unit<InsertCalls>, facts: Facts): Reads | undefined {
  const known = followed.get(unit) ?? { reads: judgeReads(unit, facts) };
  followed.set(unit, known);
  return known.reads;
}

/** What types build on in functions that call the API, old or new. */
function changesIn(units: readonly Unit<InsertCalls>[], facts: Facts): readonly Offer[] {
  const repaired = units.flatMap(unit => {
    const verdict = readsIn(unit, facts)?.verdict;
    return verdict?.kind === 'convert' ? [verdict.change] : [];
  });
  return [...new Set([...conversionsOf(verdictsOf(units, facts)), ...repaired])];
}

/** The judgement of a new call, or of the type of codes. */
function judgeNew(
  occurrence: Occurrence,
  unit: Unit<InsertCalls>,
  repairs: readonly Reads[],
  typing: Typing | undefined,
  facts: Facts,
): Verdict {
  const { place, keyword } = occurrence;
  const { item } = unit;
  if (isMember(unit, occurrence)) return { kind: 'done', code: 'member' };
  if (place === 'directive') return judgeMacro(unit, occurrence) ?? { kind: 'done', code: 'names-it' };
  if (place !== 'code' || item === undefined) return { kind: 'done', code: 'names-it' };
  if (item.kind !== 'function') {
    const isPlain = keyword === HOLDING || isCalleeOrExport(unit, occurrence);
    return isPlain ? { kind: 'done', code: 'names-it' } : { kind: 'refuse', code: 'address-taken' };
  }
  const all = readsIn(unit, facts);
  const own = all?.others?.names.has(keyword) ? all.others.reads : all;
  if (keyword === HOLDING) return judgeHolder(unit, facts, repairs) ?? { kind: 'done', code: 'names-it' };
  if (readsOf(unit).has(item.name ?? '')) return { kind: 'done', code: 'implementation' };
  if (!isCall(unit, occurrence)) return { kind: 'refuse', code: 'address-taken' };
  if (own === undefined) return { kind: 'done', code: 'names-it' };
  const verdict = typedReads(own, typing);
  if (verdict !== undefined) return verdict;
  const change = typing!.of(own.asInteger[0]!);
  const holes = { function: own.asInteger[0]!.name, why: 'hands a VM_FAULT code on' };
  const chain = chainTo(own.asInteger[0]!, facts, 'fault');
  return change?.kind === 'changes'
    ? { kind: 'convert', code: 'returns-codes', holes, change: change.component, chain }
    : { kind: 'done', code: 'names-it' };
}

/** What types build on; a helper and its caller may offer the same. */
function conversionsOf(verdicts: ReadonlyMap<Unit<InsertCalls>, CallVerdicts>): readonly Offer[] {
  const offers = callVerdicts(verdicts).flatMap(verdict => (isPlanned(verdict) ? [verdict.change] : []));
  return [...new Set(offers)];
}

/** What is said of each old call. */
function callVerdicts(verdicts: ReadonlyMap<Unit<InsertCalls>, CallVerdicts>): readonly Verdict[] {
  return [...verdicts].flatMap(([unit, verdictOf]) => {
    const calls = callsOf(unit);
    return unit.occurrences.filter(o => calls.has(o.keyword)).map(o => verdictOf(o.keyword));
  });
}

/** Whether the function is itself one of the API: the new call may be made of the old one. */
function isApi({ item }: Unit<InsertCalls>, calls: ReadonlyMap<string, string>): boolean {
  return item?.name !== undefined && (calls.has(item.name) || [...calls.values()].includes(item.name));
}

function judgeOccurrence(
  occurrence: Occurrence,
  unit: Unit<InsertCalls>,
  calls: ReadonlyMap<string, string>,
  ofFunction: (call: string) => Verdict,
): Verdict {
  const { item } = unit;
  if (isMember(unit, occurrence)) return { kind: 'done', code: 'member' };
  if (occurrence.place === 'directive') {
    const macro = macroAround(unit, occurrence);
    return macro
      ? { kind: 'refuse', code: 'inside-a-macro', holes: { macro } }
      : { kind: 'done', code: 'mention' };
  }
  if (!item) return { kind: 'done', code: 'mention' };
  const inText = occurrence.place !== 'code';
  if (item.kind !== 'function') {
    if (inText) return { kind: 'done', code: 'mention' };
    return isCalleeOrExport(unit, occurrence)
      ? { kind: 'done', code: 'declaration' }
      : { kind: 'refuse', code: 'address-taken' };
  }
  if (isApi(unit, calls)) return { kind: 'done', code: 'implementation' };
  const chosen = chosenByKernel(unit, calls);
  if (chosen.includes(occurrence)) {
    return { kind: 'done', code: 'both-arms', holes: { instead: calls.get(occurrence.keyword)! } };
  }
  if (chosen[0] !== undefined && !inText && isCall(unit, occurrence)) {
    const { path, line, keyword } = chosen[0];
    const holes = { place: `${path}:${line}`, instead: calls.get(keyword)! };
    return { kind: 'refuse', code: 'beside-both-arms', holes };
  }
  if (chosen.length > 0 && inText) return { kind: 'done', code: 'mention' };
  const whole = ofFunction(occurrence.keyword);
  if (!inText) return isCall(unit, occurrence) ? whole : { kind: 'refuse', code: 'address-taken' };
  if (whole.kind !== 'convert' && whole.kind !== 'review') return { kind: 'done', code: 'mention' };
  const followed = whole.change.edits.some(
    e => e.path === unit.file.path && e.start <= occurrence.start && occurrence.end <= e.end,
  );
  return followed ? whole : leftInText(unit, occurrence, calls);
}

function leftInText(
  unit: Unit<InsertCalls>,
  { start, keyword }: Occurrence,
  calls: ReadonlyMap<string, string>,
): Verdict {
  const token = unit.file.tokens.holding(start);
  const errno = token && errnoIn(unit.file.text.slice(token.start, token.end));
  if (errno === undefined) return { kind: 'done', code: 'mention' };
  const holes = { errno, call: keyword, instead: calls.get(keyword)! };
  return { kind: 'refuse', code: 'comment-speaks-of-errno', holes };
}

/** Whether the directive is a definition: other directives only mention the name. */
function macroAround({ file }: Unit<InsertCalls>, { start }: Occurrence): string | undefined {
  const macro = macroAt(file, start);
  return macro && (macro.params === undefined ? macro.name : `${macro.name}()`);
}
