/** How a function that calls the old API is judged: by where it runs, and by what evaluation proves. */
import {
  type Context,
  type Conversion,
  convertFunction,
  type Facts,
  type FunctionRef,
  type Migration,
  type Offer,
  proveBut,
  type Unit,
} from '../../src/kit.js';
import { type CallVerdicts, type InsertCalls, removedBy, type Verdict } from './calls.js';
import { handsOn } from './circle.js';
import { goesTo, type Place, restoreErrno } from './outside.js';
import { conversionVerdict, firstCallIn, obstacleOf } from './said.js';
import { convertInCircle } from './together.js';
import { proofFromAbove } from './whole.js';

/** What holds of each call in a function. */
export function judgeFunction(
  unit: Unit<InsertCalls>,
  facts: Facts,
  migration: Migration,
  brought: ReadonlySet<string>,
): CallVerdicts {
  const { file, item } = unit;
  const fn = facts.functionAt(file.path, item!);
  const context = fn ? facts.contextOf(fn) : nowhere;
  const chain = context.chains[0] ?? [];
  const isFault = context.kind === 'only' && context.names.includes('fault');
  const place = { unit, fn, facts, chain, where: whereOf(context) };
  if (!isFault) return judgeOutside(place, context, migration, brought);
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
  const circle = fn && convertInCircle(fn, conversion, facts, migration);
  if (circle?.kind === 'convert') return circle;
  if (conversion.kind === 'converted') {
    const offer = offerOf(conversion);
    if (!fn) return conversionVerdict(offer);
    const proof = proofFromAbove(fn, [{ file, item: item! }], offer.edits, offer.proof, facts, migration);
    return conversionVerdict({ ...offer, proof });
  }
  const repaired = fn && facts.slotsOf(fn).length > 0 ? repair(unit, name, conversion, migration) : undefined;
  return (
    repaired ??
    circle ??
    (fn && throughMember(fn, conversion, facts, migration)) ??
    refusal(unit, name, conversion, migration)
  );
}

/** A helper that is called through a member of the driver's own, which hands its errno on to whoever does so. */
function throughMember(
  fn: FunctionRef,
  conversion: Exclude<Conversion, { kind: 'converted' }>,
  facts: Facts,
  migration: Migration,
): Verdict | undefined {
  const [first] = handsOn(conversion, migration) ? facts.callersThrough(fn) : [];
  if (first === undefined) return undefined;
  const { struct, field, path, line, callers } = first;
  const [caller] = callers;
  const holes = {
    function: fn.name,
    caller: caller?.caller.name ?? `${struct}.${field}`,
    place: caller === undefined ? `${path}:${line}` : `${caller.caller.path}:${caller.line}`,
    why: `it calls through struct ${struct}.${field}, which holds ${fn.name}() (${path}:${line}), and may hold others`,
  };
  return { kind: 'refuse', code: 'caller-stays', holes };
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
function judgeOutside(
  place: Place,
  context: Context,
  migration: Migration,
  brought: ReadonlySet<string>,
): CallVerdicts {
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
  const goesAway = removedBy(unit);
  const isRemoved = (call: string) => goesAway(call) && !brought.has(call);
  const verdicts = new Map<boolean, Verdict>();
  return call => {
    const goes = isRemoved(call);
    const calls = new Map([...migration.calls].filter(([other]) => isRemoved(other) === goes));
    const restored = () => (goes ? restoredVerdict(place, context, { ...migration, calls }) : undefined);
    if (!verdicts.has(goes)) verdicts.set(goes, restored() ?? staying(calls));
    return verdicts.get(goes)!;
  };
}

/** Undefined where the errno cannot be kept, or where that the context is not one alone says more. */
function restoredVerdict(place: Place, context: Context, migration: Migration): Verdict | undefined {
  const { chain } = place;
  const restored = restoreErrno(place, migration);
  switch (restored.kind) {
    case 'restored':
      return { kind: 'review', code: 'keeps-errno', holes: restored.holes, change: restored.change, chain };
    case 'no-helper':
      if (context.kind !== 'only') return undefined;
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

function offerOf({ edits, proof }: Extract<Conversion, { kind: 'converted' }>): Offer {
  return { edits, proof };
}

function refusal(
  unit: Unit<InsertCalls>,
  name: string,
  conversion: Exclude<Conversion, { kind: 'converted' }>,
  migration: Migration,
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
      const call = firstCallIn(file, item!, migration);
      return {
        kind: 'refuse',
        code: 'obstacle',
        holes: { ...call, why: obstacleOf(file, conversion, call.place) },
      };
    }
    case 'configurations':
      return { kind: 'refuse', code: 'config-arms', holes: { ...said(item!.start), why: conversion.why } };
  }
}

function describe(context: Context): string {
  if (context.why !== undefined) return context.why;
  return context.chains
    .map(chain => chain.map(s => `${s.name} (${s.path}:${s.line})`).join(' -> '))
    .join('; ');
}
