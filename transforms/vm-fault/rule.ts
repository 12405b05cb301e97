/** How a call of the vm_insert_*() family is judged. The transforms beside this folder only name the calls. */
import {
  type ChainStep,
  type Context,
  type Conversion,
  convertFunction,
  type Facts,
  type FunctionRef,
  type Judgement,
  type Manner,
  type Migration,
  type Occurrence,
  type Offer,
  proveBut,
  proveTogether,
  type Rule,
  speaksOfErrno,
  type Unit,
} from '../../src/kit.js';
import { CONTEXTS } from '../contexts.js';
import { faultCheck } from './check.js';
import { migrationOf } from './contract.js';

/** The calls of one transform: old name -> new name. */
export interface InsertCalls {
  readonly calls: Readonly<Record<string, string>>;
}

const REASONS = {
  'in-fault-handler': {
    text: 'runs under a page fault, and what it does with each value was proven',
    advice: 'nothing to do: diff shows the change, apply makes it',
  },
  'in-fault-handler-but': {
    text: 'runs under a page fault, and what it does with each value was proven, but for: {{differences}}',
    advice: 'look at the value table: each difference is one that mainline accepted too',
  },
  'handler-returned-errno': {
    text: '{{function}}() is a page fault handler and returned the errno as it was, which is no VM_FAULT code: converting repairs it',
    advice: 'say in the log that this is a repair, and look at the value table',
  },
  'outside-fault-handler': {
    text: '{{function}}() does not run under a page fault ({{context}}); it only tests the result, so the new call is right there too, but maintainers disagree about it',
    advice: 'take it with --review, or leave the old call where it is',
  },
  'wants-errno': {
    text: '{{function}}() does not run under a page fault ({{context}}), and its caller wants an errno: {{obstacle}}',
    advice: 'leave the old call: it is the right one outside a fault handler',
  },
  'both-contexts': {
    text: '{{function}}() runs under a page fault and outside of one: {{context}}',
    advice: 'split the function into one for the fault handler and one for the other callers',
  },
  'unknown-context': {
    text: 'whether {{function}}() runs under a page fault is not known: {{context}}',
    advice:
      'make the way to the function visible: a static function, or a handler named in its operations table',
  },
  'would-differ': {
    text: 'no rewrite keeps what {{function}}() does: {{sentence}}',
    advice: 'convert it by hand, and say in the log what changes',
  },
  'not-evaluated': {
    text: 'what {{function}}() does with the result cannot be followed: {{why}} (line {{line}})',
    advice: 'convert it by hand, or simplify the code at that line first',
  },
  obstacle: {
    text: 'the result in {{function}}() cannot be given up: {{why}}',
    advice: 'keep the result in a plain int that is only tested, mapped or returned',
  },
  'config-arms': {
    text: '{{function}}() cannot be rewritten for all configurations at once: {{why}}',
    advice: 'convert each #if arm by hand',
  },
  'caller-stays': {
    text: '{{function}}() hands the errno on to {{caller}}(), which cannot be converted with it: {{why}}',
    advice: 'convert the helper and all its callers together',
  },
  'defined-again': {
    text: '{{function}}() hands the errno on to its callers, and is defined again at {{place}}: its callers cannot tell which of the two they call',
    advice: 'convert all definitions and their callers together',
  },
  'errors-of-its-own': {
    text: '{{function}}() hands the errno on to its callers together with others of its own: {{why}}',
    advice: 'give the helper and its callers the new type by hand, and map its own errors where they arise',
  },
  'address-taken': {
    text: 'the function itself is used as a value here, so its callers are not known',
    advice: 'find out who calls through this pointer, and convert them together with it',
  },
  'inside-a-macro': {
    text: 'a macro uses the name: what it becomes depends on where the macro is used',
    advice: 'call the new function from the macro by hand, after its users were looked at',
  },
  'comment-speaks-of-errno': {
    text: 'the comment speaks of error numbers, which may not be true of the new call',
    advice: 'reword the comment by hand',
  },
  declaration: { text: 'declares the old API', advice: 'goes when its last caller is gone' },
  implementation: { text: 'implements the old API', advice: 'goes when its last caller is gone' },
  mention: { text: 'mentions the name outside a converted function', advice: 'reword when the old API goes' },
} as const;

