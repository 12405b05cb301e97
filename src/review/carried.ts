/** Whether the tree has already what a decision agreed to: what the functions of its change read with the change in them. */
import { applyWithin } from '../edit/apply.js';
import { groupBy } from '../order.js';
import { hashOf } from '../report/fingerprint.js';
import type { SourceFile } from '../source/file.js';
import { contains } from '../source/span.js';
import type { Change } from '../verdict.js';
import type { Decision } from './decisions.js';

/** By path, a hash for each function that a change edits, as it is with the change. */
export type After = Readonly<Record<string, readonly string[]>>;

type Known = Pick<SourceFile, 'text' | 'items'> | undefined;

/** What a change leaves in the tree. */
export function afterOf({ edits }: Pick<Change, 'edits'>, fileOf: (path: string) => Known): After {
  const files = [...groupBy(edits, ({ path }) => path)].map(([path, own]) => {
    const { text = '', items = [] } = fileOf(path) ?? {};
    const functions = items.flatMap(item => {
      const inside = own.filter(edit => contains(item, edit));
      if (inside.length === 0) return [];
      const after = applyWithin(text, item, inside);
      return after.trim() === '' ? [] : [printOf(after)];
    });
    return [path, functions] as const;
  });
  return Object.fromEntries(files.filter(([, functions]) => functions.length > 0));
}

/** Whether all that a decision agreed to stands in the tree. What one says no to is never carried out. */
export function isCarriedOut({ answer, after }: Decision, fileOf: (path: string) => Known): boolean {
  const files = Object.entries(after ?? {});
  if (answer === 'no' || files.length === 0) return false;
  return files.every(([path, functions]) => {
    const { text = '', items = [] } = fileOf(path) ?? {};
    const there = new Set(items.map(({ start, end }) => printOf(text.slice(start, end))));
    return functions.every(print => there.has(print));
  });
}

/** Layout does not count, as a person may have set the lines otherwise. */
const printOf = (text: string) => hashOf(text.replace(/\s+/g, ' '));
