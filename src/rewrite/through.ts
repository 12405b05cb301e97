/**
 * What functions that hand a value to one another do as a whole: the one on top is evaluated with the others in place
 * of their calls, so that only what it does itself counts, and not what goes on between them.
 */
import { applyWithin } from '../edit/apply.js';
import type { Edit } from '../edit/edit.js';
import { MAX_INLINE } from '../flow/calls.js';
import type { Code } from '../flow/evaluate.js';
import type { Proof } from '../flow/proof.js';
import { codeOf, handedUpBy, outcomesOf, prove, type Question } from '../flow/prove.js';
import { memoryNameOf } from '../flow/resolve.js';
import { proveFrom, proveTogether } from '../flow/same.js';
import { calleeOf, walk } from '../flow/walk.js';
import type { FunctionDef } from '../source/ast.js';
import type { Item, SourceFile } from '../source/file.js';
import type { TableRow } from '../verdict.js';
import { configurationKey, inliner, macrosIn, namesCalledIn, parserFor } from './function.js';
import type { Migration } from './migration.js';
import { inAll } from './together.js';

/** A function of a file, and the text it is to have. */
export interface ChangedFunction {
  readonly file: SourceFile;
  readonly item: Item;
  readonly after: string;
}

/** A function with what of some edits is inside of it. */
export function changedBy(file: SourceFile, item: Item, edits: readonly Edit[]): ChangedFunction {
  const own = edits.filter(({ path }) => path === file.path);
  const after = applyWithin(file.text, item, own);
  return { file, item, after };
}

/**
 * The proof of the function on top, for each value that the old calls in those below it can return. Undefined where
 * they cannot be evaluated in one, or where that shows nothing: no proof is missing then, only this account.
 */
export function proveThrough(
  top: ChangedFunction,
  below: readonly ChangedFunction[],
  given: Migration,
): Proof | undefined {
  const migration = inAll([top, ...below], given);
  const byName = inlined(top, below, migration);
  if (!byName) return undefined;
  const wholes = versionsIn(top);
  const proofs = (wholes ?? []).map(whole => proveOne(top, whole, byName, migration));
  const [first, ...others] = proofs.filter(proof => proof !== undefined);
  // Of a configuration that cannot be evaluated nothing may be said.
  if (!first || others.length + 1 < proofs.length) return undefined;
  const { start, end } = top.item;
  const from = { path: top.file.path, start, end, over: callersOfOld(byName, migration) };
  return proveFrom(proveTogether(first, others), from);
}

/** The functions that stand for their calls; undefined where there are none, or they cannot. */
function inlined(
  top: ChangedFunction,
  below: readonly ChangedFunction[],
  migration: Migration,
): ByName | undefined {
  const byName = calledFrom(top, below);
  if (!byName || byName.size === 0 || depthOf(top, byName, new Set()) > MAX_INLINE) return undefined;
  const isGiven = [top, ...byName.values()].some(one => isGivenToMacro(one, byName, migration));
  return isGiven ? undefined : byName;
}

/** The proof for one configuration of the function on top. */
function proveOne(
  top: ChangedFunction,
  whole: Versions,
  byName: ByName,
  migration: Migration,
): Proof | undefined {
  const memory = memoryOf(codeOf(whole.before));
  const isOpen = (part: ChangedFunction) => inlineOf('before', top, new Map([['', part]]), memory, migration);
  const [closed, ...others] = [...byName.values()].filter(part => !isOpen(part));
  if (others.length > 0) return undefined;
  const call = closed && closedCall(closed, [top, ...byName.values()], migration);
  if (closed && !call) return undefined;
  const open = new Map([...byName].filter(([, part]) => part !== closed));
  const question = questionOf(top, whole, open, migration);
  const answer = question && prove({ ...question, contract: migration, ...call, returns: 'equal' });
  return answer?.kind === 'proven' && answer.proof.table.length > 0 ? answer.proof : undefined;
}

/**
 * What the function on top does before and after for each value of the calls in those below it, in its first
 * configuration: an account, no proof. Undefined where they cannot be evaluated in one.
 */
export function accountThrough(
  top: ChangedFunction,
  below: readonly ChangedFunction[],
  given: Migration,
): readonly TableRow[] | undefined {
  const migration = inAll([top, ...below], given);
  const byName = inlined(top, below, migration);
  const [whole] = versionsIn(top) ?? [];
  const question = whole && byName && questionOf(top, whole, byName, migration);
  return question && outcomesOf({ ...question, contract: migration, returns: 'equal' });
}

/** Which of some functions call an old name themselves. */
function callersOfOld(byName: ByName, { calls }: Migration): readonly string[] {
  const isOne = ({ file, item }: ChangedFunction) =>
    [...namesCalledIn(file, item)].some(name => calls.has(name));
  return [...byName].filter(([, part]) => isOne(part)).map(([name]) => name);
}

/**
 * A function that cannot be entered, as one call of those above it: what it gives for each value of its own calls is
 * found out by itself. Undefined where that is not all known, or others have such calls, too.
 */
