/** From calls and stored functions to findings, by what the facts say of their contexts. */
import type { Context, Facts, Maker, Passage, SlotUse } from '../facts/index.js';
import { fill } from '../reasons.js';
import { withoutComments } from '../source/comments.js';
import { assume } from '../source/conditions.js';
import { type Item, isElsewhere, type SourceFile } from '../source/file.js';
import type { Span } from '../source/span.js';
import { piecesOf } from '../standing.js';
import type { ChainStep } from '../verdict.js';
import { isNeverCompiled } from './arms.js';
import type { CallSite } from './calls.js';
import type { CheckFinding, Step } from './finding.js';
import type { Plan } from './plan.js';
import { type Result, resultOf, resultOfText, wrappedDefinitions } from './result.js';

/** The calls that stand in a function which some slot of the plan's context reaches. */
export function callFindings(calls: readonly CallSite[], facts: Facts, plan: Plan): readonly CheckFinding[] {
  return calls.flatMap(site => {
    const fn = facts.functionAt(site.path, site.item);
    const chain = fn && chainOf(facts.contextOf(fn), plan.rule.context);
    if (fn === undefined || chain === undefined || isRenamed(site, facts, plan)) return [];
    return [callFinding(site, facts, plan, { name: fn.name, chain, steps: stepsOf(chain, facts) })];
  });
}

/** Whether a macro makes the call one of what is to be called instead, wherever both are compiled that a kernel has. */
function isRenamed({ path, start, call }: CallSite, facts: Facts, { forbidden }: Plan): boolean {
  const { instead } = forbidden.get(call)!;
  const here = facts.file(path)?.underAt(start) ?? [];
  return facts
    .macrosOf(call, path)
    .some(
      ({ params, body, under }) =>
        params === undefined &&
        withoutComments(body).trim() === instead &&
        !isElsewhere(under) &&
        assume(here, under) !== undefined,
    );
}

/** The function that a call stands in, and the way to it from a slot. */
interface Reached {
  readonly name: string;
  readonly chain: readonly ChainStep[];
  readonly steps: readonly Step[];
}

function callFinding(
  site: CallSite,
  facts: Facts,
  { rule, forbidden }: Plan,
  { name, chain, steps }: Reached,
): CheckFinding {
  const { path, line, column, start, end, call, ordinal } = site;
  const file = facts.file(path)!;
  const holes = { call, function: name, instead: forbidden.get(call)!.instead };
  return {
    code: rule.call.code,
    kind: 'call',
    ...{ path, line, column, start, end, ordinal, chain, ...standingOf(site, file) },
    function: name,
    subject: call,
    instead: holes.instead,
    source: lineOf(file, line),
    message: fill(rule.call.text, holes),
    advice: fill(rule.call.advice, holes),
    steps: [...steps, ...macroSteps(site)],
  };
}

/**
 * Likewise of the calls in functions that macros make: what they are in is known by the slots alone. `facts` are those of
 * all slots of the context. A sentence where no slot is known to hold the function.
 */
export function madeCallFindings(
  calls: readonly CallSite[],
  facts: Facts,
  plan: Plan,
): readonly (CheckFinding | string)[] {
  const made = facts
    .undefinedInSlots(plan.rule.context)
    .flatMap(({ name, slot }) =>
      slot.dead ? [] : facts.makersOf(slot.path, name).map(maker => ({ name, slot, maker })),
    );
  return calls.map(site => {
    const { path, line, call, item } = site;
    const found = made.find(
      ({ maker }) => maker.path === path && maker.start >= item.start && maker.start < item.end,
    );
    if (found === undefined)
      return `${path}:${line}: from where ${call}() is called was not judged: the macro ${site.function} makes the function around it`;
    const { name, slot, maker } = found;
    const place = { name: `${slot.holder}.${slot.field}`, path: slot.path, line: slot.line };
    const chain = [place, { name, path, line: facts.file(path)!.position(maker.start).line }];
    const steps = [{ path: place.path, line: place.line, text: `${place.name} is ${name}()` }];
    return callFinding(site, facts, plan, { name, chain, steps });
  });
}

type Standing = Pick<CheckFinding, 'statement' | 'within' | 'behind' | 'mark' | 'around'>;

/** What tells a call from others that are like it. */
function standingOf({ item, mark, piece }: CallSite, file: SourceFile): Standing {
  const { statement, within, behind } = piece;
  return { statement, within, behind, mark, around: piecesOf(file, item) };
}

