/** How a call of the vm_insert_*() family is judged. The transforms beside this folder only name the calls. */
import {
  type Context,
  type Conversion,
  convertFunction,
  convertTogether,
  errnoIn,
  type Facts,
  type FunctionPlace,
  type FunctionRef,
  type Judgement,
  type Migration,
  type Occurrence,
  type Offer,
  ownReturnsOf,
  proveBut,
  proveTogether,
  type Rule,
  type SourceFile,
  type Typing,
  type Unit,
} from '../../src/kit.js';
import { CONTEXTS } from '../contexts.js';
import { faultCheck } from './check.js';
import { migrationIn } from './helpers.js';
import { goesTo, listed, type Place, restoreErrno } from './outside.js';
import { type Preparation, prepare } from './prepare.js';
import { type Code, REASONS } from './reasons.js';
import { judgeTyped, typesOf, wantedUsers } from './types.js';
import { wordsOfTypes } from './words.js';

/** The calls of one transform: old name -> new name. */
export interface InsertCalls {
  readonly calls: Readonly<Record<string, string>>;
  /** Whether the old names go away for everybody, and not only under page faults. */
  readonly removed: boolean;
  /** Whether what carries codes gets their type, too. */
  readonly types?: boolean;
}

export type { Code } from './reasons.js';

type Verdict = Judgement<Code>;

const callsOf = (unit: Unit<InsertCalls>): ReadonlyMap<string, string> =>
  new Map(unit.members.flatMap(m => Object.entries(m.data.calls)));

/** What holds of each call in a function. */
type CallVerdicts = (call: string) => Verdict;

/** What is worked out for a whole tree: the conversions of its functions, and the types that build on them. */
interface FaultPlan {
  readonly verdicts: ReadonlyMap<Unit<InsertCalls>, CallVerdicts>;
  readonly typing: Typing | undefined;
  readonly preparation: Preparation | undefined;
  /** The same change, with the words that tell of calls and types together. */
  said(change: Offer): Offer;
}

export const insertRule: Rule<Code, InsertCalls, FaultPlan> = {
  reasons: REASONS,
  slots: CONTEXTS,
  check: faultCheck,
  explore(units, facts) {
    return wantsTypes(units) ? wantedUsers(units, facts, conversionsOf(verdictsOf(units, facts))) : [];
  },
  plan(units, facts, { prepare: isWished }) {
    const calls = units[0] === undefined ? new Map<string, string>() : callsOf(units[0]);
    const preparation = isWished ? prepare(units, facts, calls) : undefined;
    const verdicts = verdictsOf(units, facts);
    const typing = wantsTypes(units) ? typesOf(units, facts, conversionsOf(verdicts)) : undefined;
    return { verdicts, typing, preparation, said: typing ? wordsFor(typing, verdicts) : change => change };
  },
  judge(unit, facts, plan) {
    const calls = callsOf(unit);
    const typing = plan?.typing;
    let own = plan?.verdicts.get(unit);
    const ofFunction = (call: string) => {
      own ??= judgeFunction(unit, facts, migrationIn(facts, unit.file.path, calls));
      return own(call);
    };
    return unit.occurrences.map(o => {
      const { preparation } = plan ?? {};
      const isFirst = o === unit.occurrences[0] && unit.item !== undefined;
      if (isFirst && preparation?.items.has(unit.item!)) {
        return { kind: 'convert', code: 'prepares', change: preparation.change };
      }
      const verdict = calls.has(o.keyword)
        ? judgeOccurrence(o, unit, calls, ofFunction)
        : typing && judgeTyped(unit, o, facts, typing);
      if (verdict?.kind !== 'convert' || plan === undefined) return verdict;
      return { ...verdict, change: plan.said(verdict.change) };
    });
  },
};

