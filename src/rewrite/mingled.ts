/** Codes and integers that meet: returned by one function, joined, compared. Each place is noted. */
import { bare, calleeOf, walk } from '../flow/walk.js';
import type { Call, Expr } from '../source/ast.js';
import { casesIn } from './carriers.js';
import { plainType, pointerMeant } from './pointers.js';
import { inWords, isNoInteger, type Notes, withArticle } from './stray-notes.js';

/** Notes where codes and integers meet. */
export function mingle(notes: Notes): void {
  const { fn, ground, note } = notes;
  const { type, returns } = ground;
  let codes = false;
  let others = false;
  walk(fn, node => {
    if (node.kind === 'binary' && /^(?:[&|]|[=!]=)$/.test(node.op)) {
      meet(notes, node.left, node.right, node.op);
      meet(notes, node.right, node.left, node.op);
    } else if (node.kind === 'assign' && node.op === '|=') {
      meet(notes, node.value, node.target, '|');
    } else if (node.kind === 'switch') {
      for (const one of casesIn(node.body)) meet(notes, node.test, one, '==');
    } else if (node.kind === 'return' && node.value) {
      for (const value of armsOf(node.value)) {
        if (returns) give(notes, value);
        codes ||= notes.isCode(value);
        others ||= /^(?:other|errno|mixed)$/.test(notes.kinds.kindOf(value));
      }
    }
  });
  const said = plainType(fn.returnType);
  if (codes && others && fn.returnType !== type.codeType && !isNoInteger(said)) {
    note('kept', `returns codes and something else, both as ${withArticle(said)}`, {
      kind: 'identifier',
      name: fn.name,
      ...fn.nameSpan,
    });
  }
}

/** The values that an expression can have: both arms of a choice. */
export function armsOf(value: Expr): readonly Expr[] {
  const e = bare(value);
  return e.kind === 'conditional' ? [...armsOf(e.then ?? e.test), ...armsOf(e.otherwise)] : [e];
}

/** A value that is returned as a code. */
function give(notes: Notes, e: Expr): void {
  const { kinds, names, note, keep, textOf } = notes;
  const kind = kinds.kindOf(e);
  if (e.kind === 'binary' && e.op === '|' && kind !== 'code') {
    for (const side of [e.left, e.right]) give(notes, bare(side));
    return;
  }
  if (e.kind === 'call') {
    if (kind !== 'code') meetCall(notes, e, 'returns');
    return;
  }
  if (e.kind === 'number') {
    if (e.value !== 0) note('kept', `returns ${textOf(e)}, a number`, e);
    return;
  }
  if (kind !== 'other' && !(kind === 'neutral' && isPlace(e))) return;
  if (isTruth(e)) note('kept', `returns ${textOf(e)}, a truth`, e);
  const isConstant = e.kind === 'identifier' && names.of(e) === undefined && !/[a-z]/.test(e.name);
  if (isPlace(e) && !isConstant) keep(e, 'returns');
}

/** Something that is joined with a code, or compared with one. */
function meet(notes: Notes, side: Expr, other: Expr, op: string): void {
  const { kinds, isCode, keep, note, textOf } = notes;
  const e = bare(side);
  if (!isCode(other) || isCode(e)) return;
  const verb = op === '|' ? 'joins a code with' : 'looks for a code in';
  const isVariable = e.kind !== 'identifier' || /[a-z]/.test(e.name);
  if (isPlace(e) && isVariable && /^(?:other|neutral)$/.test(kinds.kindOf(e))) keep(e, verb);
  else if (e.kind === 'call' && op === '|') meetCall(notes, e, verb);
  else if (e.kind === 'number' && e.value !== 0) {
    note('kept', op === '|' ? `${verb} ${textOf(e)}, a number` : `looks for ${textOf(e)} in a code`, e);
  }
}

/** A call whose result is not known to be a code, where one is wanted. */
function meetCall({ ground, pointers, note, textOf }: Notes, call: Call, verb: string): void {
  const { facts, path, type, changes } = ground;
  const name = calleeOf(call);
  const meant = pointerMeant(pointers, call.callee);
  if (meant !== undefined) {
    const said = `${verb} what is called through ${inWords(meant)}`;
    if (meant.type !== type.codeType) note('pointer', said, call, said, meant.member);
    return;
  }
  if (name === undefined) {
    const callee = textOf(bare(call.callee));
    if (changes) note('border', `${verb} what ${callee}() gives, of which nothing says what it is`, call);
    return;
  }
  if (!/[a-z]/.test(name)) return;
  const [first] = facts.definitionsOf(name, path);
  const variants = first && facts.variantsOf(first);
  const result = variants && !('why' in variants) ? variants[0]?.fn.returnType : undefined;
  if (result !== undefined) {
    const said = plainType(result);
    if (said !== type.codeType && said !== '')
      note('handed', `${verb} what ${name}() gives, ${withArticle(said)}`, call);
  } else if (first === undefined && changes && facts.macrosOf(name, path).length === 0) {
    note('border', `${verb} what ${name}() gives, of which no definition says what it is`, call);
  }
}

const isPlace = (e: Expr): boolean =>
  /^(?:member|index|identifier)$/.test(e.kind) || (e.kind === 'unary' && e.op === '*');

/** `a != b`, `!a`: 0 or 1. */
function isTruth(e: Expr): boolean {
  return e.kind === 'binary' ? /^(?:[=!]=|[<>]=?|&&|\|\|)$/.test(e.op) : e.kind === 'unary' && e.op === '!';
}
