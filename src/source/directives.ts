/**
 * Preprocessor lines: what each says, which arms its `#if` groups have, which macros it defines.
 *
 * A condition is kept as text. What two lines of the kernel write differently but mean alike is brought to one
 * form, so that choices made for one hold for the other: `#ifdef X` is `defined(X)`, `#if !X` is `X` not holding.
 */
import { ALWAYS, type ConfigTest, type MacroDef, NEVER, type Token } from './file.js';

/** One preprocessor line. `test` is set for `if` and `elif`; `rest` is what follows the keyword. */
export interface Directive {
  readonly kind: 'if' | 'elif' | 'else' | 'endif' | 'define' | 'undef' | 'include' | 'error' | 'other';
  readonly token: Token;
  readonly test: ConfigTest | undefined;
  readonly rest: string;
}

/** One arm of a group: it is compiled when all of its tests come out as stated. */
export interface Arm {
  readonly tests: readonly ConfigTest[];
  /** The directive that opens the arm. */
  readonly opener: Directive;
  /** It lies under more conditions than are kept: `tests` is empty, and what stands in it is doubtful. */
  readonly lost: boolean;
  /** Whether an `#error` stands in it: it is never compiled with success. */
  readonly fails: boolean;
  /** The arm around the group; undefined at the outermost level. */
  readonly parent: Arm | undefined;
  /** From 1 for an outermost arm. */
  readonly depth: number;
  readonly group: Group;
}

/** `#if … #endif`. `end` is undefined where the file ends first. */
export interface Group {
  readonly arms: readonly Arm[];
  readonly end: Directive | undefined;
  readonly hasElse: boolean;
}

const KINDS: Readonly<Record<string, Directive['kind']>> = {
  if: 'if',
  ifdef: 'if',
  ifndef: 'if',
  elif: 'elif',
  elifdef: 'elif',
  elifndef: 'elif',
  else: 'else',
  endif: 'endif',
  define: 'define',
  undef: 'undef',
  include: 'include',
  error: 'error',
};

/** The text of a directive without continuations and comments, white space folded. */
function plain(text: string): string {
  let out = '';
  let i = 0;
  let from = 0;
  while (i < text.length) {
    const c = text[i];
    if (c === '"' || c === "'") {
      const close = text.indexOf(c, i + 1);
      i = close < 0 ? text.length : close + 1;
    } else if (c === '/' && (text[i + 1] === '*' || text[i + 1] === '/')) {
      const close = text[i + 1] === '*' ? text.indexOf('*/', i + 2) : -1;
      out += `${text.slice(from, i)} `;
      i = close < 0 ? text.length : close + 2;
      from = i;
    } else i++;
  }
  return fold((out + text.slice(from)).replace(/\\[ \t\f\v]*\r?\n/g, ' '));
}

function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Brings a condition to the one form in which its negation and its `#ifdef` spelling are recognised. */
export function normalise(condition: string, holds = true): ConfigTest {
  let text = fold(
    condition.replace(/\bdefined\s*(?:\(\s*([A-Za-z_]\w*)\s*\)|([A-Za-z_]\w*))/g, 'defined($1$2)'),
  );
  let truth = holds;
  for (;;) {
    const bare =
      /^(!?)\s*\(((?:[^()]|\([^()]*\))*)\)$/.exec(text) ??
      /^(!)\s*((?:!\s*)*[A-Za-z_]\w*(?:\s*\([^()]*\))?)$/.exec(text);
    if (bare === null) return { condition: text, holds: truth };
    if (bare[1] === '!') truth = !truth;
    text = fold(bare[2] ?? '');
  }
}

/** Reads one directive token. */
export function readDirective(text: string, token: Token, known: Known = {}): Directive {
  const raw = text.slice(token.start, token.end);
  const head = /^#(?:\s|\\[ \t\f\v]*\r?\n|\/\*[\s\S]*?\*\/)*([A-Za-z_]\w*)?/.exec(raw);
  const word = head?.[1] ?? '';
  const kind = KINDS[word] ?? 'other';
  const rest = raw.slice(head?.[0].length ?? 1);
  if (kind !== 'if' && kind !== 'elif') return { kind, token, rest, test: undefined };
  const named = word.endsWith('def');
  const condition = plain(rest);
  const test = named
    ? { condition: `defined(${/^\w+/.exec(condition)?.[0] ?? ''})`, holds: !word.endsWith('ndef') }
    : normalise(condition);
  return { kind, token, rest, test: settled(test, known) };
}

/** What is known of a condition wherever the file is compiled: that it holds, or does not; undefined where nothing is. */
export type Settle = (condition: string) => boolean | undefined;

/** What a reader knows of conditions. */
export interface Known {
  readonly settle?: Settle | undefined;
  /** What a condition says where macros that the reader knows are replaced. */
  readonly spell?: ((condition: string) => string) | undefined;
}

