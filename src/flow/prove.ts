/**
 * Translation validation: evaluates a function before and after a rewrite, for each value that the rewritten calls
 * can return, and compares what the two do.
 *
 * Invariant: `proven` is said only if on every path, up to the cuts and from each cut on, both programs have the same
 * effects in the same order and end alike, but for the differences the contract declares.
 */
import { remember } from '../remember.js';
import type { FunctionDef } from '../source/ast.js';
import type { MacroDef } from '../source/file.js';
import type { TableRow } from '../verdict.js';
import { type Comparison, compare, firstDifferent, type Returns, sayApart } from './compare.js';
import { computesWithCalls, constantsOf } from './constants.js';
import { type Contract, numbersOf, successOf, type ValueClass } from './contract.js';
import { countsIn } from './counts.js';
import type { Code, Run } from './evaluate.js';
import { explore, type Limits, type Segment, universeOf, type Verdict } from './explore.js';
import { joinsOf } from './joins.js';
import { openLater } from './later.js';
import { type Program, programOf, unknownProgram } from './program.js';
import { mint, type Proof } from './proof.js';
import { resolve } from './resolve.js';
import { OutcomeTable } from './table.js';
import { isDeeperThan } from './walk.js';
import type { World } from './world.js';

export type { Returns } from './compare.js';

export interface Question {
  readonly contract: Contract;
  readonly before: FunctionDef;
  readonly after: FunctionDef;
  readonly returns: Returns;
  /** Bodies that may be evaluated in place of a call. */
  readonly inline?: (name: string) => Code | undefined;
  /** The same for the function after, where those are not the same bodies. */
  readonly inlineAfter?: (name: string) => Code | undefined;
  /** What is known of the function whose call stands for those of the contract. */
  readonly handed?: Handed;
  /** Definitions of a macro that the functions can mean. */
  readonly macros?: ((name: string) => readonly MacroDef[]) | undefined;
}

/** A function with calls of its own, as its callers meet it. */
export interface Handed {
  /** What its call gives, by the names of what its own calls gave. */
  readonly classes: readonly ValueClass[];
  readonly table: OutcomeTable;
  readonly differences: readonly string[];
}

export type Answer =
  | { readonly kind: 'proven'; readonly proof: Proof }
  /**
   * Both could be evaluated, and differ: what they return where they do, if it is a known number. `at` is an offset
   * in the text before: of what it does there that the text after does not do, or of its end.
   */
  | {
      readonly kind: 'differs';
      readonly sentence: string;
      readonly returned: ReturnedPair;
      readonly at: number;
    }
  /**
   * Something could not be evaluated. `at` is an offset in the text of the `version` named; with `end` it is the
   * expression there that ends the clause `why`.
   */
  | {
      readonly kind: 'unknown';
      readonly why: string;
      readonly at: number;
      readonly end?: number;
      readonly version: 'before' | 'after';
    };

/** What the versions return on one path, where both return and it is known. */
export type ReturnedPair = { readonly before: number; readonly after: number } | undefined;

const UNCOMPUTED = 'it is not known what comes of';

const MAX_NESTING = 200;
/** Larger functions are not followed; what people write has some hundreds of steps, and some thousands at most. */
const MAX_SIZE = 20_000;
const LIMITS: Limits = { paths: 30_000, states: 4_000, steps: 1_500_000 };
/** How far one looks again for the table's sake alone. */
const BRIEF: Limits = { paths: 1_000, states: 500, steps: 50_000 };

/** A function made ready for evaluation. */
export function codeOf(
  fn: FunctionDef,
  inline: (name: string) => Code | undefined = () => undefined,
  macros?: (name: string) => readonly MacroDef[],
): Code {
  const unknown = (why: string): Code => {
    const names = { variables: [], of: () => undefined, declaredBy: () => undefined, behind: () => [] };
    return { program: unknownProgram(fn, why), names, inline, macros };
  };
  if (isDeeperThan(fn, MAX_NESTING)) return unknown('it is nested too deeply');
  const program = programOf(fn);
  if (sizeOf(program) > MAX_SIZE) return unknown('it is too long');
  return { program, names: resolve(fn, macros), inline, macros };
}

/** The number of a program's steps and of the arms of its switches. */
function sizeOf({ steps }: Program): number {
  return steps.reduce((sum, step) => sum + 1 + (step.op === 'switch' ? step.arms.length : 0), 0);
}

