/**
 * Variables outside of functions whose codes all stand behind macros: nothing in them names a code, so that they are said
 * where the macros are defined.
 */
import {
  type Facts,
  type Item,
  keptOutside,
  type MacroDef,
  type SourceFile,
  type Unit,
} from '../../src/kit.js';
import { FAULT_CODES, FAULT_TYPE } from './contract.js';
import { macroAt } from './naming.js';

/** What is said of the variables that begin as what the macro at an offset of a file stands for. */
export type KeptBehind = (file: SourceFile, offset: number) => readonly string[];

/** Looks through the files of a run for variables that begin as what its macros stand for. */
export function keptBehindMacros(
  units: readonly Unit<unknown>[],
  facts: Facts,
  isCode: (name: string) => boolean,
): KeptBehind {
  const macros = units.flatMap(({ file, occurrences }) =>
    occurrences.flatMap(({ place, start }) => {
      const macro = place === 'directive' ? macroAt(file, start) : undefined;
      return macro === undefined || isCode(macro.name) ? [] : [{ file, macro }];
    }),
  );
  const names = new Set(macros.map(({ macro: { name } }) => name));
  const found = new Map<MacroDef, readonly string[]>();
  if (names.size === 0) return () => [];
  const files = [...new Set(units.map(({ file }) => file))];
  const users = files.flatMap(file => usersIn(file, names, isCode).map(user => ({ file, ...user })));
  return (file, offset) => {
    const macro = macroAt(file, offset);
    if (macro === undefined || !names.has(macro.name)) return [];
    const known = found.get(macro);
    if (known !== undefined) return known;
    const own = users.filter(
      user => user.words.has(macro.name) && facts.macrosOf(macro.name, user.file.path).some(isSame(macro)),
    );
    const ground = { facts, values: { isCode }, type: FAULT_TYPE };
    const kept = [...new Set(own.flatMap(user => keptOutside(ground, user.file, user.item)))];
    found.set(macro, kept);
    return kept;
  };
}

const isSame =
  ({ start, body }: MacroDef) =>
  (other: MacroDef): boolean =>
    other.start === start && other.body === body;

interface User {
  readonly item: Item;
  readonly words: ReadonlySet<string>;
}

/** The declarations of a file that name one of the macros, and no code themselves. */
function usersIn(
  { items, text }: SourceFile,
  names: ReadonlySet<string>,
  isCode: (name: string) => boolean,
): readonly User[] {
  return items.flatMap(item => {
    if (item.kind !== 'declaration') return [];
    const words = new Set(text.slice(item.start, item.end).match(/\w+/g));
    const isNamed = [...words].some(word => names.has(word));
    return isNamed && ![...words].some(word => isCode(word) || FAULT_CODES.has(word))
      ? [{ item, words }]
      : [];
  });
}
