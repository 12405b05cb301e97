/** How code that calls vmf_insert_*() already is judged: by what it takes the result for. */
import {
  type ChainStep,
  errnosIn,
  type Facts,
  type FunctionRef,
  isChosenByRelease,
  type Judgement,
  mendErrnos,
  type Occurrence,
  proveBut,
  type Typing,
  type Unit,
  withoutComments,
} from '../../src/kit.js';
import { chosenByKernel } from './both-arms.js';
import { callsOf, type InsertCalls } from './calls.js';
import { ERROR_CODES, FAULT_TYPE } from './contract.js';
import { migrationIn, ownErrnoFor, type StandIn, standInFor } from './helpers.js';
import { CODE_CALLS, type Fate, fateOf, isTyped, type Misreading, said } from './misread.js';
import { macroAt } from './naming.js';
import { listed } from './outside.js';
import { type Repair, repairOutside, repairUnderFault } from './repair.js';
import { ERRNO_WAS_CODE } from './repaired.js';

export const READ_REASONS = {
  'reads-codes': {
    text: '{{function}}() takes what {{call}}() gives for the VM_FAULT code that it is, or leaves it alone',
    advice: 'nothing to do',
  },
  misread: {
    text: '{{function}}() takes what {{call}}() gives for an errno: it {{wrong}}; what was meant is proven of the repaired code, and what changes is: {{differences}}',
    advice:
      'look at the value table, which says what the code does today, and say in the log that this is a repair',
  },
  'misread-outside': {
    text: '{{function}}() {{where}} and takes what {{call}}() gives for an errno: it {{wrong}}; what changes with the repair is: {{differences}}',
    advice: 'look at the value table, which says what the code does today; take it with --review',
  },
  'misread-stays': {
    text: '{{call}}() gives a VM_FAULT code, but in {{function}}() it {{wrong}}; no repair was proven: {{why}}',
    advice:
      'mend it by hand: success is VM_FAULT_NOPAGE, which is not 0, and an error is what VM_FAULT_ERROR masks',
  },
  'code-stored': {
    text: 'the VM_FAULT code of {{call}}() {{stored}}, and who reads it there is not followed',
    advice:
      'return it, or keep it in a local vm_fault_t; where a member has to hold it, declare that vm_fault_t',
  },
  'code-as-integer': {
    text: '{{functions}} {{hand}} the VM_FAULT code of {{call}}() on as an integer',
    advice:
      'declare it vm_fault_t, as vm-fault-t does where it can, so that nobody takes its result for an errno',
  },
  'code-not-followed': {
    text: 'what {{function}}() does with the VM_FAULT code of {{call}}() cannot be read for certain',
    advice: 'look whether it takes the result for an errno: success is VM_FAULT_NOPAGE, which is not 0',
  },
  'api-by-macro': {
    text: 'the macro {{macro}} stands for {{call}}(), so that code which reads as if it got an errno gets a VM_FAULT code',
    advice: 'take the macro away and convert its users; until then do not trust what is said of them',
  },
  'new-name-for-old': {
    text: '{{instead}}() is a macro here that stands for {{old}}(), for some kernels or for all: what a call of it gives is an errno there, and a VM_FAULT code elsewhere',
    advice:
      'take the macro away, and define a function for old kernels that gives a code, as the header of --compat does',
  },
  'own-errno': {
    text: '{{call}}() is a function of the driver itself for some kernels or for all ({{place}}), which returns an integer and was not proven to give a code: what a call of it gives may be an errno there',
    advice:
      'let it give a code and return vm_fault_t, as the header of --compat does, and convert who calls it',
  },
  'errno-as-code': {
    text: '{{function}}() is declared vm_fault_t, but {{errnos}}; the VM_FAULT code that stands for it takes its place',
    advice: 'say in the log that this is a repair: the fault core took the bits of the errno for flags',
  },
  'errno-as-code-stays': {
    text: '{{function}}() deals in vm_fault_t, but {{errnos}}; no repair was proven: {{why}}',
    advice:
      'return VM_FAULT_OOM for -ENOMEM, and VM_FAULT_SIGBUS for other errors, or what vmf_error() makes of them',
  },
} as const;

export type ReadCode = keyof typeof READ_REASONS;
type ReadVerdict = Judgement<ReadCode>;

/** The calls that give codes, by which the members of a run are asked to look. */
export const readsOf = ({ members }: Unit<InsertCalls>): ReadonlySet<string> =>
  new Set(members.flatMap(({ data }) => data.reads ?? []));

/** What was found out about the new calls of one function. */
export interface Reads {
  readonly verdict: ReadVerdict;
  /** Whether the verdict's change converts the function's old calls as well. */
  readonly covers: boolean;
  /** The functions that hand the code on as an integer, where nothing else is wrong. */
  readonly asInteger: readonly FunctionRef[];
  /** The functions that take the code for an errno. */
  readonly misreadIn: readonly FunctionRef[];
  /** Other calls of the function, whose codes nobody takes for an errno. */
  readonly others?: { readonly names: ReadonlySet<string>; readonly reads: Reads } | undefined;
}

const NONE: ReadonlyMap<string, string> = new Map();