export type Code = keyof typeof REASONS;

type Verdict = Judgement<Code>;

/** What holds of the whole function, for all calls in it. */
type FunctionVerdict = Verdict;

const callsOf = (unit: Unit<InsertCalls>): ReadonlyMap<string, string> =>
  new Map(unit.members.flatMap(m => Object.entries(m.data.calls)));

export const insertRule: Rule<Code, InsertCalls> = {
  reasons: REASONS,
  slots: CONTEXTS,
  check: faultCheck,
  judge(unit, facts) {
    const calls = callsOf(unit);
    const migration = migrationOf(calls);
    let whole: FunctionVerdict | undefined;
    const ofFunction = () => (whole ??= judgeFunction(unit, facts, migration));
    return unit.occurrences.map(o => judgeOccurrence(o, unit, calls, ofFunction));
  },
};

function judgeOccurrence(
  occurrence: Occurrence,
  unit: Unit<InsertCalls>,
  calls: ReadonlyMap<string, string>,
  ofFunction: () => FunctionVerdict,
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
  // The new call may be made of the old one: then it is the one place where the errno has to be mapped.
  const api = item.name !== undefined && (calls.has(item.name) || [...calls.values()].includes(item.name));
  if (api) return { kind: 'done', code: 'implementation' };
  const whole = ofFunction();
  if (!inText) return isCall(unit, occurrence) ? whole : { kind: 'refuse', code: 'address-taken' };
  if (whole.kind !== 'convert' && whole.kind !== 'review') return { kind: 'done', code: 'mention' };
  const followed = whole.change.edits.some(
    e => e.path === unit.file.path && e.start <= occurrence.start && occurrence.end <= e.end,
  );
  return followed ? whole : leftInText(unit, occurrence);
}

