/** Under which conditions the lines of a text are compiled: by its directives alone, for files that nobody parses. */
import { readDirective } from '../source/directives.js';
import type { ConfigTest } from '../source/file.js';
import { directiveStarts } from './inclusions.js';

/** Conditions in one form, each with whether it has to hold: what is compiled under all of them. */
export type Conditions = ReadonlySet<string>;

/** A directive, as far as backslashes lead. */
const LINE = /#(?:\\\r?\n|[^\n])*/y;

/** What the next line defines, right behind a directive. */
const NEXT = /\s*#[ \t]*define[ \t]+(\w+)/y;

/** What always holds of C that the kernel compiles. */
const ALWAYS: ReadonlySet<string> = new Set([
  'defined(__KERNEL__)',
  '!defined(__ASSEMBLY__)',
  '!defined(__ASSEMBLER__)',
  '!defined(LINKER_SCRIPT)',
]);

const NONE: Conditions = new Set();

/**
 * The conditions over each offset of a text (in UTF-16 units), but for a header's own that it counts once and for those
 * that always hold where the kernel compiles C.
 */
export function conditionsIn(text: string): (offset: number) => Conditions {
  const borders: { readonly start: number; readonly over: Conditions }[] = [{ start: 0, over: NONE }];
  const open: { arm: string; passed: readonly string[] }[] = [];
  for (const start of directiveStarts(text)) {
    LINE.lastIndex = start;
    const end = start + LINE.exec(text)![0].length;
    const { kind, test } = readDirective(text, { kind: 'directive', start, end });
    const top = open.at(-1);
    if (kind === 'if') {
      NEXT.lastIndex = end;
      const isGuard = !test!.holds && test!.condition === `defined(${NEXT.exec(text)?.[1]})`;
      open.push({ arm: isGuard ? '' : spell(test!), passed: [] });
    } else if (kind === 'endif') open.pop();
    else if (top && (kind === 'elif' || kind === 'else')) {
      const passed = [...top.passed, negated(top.arm)];
      open[open.length - 1] = { arm: [...passed, ...(test ? [spell(test)] : [])].join(' && '), passed };
    } else continue;
    const over = open.map(({ arm }) => arm).filter(arm => arm !== '' && !ALWAYS.has(arm));
    borders.push({ start: end, over: new Set(over) });
  }
  return offset => borders.findLast(({ start }) => start <= offset)!.over;
}

const spell = ({ condition, holds }: ConfigTest): string => `${holds ? '' : '!'}${condition}`;

const negated = (arm: string): string => (arm.startsWith('!') ? arm.slice(1) : `!${arm}`);

/** Whether what is compiled under `inner` has what is there under `outer`. */
export const isCovered = (outer: Conditions, inner: Conditions): boolean =>
  [...outer].every(condition => inner.has(condition));
