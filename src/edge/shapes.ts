/** What a value that a person or a program wrote has to be like, in the words of a message. */
import type { Budget } from '../budget.js';
import { budgetIn } from './budget.js';
import { wrongWithGlob } from './globs.js';

/** What is expected of a value that is not as it should be; undefined for one that is. */
export type Check = (value: unknown) => string | undefined;

/** A list of texts, none of them empty. */
export const namesOf =
  (what: string): Check =>
  value =>
    Array.isArray(value) && value.every(one => typeof one === 'string' && one !== '')
      ? undefined
      : `a list of ${what}`;
/** A list of globs that can hold for something. */
export const globs: Check = value => {
  const isList = namesOf('globs')(value);
  if (isList !== undefined) return isList;
  const wrong = (value as readonly string[]).find(glob => wrongWithGlob(glob) !== undefined);
  return wrong && `${wrongWithGlob(wrong)} for ${JSON.stringify(wrong)}`;
};

/** A truth. */
export const yesOrNo: Check = value => (typeof value === 'boolean' ? undefined : 'true or false');

/** A budget within its bounds. */
export const budget =
  (name: keyof Budget): Check =>
  value => {
    const found = budgetIn(name, typeof value === 'number' ? value : Number.NaN);
    return typeof found === 'number' ? undefined : found.expected;
  };

const LONGEST = 60;

/** A value as a message shows it, whatever it is. */
export function inShort(value: unknown): string {
  const text = spelled(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

function spelled(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'number') return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return typeof value === 'bigint' ? `${value}n` : 'an object';
  }
}