/** A function's code by itself, worked out once. */
export const plainCodeOf = remember((fn: FunctionDef) => codeOf(fn));

/** Evaluates both versions and compares. Never throws; bounded. */
export function prove(question: Question): Answer {
  const { codes, walk } = openWalk(question);
  const joins = joinsOf(...codes);
  return withMerges(codes[0], mergesInLoops => {
    if (joins.length === 0) return walk([], LIMITS, mergesInLoops);
    // The joins save time, but forget what the ways to them have in common: without them more can be proven, and the
    // table says where a way ends instead of that it goes on.
    const quick = walk(joins, LIMITS, mergesInLoops);
    if (quick.kind === 'unknown') return quick;
    const whole = walk([], quick.kind === 'proven' ? BRIEF : LIMITS, mergesInLoops);
    return quick.kind === 'proven' && whole.kind === 'unknown' ? quick : whole;
  });
}

/** A function with calls of its own, as its callers meet it; undefined where that is not all known. */
export function handedUpBy(question: Omit<Question, 'returns'>): Handed | undefined {
  const { codes, table, walk } = openWalk({ ...question, returns: 'any' });
  const answer = withMerges(codes[0], mergesInLoops => walk([], LIMITS, mergesInLoops));
  const classes = answer.kind === 'proven' ? table.handedUp() : undefined;
  return classes && answer.kind === 'proven'
    ? { classes, table, differences: answer.proof.differences }
    : undefined;
}

/** A loop whose head asks for the value: what the new call no longer tells from success goes round with it. */
function withMerges({ program }: Code, walk: (mergesInLoops: boolean) => Answer): Answer {
  const plain = walk(false);
  const isLoop = program.steps.some(step => step.op === 'head');
  if (plain.kind !== 'differs' || !isLoop) return plain;
  const merged = walk(true);
  return merged.kind === 'proven' ? merged : plain;
}

/** Both versions made ready, and all that they may be asked about. */
function madeReady(question: Question) {
  const before = codeOf(question.before, question.inline, question.macros);
  const inlineAfter = question.inlineAfter ?? question.inline;
  const after: Code = { ...codeOf(question.after, inlineAfter, question.macros), rewritten: true };
  const given = question.contract;
  const told = typeof question.returns === 'object' ? numbersOf(question.returns) : [];
  const constants = new Set([...constantsOf(before, given), ...constantsOf(after, given), ...told]);
  // What is computed with a value that another function handed up is not looked for.
  const computed = question.inlineAfter !== undefined || computesWithCalls(before, given);
  const universe = universeOf(given, constants, computed);
  return { codes: [before, after] as const, universe, counts: countsIn(question.before, question.after) };
}

/** Both versions made ready, and a walk over them that compares; the table is that of the last walk. */
function openWalk(question: Question) {
  const { codes, universe, counts } = madeReady(question);
  const [before] = codes;
  const { contract } = universe;
  const table = new OutcomeTable({ contract, counts }, universe.options, question.handed?.table);
  const differences = new Set<string>();
  const walk = (joins: readonly (readonly number[])[], limits: Limits, mergesInLoops: boolean): Answer => {
    let answer: Answer | undefined;
    table.clear();
    differences.clear();
    for (const one of question.handed?.differences ?? []) differences.add(one);
    const later = openLater(before, universe);
    const visit = (segment: Segment): Verdict => {
      const judged = judge(contract, question, segment, table, differences, mergesInLoops, false, later);
      if (typeof judged === 'object' && 'kind' in judged) {
        answer = judged;
        return 'stop';
      }
      return judged;
    };
    const incomplete = explore({
      codes,
      observers: [],
      universe,
      limits,
      joins,
      cutsBehindCalls: true,
      visit,
    });
    if (incomplete) {
      const why = `the function has too many ${incomplete.tooMuch} to evaluate (--effort goes further)`;
      answer ??= { kind: 'unknown', why, at: question.before.start, version: 'before' };
    }
    return (
      answer ?? {
        kind: 'proven',
        proof: mint(table.rows(), [...differences].sort(), { about: question.before.name }),
      }
    );
  };
  return { codes, table, walk };
}

/**
 * What both versions do for each value of the contract, whether that is the same or not: no proof of anything, but an
 * account. A row whose outcomes differ says so. Undefined where something cannot be evaluated. Never throws; bounded.
 */
