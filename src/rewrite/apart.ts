/**
 * Takes a variable apart that holds codes on one way and error numbers on another, where the ways meet. What decides
 * is not here: the candidates are guesses, from the plainest to the most careful, and a prover takes the first that
 * does the same.
 */
import type { Variable } from '../flow/resolve.js';
import { bare } from '../flow/walk.js';
import { type Access, dataFlowOf } from '../flow/webs.js';
import type { Expr } from '../source/ast.js';
import { initSpan } from './declared.js';
import { type Draft, siblingsOf, statementOf } from './draft.js';
import { textOf } from './emit.js';
import { indentAt, newlineOf } from './layout.js';
import type { Change } from './pieces.js';
import { freeName, type Spelling } from './variables.js';

/** What an access has to do with: a code, an error number, zero, or it cannot be told alone. */
export type Side = 'code' | 'errno' | 'zero' | 'either';

/** How the accesses of the variable are told apart. */
export interface Sides {
  /** Of what a definition stores. */
  stored(value: Expr): Side;
  /** Whether a use asks for an error number: `ret < 0`, `ret == -EIO`. */
  isErrnoTest(node: Expr): boolean;
  /** Whether a use can only be of a code: it is returned where codes are, or masked. */
  isCodeUse(node: Expr): boolean;
}

/** What a candidate leaves open. */
interface Choice {
  /** Whether the variable for codes, or that for error numbers, begins as zero. */
  readonly zeroCode: boolean;
  readonly zeroErrno: boolean;
  /** Whether an error number is forgotten where a code is stored. */
  readonly forget: boolean;
  /** Which of the two is set where zero is stored. */
  readonly zero: 'code' | 'errno';
}

const CHOICES: readonly Choice[] = [false, true].flatMap(forget =>
  [false, true].flatMap(zeroErrno =>
    [false, true].flatMap(zeroCode =>
      (['code', 'errno'] as const).map(zero => ({ zeroCode, zeroErrno, forget, zero })),
    ),
  ),
);

/** The candidates for a variable; none where an access of it is not understood. */
export function* apartCandidates(
  draft: Draft,
  variable: Variable,
  sides: Sides,
  spelling: Spelling,
): Generator<readonly Change[]> {
  const { decl, declarator } = variable;
  if (!decl || !declarator || decl.declarators.some(d => d.array || d.func)) return;
  const accesses = dataFlowOf(draft.code)
    .accesses.flat()
    .filter(access => access.variable === variable);
  if (accesses.some(({ kind, value, assign }) => kind === 'def' && !value && assign !== undefined)) return;
  const keeps = spelling.codeNames.includes(variable.name) || !spelling.oldNames.includes(variable.name);
  const other = freeName(draft, keeps ? spelling.oldNames : spelling.codeNames);
  const names = keeps ? { code: variable.name, errno: other } : { code: other, errno: variable.name };
  const seen = new Set<string>();
  for (const choice of CHOICES) {
    const changes = candidate(draft, variable, accesses, sides, spelling, names, choice);
    const key = JSON.stringify(changes);
    if (seen.has(key)) continue;
    seen.add(key);
    yield changes;
  }
}

function candidate(
  draft: Draft,
  variable: Variable,
  accesses: readonly Access[],
  sides: Sides,
  spelling: Spelling,
  names: { readonly code: string; readonly errno: string },
  choice: Choice,
): readonly Change[] {
  const sideOfDef = (access: Access): 'code' | 'errno' => {
    const side = access.value === undefined ? 'either' : sides.stored(access.value);
    return side === 'code' ? 'code' : side === 'zero' ? choice.zero : 'errno';
  };
  const sideOfUse = (access: Access): 'code' | 'errno' => {
    const node = access.node!;
    if (sides.isErrnoTest(node)) return 'errno';
    if (sides.isCodeUse(node)) return 'code';
    const sources = new Set(access.sources.map(sideOfDef));
    if (sources.size === 1) return [...sources][0]!;
    return isTested(draft, node) ? 'errno' : 'code';
  };
  const changes: Change[] = [];
  for (const access of accesses) {
    const { node } = access;
    if (node === undefined) continue;
    const name = names[access.kind === 'def' ? sideOfDef(access) : sideOfUse(access)];
    if (name !== variable.name) changes.push({ start: node.start, end: node.end, text: name });
    if (choice.forget && access.kind === 'def' && sideOfDef(access) === 'code') {
      changes.push(...forgotten(draft, access, names.errno));
    }
  }
  return [...changes, ...declare(draft, variable, sideOfInit(accesses, sideOfDef), spelling, names, choice)];
}

/** The error number is forgotten behind a statement that stores a code. */
function forgotten(draft: Draft, access: Access, errno: string): readonly Change[] {
  const stmt = statementOf(draft, access.assign ?? access.node!);
  if (stmt.kind !== 'expr' || siblingsOf(draft, stmt) === undefined) return [];
  const indent = newlineOf(draft.text) + indentAt(draft.text, stmt.start);
  return [{ start: stmt.end, end: stmt.end, text: `${indent}${errno} = 0;` }];
}

function sideOfInit(accesses: readonly Access[], sideOf: (access: Access) => 'code' | 'errno') {
  const init = accesses.find(({ kind, node }) => kind === 'def' && node === undefined);
  return init && sideOf(init);
}

/** The declaration with one variable for each kind, the codes' behind. */
function declare(
  draft: Draft,
  variable: Variable,
  initSide: 'code' | 'errno' | undefined,
  spelling: Spelling,
  names: { readonly code: string; readonly errno: string },
  choice: Choice,
): readonly Change[] {
  const decl = variable.decl!;
  const declarator = variable.declarator!;
  const init = declarator.init ? ` = ${textOf(draft, declarator.init)}` : '';
  const attributes = draft.text.slice(declarator.nameSpan.end, initSpan(draft.text, declarator).start);
  const begins = (side: 'code' | 'errno', zero: boolean) => (initSide === side ? init : zero ? ' = 0' : '');
  const indent = newlineOf(draft.text) + indentAt(draft.text, decl.start);
  const code = `${indent}${spelling.codeType} ${names.code}${begins('code', choice.zeroCode)};`;
  return [
    {
      start: declarator.start,
      end: declarator.end,
      text: `${names.errno}${attributes}${begins('errno', choice.zeroErrno)}`,
    },
    { start: decl.end, end: decl.end, text: code },
  ];
}

/** Whether a use is a condition: `if (ret)`, `!ret`, `ret != 0`. */
function isTested(draft: Draft, node: Expr): boolean {
  const parent = draft.parents.get(node);
  if (parent === undefined) return false;
  if (parent.kind === 'if' || parent.kind === 'while' || parent.kind === 'do') return true;
  if (parent.kind === 'unary') return parent.op === '!';
  if (parent.kind === 'call') return isTested(draft, parent);
  if (parent.kind === 'paren' || (parent.kind === 'binary' && /^(&&|\|\|)$/.test(parent.op))) {
    return isTested(draft, parent) || parent.kind === 'binary';
  }
  if (parent.kind !== 'binary' || !/^[!=]=$/.test(parent.op)) return false;
  const against = bare(parent.left === node ? parent.right : parent.left);
  return against.kind === 'number' && against.value === 0;
}
