/** Handlers in slots whose definitions cannot be read: those that macros make, and those with a name in parentheses. */
import { type Facts, remember, type Unit, wrappedDefinitions } from '../../src/kit.js';
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
    const at = (start: number) => `${path}:${file.position(start).line}`;
    const stored = `${name}(), which is in ${holder}.${field} (${path}:${line}),`;
    const wrapped = wrappedDefinitions(file, name, FAULT_TYPE.codeType)
      .filter(({ result }) => result.kind !== 'right')
      .map(({ nameSpan: { start } }) => ({
        start,
        said: `${stored} has its name in parentheses at ${at(start)}`,
      }));
    const made = facts
      .makersOf(path, name)
      .filter(({ words }) => !words.has(FAULT_TYPE.codeType))
      .map(({ macro, start }) => ({ start, said: `${stored} is made by ${macro}() at ${at(start)}` }));
    return [...wrapped, ...made].map(one => ({ ...one, path, line }));
  }),
);
