/** The budgets of a run, from the arguments. */
import { BOUNDS, type Budget, USUAL } from '../budget.js';
import { UserError } from '../errors.js';
import { printable } from '../unicode.js';
import type { Option } from './command.js';

/** The options of all commands that look at a tree. */
export const BUDGET_OPTIONS: readonly Option[] = [
  {
    name: 'effort',
    kind: 'text',
    value: 'N',
    what: 'Evaluate each function for N times as long as usual before it is refused',
    rare: true,
  },
  {
    name: 'largest',
    kind: 'text',
    value: 'MB',
    what: `Read files up to so many megabytes: ${USUAL.largest} unless given`,
    rare: true,
  },
];

/** A budget as it is written, or what was expected in its place. */
export function budgetIn(name: keyof Budget, value: number): number | { readonly expected: string } {
  const [least, most] = BOUNDS[name];
  return value >= least && value <= most ? value : { expected: `a number from ${least} to ${most}` };
}

/** What the arguments say of budgets. @throws UserError for what is no number, or none that can be. */
export function budgetFrom(textOf: (name: keyof Budget) => string | undefined): Partial<Budget> {
  const read = (name: keyof Budget): Partial<Budget> => {
    const text = textOf(name);
    if (text === undefined) return {};
    const value = budgetIn(name, /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN);
    if (typeof value !== 'number')
      throw new UserError(`--${name}: expected ${value.expected}, found "${printable(text)}"`);
    return { [name]: value };
  };
  return { ...read('effort'), ...read('largest') };
}
