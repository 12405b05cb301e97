/** Everything that is done with a pointer to functions that is a static variable of a file. */
import type { SourceFile } from '../source/file.js';
import type { FunctionRef, MemberFacts, MemberPlace } from './facts.js';
import { byPlace, type Functions } from './functions.js';
import { isMemberName } from './positions.js';
import { codeFrom, codeUpTo, tokenText, wordsOf } from './tokens.js';

/** The context of the slot whose value is assigned where a token names what it is assigned to. */
export type SlotRead = (file: SourceFile, index: number) => string | undefined;

/** The facts of a static variable, told as those of a member: what is not understood is a doubt. */
export function variableFacts(
  file: SourceFile,
  place: MemberPlace,
  functions: Functions,
  slotRead: SlotRead,
): MemberFacts {
  const callers = new Set<FunctionRef>();
  const slots = new Set<string>();
  const doubts: string[] = [];
  let declared = 0;
  for (const index of wordsOf(file).code.get(place.field) ?? []) {
    const { start } = file.tokens.at(index)!;
    const item = file.itemAt(start);
    if (isMemberName(file, index)) continue;
    const use = useOf(file, index);
    const context = use === 'assigned' ? slotRead(file, index) : undefined;
    const fn = item?.kind === 'function' ? functions.at(file, item) : undefined;
    const isDeclared =
      item?.kind === 'declaration' && /^\s*static\b/.test(file.text.slice(item.start, item.end));
    if (isDeclared && use === 'called') declared++;
    else if (fn !== undefined && use === 'called') callers.add(fn);
    else if (fn !== undefined && context !== undefined) slots.add(context);
    else if (fn === undefined || (use !== 'cleared' && use !== 'tested'))
      doubts.push(`is used in a way that is not followed at ${file.path}:${file.position(start).line}`);
  }
  if (wordsOf(file).directives.has(place.field)) doubts.push(`is named in a macro of ${file.path}`);
  if (declared !== 1) doubts.push(`is declared ${declared} times in ${file.path}`);
  return {
    place,
    typedef: undefined,
    functions: [],
    slots: [...slots],
    callers: [...callers].sort(byPlace),
    alike: [],
    doubts,
  };
}

type VariableUse = 'called' | 'assigned' | 'cleared' | 'tested' | undefined;

/** What the tokens around a name say: `(*old)(…)` is a call or the declaration, by where it stands. */
function useOf(file: SourceFile, index: number): VariableUse {
  const [before, first] = wordsBefore(file, index, 2);
  const next = codeFrom(file, index + 1);
  const after = tokenText(file, next);
  const then = tokenText(file, codeFrom(file, next + 1));
  if (after === '=') {
    const end = tokenText(file, codeFrom(file, codeFrom(file, next + 1) + 1));
    return /^(?:NULL|0)$/.test(then) && end === ';' ? 'cleared' : 'assigned';
  }
  if (before === '*' && first === '(' && after === ')' && then === '(') {
    const outside = file.itemAt(file.tokens.startAt(index)!)?.kind !== 'function';
    const [, , type] = wordsBefore(file, index, 3);
    // In a function, a word before it makes it the declaration of another variable.
    return outside || !/^\w/.test(type!) || type === 'return' ? 'called' : undefined;
  }
  if (after === '(') return !/^(?:\w|\*)/.test(before!) || before === 'return' ? 'called' : undefined;
  const opens =
    before === '!' || /^[&|]{2}$/.test(before!) || (before === '(' && /^(?:if|while)$/.test(first!));
  return opens && /^(?:\)|&&|\|\||\?|[=!]=)$/.test(after) ? 'tested' : undefined;
}

function wordsBefore(file: SourceFile, index: number, count: number): readonly string[] {
  const words: string[] = [];
  for (let i = index; words.length < count; ) {
    i = codeUpTo(file, i - 1);
    words.push(i < 0 ? '' : tokenText(file, i));
  }
  return words;
}
