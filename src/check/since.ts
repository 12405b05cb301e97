/**
 * Checks what a change added: forbidden calls that are new, old ones that a slot reaches only now, and handlers that
 * are new in a slot or have a new type. Only what the change touches is read, and what the facts then ask for.
 */
import { collectFacts, isMadeByMacro, type Seed } from '../facts/index.js';
import { compare, groupBy } from '../order.js';
import { familiesOf } from '../shelf.js';
import { decode } from '../source/decode.js';
import type { SourceFile } from '../source/file.js';
import { isRead } from '../sources.js';
import { isUnder } from '../tree/path.js';
import type { ChangedPath, Tree } from '../tree/tree.js';
import { type Watch, watchFor } from '../watch.js';
import { functionsAffected } from './affected.js';
import { type CallingMacro, type CallSite, callingMacros, findCalls, type Macros } from './calls.js';
import {
  type CheckGround,
  type CheckRequest,
  checkMade,
  collectFor,
  join,
  nothingLookedAt,
  openGround,
} from './check.js';
import { newFindings } from './compare.js';
import type { CheckFinding, CheckResult } from './finding.js';
import { checkTouchedHandlers, retypesOne, wordsOfSlots } from './handlers.js';
import { type Commented, ignoresSince, inBytes, withoutIgnored } from './ignored.js';
import { inspectFiles } from './inspect.js';
import { callFindings, handlerFindings } from './judge.js';
import { hasSameCode, novelWords, type Touched } from './novel.js';
import { type Plan, plansOf } from './plan.js';
import { findReach, linkedBy, type Reach, wordsOfReach } from './reach.js';
import { filesShifted, type Shift, shiftsOf } from './shifts.js';

export interface ChangeRequest extends Omit<CheckRequest, 'tree'> {
  readonly before: Tree;
  readonly after: Tree;
  readonly changed: readonly ChangedPath[];
  /** What is remembered of the tree before; found out, and handed to `keep`, where it holds nothing of a plan. */
  readonly reaches: Reaches;
}

/** A memory of trees that were looked through. */
export interface Reaches {
  of(plan: Plan): Promise<Reach | undefined>;
  keep(plan: Plan, reach: Reach): Promise<void>;
}

/** Checks a change. @throws the signal's reason when it is set; UserError where a tree cannot be searched. */
export async function checkChange(request: ChangeRequest): Promise<CheckResult> {
  const { paths, changed, reaches, selects = () => true } = request;
  const [before, after] = [
    await openGround(request, request.before),
    await openGround(request, request.after),
  ];
  const states: States = { before, after, changed };
  const watch = watchFor(request);
  const { touched, unread } = touch(states);
  const shifts = shiftsOf(states, edited(changed, touched));
  const results: CheckResult[] = [{ findings: [], notes: [], unread }];
  const concerns = touched.some(({ novel }) => novel.size > 0) || shifts.length > 0;
  for (const plan of plansOf(familiesOf(request.transforms))) {
    if (concerns || retypesOne(touched, plan))
      results.push(await checkPlan(states, plan, { touched, shifts }, reaches, watch));
  }
  const isWanted = (path: string) => isUnder(path, paths) && selects(path);
  if (request.selects !== undefined && !(await after.tree.list(paths)).some(isWanted))
    results.push(nothingLookedAt(request));
  const { sources } = states.after;
  const fresh = new Map(
    touched.map(({ file, was }) => [file.path, ignoresSince(fileBefore(states, was), file)] as const),
  );
  const commented: Commented = {
    paths: [...fresh.keys()].filter(isWanted).sort(compare),
    isAsked: ignore => fresh.get(ignore.path)!(ignore),
  };
  return inBytes(withoutIgnored(join(results, isWanted), sources, commented), sources);
}

/** A tree before and after a change. */
export interface States {
  readonly before: CheckGround;
  readonly after: CheckGround;
  readonly changed: readonly ChangedPath[];
}

interface TouchedFiles {
  readonly touched: readonly Touched[];
  readonly unread: CheckResult['unread'];
}

function touch({ before, after, changed }: States): TouchedFiles {
  const touched: Touched[] = [];
  const unread: { path: string; why: string }[] = [];
  for (const { before: was, after: path } of changed) {
    if (path === undefined) continue;
    const [text, now] = [textOf(before.tree, was), textOf(after.tree, path)];
    if (was === path && text !== undefined && now !== undefined && hasSameCode(text, now)) continue;
    const file = after.sources.open(path);
    if (isRead(file)) touched.push({ file, was, before: text, novel: novelWords(text, file) });
    else unread.push({ path, why: file.unread });
  }
  return { touched, unread };
}

function fileBefore({ before }: States, was: string | undefined): SourceFile | undefined {
  const file = was === undefined ? undefined : before.sources.open(was);
  return file !== undefined && isRead(file) ? file : undefined;
}

function textOf(tree: Tree, path: string | undefined): string | undefined {
  const read = path === undefined ? undefined : tree.read(path);
  return read === undefined || 'unread' in read ? undefined : decode(read.bytes);
}

/** The changed files that say something else, and those that are gone. */
function edited(changed: readonly ChangedPath[], touched: readonly Touched[]): readonly ChangedPath[] {
  const now = new Set(touched.map(({ file }) => file.path));
  return changed.filter(({ after }) => after === undefined || now.has(after));
}

/** What a change did to the code. */
interface Change {
  readonly touched: readonly Touched[];
  readonly shifts: readonly Shift[];
}

