/** Everything known of one line of a tree: where its function runs and why, what was judged there, and by what. Pure. */
import {
  above,
  type Context,
  type Facts,
  type FunctionRef,
  type MemberUse,
  type SlotTable,
  type SlotUse,
  slotStep,
} from './facts/index.js';
import { namesToBytes } from './file-names.js';
import { compare } from './order.js';
import { engineReasons, isEngineCode } from './reasons.js';
import type { Family } from './shelf.js';
import type { Item, SourceFile } from './source/file.js';
import type { ChainStep, Change, Ledger, Verdict } from './verdict.js';

/** A call of a function. */
export interface Call {
  readonly name: string;
  readonly path: string;
  readonly line: number;
}

export interface ExplainedFunction {
  readonly name: string;
  readonly path: string;
  readonly line: number;
  /** Why its body cannot be read; undefined where it can. */
  readonly unreadable: string | undefined;
  readonly context: Context;
  /** One for each slot that reaches it, with the slot's context; the shortest first. */
  readonly chains: readonly { readonly context: string; readonly steps: readonly ChainStep[] }[];
  /** The slots that hold the function itself. */
  readonly slots: readonly SlotUse[];
  readonly callers: readonly Call[];
}

/** A verdict with what led to it. */
export interface ExplainedSite {
  readonly verdict: Verdict;
  /** Whether the transform's rule decided, or the engine where no rule could or might. */
  readonly decidedBy: 'rule' | 'engine';
  readonly advice: string;
  readonly change: Change | undefined;
}

export interface Explanation {
  readonly path: string;
  readonly line: number;
  /** The line's text, one unit per byte. */
  readonly source: string;
  readonly function: ExplainedFunction | undefined;
  /** What stands on the line, or in a call that goes on there. */
  readonly sites: readonly ExplainedSite[];
  /** The functions that the line puts into slots. */
  readonly stored: readonly { readonly name: string; readonly slot: SlotUse }[];
  /** The functions that it puts into members of other structs. */
  readonly kept: readonly { readonly name: string; readonly member: MemberUse }[];
  /** Other verdicts of the function; where the line is in none, the nearest ones of the file. */
  readonly nearby: readonly Verdict[];
  readonly lookedFor: { readonly keywords: readonly string[]; readonly slots: readonly SlotTable[] };
}

/** So many verdicts are named where the line has none. */
const NEAREST = 3;

/** What an explanation is made of. */
export interface Evidence {
  readonly file: SourceFile;
  readonly line: number;
  /** Of a run over the file at least. */
  readonly ledger: Ledger;
  /** Of at least the function at the line, and of `storedNames`. */
  readonly facts: Facts;
  readonly families: readonly Family[];
}

/** The function that a line belongs to, if it is in one: its header counts. */
export function functionAtLine(file: SourceFile, line: number): Item | undefined {
  const { start, end } = file.lineSpan(line);
  return file.items.find(
    item => item.kind === 'function' && item.start < Math.max(end, start + 1) && start < item.end,
  );
}

/** Words on a line that may be functions put somewhere, in their order. */
export function storedNames(file: SourceFile, line: number): readonly string[] {
  const { start, end } = file.lineSpan(line);
  const text = file.text.slice(start, end).replace(/\/\*.*?\*\/|\/\/.*|"(?:\\.|[^"\\])*"/g, ' ');
  const found = [...text.matchAll(/(?:^|[=,{(&?:])\s*&?\s*([A-Za-z_]\w*)\s*(?=[,})\];:]|$)/g)];
  return [...new Set(found.map(match => match[1]!))];
}

/** Explains a line. */
export function explainLine({ file, line, ledger, facts, families }: Evidence): Explanation {
  const { path } = file;
  const { start, end } = file.lineSpan(line);
  const here = ledger.verdicts.filter(({ occurrence }) => occurrence.path === path);
  const on = here.filter(verdict => coversLine(file, verdict, line));
  const item = functionAtLine(file, line);
  const fn = item && facts.functionAt(path, item);
  return {
    path,
    line,
    source: file.text.slice(start, end),
    function: fn && explainFunction(fn, facts),
    sites: on.map(verdict => explainSite(verdict, ledger, families)),
    stored: storedOn(file, line, facts),
    kept: keptOn(file, line, facts),
    nearby: nearbyOf(
      here.filter(verdict => !on.includes(verdict)),
      item,
      line,
    ),
    lookedFor: {
      keywords: [...new Set(families.flatMap(({ keywords }) => keywords))].sort(compare),
      slots: families.flatMap(({ rule }) => rule.slots),
    },
  };
}