/** Judges the new calls of a function; undefined where it has none. */
export function judgeReads(unit: Unit<InsertCalls>, facts: Facts): Reads | undefined {
  const { file, item, occurrences } = unit;
  const reads = readsOf(unit);
  const own = occurrences.filter(({ place, keyword }) => place === 'code' && reads.has(keyword));
  const fn = item?.kind === 'function' && own.length > 0 ? facts.functionAt(file.path, item) : undefined;
  if (fn === undefined || reads.has(fn.name)) return undefined;
  const names = new Set(own.map(({ keyword }) => keyword));
  const isMisread = (name: string) => (fateOf({ fn, names: new Set([name]) }, facts)?.wrong.length ?? 0) > 0;
  const blamed = new Set(names.size > 1 ? [...names].filter(isMisread) : []);
  if (blamed.size === 0 || blamed.size === names.size) return judgeNames(unit, fn, names, facts);
  const rest = new Set([...names].filter(name => !blamed.has(name)));
  const others = { names: rest, reads: judgeNames(unit, fn, rest, facts) };
  return { ...judgeNames(unit, fn, blamed, facts), others };
}

/** Judges some of the new calls of a function together. */
function judgeNames(
  unit: Unit<InsertCalls>,
  fn: FunctionRef,
  names: ReadonlySet<string>,
  facts: Facts,
): Reads {
  const { file, occurrences } = unit;
  const call = [...names].join('() and ');
  const holes = { function: fn.name, call };
  const fate = fateOf({ fn, names }, facts);
  const misreadIn = (fate?.wrong ?? []).map(one => one.fn);
  const standIn = standInFor(facts, file.path, names);
  const done = (verdict: ReadVerdict): Reads => ({ verdict, covers: false, asInteger: [], misreadIn });
  if (standIn) return done(refusedFor(standIn));
  const asked = new Map([...names].map(name => [name.replace(/^vmf_/, 'vm_'), name]));
  const ownErrno = ownErrnoFor(facts, file, asked, migrationIn(facts, file.path, asked));
  if (ownErrno !== undefined)
    return done({
      kind: 'refuse',
      code: 'own-errno',
      holes: { call: ownErrno.name, place: ownErrno.place },
    });
  if (fate === undefined) return done({ kind: 'refuse', code: 'code-not-followed', holes });
  if (fate.wrong.length === 0) return { ...done(harmless(fate, fn, holes)), asInteger: fate.asInteger };
  const wrong = listed([...new Set(fate.wrong.map(one => said(one, fn)))]);
  const { kind, names: contexts, chains } = facts.contextOf(fn);
  const chain = chainTo(fate.wrong[0]!, chains[0] ?? []);
  const isFault = (kind === 'only' && contexts.includes('fault')) || isTyped({ fn }, facts);
  const calls = callsOf(unit);
  const old = new Map(
    [...calls].filter(([name]) => occurrences.some(o => o.keyword === name && o.place === 'code')),
  );
  const chosen = chosenByKernel(unit, calls);
  // A macro of whatever name may stand for kernels that lack what new code uses.
  const byMacro = chosen.find(({ start }) => !isChosenByRelease(file, start));
  const work = isFault ? repairUnderFault : repairOutside;
  const repairWith = (beside: ReadonlyMap<string, string>): Repair =>
    byMacro !== undefined
      ? {
          kind: 'stays',
          why: `a macro chooses ${byMacro.keyword}() instead (${byMacro.path}:${byMacro.line})`,
        }
      : kind === 'only' || isFault
        ? work({ fn, names, beside, facts })
        : unknownWhere(fn);
  // What reads the result is the same where the old call is chosen: it cannot be left there alone.
  const ways = old.size > 0 && chosen.length === 0 ? [old, NONE] : [old];
  const answers = ways.map(beside => ({ beside, repair: repairWith(beside) }));
  const { repair, beside } = answers.find(answer => answer.repair.kind === 'repaired') ?? answers[0]!;
  if (repair.kind === 'stays')
    return done({
      kind: 'refuse',
      code: 'misread-stays',
      holes: { ...holes, wrong, why: repair.why },
      chain,
    });
  const { change } = repair;
  const differences = change.proof.differences.join('; ') || 'nothing that can be told from outside';
  const told = { ...holes, wrong, differences };
  const covers = beside.size > 0;
  const isSure = isFault && kind === 'only';
  if (isFault) {
    const verdict: ReadVerdict = {
      kind: isSure ? 'convert' : 'review',
      code: 'misread',
      holes: told,
      change,
      chain,
    };
    return { verdict, covers, asInteger: [], misreadIn };
  }
  const where = 'does not run under a page fault';
  const verdict: ReadVerdict = {
    kind: 'review',
    code: 'misread-outside',
    holes: { ...told, where },
    change,
    chain,
  };
  return { verdict, covers, asInteger: [], misreadIn };
}

/** The refusal of code that calls a macro which only has the name of a new call. */
export const refusedFor = ({ name, old }: StandIn): ReadVerdict => ({
  kind: 'refuse',
  code: 'new-name-for-old',
  holes: { instead: name, old },
});