/** Joins the conversion of calls with the types that build on it, and gives the whole its words. */
function wordsFor(typing: Typing, verdicts: FaultPlan['verdicts']): FaultPlan['said'] {
  const converted = new Map<object, Map<string, string>>();
  for (const [unit, verdictOf] of verdicts) {
    const calls = callsOf(unit);
    for (const { keyword } of unit.occurrences) {
      const verdict = calls.has(keyword) ? verdictOf(keyword) : undefined;
      if (verdict?.kind !== 'convert') continue;
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
    const said = known.get(component) ?? { edits, proof, words: wordsOfTypes(calls) };
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
  for (const unit of units) {
    const calls = callsOf(unit);
    const asks = unit.occurrences.some(o => calls.has(o.keyword) && o.place === 'code' && isCall(unit, o));
    if (unit.item?.kind !== 'function' || !asks || isApi(unit, calls)) continue;
    const verdict = judged.get(unit) ?? judgeFunction(unit, facts, migrationIn(facts, unit.file.path, calls));
    judged.set(unit, verdict);
    verdicts.set(unit, verdict);
  }
  return verdicts;
}

/** What is converted for certain; a helper and its caller may offer the same. */
function conversionsOf(verdicts: ReadonlyMap<Unit<InsertCalls>, CallVerdicts>): readonly Offer[] {
  const offers = [...verdicts].flatMap(([unit, verdictOf]) => {
    const calls = callsOf(unit);
    const own = unit.occurrences.filter(o => calls.has(o.keyword)).map(o => verdictOf(o.keyword));
    return own.flatMap(verdict => (verdict.kind === 'convert' ? [verdict.change] : []));
  });
  return [...new Set(offers)];
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
  if (occurrence.place === 'directive') {
    return isMacroText(unit, occurrence)
      ? { kind: 'refuse', code: 'inside-a-macro' }
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
  const token = unit.file.tokens.find(t => t.start <= start && start < t.end);
  const errno = token && errnoIn(unit.file.text.slice(token.start, token.end));
  if (errno === undefined) return { kind: 'done', code: 'mention' };
  const holes = { errno, call: keyword, instead: calls.get(keyword)! };
  return { kind: 'refuse', code: 'comment-speaks-of-errno', holes };
}

/** Whether the directive is a definition: other directives only mention the name. */
function isMacroText({ file }: Unit<InsertCalls>, { start }: Occurrence): boolean {
  return file.macros.some(m => m.start <= start && start < m.end);
}

function behind({ file }: Unit<InsertCalls>, { end }: Occurrence): string {
  return /^\s*(.)/s.exec(file.text.slice(end, end + 200))?.[1] ?? '';
}

const isCall = (unit: Unit<InsertCalls>, o: Occurrence) => behind(unit, o) === '(';

/** `int name(…);` and `EXPORT_SYMBOL(name);` */
function isCalleeOrExport(unit: Unit<InsertCalls>, o: Occurrence): boolean {
  if (isCall(unit, o)) return true;
  const text = unit.file.text.slice(unit.item!.start, unit.item!.end);
  return /^\s*EXPORT_\w+\s*\(/.test(text);
}

/** What holds of each call in a function. */
function judgeFunction(
  unit: Unit<InsertCalls>,
  facts: Facts,
  migration: Migration,
): (call: string) => Verdict {
  const { file, item } = unit;
  const fn = facts.functionAt(file.path, item!);
  const context = fn ? facts.contextOf(fn) : nowhere;
  const chain = context.chains[0] ?? [];
  const isFault = context.kind === 'only' && context.names.includes('fault');
  if (!isFault) return judgeOutside({ unit, fn, facts, chain, where: whereOf(context) }, context, migration);
  const verdict = { ...judgeUnderFault(unit, fn, facts, migration), chain };
  return () => verdict;
}

function judgeUnderFault(
  unit: Unit<InsertCalls>,
  fn: FunctionRef | undefined,
  facts: Facts,
  migration: Migration,
): Verdict {
  const { file, item } = unit;
  const name = item!.name ?? 'this function';
  const conversion = convertFunction(file, item!, migration, { mayReturn: true, returns: 'equal' });
  if (conversion.kind === 'converted') return conversionVerdict(offerOf(conversion));
  const repaired = fn && facts.slotsOf(fn).length > 0 ? repair(unit, name, conversion, migration) : undefined;
  const pair = repaired ?? (fn && convertWithCallers(unit, fn, conversion, facts, migration));
  return pair ?? refusal(unit, name, conversion);
}

/** Whether what stands in the way is that the function returns an errno where it would return a code. */
function handsOn(direct: Exclude<Conversion, { kind: 'converted' }>, migration: Migration): boolean {
  if (direct.kind !== 'differs' || !direct.returned) return false;
  const { before, after } = direct.returned;
  return before <= 0 && after > 0 && migration.classes.some(c => c.after === after);
}

/** The verdict of a proven rewrite under a page fault, with what it declares. */
function conversionVerdict(change: Offer): Verdict {
  const { differences } = change.proof;
  if (differences.length === 0) return { kind: 'convert', code: 'in-fault-handler', change };
  return {
    kind: 'convert',
    code: 'in-fault-handler-but',
    holes: { differences: differences.join('; ') },
    change,
  };
}

/** A handler that gave the errno itself to the core of mm: whatever came of it, a code is what it meant. */
function repair(
  unit: Unit<InsertCalls>,
  name: string,
  direct: Exclude<Conversion, { kind: 'converted' }>,
  migration: Migration,
): Verdict | undefined {
  if (!handsOn(direct, migration)) return undefined;
  const mapped = convertFunction(unit.file, unit.item!, migration, { mayReturn: true, returns: 'mapped' });
  if (mapped.kind !== 'converted') return undefined;
  const proof = proveBut(mapped.proof, 'the handler returned the errno itself, which is no VM_FAULT code');
  return {
    kind: 'convert',
    code: 'handler-returned-errno',
    holes: { function: name },
    change: { edits: mapped.edits, proof },
  };
}

const nowhere: Context = { kind: 'unknown', names: [], chains: [], why: 'its definition was not found' };

/**
 * Outside fault handlers a result that is only tested may change. An errno that goes anywhere has to stay one: there
 * the old call stays, or where it goes away, the new one is made to give an errno.
 */
function judgeOutside(place: Place, context: Context, migration: Migration): (call: string) => Verdict {
  const { unit, chain, where } = place;
  const { file, item } = unit;
  const said = { function: item!.name ?? 'this function', context: describe(context), where };
  if (context.kind === 'only') {
    const tested = convertFunction(file, item!, migration, { mayReturn: false, returns: 'equal' });
    if (tested.kind === 'converted') {
      const code = 'outside-fault-handler';
      return () => ({ kind: 'review', code, holes: said, change: offerOf(tested), chain });
    }
  }
  const staying = (calls: Migration['calls']): Verdict => {
    if (context.kind === 'both') return { kind: 'refuse', code: 'both-contexts', holes: said, chain };
    if (context.kind === 'unknown') return { kind: 'refuse', code: 'unknown-context', holes: said, chain };
    const goes = goesTo(place, { ...migration, calls }) ?? 'is told apart by its value';
    return { kind: 'refuse', code: 'wants-errno', holes: { ...said, goes }, chain };
  };
  const isRemoved = removedBy(unit as Unit<InsertCalls>);
  const verdicts = new Map<boolean, Verdict>();
  return call => {
    const goes = isRemoved(call);
    const calls = new Map([...migration.calls].filter(([other]) => isRemoved(other) === goes));
    const restored = () => (goes ? restoredVerdict(place, { ...migration, calls }) : undefined);
    if (!verdicts.has(goes)) verdicts.set(goes, restored() ?? staying(calls));
    return verdicts.get(goes)!;
  };
}

/** Undefined where the errno cannot be kept. */
function restoredVerdict(place: Place, migration: Migration): Verdict | undefined {
  const { chain } = place;
  const restored = restoreErrno(place, migration);
  switch (restored.kind) {
    case 'restored':
      return { kind: 'review', code: 'keeps-errno', holes: restored.holes, change: restored.change, chain };
    case 'no-helper':
      return { kind: 'refuse', code: 'no-errno-helper', holes: restored.holes, chain };
    case 'failed':
      return undefined;
  }
}

function removedBy({ members }: Unit<InsertCalls>): (call: string) => boolean {
  const removed = new Set(members.flatMap(m => (m.data.removed ? Object.keys(m.data.calls) : [])));
  return call => removed.has(call);
}

/** Where a function runs, as a clause behind its name. */
function whereOf(context: Context): string {
  switch (context.kind) {
    case 'only':
      return `does not run under a page fault (${describe(context)})`;
    case 'both':
      return `runs under a page fault and outside of one (${describe(context)})`;
    case 'unknown':
      return `may or may not run under a page fault (${describe(context)})`;
  }
}

/** What a helper returns besides the errno of the call, with the places; undefined where that cannot be told. */
function ownErrors({ file, item }: Unit<InsertCalls>, migration: Migration): string | undefined {
  const own = ownReturnsOf(file, item!, migration).map(({ text, line }) => `${text} (${file.path}:${line})`);
  return own.length === 0 ? undefined : listed(own);
}

/** What stands in the way in a function of a file, with the place where it is known. */
function obstacleOf(file: SourceFile, conversion: Exclude<Conversion, { kind: 'converted' }>): string {
  const why = conversion.kind === 'differs' ? conversion.sentence : conversion.why;
  const at = 'at' in conversion ? conversion.at : undefined;
  return at === undefined ? why : `${why} (${file.path}:${file.position(at).line})`;
}

function offerOf({ edits, proof }: Extract<Conversion, { kind: 'converted' }>): Offer {
  return { edits, proof };
}

function refusal(
  unit: Unit<InsertCalls>,
  name: string,
  conversion: Exclude<Conversion, { kind: 'converted' }>,
): Verdict {
  const { file, item, occurrences } = unit;
  const call = occurrences.find(o => o.place === 'code')?.start ?? item!.start;
  const said = (at: number) => ({ function: name, place: `${file.path}:${file.position(at).line}` });
  switch (conversion.kind) {
    case 'differs': {
      const { at, sentence } = conversion;
      return { kind: 'refuse', code: 'would-differ', holes: { ...said(at), sentence } };
    }
    case 'unknown': {
      const { at, why } = conversion;
      return { kind: 'refuse', code: 'not-evaluated', holes: { ...said(at), why } };
    }
    case 'obstacle': {
      const why = obstacleOf(file, conversion);
      return { kind: 'refuse', code: 'obstacle', holes: { ...said(call), why } };
    }
    case 'configurations':
      return { kind: 'refuse', code: 'config-arms', holes: { ...said(item!.start), why: conversion.why } };
  }
}

/** Another definition that a caller of the function may mean: an `#else` twin, a stub in a header. */
function twinOf(fn: FunctionRef, facts: Facts): FunctionRef | undefined {
  const paths = new Set([fn.path, ...facts.callersOf(fn).map(c => c.caller.path)]);
  const meant = [...paths].flatMap(path => facts.definitionsOf(fn.name, path));
  return meant.find(d => d.path !== fn.path || d.item.start !== fn.item.start);
}

/**
 * A helper that hands the errno on to its callers: helper and callers change together or not at all.
 * Undefined where the function is no such helper.
 */
function convertWithCallers(
  unit: Unit<InsertCalls>,
  fn: FunctionRef,
  direct: Exclude<Conversion, { kind: 'converted' }>,
  facts: Facts,
  migration: Migration,
): Verdict | undefined {
  if (facts.slotsOf(fn).length > 0 || !handsOn(direct, migration)) return undefined;
  const callers = new Map(
    facts.callersOf(fn).map(c => [`${c.caller.path}:${c.caller.item.start}`, c.caller]),
  );
  if (callers.size === 0) return undefined;
  const stays = (caller: FunctionRef, why: string): Verdict => ({
    kind: 'refuse',
    code: 'caller-stays',
    holes: { function: fn.name, caller: caller.name, place: `${caller.path}:${caller.line}`, why },
  });
  const places: FunctionPlace[] = [];
  for (const caller of callers.values()) {
    const context = facts.contextOf(caller);
    if (context.kind !== 'only' || !context.names.includes('fault')) return stays(caller, describe(context));
    const file = facts.file(caller.path);
    if (!file) return stays(caller, 'its file was not read');
    places.push({ file, item: caller.item });
  }
  const together = convertTogether({ file: unit.file, item: unit.item! }, places, migration);
  if (together.kind === 'helper-stays') {
    const own = ownErrors(unit, migration) ?? obstacleOf(unit.file, together.failed);
    return { kind: 'refuse', code: 'errors-of-its-own', holes: { function: fn.name, own } };
  }
  if (together.kind === 'caller-stays')
    return stays([...callers.values()][together.at]!, obstacleOf(places[together.at]!.file, together.failed));
  const twin = twinOf(fn, facts);
  if (twin) {
    const place = `${twin.path}:${twin.line}`;
    return { kind: 'refuse', code: 'defined-again', holes: { function: fn.name, place } };
  }
  const offers = [together.helper, ...together.callers];
  const edits = offers.flatMap(o => o.edits);
  const proofs = offers.map(o => o.proof);
  return conversionVerdict({ edits, proof: proveTogether(together.callers[0]!.proof, proofs) });
}

function describe(context: Context): string {
  if (context.why !== undefined) return context.why;
  return context.chains
    .map(chain => chain.map(s => `${s.name} (${s.path}:${s.line})`).join(' -> '))
    .join('; ');
}