async function checkPlan(
  states: States,
  plan: Plan,
  change: Change,
  reaches: Reaches,
  watch: Watch,
): Promise<CheckResult> {
  const { after } = states;
  const reach = await reachOf(states.before, plan, reaches, watch);
  const shifted = await filesShifted(
    states,
    change.touched,
    change.shifts,
    new Set([...wordsOfReach(reach, plan), ...wordsOfSlots(plan)]),
  );
  const touched = [...change.touched, ...shifted.touched];
  const handled = await checkTouchedHandlers(after, plan, touched);
  const calls = callsToJudge(states, plan, touched, reach);
  await watch('facts', 0, 1);
  const facts = calls.length === 0 ? undefined : await collectFor(after, plan, calls);
  const called = facts === undefined ? [] : callFindings(calls, facts, plan);
  const made = facts === undefined ? { findings: [], notes: [] } : await checkMade(after, plan, calls, facts);
  const affected = new Set(touched.flatMap(one => [...functionsAffected(one)]));
  const paths = touched.map(({ file }) => file.path);
  const inspected = await inspectFiles(after, plan, paths, { isWanted: item => affected.has(item) });
  const findings = [...called, ...made.findings, ...handled.findings, ...inspected];
  const old = findings.length === 0 ? [] : await findingsBefore(states, plan, findings, reach);
  return {
    findings: newFindings(old, findings),
    notes: [...shifted.notes, ...handled.notes, ...made.notes],
    unread: [],
  };
}

async function reachOf(ground: CheckGround, plan: Plan, reaches: Reaches, watch: Watch): Promise<Reach> {
  const known = await reaches.of(plan);
  if (known !== undefined) return known;
  const found = await findReach(ground, plan, watch);
  await reaches.keep(plan, found);
  return found;
}

/** The calls that may be new findings: in files that use such a word anew, and where a new way may lead. */
function callsToJudge(
  { after, changed }: States,
  plan: Plan,
  touched: readonly Touched[],
  reach: Reach,
): readonly CallSite[] {
  const headers = [
    ...reach.headers,
    ...touched.map(({ file }) => file.path).filter(path => path.endsWith('.h')),
  ];
  const shared = sharedMacros(after, plan, headers);
  const own = touched.flatMap(({ file, novel }) => {
    const calls = callsIn(file, plan, shared);
    const isNew = ({ call, through }: CallSite) =>
      novel.has(call) ||
      // Where one was mended, another one may say the same as that did.
      novel.has(plan.forbidden.get(call)!.instead) ||
      through.some(({ macro }) => novel.has(macro.name));
    return calls.some(isNew) ? calls : [];
  });
  const moved = new Map(changed.map(({ before, after: now }) => [before, now]));
  const linked = linkedBy(touched, reach).flatMap(({ path, name }) => {
    const now = moved.has(path) ? moved.get(path) : path;
    const file = now === undefined ? undefined : after.sources.open(now);
    if (file === undefined || !isRead(file)) return [];
    return callsIn(file, plan, shared).filter(call => call.function === name);
  });
  return [...new Map([...own, ...linked].map(call => [`${call.path}:${call.start}`, call])).values()];
}

function callsIn(file: SourceFile, plan: Plan, shared: Macros): readonly CallSite[] {
  return findCalls(file, plan, new Map([...shared, ...callingMacros(file, plan, shared)]));
}

/** The macros of headers that make forbidden calls. */
function sharedMacros({ sources }: CheckGround, plan: Plan, headers: readonly string[]): Macros {
  const macros = new Map<string, CallingMacro>();
  // A macro may use one of a header that is looked at later.
  for (let before = -1; macros.size > before; ) {
    before = macros.size;
    for (const path of new Set(headers)) {
      const file = sources.open(path);
      if (!isRead(file)) continue;
      for (const [name, macro] of callingMacros(file, plan, macros)) macros.set(name, macro);
    }
  }
  return macros;
}

/** The findings of the tree before in the functions that have findings now, under the paths of now. */
async function findingsBefore(
  { before, changed }: States,
  plan: Plan,
  findings: readonly CheckFinding[],
  { headers }: Reach,
): Promise<readonly CheckFinding[]> {
  const shared = sharedMacros(before, plan, headers);
  const were = new Map(changed.map(({ before: was, after }) => [after, was]));
  const now = new Map<string, string>();
  const calls: CallSite[] = [];
  const handlers: Seed[] = [];
  for (const [path, own] of groupBy(findings, finding => finding.path)) {
    const was = were.has(path) ? were.get(path) : path;
    const file = was === undefined ? undefined : before.sources.open(was);
    if (file === undefined || !isRead(file)) continue;
    now.set(file.path, path);
    const names = new Set(own.map(finding => finding.function));
    // A function that a macro makes is found under its own name, and stands under that of the macro.
    const isAsked = ({ function: name, item }: CallSite) => names.has(name) || isMadeByMacro(file, item);
    calls.push(...callsIn(file, plan, shared).filter(isAsked));
    if (own.every(({ kind }) => kind !== 'handler')) continue;
    const items = file.items.filter(item => item.kind === 'function' && names.has(item.name ?? ''));
    handlers.push(...items.map(item => ({ path: file.path, item })));
  }
  const inspected = findings.some(({ kind }) => kind === 'inspected')
    ? await inspectFiles(before, plan, [...now.keys()])
    : [];
  const seeds = [...calls, ...handlers];
  const { tree, sources } = before;
  const facts =
    seeds.length === 0
      ? undefined
      : await collectFacts({ tree, open: sources.open, slots: plan.slots, seeds });
  const named =
    facts === undefined
      ? []
      : [
          ...callFindings(calls, facts, plan),
          ...(await checkMade(before, plan, calls, facts)).findings,
          ...handlerFindings(facts, plan).findings,
        ];
  return [...named, ...inspected].map(finding => ({
    ...finding,
    path: now.get(finding.path) ?? finding.path,
  }));
}