/** The chain from a slot of a context; undefined where no slot of it is known to reach the function. */
function chainOf({ names, chains }: Context, context: string): readonly ChainStep[] | undefined {
  return chains[names.indexOf(context)];
}

/** A chain as a compiler tells it: the slot, then each call at its own line. */
export function stepsOf(chain: readonly ChainStep[], facts: Facts): readonly Step[] {
  return chain.slice(0, -1).map((from, at) => {
    const to = chain[at + 1]!;
    const passage = facts.passage(from, to);
    if (passage === undefined)
      return { path: from.path, line: from.line, text: `${from.name} is ${to.name}()` };
    const { path, line } = passage;
    return { path, line, text: clause(from.name, to.name, passage) };
  });
}

function clause(from: string, to: string, passage: Passage): string {
  const target = passage.to === 'macro' ? `the macro ${to}` : passage.to === 'function' ? `${to}()` : to;
  if (passage.from === 'member') return `${from} is set to ${target}`;
  const subject = passage.from === 'macro' ? `the macro ${from}` : `${from}()`;
  return `${subject} ${passage.to === 'macro' ? 'uses' : passage.to === 'member' ? 'calls what is in' : 'calls'} ${target}`;
}

function macroSteps({ through, call }: CallSite): readonly Step[] {
  return through.map(({ path, line, macro }, at) => ({
    path,
    line,
    text: `the macro ${macro.name} calls ${through[at + 1]?.macro.name ?? call}()`,
  }));
}

/** What was found of stored functions, and which of them could not be judged. */
export interface HandlerFindings {
  readonly findings: readonly CheckFinding[];
  readonly notes: readonly string[];
}

/** The functions known to be in slots of the plan's context that return one of C's own integer types. */
export function handlerFindings(facts: Facts, plan: Plan): HandlerFindings {
  const { context } = plan.rule;
  const judged = facts.slotFunctions(context).map(fn => {
    const slot = facts.slotsOf(fn).find(({ table, dead }) => table.context === context && !dead);
    const file = facts.file(fn.path);
    return slot === undefined || file === undefined ? undefined : judgeHandler(file, fn.item, slot, plan);
  });
  const lost = facts.undefinedInSlots(context).flatMap(({ name, slot }) => {
    const file = facts.file(slot.path);
    return file === undefined ? [] : judgeUndefined(file, name, slot, plan, facts);
  });
  return sorted([...judged, ...lost]);
}

/** Findings and notes apart. */
export function sorted(judged: readonly (CheckFinding | string | undefined)[]): HandlerFindings {
  return {
    findings: judged.filter(one => typeof one === 'object'),
    notes: [...new Set(judged.filter(one => typeof one === 'string'))],
  };
}

/**
 * The finding about a function in a slot, if it returns an integer type in all configurations; a sentence where that
 * cannot be told.
 */
export function judgeHandler(
  file: SourceFile,
  item: Item,
  slot: SlotUse,
  { rule }: Plan,
): CheckFinding | string | undefined {
  if (rule.handler === undefined || slot.dead || isNeverCompiled(file, item.start)) return undefined;
  const variants = file.functionsOf(item);
  const name = item.name ?? 'a handler';
  if ('why' in variants) return notJudged(file, item, name, variants.why);
  const { handler } = rule;
  const results = variants.map(variant => resultOf(file, variant, handler.type));
  const [first] = variants;
  if (first === undefined || hasOtherTwin(file, item, handler.type)) return undefined;
  return outcome(file, item, { name: first.fn.name, nameSpan: first.fn.nameSpan }, results, slot, handler);
}

/** Likewise of a name in a slot for which no definition is known: one in parentheses, or one that a macro makes. */
export function judgeUndefined(
  file: SourceFile,
  name: string,
  slot: SlotUse,
  plan: Plan,
  facts?: Facts,
): readonly (CheckFinding | string)[] {
  const { handler } = plan.rule;
  if (handler === undefined || slot.dead) return [];
  const found = wrappedDefinitions(file, name, handler.type);
  const makers = found.length === 0 ? (facts?.makersOf(slot.path, name) ?? []) : [];
  if (facts !== undefined && makers.length > 0) return judgeMade(makers, name, slot, plan, facts);
  if (found.length === 0) {
    const at = `${slot.path}:${slot.line}`;
    return [`${at}: the type that ${name}() returns was not judged: no definition of it was found`];
  }
  const live = found.filter(({ item }) => !isNeverCompiled(file, item.start));
  if (live.some(({ result }) => result.kind === 'right')) return [];
  return live.flatMap(
    ({ item, nameSpan, result }) => outcome(file, item, { name, nameSpan }, [result], slot, handler) ?? [],
  );
}