function leftInText(unit: Unit<InsertCalls>, { start }: Occurrence): Verdict {
  const token = unit.file.tokens.find(t => t.start <= start && start < t.end);
  const text = token ? unit.file.text.slice(token.start, token.end) : '';
  return speaksOfErrno(text)
    ? { kind: 'refuse', code: 'comment-speaks-of-errno' }
    : { kind: 'done', code: 'mention' };
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

function judgeFunction(unit: Unit<InsertCalls>, facts: Facts, migration: Migration): FunctionVerdict {
  const { file, item } = unit;
  const fn = facts.functionAt(file.path, item!);
  const name = item!.name ?? 'this function';
  const context = fn ? facts.contextOf(fn) : nowhere;
  const chain = context.chains[0] ?? [];
  const said = { function: name, context: describe(context) };
  if (context.kind === 'both') return { kind: 'refuse', code: 'both-contexts', holes: said, chain };
  if (context.kind === 'unknown') return { kind: 'refuse', code: 'unknown-context', holes: said, chain };
  if (!context.names.includes('fault')) return judgeOutside(unit, migration, said, chain);
  const manner: Manner = { mayReturn: true, returns: 'equal' };
  const conversion = convertFunction(file, item!, migration, manner);
  if (conversion.kind === 'converted') {
    return { ...conversionVerdict(offerOf(conversion)), chain };
  }
  const repaired = fn && facts.slotsOf(fn).length > 0 ? repair(unit, name, conversion, migration) : undefined;
  if (repaired) return { ...repaired, chain };
  const pair = fn && convertWithCallers(unit, fn, conversion, facts, migration);
  if (pair) return { ...pair, chain };
  return { ...refusal(unit, name, conversion), chain };
}

/** Whether what stands in the way is that the function returns an errno where it would return a code. */
function handsOn(direct: Exclude<Conversion, { kind: 'converted' }>, migration: Migration): boolean {
  if (direct.kind !== 'differs' || !direct.returned) return false;
  const { before, after } = direct.returned;
  return before <= 0 && after > 0 && migration.classes.some(c => c.after === after);
}

/** The verdict of a proven rewrite under a page fault, with what it declares. */
function conversionVerdict(change: Offer): FunctionVerdict {
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
): FunctionVerdict | undefined {
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

/** Outside fault handlers a result that is only tested may change; an errno that goes anywhere may not. */
function judgeOutside(
  unit: Unit<InsertCalls>,
  migration: Migration,
  said: { function: string; context: string },
  chain: readonly ChainStep[],
): FunctionVerdict {
  const manner: Manner = { mayReturn: false, returns: 'equal' };
  const conversion = convertFunction(unit.file, unit.item!, migration, manner);
  if (conversion.kind === 'converted') {
    return { kind: 'review', code: 'outside-fault-handler', holes: said, change: offerOf(conversion), chain };
  }
  return { kind: 'refuse', code: 'wants-errno', holes: { ...said, obstacle: obstacleOf(conversion) }, chain };
}

function obstacleOf(conversion: Exclude<Conversion, { kind: 'converted' }>): string {
  return conversion.kind === 'differs' ? conversion.sentence : conversion.why;
}

function offerOf({ edits, proof }: Extract<Conversion, { kind: 'converted' }>): Offer {
  return { edits, proof };
}

function refusal(
  unit: Unit<InsertCalls>,
  name: string,
  conversion: Exclude<Conversion, { kind: 'converted' }>,
): FunctionVerdict {
  switch (conversion.kind) {
    case 'differs':
      return {
        kind: 'refuse',
        code: 'would-differ',
        holes: { function: name, sentence: conversion.sentence },
      };
    case 'unknown': {
      const { line } = unit.file.position(conversion.at);
      return { kind: 'refuse', code: 'not-evaluated', holes: { function: name, why: conversion.why, line } };
    }
    case 'obstacle':
      return { kind: 'refuse', code: 'obstacle', holes: { function: name, why: conversion.why } };
    case 'configurations':
      return { kind: 'refuse', code: 'config-arms', holes: { function: name, why: conversion.why } };
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
): FunctionVerdict | undefined {
  if (facts.slotsOf(fn).length > 0 || !handsOn(direct, migration)) return undefined;
  const helper = convertFunction(unit.file, unit.item!, migration, { mayReturn: true, returns: 'mapped' });
  if (helper.kind !== 'converted') {
    return {
      kind: 'refuse',
      code: 'errors-of-its-own',
      holes: { function: fn.name, why: obstacleOf(helper) },
    };
  }
  const twin = twinOf(fn, facts);
  if (twin) {
    const place = `${twin.path}:${twin.line}`;
    return { kind: 'refuse', code: 'defined-again', holes: { function: fn.name, place } };
  }
  const callers = new Map(
    facts.callersOf(fn).map(c => [`${c.caller.path}:${c.caller.item.start}`, c.caller]),
  );
  if (callers.size === 0) return undefined;
  const widened: Migration = { ...migration, calls: new Map([[fn.name, fn.name]]) };
  const offers = [helper];
  for (const caller of callers.values()) {
    const stays = (why: string): FunctionVerdict => ({
      kind: 'refuse',
      code: 'caller-stays',
      holes: { function: fn.name, caller: caller.name, why },
    });
    const context = facts.contextOf(caller);
    if (context.kind !== 'only' || !context.names.includes('fault')) return stays(describe(context));
    const file = facts.file(caller.path);
    if (!file) return stays('its file was not read');
    const conversion = convertFunction(file, caller.item, widened, { mayReturn: true, returns: 'equal' });
    if (conversion.kind !== 'converted') return stays(obstacleOf(conversion));
    offers.push(conversion);
  }
  const [first] = offers;
  const caller = offers[1] ?? first!;
  const edits = offers.flatMap(o => o.edits);
  const proofs = offers.map(o => o.proof);
  return conversionVerdict({ edits, proof: proveTogether(caller.proof, proofs) });
}

function describe(context: Context): string {
  if (context.why !== undefined) return context.why;
  return context.chains
    .map(chain => chain.map(s => `${s.name} (${s.path}:${s.line})`).join(' -> '))
    .join('; ');
}
