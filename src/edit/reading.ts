/** Whether a file reads as well after its edits as before: by top-level items, and only those that changed. */
import { countWhile } from '../order.js';
import type { Item, SourceFile } from '../source/file.js';
import type { Edit } from './edit.js';
import { shiftOf } from './shift.js';

/** What stands between an item and a full understanding of it. */
interface Trouble {
  /** Why the item cannot be read at all; undefined where it can. */
  readonly unreadable: string | undefined;
  /** How many places are doubtful, in the choice of `#if` arms that has most; every `unknown` node is one. */
  readonly doubts: number;
}

const NO_TROUBLE: Trouble = { unreadable: undefined, doubts: 0 };

/**
 * What reads worse after the edits, one clause; undefined where nothing does. An item may go only where one edit
 * takes all of it away; an item that an edit brings must be free of doubt. A declaration of several things may come
 * apart into some that declare the same.
 */
export function findWorse(before: SourceFile, after: SourceFile, edits: readonly Edit[]): string | undefined {
  const shift = shiftOf(edits);
  const met = new Set<Item>();
  for (const item of before.items) {
    if (shift.isGone(item)) continue;
    const span = shift.toAfter(item);
    const twins = itemsIn(after, span.start, span.end).filter(twin => !shift.isNew(twin));
    const twin = twins[0];
    if (twins.length > 1 && !twins.some(one => met.has(one)) && comesApart(before, item, after, twins)) {
      for (const one of twins) met.add(one);
      continue;
    }
    if (twin === undefined || twins.length > 1 || twin.kind !== item.kind || met.has(twin)) {
      return `${nameOf(before, item)} would no longer stand by itself`;
    }
    met.add(twin);
    const worse = compareItems(before, item, after, twin);
    if (worse !== undefined) return worse;
  }
  for (const item of after.items) {
    if (met.has(item)) continue;
    const worse = compareTrouble(nameOf(after, item), NO_TROUBLE, troubleOf(after, item));
    if (worse !== undefined) return worse;
  }
  return undefined;
}

/** Whether some items declare what one declared, in its order, and each of them can be read. */
function comesApart(before: SourceFile, item: Item, after: SourceFile, twins: readonly Item[]): boolean {
  const isRead = twins.every(twin => compareTrouble('', NO_TROUBLE, troubleOf(after, twin)) === undefined);
  const names = namesIn(before, item);
  const now = twins.map(twin => namesIn(after, twin));
  return isRead && names !== undefined && names.join() === now.join();
}

/** What a declaration without arms declares; undefined for another item. */
function namesIn(file: SourceFile, item: Item): readonly string[] | undefined {
  const variants = item.kind === 'declaration' ? file.declarationsOf(item) : [];
  if ('why' in variants || variants.length !== 1) return undefined;
  return variants[0]!.decl.declarators.map(({ name }) => name);
}

function compareItems(before: SourceFile, item: Item, after: SourceFile, twin: Item): string | undefined {
  const same =
    item.doubt === twin.doubt &&
    before.text.slice(item.start, item.end) === after.text.slice(twin.start, twin.end);
  if (same) return undefined;
  return compareTrouble(nameOf(after, twin), troubleOf(before, item), troubleOf(after, twin));
}

function compareTrouble(name: string, before: Trouble, after: Trouble): string | undefined {
  if (after.unreadable !== undefined && before.unreadable === undefined) {
    return `${name} could no longer be read: ${after.unreadable}`;
  }
  if (after.doubts > before.doubts) return `${name} would hold more places that cannot be read for certain`;
  return undefined;
}

function troubleOf(file: SourceFile, item: Item): Trouble {
  if (item.doubt !== undefined) return unreadable(item.doubt);
  if (item.kind === 'function') {
    const variants = file.functionsOf(item);
    if ('why' in variants) return unreadable(variants.why);
    return { unreadable: undefined, doubts: Math.max(0, ...variants.map(({ fn }) => fn.doubtful.length)) };
  }
  const variants = item.kind === 'declaration' ? file.declarationsOf(item) : [];
  return 'why' in variants ? unreadable(variants.why) : NO_TROUBLE;
}

function unreadable(why: string): Trouble {
  return { unreadable: why, doubts: 0 };
}

/** The items that share a byte with a range. */
function itemsIn(file: SourceFile, start: number, end: number): readonly Item[] {
  const first = countWhile(file.items, item => item.end <= start);
  return file.items.slice(
    first,
    countWhile(file.items, item => item.start < end),
  );
}

function nameOf(file: SourceFile, item: Item): string {
  return item.name ?? `the text at ${file.path}:${file.position(item.start).line}`;
}