/** Likewise of one that macros make, or write the head of: by what their definitions say. */
function judgeMade(
  makers: readonly Maker[],
  name: string,
  slot: SlotUse,
  { rule: { handler } }: Plan,
  facts: Facts,
): readonly (CheckFinding | string)[] {
  const judged = makers.flatMap(maker => {
    const file = facts.file(maker.path);
    if (file === undefined || isNeverCompiled(file, maker.start)) return [];
    const { start, macro } = maker;
    const span = { start, end: start + macro.length };
    const results = maker.said.map(text => resultOfText(file, text, name, span, handler!.type));
    return [{ file, maker, span, results }];
  });
  if (judged.some(({ results }) => results.some(({ kind }) => kind === 'right'))) return [];
  return judged.flatMap(({ file, maker: { macro }, span, results }): readonly (CheckFinding | string)[] => {
    const { line } = file.position(span.start);
    const unknown = results.find(({ kind }) => kind === 'unknown');
    if (unknown === undefined && results[0]?.kind === 'integer')
      return [handlerFinding(file, { name, nameSpan: span }, results[0], slot, handler!)];
    const why = unknown?.kind === 'unknown' ? `: ${unknown.why}` : '';
    return [
      `${file.path}:${line}: the type that ${name}() returns was not judged: the macro ${macro} makes it${why}`,
    ];
  });
}

/** A function that is right in one configuration is not reported, and neither is it doubted. */
function outcome(
  file: SourceFile,
  item: Item,
  named: Named,
  results: readonly Result[],
  slot: SlotUse,
  handler: NonNullable<Plan['rule']['handler']>,
): CheckFinding | string | undefined {
  if (results.some(({ kind }) => kind === 'right')) return undefined;
  for (const result of results) {
    if (result.kind === 'unknown') return notJudged(file, item, named.name, result.why);
  }
  const [first] = results;
  return first?.kind === 'integer' ? handlerFinding(file, named, first, slot, handler) : undefined;
}

function notJudged(file: SourceFile, item: Item, name: string, why: string): string {
  const { line } = file.position(item.start);
  return `${file.path}:${line}: the type that ${name}() returns was not judged: ${why}`;
}

/** Whether the file defines the function with another type too, for other configurations. */
function hasOtherTwin(file: SourceFile, item: Item, wanted: string): boolean {
  return file.items.some(other => {
    const variants = other !== item && other.name === item.name ? file.functionsOf(other) : [];
    return (
      !('why' in variants) && !variants.every(variant => resultOf(file, variant, wanted).kind === 'integer')
    );
  });
}

const NO_PIECES: CheckFinding['around'] = [];

interface Named {
  readonly name: string;
  readonly nameSpan: Span;
}

function handlerFinding(
  file: SourceFile,
  { name, nameSpan }: Named,
  { type, span }: Extract<Result, { kind: 'integer' }>,
  slot: SlotUse,
  handler: NonNullable<Plan['rule']['handler']>,
): CheckFinding {
  const { path } = file;
  const place = `${slot.holder}.${slot.field}`;
  const position = file.position(span.start);
  const holes = { function: name, slot: place, found: type, type: handler.type };
  return {
    code: handler.code,
    kind: 'handler',
    ...{ path, ...span, ...position },
    function: name,
    subject: type,
    source: lineOf(file, position.line),
    ordinal: 1,
    statement: '',
    within: file
      .underAt(span.start)
      .map(({ condition, holds }) => `${holds ? '' : '!'}${condition}`)
      .join(' '),
    behind: '',
    mark: 1,
    around: NO_PIECES,
    message: fill(handler.text, holes),
    advice: fill(handler.advice, holes),
    chain: [
      { name: place, path: slot.path, line: slot.line },
      { name, path, line: file.position(nameSpan.start).line },
    ],
    steps: [{ path: slot.path, line: slot.line, text: `${place} is ${name}()` }],
  };
}

function lineOf(file: SourceFile, line: number): string {
  const { start, end } = file.lineSpan(line);
  return file.text.slice(start, end);
}
