/** How a function that calls the old API is judged: by where it runs, and by what evaluation proves. */
import {
  type Context,
  type Conversion,
  convertFunction,
  convertTogether,
  type Facts,
  type FunctionPlace,
  type FunctionRef,
  type Migration,
  type Offer,
  ownReturnsOf,
  proveBut,
  proveTogether,
  type SourceFile,
  type Unit,
} from '../../src/kit.js';
import { type CallVerdicts, callsOf, type InsertCalls, removedBy, type Verdict } from './calls.js';
import { goesTo, listed, type Place, restoreErrno } from './outside.js';

/** What holds of each call in a function. */
export function judgeFunction(unit: Unit<InsertCalls>, facts: Facts, migration: Migration): CallVerdicts {
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
function judgeOutside(place: Place, context: Context, migration: Migration): CallVerdicts {
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
  const isRemoved = removedBy(unit);
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
  const { file, item } = unit;
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
      return { kind: 'refuse', code: 'obstacle', holes: { ...calledAt(unit, name), why } };
    }
    case 'configurations':
      return { kind: 'refuse', code: 'config-arms', holes: { ...said(item!.start), why: conversion.why } };
  }
}

/** A function, and where it calls an old name first. */
function calledAt(
  unit: Unit<InsertCalls>,
  name: string,
): { readonly function: string; readonly place: string } {
  const { file, item, occurrences } = unit;
  const calls = callsOf(unit);
  const call = occurrences.find(o => o.place === 'code' && calls.has(o.keyword))?.start ?? item!.start;
  return { function: name, place: `${file.path}:${file.position(call).line}` };
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
    const made = ownReturnsOf(unit.file, unit.item!, migration).find(one => one.made);
    if (made !== undefined) {
      const why = `it goes into ${made.text} (${unit.file.path}:${made.line})`;
      return { kind: 'refuse', code: 'obstacle', holes: { ...calledAt(unit, fn.name), why } };
    }
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
