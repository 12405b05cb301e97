/**
 * Groups of `#if` that stand beside what a function does with its variables: each of their arms is nothing but calls, which
 * jump nowhere and are given nothing that the function sets. What holds of a function with all of them and of one with none
 * holds with some.
 */
import type { Arm, Group } from './directives.js';
import type { Token } from './file.js';

/** Words that jump, declare, or go round. */
const NO_CALL =
  /^(?:return|goto|break|continue|case|default|switch|for|while|do|else|if|sizeof|struct|union|enum|static|const|volatile|extern|typedef|asm|__asm__)$/;
/** What sets a variable, hands its address on, or stands between statements. */
const SETS = /^(?:[-+*/%&|^]?=|<<=|>>=|\+\+|--|[{}:;])$/;

/** What stands behind a variable that is set. */
const SETS_BEHIND = /^(?:[-+*/%&|^]?=|<<=|>>=|\+\+|--)$/;

/** The groups among some whose arms are plain calls, at a place where a statement may begin. */
export function bystandersAmong(
  groups: Iterable<Group>,
  text: string,
  tokens: readonly Token[],
  arms: readonly (Arm | undefined)[],
): ReadonlySet<Group> {
  const words = tokens.map(({ start, end }) => text.slice(start, end));
  const set = new Set(words.filter((_, i) => SETS_BEHIND.test(words[i + 1] ?? '')));
  const first = new Map<Arm, number>();
  const last = new Map<Arm, number>();
  const parents = new Set<Group>();
  arms.forEach((arm, i) => {
    if (arm === undefined) return;
    if (!first.has(arm)) first.set(arm, i);
    last.set(arm, i);
    for (let at = arm.parent; at !== undefined; at = at.parent) parents.add(at.group);
  });
  const isPlain = (arm: Arm): boolean => {
    const from = first.get(arm);
    if (from === undefined) return true;
    const before = words[from - 1];
    return (
      before !== undefined && /^[;{}]$/.test(before) && areCalls(words.slice(from, last.get(arm)! + 1), set)
    );
  };
  return new Set([...groups].filter(group => !parents.has(group) && group.arms.every(isPlain)));
}

/** Whether some words are calls one after the other, `f(…);`, in whose arguments nothing is set, here or elsewhere. */
function areCalls(words: readonly string[], set: ReadonlySet<string>): boolean {
  let depth = 0;
  let at = 0;
  while (at < words.length) {
    if (!/^[A-Za-z_]\w*$/.test(words[at]!) || NO_CALL.test(words[at]!) || words[at + 1] !== '(') return false;
    let i = at + 1;
    for (; i < words.length; i++) {
      const word = words[i]!;
      if (word === '(') depth++;
      else if (word === ')' && --depth === 0) break;
      else if (SETS.test(word) || NO_CALL.test(word) || set.has(word)) return false;
      // In front of a name, an address.
      else if (word === '&' && /^[(),]$/.test(words[i - 1]!)) return false;
    }
    if (depth !== 0 || words[i + 1] !== ';') return false;
    at = i + 2;
  }
  return true;
}
