/** What becomes of functions, prototypes and members that carry VM_FAULT codes: they get the type vm_fault_t. */
import {
  chainTo,
  declaredFunctions,
  type Facts,
  type FunctionRef,
  functionMembers,
  type Item,
  type Judgement,
  keptOutside,
  type Occurrence,
  type Offer,
  type OtherChange,
  planTypes,
  proveRedeclared,
  proveTogether,
  redeclare,
  remember,
  type SourceFile,
  type Span,
  type Strayed,
  type Typing,
  type TypingGround,
  type Unit,
  usersWanted,
  type Wanted,
} from '../../src/kit.js';
import { CONTEXTS } from '../contexts.js';
import { callsOf, type InsertCalls } from './calls.js';
import { FAULT_CODES, FAULT_TYPE, isCode, KERNEL_CALLS, KERNEL_TAKERS, NEW_CALLS } from './contract.js';
import { mappingIn } from './helpers.js';
import { isTyped } from './misread.js';
import { unreadIn } from './unread.js';
import { slotsWords } from './words.js';

export const TYPE_REASONS = {
  'returns-codes': {
    text: '{{function}}() {{why}}, so it returns vm_fault_t',
    advice: 'nothing to do: its declarations and what holds its result change with it',
  },
  'holds-codes': {
    text: '{{function}}() keeps VM_FAULT codes in a variable of another type',
    advice: 'nothing to do: the variable becomes vm_fault_t',
  },
  'typed-but-kept': {
    text: 'what can be vm_fault_t becomes it, but {{strays}}',
    advice: 'give what is named the type vm_fault_t by hand; sparse tells where they still mix',
  },
  'kept-in-int': {
    text: '{{strays}}',
    advice: 'give what is named the type vm_fault_t by hand; sparse tells where they still mix',
  },
  'left-as-int': {
    text: '{{strays}}',
    advice: 'nothing to do where that is a tracepoint: its int is the border of the types',
  },
  'declares-codes': {
    text: 'declares a function that returns vm_fault_t from now on',
    advice: 'nothing to do: it changes together with the function',
  },
  'member-of-codes': {
    text: '{{members}}, declared here, only ever holds VM_FAULT codes',
    advice: 'nothing to do: it becomes vm_fault_t together with all that touches it',
  },
  'slot-of-codes': {
    text: 'the functions stored in {{members}} of struct {{struct}} return VM_FAULT codes',
    advice: 'take this change last, when all functions stored there have the type',
  },
  'cannot-be-typed': {
    text: '{{function}}() {{why}}, but cannot become vm_fault_t: {{obstacle}}',
    advice: 'give errno and code a variable each by hand; sparse tells where they still mix',
  },
  'made-out-of-sight': {
    text: '{{handlers}}: it is not read, and keeps its type',
    advice: 'give it the type vm_fault_t by hand, in the macro that makes it',
  },
  'cannot-be-told-apart': {
    text: '{{function}}() deals with VM_FAULT codes, but what holds them cannot be told: {{obstacle}}',
    advice: 'give errno and code a variable each by hand; sparse tells where they still mix',
  },
  'typed-already': {
    text: '{{function}}() returns vm_fault_t already, or no variable of it holds a code in another type',
    advice: 'nothing to do',
  },
  'stays-as-it-is': {
    text: '{{function}}() tests or names codes and returns none: its type stays',
    advice: 'nothing to do: a function that turns codes into an errno returns int',
  },
  'names-it': {
    text: 'names a code or a type, and nothing in it has to change',
    advice: 'nothing to do',
  },
} as const;

export type TypeCode = keyof typeof TYPE_REASONS;

type TypeVerdict = Judgement<TypeCode>;

const FAULT_FIELDS: ReadonlySet<string> = new Set(
  CONTEXTS.filter(({ context }) => context === 'fault').flatMap(({ fields }) => fields),
);

/** What TRACE_EVENT() and its like make: `include/linux/tracepoint.h`. */
const isTracepoint = (name: string): boolean => /^trace_\w+$/.test(name);

