/** What stands where a name of the API stands: a call of it, a declaration, or something else that is called so. */
import {
  calledIn,
  type MacroDef,
  type Occurrence,
  remember,
  type SourceFile,
  type Unit,
} from '../../src/kit.js';
import type { InsertCalls } from './calls.js';

/** So far is looked around an occurrence for the next code. */
const AROUND = 200;

const behind = ({ file }: Unit<InsertCalls>, { end }: Occurrence): string =>
  /^\s*(.)/s.exec(file.text.slice(end, end + AROUND))?.[1] ?? '';

const inFront = ({ file }: Unit<InsertCalls>, { start }: Occurrence): string =>
  file.text.slice(Math.max(0, start - AROUND), start).trimEnd();

/** Whether it is called there: parentheses follow the name, or in the end, where `#if` chooses between several names. */
export const isCall = (unit: Unit<InsertCalls>, o: Occurrence): boolean =>
  behind(unit, o) === '(' || calleesIn(unit).has(o.start);

/** Where the names stand that a function calls, in any of its configurations. */
const calleesIn = remember(({ file, item }: Unit<InsertCalls>): ReadonlySet<number> => {
  if (item?.kind !== 'function') return new Set();
  return new Set(calledIn(file, item).map(({ start }) => start));
});

/** The macro whose definition holds an offset. */
export const macroAt = (file: SourceFile, offset: number): MacroDef | undefined =>
  file.macros.find(({ start, end }) => start <= offset && offset < end);

/** `int name(…);` and `EXPORT_SYMBOL(name);` */
export function isCalleeOrExport(unit: Unit<InsertCalls>, o: Occurrence): boolean {
  if (isCall(unit, o)) return true;
  const text = unit.file.text.slice(unit.item!.start, unit.item!.end);
  return /^\s*EXPORT_\w+\s*\(/.test(text);
}

/**
 * Whether the name is that of a member and not the function's: `ops.name`, `ops->name(…)`, `.name = …`, and where a
 * struct declares it. Arm's memory group managers have one called vm_insert_pfn.
 */
export function isMember(unit: Unit<InsertCalls>, o: Occurrence): boolean {
  if (o.place !== 'code') return false;
  const before = inFront(unit, o);
  if (/(?:->|(?<!\.\.)\.)$/.test(before)) return true;
  const { item, file } = unit;
  if (item === undefined || item.kind === 'function') return false;
  if (!isBetweenBraces(file.text.slice(item.start, o.start))) return false;
  // `int (*name)(…);` and `insert_t name;`, but not a value, and no array that it says the size of.
  return /\(\s*\*$/.test(before) || (/[\w*]$/.test(before) && /[;:[]/.test(behind(unit, o)));
}

/** Whether a text leads into the braces of a struct or a union, and not into those of its values. */
function isBetweenBraces(text: string): boolean {
  return /\b(?:struct|union)(?:\s+\w+)*\s*\{/.test(text) && !/=\s*\{/.test(text);
}