function settled(test: ConfigTest, { settle, spell }: Known): ConfigTest {
  const written = spell?.(test.condition) ?? test.condition;
  const value = settle?.(written);
  if (value !== undefined) return { condition: value ? ALWAYS : NEVER, holds: test.holds, written };
  return written === test.condition ? test : { ...test, written };
}

/** The macro that a `#define` line makes; undefined for other lines and malformed ones. */
export function macroOf(directive: Directive, arm: Arm | undefined): MacroDef | undefined {
  if (directive.kind !== 'define') return undefined;
  const { start, end } = directive.token;
  const found = /^(?:\s|\\[ \t\f\v]*\r?\n)*([A-Za-z_$][\w$]*)(\([^()]*\))?/.exec(directive.rest);
  const name = found?.[1];
  if (found === null || name === undefined) return undefined;
  const params = found[2] === undefined ? undefined : paramNames(found[2]);
  return {
    start,
    end,
    name,
    params,
    // Whoever reads bodies looks for a backslash at the very end of a line; the length stays.
    body: directive.rest
      .slice(found[0].length)
      .replace(/\\([ \t\f\v]+)(?=\r?\n)/g, '$1\\')
      .trim(),
    under: testsOf(arm),
  };
}

function paramNames(list: string): string[] {
  return plain(list.slice(1, -1))
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '');
}

/** All directives of a file, and for each offset the arm it lies in. */
export interface DirectiveTree {
  readonly directives: readonly Directive[];
  readonly groups: readonly Group[];
  /** For each directive by index: the arm it closes or lies in, and the one that is open after it. */
  readonly armAfter: readonly (Arm | undefined)[];
}

/** Groups nested deeper, and chains of more arms, are not written by people; keeping their tests would be quadratic. */
const DEEPEST = 100;
const LONGEST = 200;

interface OpenGroup {
  arms: (Arm & { fails: boolean })[];
  end: Directive | undefined;
  hasElse: boolean;
}

/** Builds the groups from the directives in order. A stray `#else` or `#endif` is left out. */
export function buildTree(directives: readonly Directive[]): DirectiveTree {
  const groups: OpenGroup[] = [];
  const armAfter: (Arm | undefined)[] = [];
  const stack: { group: OpenGroup; outer: Arm | undefined }[] = [];
  let current: Arm | undefined;
  for (const directive of directives) {
    const top = stack.at(-1);
    const innermost = top?.group.arms.at(-1);
    if (innermost !== undefined && directive.kind === 'error') innermost.fails = true;
    if (directive.kind === 'if') {
      const group: OpenGroup = { arms: [], end: undefined, hasElse: false };
      groups.push(group);
      stack.push({ group, outer: current });
      current = openArm(group, directive, current);
    } else if ((directive.kind === 'elif' || directive.kind === 'else') && top !== undefined) {
      current = openArm(top.group, directive, top.outer);
    } else if (directive.kind === 'endif' && top !== undefined) {
      top.group.end = directive;
      current = top.outer;
      stack.pop();
    }
    armAfter.push(current);
  }
  return { directives, groups, armAfter };
}

function openArm(group: OpenGroup, opener: Directive, parent: Arm | undefined): Arm {
  if (opener.kind === 'else') group.hasElse = true;
  const depth = (parent?.depth ?? 0) + 1;
  const lost = parent?.lost === true || depth > DEEPEST || group.arms.length >= LONGEST;
  const earlier = lost ? [] : group.arms.flatMap(arm => opposite(arm.opener.test) ?? []);
  const own = lost || opener.test === undefined ? [] : [opener.test];
  const arm = { tests: [...earlier, ...own], opener, fails: false, lost, depth, parent, group };
  group.arms.push(arm);
  return arm;
}

function opposite(test: ConfigTest | undefined): ConfigTest | undefined {
  return test && { ...test, holds: !test.holds };
}

/** Whether an arm is never compiled with success: `#if 0`, the `#else` of `#if 1`, an `#error`. */
export function isDead(arm: Arm | undefined): boolean {
  return (
    arm !== undefined && (arm.fails || arm.tests.some(test => constantOf(test.condition) === !test.holds))
  );
}

/** Whether a condition that is a number holds; undefined for others. */
export function constantOf(condition: string): boolean | undefined {
  if (condition === ALWAYS || condition === NEVER) return condition === ALWAYS;
  const digits = /^(0[xX][0-9a-fA-F]+|\d+)[uUlL]*$/.exec(condition)?.[1];
  return digits === undefined ? undefined : Number(digits) !== 0;
}

/** The tests under which an arm and all arms around it are compiled, outermost first. */
export function testsOf(arm: Arm | undefined): ConfigTest[] {
  const outward: (readonly ConfigTest[])[] = [];
  for (let at = arm; at !== undefined; at = at.parent) outward.push(at.tests);
  return outward.reverse().flat();
}