const unknownWhere = (fn: FunctionRef): Repair => ({
  kind: 'stays',
  why: `whether ${fn.name}() runs under page faults alone is not known`,
});

function chainTo({ way, fn }: Misreading, chain: readonly ChainStep[]): readonly ChainStep[] {
  return chain.length > 0 ? chain : [...way.slice(1), { name: fn.name, path: fn.path, line: fn.line }];
}

/** Codes that nobody is seen to read as an errno. */
function harmless(
  fate: Fate,
  fn: FunctionRef,
  holes: { readonly call: string; readonly function: string },
): ReadVerdict {
  const { call } = holes;
  if (fate.stored.length > 0) {
    const stored = listed([...new Set(fate.stored.map(one => said(one, fn)))]);
    return { kind: 'refuse', code: 'code-stored', holes: { call, stored } };
  }
  if (fate.asInteger.length > 0) {
    const functions = listed(fate.asInteger.map(({ name, path, line }) => `${name}() (${path}:${line})`));
    const hand = fate.asInteger.length > 1 ? 'hand' : 'hands';
    return { kind: 'refuse', code: 'code-as-integer', holes: { functions, call, hand } };
  }
  const [unread] = fate.unread;
  if (unread !== undefined)
    return { kind: 'refuse', code: 'code-not-followed', holes: { call, function: unread.name } };
  return { kind: 'done', code: 'reads-codes', holes };
}

/** The verdict where types are planned too: what returns the code may get the type that tells, and not its variables alone. */
export function typedReads(
  { verdict, asInteger }: Reads,
  typing: Typing | undefined,
): ReadVerdict | undefined {
  if (verdict.kind !== 'refuse' || verdict.code !== 'code-as-integer' || typing === undefined) return verdict;
  const typed = asInteger.map(fn => typing.of(fn));
  return typed.every(one => one?.kind === 'changes' && one.role !== undefined) ? undefined : verdict;
}

/** What is said of a definition that makes one name of the API stand for another. */
export function judgeMacro(unit: Unit<InsertCalls>, { start, keyword }: Occurrence): ReadVerdict | undefined {
  const macro = macroAt(unit.file, start);
  const isAlias = new RegExp(`^\\s*\\(?\\s*${keyword}\\b`).test(macro?.body ?? '');
  if (macro === undefined || macro.name === keyword || keyword === HOLDING || !isAlias) return undefined;
  // What asks for a code by its name knows that it gets one.
  if (CODE_CALLS.has(keyword) && /\bVM_FAULT_[A-Z]/.test(withoutComments(macro.body))) return undefined;
  return { kind: 'refuse', code: 'api-by-macro', holes: { macro: macro.name, call: keyword } };
}

/** Judges a function that names the type of codes: whether it holds or returns an errno all the same. */
export function judgeHolder(
  unit: Unit<InsertCalls>,
  facts: Facts,
  repairs: readonly Reads[],
): ReadVerdict | undefined {
  const { file, item } = unit;
  if (item?.kind !== 'function') return undefined;
  const migration = { ...migrationIn(facts, file.path, NONE), misread: true } as const;
  const strays = errnosIn(file, item, migration);
  if (strays.length === 0) return undefined;
  const errnos = listed([...new Set(strays.map(({ what, line }) => `${what} (${file.path}:${line})`))]);
  const holes = { function: item.name ?? 'this function', errnos };
  const stays = (why: string): ReadVerdict => ({
    kind: 'refuse',
    code: 'errno-as-code-stays',
    holes: { ...holes, why },
  });
  const isHere = (path: string, start: number, end: number) =>
    path === file.path && start < item.end && item.start < end;
  for (const { verdict, misreadIn } of repairs) {
    const change = verdict.kind === 'convert' || verdict.kind === 'review' ? verdict.change : undefined;
    const edits = change?.edits.filter(e => isHere(e.path, e.start, e.end)) ?? [];
    const isMended = strays.every(({ start, end }) => edits.some(e => e.start < end && start < e.end));
    if (change && edits.length > 0 && isMended)
      return { kind: verdict.kind as 'convert' | 'review', code: 'errno-as-code', holes, change };
    const isMisread = misreadIn.some(one => isHere(one.path, one.item.start, one.item.end));
    if (edits.length > 0 || isMisread)
      return stays('it also takes a code for an errno, which was to go with it');
  }
  const fn = facts.functionAt(file.path, item);
  if (fn === undefined || !isTyped({ fn }, facts))
    return stays(`it does not return ${FAULT_TYPE.codeType} itself`);
  const mended = mendErrnos(file, item, migration, ERROR_CODES);
  if (mended.kind !== 'converted') return stays(mended.kind === 'differs' ? mended.sentence : mended.why);
  const proof = proveBut(mended.proof, ERRNO_WAS_CODE);
  const isHandler = facts.slotsOf(fn).some(({ dead, table }) => !dead && table.context === 'fault');
  return {
    kind: isHandler ? 'convert' : 'review',
    code: 'errno-as-code',
    holes,
    change: { edits: mended.edits, proof },
  };
}

/** The type whose holders are judged. */
export const HOLDING = FAULT_TYPE.codeType;
