/** Handlers that a change may have made wrong: functions that it puts into a slot, or whose type it changes. */
import { collectFacts, findStores, openSight, type StoredName } from '../facts/index.js';
import type { Item, SourceFile } from '../source/file.js';
import { isRead } from '../sources.js';
import { type CheckGround, isDeclared } from './check.js';
import type { CheckFinding } from './finding.js';
import { type HandlerFindings, handlerFindings, judgeHandler, judgeUndefined, sorted } from './judge.js';
import type { Touched } from './novel.js';
import type { Plan } from './plan.js';
import { resultOf } from './result.js';

const NONE: HandlerFindings = { findings: [], notes: [] };

/** What is wrong with the handlers that a change touches. */
export async function checkTouchedHandlers(
  ground: CheckGround,
  plan: Plan,
  touched: readonly Touched[],
): Promise<HandlerFindings> {
  const { handler } = plan.rule;
  if (handler === undefined) return NONE;
  const stored = await integersStored(ground, plan, touched);
  const retyped = touched.flatMap(one =>
    itemsRetyped(one, handler.type).map(item => ({ path: one.file.path, item })),
  );
  if (stored.length + retyped.length === 0) return NONE;
  if (!(await isDeclared(ground, handler.type))) {
    return {
      ...NONE,
      notes: [`the types of handlers were not checked: no header of the tree declares ${handler.type}`],
    };
  }
  const definitions = await definitionsOf(ground, plan, stored, touched);
  const judged = sorted([
    ...definitions.map(({ file, item, slot }) => judgeHandler(file, item, slot, plan)),
    ...undefinedOf(ground, plan, stored, definitions),
  ]);
  const { tree, sources } = ground;
  const facts = await collectFacts({ tree, open: sources.open, slots: plan.slots, seeds: retyped });
  const rest = retyped.length === 0 ? NONE : handlerFindings(facts, plan);
  const findings = [...judged.findings, ...rest.findings];
  return {
    findings: [...new Map(findings.map(one => [`${one.path}:${one.start}`, one])).values()],
    notes: [...new Set([...judged.notes, ...rest.notes])],
  };
}

/** What is said of stored names that have no definition which could be read. */
function undefinedOf(
  { sources }: CheckGround,
  plan: Plan,
  stored: readonly StoredName[],
  definitions: readonly Definition[],
): readonly (CheckFinding | string)[] {
  const found = new Set(definitions.map(({ slot }) => slot));
  return stored.flatMap(({ name, slot }) => {
    const file = found.has(slot) ? undefined : sources.open(slot.path);
    return file !== undefined && isRead(file) ? judgeUndefined(file, name, slot, plan) : [];
  });
}

/** The words by which a file can fill slots of a plan's context. */
export function wordsOfSlots({ rule, slots }: Plan): ReadonlySet<string> {
  const tables = slots.filter(({ context }) => context === rule.context);
  return new Set(tables.flatMap(({ struct, fields }) => [struct, ...fields]));
}

/** What the change puts into slots of the plan's context, but for functions that are declared with the right type. */
async function integersStored(
  { tree, sources }: CheckGround,
  plan: Plan,
  touched: readonly Touched[],
): Promise<readonly StoredName[]> {
  const { rule, slots } = plan;
  const tables = slots.filter(({ context }) => context === rule.context);
  const words = wordsOfSlots(plan);
  const within = touched.filter(
    ({ file, novel, shifted = false }) => novel.size > 0 && (shifted || holdsOneOf(file, words)),
  );
  within.push(...(await storing({ tree, sources }, touched, words)));
  if (within.length === 0) return [];
  const stored = await findStores(
    tree,
    sources.open,
    tables,
    new Map(within.map(({ file, novel }) => [file.path, novel])),
  );
  return stored.filter(({ slot, returns }) => !slot.dead && returns !== rule.handler?.type);
}

/**
 * The files that may put a function into a slot which the change gave another head, where that head is not read as a
 * function's: with its name in parentheses, it is not among those that facts are asked about.
 */