function closedCall(
  closed: ChangedFunction,
  all: readonly ChangedFunction[],
  migration: Migration,
): Pick<Question, 'contract' | 'handed'> | undefined {
  const others = all.filter(part => part !== closed);
  const isBare = ({ file, item }: ChangedFunction) =>
    ![...namesCalledIn(file, item)].some(name => migration.calls.has(name));
  const below = others.every(isBare) && calledFrom(closed, others);
  const [whole, ...variants] = versionsIn(closed) ?? [];
  const question =
    below && whole && variants.length === 0 ? questionOf(closed, whole, below, migration) : undefined;
  const handed = question && handedUpBy({ ...question, contract: migration });
  if (!handed) return undefined;
  const name = closed.item.name!;
  return { contract: { ...migration, calls: new Map([[name, name]]), classes: handed.classes }, handed };
}

/** What is asked about both versions of a function, with others in place of their calls. */
function questionOf(
  top: ChangedFunction,
  whole: Versions,
  below: ByName,
  migration: Migration,
): Omit<Question, 'contract' | 'returns'> | undefined {
  const memory = memoryOf(codeOf(whole.before));
  const inline = inlineOf('before', top, below, memory, migration);
  const inlineAfter = inline && inlineOf('after', top, below, memory, migration);
  return inlineAfter && { ...whole, inline, inlineAfter, macros: macrosIn(top.file, migration) };
}

type ByName = ReadonlyMap<string, ChangedFunction>;

/** Those of some functions that one leads to, by name; undefined where two have one name. */
function calledFrom(top: ChangedFunction, below: readonly ChangedFunction[]): ByName | undefined {
  const found = new Map<string, ChangedFunction>();
  const open = [top];
  for (const { file, item } of open)
    for (const name of namesCalledIn(file, item)) {
      const [callee, ...others] = below.filter(one => one.item.name === name);
      if (others.length > 0) return undefined;
      if (!callee || found.has(name)) continue;
      found.set(name, callee);
      open.push(callee);
    }
  return found;
}

/** What stands for a call in one version of all; undefined where one of the functions cannot be stepped into. */
function inlineOf(
  version: keyof Versions,
  top: ChangedFunction,
  byName: ByName,
  memory: ReadonlySet<string>,
  migration: Migration,
): ((name: string) => Code | undefined) | undefined {
  const codes = new Map<string, Code>();
  const into = ({ file, item }: ChangedFunction) => {
    const small = inliner(file, item, migration);
    return (name: string) => codes.get(name) ?? small(name);
  };
  for (const [name, part] of byName) {
    const [versions, ...variants] = versionsIn(part) ?? [];
    if (!versions || variants.length > 0) return undefined;
    const code = codeOf(versions[version], into(part), macrosIn(part.file, migration));
    if (!isStraight(code, memory)) return undefined;
    codes.set(name, version === 'after' ? { ...code, rewritten: true } : code);
  }
  return into(top);
}

interface Versions {
  readonly before: FunctionDef;
  readonly after: FunctionDef;
}

/** Both texts of a function in each configuration; undefined where one of them cannot be read for certain. */
function versionsIn({ file, item, after }: ChangedFunction): readonly Versions[] | undefined {
  const variants = file.functionsOf(item);
  if ('why' in variants) return undefined;
  const text = file.text.slice(item.start, item.end);
  const found = variants.flatMap(({ under }) => {
    const parse = parserFor(file, configurationKey(under));
    const [was, now] = [parse(text), parse(after)];
    const isClear = was && now && was.fn.doubtful.length + now.fn.doubtful.length === 0;
    return isClear ? [{ before: was.fn, after: now.fn }] : [];
  });
  return found.length === variants.length ? found : undefined;
}

/** How many functions stand on one another below one; endless where they call in a circle. */
function depthOf({ file, item }: ChangedFunction, byName: ByName, open: ReadonlySet<string>): number {
  const depths = [...namesCalledIn(file, item)].flatMap(name => {
    const callee = byName.get(name);
    if (!callee) return [];
    return open.has(name) ? [Infinity] : [1 + depthOf(callee, byName, new Set([...open, name]))];
  });
  return Math.max(0, ...depths);
}

/** Whether evaluation can go through a function without a cut, and keeps its memory apart from that of others. */
function isStraight({ program, names }: Code, memory: ReadonlySet<string>): boolean {
  return (
    program.steps.every(step => step.op !== 'head' && step.op !== 'unknown') &&
    !names.variables.some(variable => !variable.scalar && memory.has(memoryNameOf(variable)))
  );
}

const memoryOf = ({ names }: Code): ReadonlySet<string> =>
  new Set(names.variables.filter(({ scalar }) => !scalar).map(memoryNameOf));

/** Whether one of the functions is called in what a macro is given, which may evaluate it more than once. */
function isGivenToMacro({ file, item }: ChangedFunction, byName: ByName, migration: Migration): boolean {
  const variants = file.functionsOf(item);
  const isMacro = (name: string) => macrosIn(file, migration)(name).length > 0;
  let found = false;
  for (const { fn } of 'why' in variants ? [] : variants)
    walk(fn, node => {
      if (node.kind !== 'call' || !isMacro(calleeOf(node) ?? '')) return;
      for (const arg of node.args)
        walk({ kind: 'paren', inner: arg, start: arg.start, end: arg.end }, inner => {
          found ||= inner.kind === 'call' && byName.has(calleeOf(inner) ?? '');
        });
    });
  return found;
}
