/** Handlers that a change may have made wrong: functions that it puts into a slot, or whose type it changes. */
import { collectFacts, findStores, type StoredName } from '../facts/index.js';
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
  const definitions = await definitionsOf(ground, plan, stored);
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

/** What the change puts into slots of the plan's context, but for functions that are declared with the right type. */
async function integersStored(
  { tree, sources }: CheckGround,
  { rule, slots }: Plan,
  touched: readonly Touched[],
): Promise<readonly StoredName[]> {
  const tables = slots.filter(({ context }) => context === rule.context);
  const words = new Set(tables.flatMap(({ struct, fields }) => [struct, ...fields]));
  const within = touched.filter(({ file, novel }) => novel.size > 0 && holdsOneOf(file, words));
  if (within.length === 0) return [];
  const stored = await findStores(
    tree,
    sources.open,
    tables,
    new Map(within.map(({ file, novel }) => [file.path, novel])),
  );
  return stored.filter(({ slot, returns }) => !slot.dead && returns !== rule.handler?.type);
}

function holdsOneOf({ text, tokens }: SourceFile, words: ReadonlySet<string>): boolean {
  return tokens.ofKind('word').some(({ start, end }) => words.has(text.slice(start, end)));
}

/** Whether the change wrote the head of a function that may return an integer: a type can go without a new word. */
export function retypesOne(touched: readonly Touched[], { rule: { handler } }: Plan): boolean {
  return handler !== undefined && touched.some(one => itemsRetyped(one, handler.type).length > 0);
}

/** The functions whose head the change wrote, and that return an integer type now, or may. */
function itemsRetyped({ file, before }: Touched, wanted: string): readonly Item[] {
  return file.items.filter(item => {
    if (before === undefined || item.kind !== 'function' || item.body === undefined) return false;
    if (before.includes(file.text.slice(item.start, item.body.start))) return false;
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

/** The definitions of stored functions: those of the file itself, or else whatever the tree has. */
async function definitionsOf(
  { tree, sources }: CheckGround,
  { slots }: Plan,
  stored: readonly StoredName[],
): Promise<readonly Definition[]> {
  const near = stored.flatMap(({ name, slot }) => {
    const file = sources.open(slot.path);
    const items = isRead(file)
      ? file.items.filter(item => item.kind === 'function' && item.name === name)
      : [];
    return isRead(file) ? items.map(item => ({ name, file, item, slot })) : [];
  });
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
