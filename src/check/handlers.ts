/** Handlers that a change may have made wrong: functions that it puts into a slot, or whose type it changes. */
import { collectFacts, findStores, type StoredName } from '../facts/index.js';
import type { Item, SourceFile } from '../source/file.js';
import { isRead } from '../sources.js';
import { type CheckGround, isDeclared } from './check.js';
import { type HandlerFindings, handlerFindings, isInteger, judgeHandler } from './judge.js';
import type { Touched } from './novel.js';
import type { Plan } from './plan.js';

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
  const retyped = touched.flatMap(one => itemsRetyped(one).map(item => ({ path: one.file.path, item })));
  if (stored.length + retyped.length === 0) return NONE;
  if (!(await isDeclared(ground, handler.type))) {
    return {
      ...NONE,
      notes: [`the types of handlers were not checked: no header of the tree declares ${handler.type}`],
    };
  }
  const judged = (await definitionsOf(ground, plan, stored)).map(({ file, item, slot }) =>
    judgeHandler(file, item, slot, plan),
  );
  const { tree, sources } = ground;
  const facts = await collectFacts({ tree, open: sources.open, slots: plan.slots, seeds: retyped });
  const rest = retyped.length === 0 ? NONE : handlerFindings(facts, plan);
  const findings = judged.filter(one => typeof one === 'object').concat(rest.findings);
  return {
    findings: [...new Map(findings.map(one => [`${one.path}:${one.start}`, one])).values()],
    notes: [...judged.filter(one => typeof one === 'string'), ...rest.notes],
  };
}

/** What the change puts into slots of the plan's context, but for functions that are known to return something else. */
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
  return stored.filter(({ slot, returns }) => !slot.dead && (returns === undefined || isInteger(returns)));
}

function holdsOneOf({ text, tokens }: SourceFile, words: ReadonlySet<string>): boolean {
  return tokens.some(({ kind, start, end }) => kind === 'word' && words.has(text.slice(start, end)));
}

/** The functions whose head the change wrote, and that return an integer type now. */
function itemsRetyped({ file, before }: Touched): readonly Item[] {
  return file.items.filter(item => {
    if (before === undefined || item.kind !== 'function' || item.body === undefined) return false;
    if (before.includes(file.text.slice(item.start, item.body.start))) return false;
    const variants = file.functionsOf(item);
    return !('why' in variants) && variants.some(({ fn }) => isInteger(fn.returnType));
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
