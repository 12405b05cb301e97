/** What follows from `#if` conditions being true or false, as far as `&&`, `||` and `!` tell. */
import { constantOf, normalise } from './directives.js';
import type { ConfigTest } from './file.js';

/** Tests taken to come out as stated; consistent as far as can be seen. */
export type Beliefs = readonly ConfigTest[];

/** Longer conditions are taken as a whole. */
const LONGEST = 2000;

/** The beliefs with more tests among them; undefined where they contradict each other. */
export function assume(beliefs: Beliefs, tests: readonly ConfigTest[]): Beliefs | undefined {
  const all = [...beliefs, ...tests];
  const atoms = new Map<string, boolean>();
  for (const test of all) if (!spread(test, atoms)) return undefined;
  return all.every(test => (truthOf(test.condition, atoms) ?? test.holds) === test.holds) ? all : undefined;
}

/** Notes what a test says of the atoms in it: `A && B` holding means both do. False where that is contradicted. */
function spread(test: ConfigTest, atoms: Map<string, boolean>): boolean {
  const { condition, holds } = atomOf(test.condition, test.holds);
  const constant = constantOf(condition);
  if (constant !== undefined) return constant === holds;
  const joined = split(condition);
  if (joined === undefined) {
    const known = atoms.get(condition);
    atoms.set(condition, holds);
    return known === undefined || known === holds;
  }
  const decided = joined.operator === '&&' ? holds : !holds;
  return !decided || joined.parts.every(part => spread({ condition: part, holds }, atoms));
}

/** What there is to compare with: which comparison each is, or is the negation of, with its sides turned or not. */
const COMPARISONS: Readonly<Record<string, { as: '<' | '=='; isNot: boolean; isTurned: boolean }>> = {
  '<': { as: '<', isNot: false, isTurned: false },
  '>=': { as: '<', isNot: true, isTurned: false },
  '>': { as: '<', isNot: false, isTurned: true },
  '<=': { as: '<', isNot: true, isTurned: true },
  '==': { as: '==', isNot: false, isTurned: false },
  '!=': { as: '==', isNot: true, isTurned: false },
};

/** A condition in the form in which its negation is recognised, of a comparison too: `a >= b` is no `a < b`. */
function atomOf(text: string, holds = true): ConfigTest {
  const plain = normalise(text, holds);
  const [left = '', operator = '', right = '', ...more] = plain.condition.split(/(<<|>>|[<>=!]=|[<>])/);
  const how = COMPARISONS[operator];
  const isWhole = [left, right].every(side => !isUnbalanced(side) && !/[?!]|&&|\|\|/.test(side));
  if (how === undefined || more.length > 0 || !isWhole) return plain;
  const sides = [left.trim(), right.trim()];
  if (how.isTurned) sides.reverse();
  if (how.as === '==') sides.sort();
  return { condition: sides.join(` ${how.as} `), holds: plain.holds !== how.isNot };
}

/** Whether an expression opens parentheses that it does not close, or the other way round. */
export function isUnbalanced(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[()]/g)) {
    if (token === '(') depth++;
    if (token === ')' && --depth < 0) return true;
  }
  return depth !== 0;
}

/** What a condition comes out as when the atoms are as given; undefined where that does not follow. */
function truthOf(text: string, atoms: ReadonlyMap<string, boolean>): boolean | undefined {
  const { condition, holds } = atomOf(text);
  const value = constantOf(condition) ?? positive(condition, atoms);
  return value === undefined ? undefined : value === holds;
}

function positive(condition: string, atoms: ReadonlyMap<string, boolean>): boolean | undefined {
  const joined = split(condition);
  if (joined === undefined) return atoms.get(condition);
  const values = joined.parts.map(part => truthOf(part, atoms));
  const deciding = joined.operator === '||';
  if (values.includes(deciding)) return deciding;
  return values.includes(undefined) ? undefined : !deciding;
}

/** The parts that the loosest operator of a condition joins; undefined where neither `||` nor `&&` joins any. */
function split(condition: string): { operator: '||' | '&&'; parts: string[] } | undefined {
  if (condition.length > LONGEST || condition.includes('?')) return undefined;
  for (const operator of ['||', '&&'] as const) {
    const parts: string[] = [];
    let depth = 0;
    let from = 0;
    for (let i = 0; i < condition.length; i++) {
      if (condition[i] === '(') depth++;
      else if (condition[i] === ')') depth--;
      else if (depth === 0 && condition.startsWith(operator, i)) {
        parts.push(condition.slice(from, i));
        from = i + 2;
      }
    }
    if (parts.length > 0) return { operator, parts: [...parts, condition.slice(from)] };
  }
  return undefined;
}
