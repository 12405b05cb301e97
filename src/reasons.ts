/**
 * The engine's own reasons to refuse, and the filling of the holes of any reason.
 *
 * Invariant: the table is closed and its codes are apart from those of every rule (`shelf.ts` checks it), so a
 * code names one sentence wherever it is met.
 */
import type { Holes, Reason } from './transform.js';

/** What the engine says where no rule can or may speak. */
export const engineReasons = {
  unparsed: {
    text: 'this place cannot be read as C: {{why}}',
    advice:
      'convert it by hand, or write the code around it so that it reads as C without its macros expanded',
    when: 'the code is no C as it stands, such as a function whose braces only macros complete',
  },
  'other-kernels': {
    text: 'compiled for kernels {{releases}} only, which are left as they are',
    advice: 'nothing to do: what newer kernels compile is judged by itself; `--kernel` says which ones count',
    when: 'a condition on LINUX_VERSION_CODE keeps the code from the kernels that have the new API',
  },
  'older-kernels': {
    text: 'the change at {{place}} would be compiled for kernels {{releases}} too, and what it needs is there {{since}}',
    advice:
      'say with `--kernel` which releases the code is built with, give `--compat` for a driver outside of the kernel, or put what only old ones need under a condition of its own',
    when: 'the code is built with kernels that do not have the new API',
  },
  'inside-macro': {
    text: '{{keyword}} stands in a preprocessor line, whose uses are not followed',
    advice: 'convert the macro together with its uses by hand',
    when: 'the text of a macro uses the keyword, and the transform does not judge macros',
  },
  glued: {
    text: 'a macro puts a name together of {{piece}} and something else, perhaps {{name}}; what it makes is not followed',
    advice: 'write the names out where the macro is used, then run again, or convert its uses by hand',
    when: 'a macro puts a name together of a piece of a keyword, by ##: one that its text says, or that it is given',
  },
  torn: {
    text: '{{name}} is written over the end of a line, or with a character by its number, and is not followed',
    advice: 'write the name in one piece, then run again',
    when: 'a backslash at the end of a line stands in the middle of a keyword, or a character of it is written by its number',
  },
  'config-branch': {
    text: '{{keyword}} stands in an #if arm that no readable choice of the arms in {{item}} takes',
    advice: 'close each brace in the arm that opens it, or use fewer #if groups in one function',
    when: 'an arm opens a brace that another closes, so that no choice of the arms reads with the keyword in it',
  },
  unclaimed: {
    text: 'no transform has an opinion on {{keyword}} here',
    advice: 'look at it; if a machine could judge it, tell the author of the transform',
    when: 'the keyword stands in a place of which the transform says nothing',
  },
  overlap: {
    text: 'its edits meet those of the change at {{other}}',
    advice: 'apply the other change first, then run again',
    when: 'two changes edit the same place',
  },
  unproven: {
    text: 'the rewrite was dropped, since its proof failed: {{why}}',
    advice: 'convert it by hand, and report the code, since the transform should have refused it',
    when: 'a change of the transform does not hold, alone or together with the others: it parses worse, or a second run over the result is not silent',
  },
  ignored: {
    text: 'the source says to leave it, at {{place}}: {{why}}',
    advice: 'nothing to do; take the comment away to have it judged',
  },
  declined: {
    text: 'a person decided against this change',
    advice: 'nothing to do; `faultline review` changes the decision',
    when: '`--decisions FILE` replays a review in which a person said no',
  },
  'edit-unproven': {
    text: 'what a person made of this change cannot be taken: {{why}}',
    advice: 'edit it again with `faultline review`, or decide about the change as it is offered',
    when: '`--decisions FILE` replays a change that was edited by hand, and the code around it is another one by now',
  },
  crashed: {
    text: 'the transform failed here: {{what}}',
    advice: 'report it with what --debug prints; the rest of the run is not affected',
    when: 'the transform threw an error, which is a bug of it',
  },
} as const satisfies Readonly<Record<string, Reason>>;

export type EngineCode = keyof typeof engineReasons;

/** Whether a code is one of the engine's. */
export function isEngineCode(code: string): code is EngineCode {
  return Object.hasOwn(engineReasons, code);
}

const HOLE = /\{\{([A-Za-z][A-Za-z0-9]*)\}\}/g;

/** The text with its `{{holes}}` filled; a hole without a value shows as `?`. */
export function fill(text: string, holes: Holes): string {
  return text.replace(HOLE, (_, name: string) => String(holes[name] ?? '?'));
}

/** The names of a text's `{{holes}}`, in order, each once. */
export function holesOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(HOLE)].map(match => match[1]!))];
}

/** The names of the holes that have no value: empty for a reason that is given in full. */
export function unfilled(text: string, holes: Holes): readonly string[] {
  return holesOf(text).filter(name => holes[name] === undefined);
}