async function storing(
  { tree, sources }: CheckGround,
  touched: readonly Touched[],
  words: ReadonlySet<string>,
): Promise<readonly Touched[]> {
  const names = new Set(touched.flatMap(one => [...wrappedNames(one)]));
  if (names.size === 0) return [];
  const known = new Set(touched.map(({ file }) => file.path));
  return (await tree.withWords([...names].sort())).flatMap(path => {
    const file = known.has(path) ? undefined : sources.open(path);
    if (file === undefined || !isRead(file) || !holdsOneOf(file, words)) return [];
    return [{ file, was: path, before: undefined, novel: names, shifted: true }];
  });
}

/** The names in parentheses of the definitions that a change wrote. */
function wrappedNames({ file, before }: Touched): readonly string[] {
  if (before === undefined) return [];
  return file.items.flatMap(({ kind, start, end }) => {
    const text = file.text.slice(start, end);
    const [head, name] = /^[^{;=]*?\(\s*(\w+)\s*\)\s*\([^{]*/.exec(text) ?? [];
    return kind !== 'function' && name !== undefined && text.endsWith('}') && !before.includes(head!)
      ? [name]
      : [];
  });
}

function holdsOneOf({ text, tokens }: SourceFile, words: ReadonlySet<string>): boolean {
  return tokens.ofKind('word').some(({ start, end }) => words.has(text.slice(start, end)));
}

/** Whether the change wrote the head of a function that may return an integer: a type can go without a new word. */
export function retypesOne(touched: readonly Touched[], { rule: { handler } }: Plan): boolean {
  return handler !== undefined && touched.some(one => itemsRetyped(one, handler.type).length > 0);
}

/** The functions whose head the change wrote, or a macro that it says, and that return an integer type now, or may. */
function itemsRetyped({ file, before, novel }: Touched, wanted: string): readonly Item[] {
  const macros = new Set(file.macros.flatMap(({ name }) => (novel.has(name) ? [name] : [])));
  return file.items.filter(item => {
    if (before === undefined || item.kind !== 'function' || item.body === undefined) return false;
    const head = file.text.slice(item.start, item.body.start);
    const isAsBefore = before.includes(head) && !head.match(/\w+/g)?.some(word => macros.has(word));
    if (isAsBefore) return false;
    const variants = file.functionsOf(item);
    return (
      !('why' in variants) &&
      variants.some(variant => {
        const result = resultOf(file, variant, wanted);
        return result.kind === 'integer' || (result.kind === 'unknown' && !result.named);
      })
    );
  });
}

interface Definition {
  readonly file: SourceFile;
  readonly item: Item;
  readonly slot: StoredName['slot'];
}

/**
 * The definitions of stored functions: those of the file itself and of what is compiled together with it, or else
 * whatever the tree has.
 */
async function definitionsOf(
  { tree, sources }: CheckGround,
  { slots }: Plan,
  stored: readonly StoredName[],
  touched: readonly Touched[],
): Promise<readonly Definition[]> {
  const { beside } = await openSight(tree, sources.open);
  const unitOf = (path: string) => [
    path,
    ...beside(path).filter(one => one.endsWith('.c')),
    ...touched.map(({ file }) => file.path).filter(top => beside(top).includes(path)),
  ];
  const near = stored.flatMap(({ name, slot }) =>
    unitOf(slot.path).flatMap(path => {
      const file = sources.open(path);
      const isMeant = (item: Item) => item.kind === 'function' && item.name === name;
      return isRead(file) ? file.items.filter(isMeant).map(item => ({ name, file, item, slot })) : [];
    }),
  );
  const found = new Set(near.map(({ name, slot }) => `${name} ${slot.path}`));
  const far = stored.filter(({ name, slot }) => !found.has(`${name} ${slot.path}`));
  if (far.length === 0) return near;
  const ask = far.map(({ name }) => name);
  const facts = await collectFacts({ tree, open: sources.open, slots, seeds: [], ask });
  const elsewhere = far.flatMap(({ name, slot }) =>
    facts.definitionsOf(name, slot.path).flatMap(({ path, item }) => {
      const file = sources.open(path);
      return isRead(file) ? [{ file, item, slot }] : [];
    }),
  );
  return [...near, ...elsewhere];
}