export function outcomesOf(question: Question): readonly TableRow[] | undefined {
  const { codes, universe, counts } = madeReady(question);
  const { contract } = universe;
  const table = new OutcomeTable({ contract, counts }, universe.options);
  let isWhole = true;
  const visit = (segment: Segment): Verdict => {
    const judged = judge(contract, question, segment, table, new Set(), false, true);
    if (typeof judged !== 'object' || !('kind' in judged)) return judged;
    if (judged.kind === 'unknown') isWhole = false;
    return judged.kind === 'unknown' ? 'stop' : 'done';
  };
  const walk = {
    codes,
    observers: [],
    universe,
    limits: LIMITS,
    joins: [],
    cutsBehindCalls: false,
    visit,
  };
  return explore(walk) === undefined && isWhole ? table.rows() : undefined;
}

const UNFOLLOWED = { lost: ['what later rounds do, perhaps,'], gained: [], changed: [] };

function judge(
  contract: Contract,
  { returns, before }: Question,
  { world, state, runs, again, domainsOf }: Segment,
  table: OutcomeTable,
  differences: Set<string>,
  mergesInLoops: boolean,
  accounts = false,
  later?: ReturnType<typeof openLater>,
): Verdict | Exclude<Answer, { kind: 'proven' }> {
  const [old, now] = runs as readonly [Run, Run];
  /** What a value that is taken for another one from now on has the old program do in later rounds. */
  const saidOfLater = ({ merged, before: agreed }: Comparison): readonly string[] => {
    const apart = merged && contract.aliasEffects && later?.({ old, agreed, domainsOf });
    if (!merged || !apart) return [];
    const said = [apart, ...(apart.isKnown ? [] : [UNFOLLOWED])];
    return said.flatMap(one => sayApart(contract, one, merged));
  };
  if (old.end.kind === 'unknown')
    return { kind: 'unknown', why: old.end.why, at: old.end.at, version: 'before' };
  if (now.end.kind === 'unknown')
    return { kind: 'unknown', why: now.end.why, at: now.end.at, version: 'after' };
  const compared = compare({
    contract,
    returns,
    world,
    old,
    now,
    seen: state.seen,
    mergesInLoops,
    rerun(classes) {
      world.override(classes);
      const run = again(0);
      world.override(undefined);
      return run;
    },
  });
  const judged = { ...compared, differences: [...compared.differences, ...saidOfLater(compared)] };
  const told = accounts && !judged.same ? [table.explain(world, state.seen, old, now)] : [];
  table.add(world, state, old, now, {
    ...judged,
    differences: [...judged.differences, ...told],
  });
  if (!judged.same) {
    // On a way that a number decides which could not be computed, nothing that differs is sure.
    for (const key of world.known().keys()) {
      const doubt = world.symbols.doubtOf(key);
      if (!doubt) continue;
      const { start, end, version, why } = doubt;
      return why === undefined
        ? { kind: 'unknown', why: UNCOMPUTED, at: start, end, version }
        : { kind: 'unknown', why, at: start, version };
    }
    return {
      kind: 'differs',
      sentence: table.explain(world, state.seen, old, now),
      returned: returnedBy(world, old, now),
      at: placeOf(before, world, old, now),
    };
  }
  for (const d of judged.differences) differences.add(d);
  const agreed = judged.before.end;
  if (agreed.kind !== 'head' || now.end.kind !== 'head') return 'done';
  const success = successOf(contract);
  const seen = new Set(state.seen);
  // What is success from now on is of no account later, but for the callers of a function that is closed to them.
  const isKept = (c: ValueClass) => (returns === 'any' ? c.name !== success.name : c.after !== success.after);
  for (const c of world.classes.values()) if (isKept(c)) seen.add(c.name);
  return { points: [agreed, now.end], seen: [...seen].sort() };
}

/** Where in the old program two runs part, as far as one statement stands for it. */
function placeOf(before: FunctionDef, world: World, old: Run, now: Run): number {
  const differing = firstDifferent(world, old, now)?.stmt;
  const end = old.end.kind === 'return' ? old.end.stmt : undefined;
  const stmt = [differing, end].find(s => s && s.start >= before.start && s.end <= before.end);
  return stmt?.start ?? before.start;
}

function returnedBy(world: World, old: Run, now: Run): ReturnedPair {
  const numberOf = ({ end }: Run) =>
    end.kind === 'return' && end.value !== undefined ? world.numberOf(end.value) : undefined;
  const before = numberOf(old);
  const after = numberOf(now);
  return before === undefined || after === undefined ? undefined : { before, after };
}