/** What is to be typed, in the terms of the engine. */
function groundOf(
  units: readonly Unit<unknown>[],
  facts: Facts,
  others: readonly OtherChange[],
): TypingGround {
  const inCode = units.filter(({ occurrences }) => occurrences.some(({ place }) => place === 'code'));
  return {
    key: units[0]!,
    facts,
    seeds: inCode.flatMap(({ file, item }) => (item && facts.functionAt(file.path, item)) ?? []),
    values: {
      context: 'fault',
      slotFields: FAULT_FIELDS,
      calls: NEW_CALLS,
      elsewhere: KERNEL_CALLS,
      takers: KERNEL_TAKERS,
      isCode,
      isTracepoint,
    },
    type: FAULT_TYPE,
    contract: {
      calls: new Map(),
      classes: [{ name: '0', before: 0, after: 0 }],
      constants: FAULT_CODES,
      mappers: [],
      aliasSentence: '',
      ignoredSentence: '',
      returned: [],
      macrosOf: facts.macrosOf,
      effort: facts.effort,
    },
    mapsFor: path => {
      const calls = callsOf(units[0] as Unit<InsertCalls>);
      const migration = mappingIn(facts, path, calls);
      return migration.usable === undefined ? undefined : migration;
    },
    others,
  };
}

/** What matters to the types: the uses of functions, and what is done with members. */
export function wantedUsers(
  units: readonly Unit<unknown>[],
  facts: Facts,
  others: readonly OtherChange[],
): readonly Wanted[] {
  return usersWanted(groundOf(units, facts, others));
}

/** The types of a tree, planned; `others` are the conversions of calls, which types build on. */
export function typesOf(
  units: readonly Unit<unknown>[],
  facts: Facts,
  others: readonly OtherChange[],
): Typing {
  return planTypes(groundOf(units, facts, others));
}

/** The judgement of an occurrence of a code's or a table's name. */
export function judgeTyped(
  { file, item }: Unit<unknown>,
  { place, start }: Occurrence,
  facts: Facts,
  typing: Typing,
): TypeVerdict | undefined {
  if (place !== 'code' || item === undefined) return { kind: 'done', code: 'names-it' };
  const verdict = withChain(judgeItem({ file, item, start }, facts, typing), { file, item }, facts);
  const unread = verdict?.kind === 'convert' ? [] : unreadIn(facts, { file, item });
  return unread.length === 0
    ? verdict
    : { kind: 'refuse', code: 'made-out-of-sight', holes: { handlers: unread.join(', ') } };
}

/** A verdict that somebody looks at, with the way from a fault handler's slot to the function that it is about. */
function withChain(
  verdict: TypeVerdict | undefined,
  { file, item }: { file: SourceFile; item: Item },
  facts: Facts,
): TypeVerdict | undefined {
  if (verdict === undefined || verdict.kind === 'done') return verdict;
  const fns = item.kind === 'function' ? facts.functionAt(file.path, item) : declaredIn(file, item, facts);
  const chains = [fns ?? []].flat().map(fn => chainTo(fn, facts, 'fault'));
  return { ...verdict, chain: chains.find(steps => steps.length > 0) ?? [] };
}

/** The known definitions of what an item declares. */
function declaredIn(file: SourceFile, item: Item, facts: Facts): readonly FunctionRef[] {
  const names = declaredFunctions(file, item)?.names ?? [];
  return names.flatMap(name => facts.definitionsKnown(name, file.path));
}

function judgeItem(
  {
    file,
    item,
    start,
  }: Pick<Unit<unknown>, 'file'> & { item: NonNullable<Unit<unknown>['item']>; start: number },
  facts: Facts,
  typing: Typing,
): TypeVerdict | undefined {
  const fn = item.kind === 'function' ? facts.functionAt(file.path, item) : undefined;
  if (item.kind === 'function') return fn && judgeTypedFunction(fn, facts, typing);
  const change = typing.at(file.path, item, start);
  const members = change === undefined ? [] : valuesIn({ file, item }, change.edits);
  if (change !== undefined && members.length > 0) {
    return { kind: 'convert', code: 'member-of-codes', holes: { members: members.join(', ') }, change };
  }
  if (change !== undefined && isTouched({ file, item, start }, change.edits)) {
    return { kind: 'convert', code: 'declares-codes', change };
  }
  const kept = keptOutside({ facts, values: { isCode }, type: FAULT_TYPE }, file, item);
  if (kept.length > 0) return { kind: 'refuse', code: 'kept-in-int', holes: { strays: kept.join(', ') } };
  return judgeStruct({ file, item }, handlersLeft(facts)(typing)) ?? { kind: 'done', code: 'names-it' };
}

/** Whether edits touch what an occurrence stands in: of a struct, the one member. */
function isTouched(
  { file, item, start }: Pick<Unit<unknown>, 'file'> & { item: Span; start: number },
  edits: Offer['edits'],
): boolean {
  const text = file.text.slice(item.start, item.end);
  if (!IS_STRUCT.test(text)) return true;
  const at = start - item.start;
  const from = item.start + Math.max(...[...';{}'].map(mark => text.lastIndexOf(mark, at - 1)));
  const end = text.slice(at).search(/[;{}]/);
  const to = end < 0 ? item.end : start + end;
  return edits.some(edit => edit.path === file.path && edit.start > from && edit.end <= to);
}

