/** Asks the prover about two functions in C; the API under migration is an invented one. */
import type { Contract } from '../../src/flow/contract.js';
import { type Answer, codeOf, prove, type Returns } from '../../src/flow/prove.js';
import type { FunctionDef } from '../../src/source/ast.js';
import { openSource, type SourceFile } from '../../src/source/index.js';
import { testParser } from '../check.js';

/** `old_put()` returned 0 or an errno; `new_put()` returns a code, and counts -EBUSY as success. */
export const CONTRACT: Contract = {
  codeType: 'code_t',
  calls: new Map([['old_put', 'new_put']]),
  classes: [
    { name: '0', before: 0, after: 0x100 },
    { name: '-EBUSY', before: -16, after: 0x100 },
    { name: '-ENOMEM', before: -12, after: 1 },
    { name: '-EFAULT', before: -14, after: 2 },
    { name: '-EINVAL', before: -22, after: 2 },
  ],
  constants: new Map([
    ['CODE_OOM', 1],
    ['CODE_BUS', 2],
    ['CODE_MAJOR', 4],
    ['CODE_OK', 0x100],
    ['CODE_ERROR', 3],
  ]),
  mappers: [{ name: 'code_error', cases: [{ value: -12, result: 1 }], otherwise: 2 }],
  aliasSentence: 'busy is success',
  ignoredSentence: 'an ignored error is reported',
  returned: [{ valueClass: '-ENOMEM', before: 2, after: 1, sentence: 'no memory is told apart' }],
};

/** The functions of a text, by name, and its macros. */
async function read(text: string): Promise<{ file: SourceFile; functions: Map<string, FunctionDef> }> {
  const file = openSource(await testParser(), 'gizmo.c', text);
  const functions = new Map<string, FunctionDef>();
  for (const item of file.items) {
    const variants = item.kind === 'function' ? file.functionsOf(item) : [];
    if ('why' in variants) throw new Error(`${item.name}: ${variants.why}`);
    for (const { fn } of variants) functions.set(fn.name, fn);
  }
  return { file, functions };
}

export interface Asked {
  /** Text above both functions: macros, and functions that may be stepped into. */
  readonly above?: string;
  readonly returns?: Returns;
}

/** What the prover says of two versions of `f`. */
export async function ask(
  before: string,
  after: string,
  { above = '', returns = 'equal' }: Asked = {},
): Promise<Answer> {
  const old = await read(above + before);
  const now = await read(above + after);
  const inline = (name: string) => {
    const fn = name === 'f' ? undefined : old.functions.get(name);
    return fn && codeOf(fn);
  };
  return prove({
    contract: CONTRACT,
    before: old.functions.get('f')!,
    after: now.functions.get('f')!,
    returns,
    inline,
    macros: name => old.file.macros.filter(m => m.name === name),
  });
}

/** `int f(…) { lines }`, each line indented once. */
export function f(...lines: readonly string[]): string {
  return `static int f(struct gizmo *g, int n)\n{\n${lines.map(l => (l === '' ? '' : `\t${l}`)).join('\n')}\n}\n`;
}
