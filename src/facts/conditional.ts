/** Under which conditions the lines of a text are compiled: by its directives alone, for files that nobody parses. */
import { normalise } from '../source/directives.js';
import { directiveStarts } from './inclusions.js';

/** Conditions in one form, each with whether it has to hold: what is compiled under all of them. */
export type Conditions = ReadonlySet<string>;

/** A directive that opens, parts or closes an `#if`. */
const FORKING = /^#[ \t]*(if|ifdef|ifndef|elif|else|endif)\b((?:\\\r?\n|[^\n])*)/;

/** What the next line defines, right behind a directive. */
const NEXT = /^\s*#[ \t]*define[ \t]+(\w+)/;

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
    const [line = '', word, rest = ''] = FORKING.exec(text.slice(start, lineEnd(text, start))) ?? [];
    if (word === undefined) continue;
    const top = open.at(-1);
    const said = rest.replace(/\\\r?\n/g, ' ').replace(/\/\*.*?\*\/|\/\/.*/g, ' ');
    if (word.startsWith('if')) {
      const name = /^\s*(\w+)/.exec(said)?.[1] ?? '';
      const [, next] = NEXT.exec(text.slice(start + line.length)) ?? [];
      const isGuard = word === 'ifndef' && name !== '' && name === next;
      const test = word === 'if' ? said : `defined(${name})`;
      open.push({ arm: isGuard ? '' : spell(test, word !== 'ifndef'), passed: [] });
    } else if (word === 'endif') open.pop();
    else if (top) {
      const passed = [...top.passed, negated(top.arm)];
      open[open.length - 1] = {
        arm: [...passed, ...(word === 'elif' ? [spell(said, true)] : [])].join(' && '),
        passed,
      };
    }
    const over = open.map(({ arm }) => arm).filter(arm => arm !== '' && !ALWAYS.has(arm));
    borders.push({ start: start + line.length, over: new Set(over) });
  }
  return offset => borders.findLast(({ start }) => start <= offset)!.over;
}

function lineEnd(text: string, start: number): number {
  let end = text.indexOf('\n', start);
  while (end >= 0 && /\\\r?$/.test(text.slice(Math.max(start, end - 2), end)))
    end = text.indexOf('\n', end + 1);
  return end < 0 ? text.length : end;
}

const spell = (condition: string, isTrue: boolean): string => {
  const test = normalise(condition, isTrue);
  return `${test.holds ? '' : '!'}${test.condition}`;
};

const negated = (arm: string): string => (arm.startsWith('!') ? arm.slice(1) : `!${arm}`);

/** Whether what is compiled under `inner` has what is there under `outer`. */
export const isCovered = (outer: Conditions, inner: Conditions): boolean =>
  [...outer].every(condition => inner.has(condition));