/** Whether a verdict speaks of a line: its word stands there, or the arguments of its call reach there. */
function coversLine(file: SourceFile, { occurrence }: Verdict, line: number): boolean {
  if (occurrence.line >= line) return occurrence.line === line;
  if (occurrence.place !== 'code') return false;
  return file.position(endOfCall(file, occurrence.end)).line >= line;
}

/** Where the parenthesis closes that opens behind an offset; the offset itself where none opens. */
function endOfCall(file: SourceFile, offset: number): number {
  let depth = 0;
  for (const { kind, start, end } of file.tokens.slice(file.tokens.firstFrom(offset))) {
    if (kind === 'comment' || kind === 'directive') continue;
    const text = file.text.slice(start, end);
    if (text === '(') depth++;
    else if (text === ')') depth--;
    if (depth <= 0) return text === ')' ? start : offset;
  }
  return offset;
}

function explainSite(verdict: Verdict, ledger: Ledger, families: readonly Family[]): ExplainedSite {
  const { code, transform } = verdict;
  const rule = families.find(({ members }) => members.some(({ name }) => name === transform))?.rule;
  const advice = isEngineCode(code) ? engineReasons[code].advice : rule?.reasons[code]?.advice;
  return {
    verdict,
    decidedBy: isEngineCode(code) ? 'engine' : 'rule',
    advice: advice ?? '',
    change: ledger.changes.find(({ id }) => id === verdict.change),
  };
}

function nearbyOf(others: readonly Verdict[], item: Item | undefined, line: number): readonly Verdict[] {
  const inside = ({ occurrence: { start } }: Verdict) =>
    item !== undefined && item.start <= start && start < item.end;
  const same = others.filter(inside);
  if (same.length > 0) return same;
  const distance = ({ occurrence }: Verdict) => Math.abs(occurrence.line - line);
  return [...others].sort((a, b) => distance(a) - distance(b)).slice(0, NEAREST);
}

function explainFunction(fn: FunctionRef, facts: Facts): ExplainedFunction {
  const { name, path, line } = fn;
  const variants = facts.variantsOf(fn);
  return {
    ...{ name, path, line },
    unreadable: 'why' in variants ? variants.why : undefined,
    context: inBytes(facts.contextOf(fn)),
    chains: chainsTo(fn, facts),
    slots: facts.slotsOf(fn),
    callers: facts
      .callersOf(fn)
      .map(({ caller, line: at }) => ({ name: caller.name, path: caller.path, line: at })),
  };
}

/** The context with its doubt in bytes: it names no file but those on the way to it. */
function inBytes(context: Context): Context {
  const { why, doubtful = [], chains } = context;
  if (why === undefined) return context;
  const paths = [...doubtful, ...chains.flat()].map(({ path }) => path);
  return { ...context, why: namesToBytes(paths)(why) };
}

/** The shortest chain from each slot: along calls by name, and where the context knows another way, along that. */
function chainsTo(fn: FunctionRef, facts: Facts): ExplainedFunction['chains'] {
  const chains: { context: string; steps: readonly ChainStep[] }[] = [];
  for (const [at, tail] of above(fn, one => facts.callersOf(one).map(({ caller }) => caller))) {
    for (const slot of facts.slotsOf(at))
      chains.push({ context: slot.table.context, steps: [slotStep(slot), ...tail] });
  }
  const { names, chains: known } = facts.contextOf(fn);
  const has = (steps: readonly ChainStep[]) => chains.some(one => sameStep(one.steps[0]!, steps[0]!));
  known.forEach((steps, i) => {
    if (steps.length > 0 && !has(steps)) chains.push({ context: names[i]!, steps });
  });
  return chains;
}

function sameStep(a: ChainStep, b: ChainStep): boolean {
  return a.name === b.name && a.path === b.path && a.line === b.line;
}

function storedOn(file: SourceFile, line: number, facts: Facts): Explanation['stored'] {
  return storedNames(file, line).flatMap(name =>
    facts
      .definitionsOf(name, file.path)
      .flatMap(fn => facts.slotsOf(fn))
      .filter(slot => slot.path === file.path && slot.line === line)
      .map(slot => ({ name, slot })),
  );
}

function keptOn(file: SourceFile, line: number, facts: Facts): Explanation['kept'] {
  return storedNames(file, line).flatMap(name =>
    facts
      .definitionsOf(name, file.path)
      .flatMap(fn => facts.membersOf(fn))
      .filter(member => member.path === file.path && member.line === line)
      .map(member => ({ name, member })),
  );
}
