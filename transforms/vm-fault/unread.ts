/** Handlers in slots whose definitions cannot be read: those that macros write, and those with a name in parentheses. */
import {
  type Facts,
  type Item,
  type Maker,
  remember,
  type SourceFile,
  type Unit,
  wrappedDefinitions,
  wrappedIn,
} from '../../src/kit.js';
import { FAULT_TYPE, isCode } from './contract.js';

interface Unread {
  /** `gizmo_fault(), which is in gizmo_ops.fault (gizmo.c:9), is made by DEFINE_FAULT() at gizmo.c:7`. */
  readonly said: string;
  readonly path: string;
  /** Where it is defined, and the line of the slot. */
  readonly start: number;
  readonly line: number;
}

/**
 * What is said of the handlers that an item of a file defines or stores without that they could be read, and of another
 * function with codes whose name stands in parentheses.
 */
export function unreadIn(
  facts: Facts,
  { file, item }: Pick<Unit<unknown>, 'file' | 'item'>,
): readonly string[] {
  if (item === undefined) return [];
  const from = file.position(item.start).line;
  const to = file.position(item.end).line;
  const handlers = unreadOf(facts)
    .filter(({ path }) => path === file.path)
    .filter(({ start, line }) => (start >= item.start && start < item.end) || (line >= from && line <= to))
    .map(({ said }) => said);
  return handlers.length > 0 ? handlers : inParentheses({ file, item });
}

/** A function that gives an integer and names codes, where its name keeps it from being read. */
function inParentheses({ file, item }: { file: SourceFile; item: Item }): readonly string[] {
  const found = wrappedIn(file, item, FAULT_TYPE.codeType);
  if (found?.result.kind !== 'integer') return [];
  const words = file.text.slice(item.start, item.end).match(/\w+/g) ?? [];
  const { line } = file.position(found.nameSpan.start);
  return words.some(isCode)
    ? [`${found.name}(), which names codes, has its name in parentheses at ${file.path}:${line}`]
    : [];
}

const unreadOf = remember((facts: Facts): readonly Unread[] =>
  facts.undefinedInSlots('fault').flatMap(({ name, slot }) => {
    const file = slot.dead ? undefined : facts.file(slot.path);
    if (file === undefined) return [];
    const { path, line, holder, field } = slot;
    const stored = `${name}(), which is in ${holder}.${field} (${path}:${line}),`;
    const placed = (one: SourceFile, start: number, what: string): readonly Unread[] => {
      const at = one.position(start).line;
      const said = `${stored} ${what} at ${one.path}:${at}`;
      const own = { said, path: one.path, start, line: at };
      return one === file ? [{ ...own, line }] : [own, { said, path, start: -1, line }];
    };
    const wrapped = wrappedDefinitions(file, name, FAULT_TYPE.codeType)
      .filter(({ result }) => result.kind !== 'right')
      .flatMap(({ nameSpan: { start } }) => placed(file, start, 'has its name in parentheses'));
    const made = facts.makersOf(path, name).filter(({ words }) => !words.has(FAULT_TYPE.codeType));
    return [
      ...wrapped,
      ...made.flatMap(maker => placed(facts.file(maker.path) ?? file, maker.start, inWords(maker))),
    ];
  }),
);

/** `is made by DEFINE_FAULT()`, `has its body written by BODY`. */
function inWords({ macro, part, start, end }: Maker): string {
  const said = end - start > macro.length ? `${macro}()` : macro;
  return part === 'whole' ? `is made by ${said}` : `has its ${part} written by ${said}`;
}
