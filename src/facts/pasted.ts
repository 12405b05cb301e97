/** Names that are never written out: `name##_fault` in a macro makes one that no search finds. */
import type { MacroDef, SourceFile } from '../source/file.js';
import { expand, usesAround } from './macros.js';
import { codeFrom, tokenText, wordsOf } from './tokens.js';

/** The use of a macro that makes a name. */
export interface Paste {
  readonly macro: string;
  readonly line: number;
}

const tables = new WeakMap<SourceFile, ReadonlyMap<string, Paste>>();

/** The names that a file makes with `##`, by macros of its own or of the headers beside it. */
export function pastedNames(headers: readonly SourceFile[], file: SourceFile): ReadonlyMap<string, Paste> {
  const known = tables.get(file);
  if (known !== undefined) return known;
  const names = new Map<string, Paste>();
  tables.set(file, names);
  for (const macro of [file, ...headers].flatMap(({ macros }) => macros)) {
    if (macro.params === undefined || !macro.body.includes('##')) continue;
    for (const index of wordsOf(file).code.get(macro.name) ?? []) addPasted(names, file, macro, index);
  }
  return names;
}

function addPasted(names: Map<string, Paste>, file: SourceFile, macro: MacroDef, index: number): void {
  const open = codeFrom(file, index + 1);
  if (tokenText(file, open) !== '(') return;
  const start = file.tokens[index]!.start;
  const use = usesAround(file, open + 1, start)[0];
  const said = use && expand(macro, use.args);
  if (use === undefined || said === undefined) return;
  const written = new Set(`${macro.body} ${use.args.join(' ')}`.match(/[A-Za-z_]\w*/g));
  const { line } = file.position(start);
  for (const word of said.match(/[A-Za-z_]\w*/g) ?? []) {
    if (!written.has(word)) names.set(word, { macro: macro.name, line });
  }
}
