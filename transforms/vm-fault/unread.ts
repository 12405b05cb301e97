/** Handlers in slots whose definitions cannot be read: those that macros write, and those with a name in parentheses. */
import {
  type Facts,
  type Maker,
  remember,
  type SourceFile,
  type Unit,
  wrappedDefinitions,
} from '../../src/kit.js';
import { FAULT_TYPE } from './contract.js';

interface Unread {
  /** `gizmo_fault(), which is in gizmo_ops.fault (gizmo.c:9), is made by DEFINE_FAULT() at gizmo.c:7`. */
  readonly said: string;
  readonly path: string;
  /** Where it is defined, and the line of the slot. */
  readonly start: number;
  readonly line: number;
}

/** What is said of the handlers that an item of a file defines or stores without that they could be read. */
export function unreadIn(
  facts: Facts,
  { file, item }: Pick<Unit<unknown>, 'file' | 'item'>,
): readonly string[] {
  if (item === undefined) return [];
  const from = file.position(item.start).line;
  const to = file.position(item.end).line;
  return unreadOf(facts)
    .filter(({ path }) => path === file.path)
    .filter(({ start, line }) => (start >= item.start && start < item.end) || (line >= from && line <= to))
    .map(({ said }) => said);
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