const IS_STRUCT = /^[^;(]*\b(?:struct|union)\b[^;(]*\{/;

/** The members among the edits of a struct that hold a value, and no pointer to functions. */
function valuesIn(
  { file, item }: Pick<Unit<unknown>, 'file'> & { item: NonNullable<Unit<unknown>['item']> },
  edits: Offer['edits'],
): readonly string[] {
  if (!IS_STRUCT.test(file.text.slice(item.start, item.end))) return [];
  return edits
    .filter(({ path, start, end }) => path === file.path && start >= item.start && end <= item.end)
    .flatMap(({ end }) => /^\s*(\w+)\s*;/.exec(file.text.slice(end, item.end))?.[1] ?? []);
}

function judgeTypedFunction(fn: FunctionRef, facts: Facts, typing: Typing): TypeVerdict | undefined {
  const typed = typing.of(fn);
  const said = { function: fn.name };
  if (typed === undefined) return { kind: 'done', code: 'stays-as-it-is', holes: said };
  const why = typed.role?.why;
  const kept = typed.kind === 'obstacle' ? [] : typed.strays;
  const holes = { ...said, strays: inWords(fn, kept) };
  switch (typed.kind) {
    case 'changes':
      if (kept.length > 0) return { kind: 'convert', code: 'typed-but-kept', holes, change: typed.component };
      return why === undefined
        ? { kind: 'convert', code: 'holds-codes', holes: said, change: typed.component }
        : { kind: 'convert', code: 'returns-codes', holes: { ...said, why }, change: typed.component };
    case 'same':
      if (kept.some(({ kind }) => kind !== 'border')) return { kind: 'refuse', code: 'kept-in-int', holes };
      if (kept.length > 0) return { kind: 'done', code: 'left-as-int', holes };
      return { kind: 'done', code: why === undefined ? 'stays-as-it-is' : 'typed-already', holes: said };
    case 'obstacle':
      // Who returns the type already only holds what cannot be told.
      return why === undefined || isTyped({ fn }, facts)
        ? { kind: 'refuse', code: 'cannot-be-told-apart', holes: { ...said, obstacle: typed.why } }
        : { kind: 'refuse', code: 'cannot-be-typed', holes: { ...said, why, obstacle: typed.why } };
  }
}

/** Where codes stay integers: `it keeps a code in gizmo->status, an int (gizmo.c:12)`. */
function inWords(own: FunctionRef, strays: readonly Strayed[]): string {
  const said = strays.map(
    ({ fn, what, path, line }, i) =>
      `${fn === own && i > 0 ? 'it' : `${fn.name}()`} ${what} (${path}:${line})`,
  );
  const most = said.slice(0, MOST_NAMED);
  const left = said.length - most.length;
  return most.join(', ') + (left > 0 ? `, and ${left} more` : '');
}

/** So many places are named in one verdict. */
const MOST_NAMED = 8;

/** The handlers that cannot get the type. */
const handlersLeft = remember((facts: Facts) =>
  remember((typing: Typing): readonly string[] => {
    const left = facts.slotFunctions('fault').filter(fn => typing.of(fn)?.kind === 'obstacle');
    return [...new Set(left.map(({ name }) => `${name}()`))].sort();
  }),
);

/** The table's own type: what its members point to returns a code. */
function judgeStruct(
  { file, item }: Pick<Unit<unknown>, 'file'> & { item: NonNullable<Unit<unknown>['item']> },
  left: readonly string[],
) {
  for (const { struct, fields } of CONTEXTS.filter(({ context }) => context === 'fault')) {
    const members = functionMembers(file, item, struct, new Set(fields)).filter(({ type }) =>
      FAULT_TYPE.replaces.has(type),
    );
    const proofs = members.flatMap(({ type }) => proveRedeclared(type, FAULT_TYPE.codeType) ?? []);
    if (proofs.length === 0 || proofs.length < members.length) continue;
    const change: Offer = {
      edits: members.flatMap(member => redeclare(file, member, FAULT_TYPE.codeType)),
      proof: proveTogether(proofs[0]!, proofs.slice(1)),
      phase: 'last',
      words: slotsWords(left),
    };
    const holes = { struct, members: members.map(({ field }) => field).join(', ') };
    return { kind: 'convert', code: 'slot-of-codes', holes, change } as const;
  }
  return undefined;
}
