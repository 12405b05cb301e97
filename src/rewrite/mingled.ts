/** Codes and integers that meet: returned by one function, joined, compared, counted with. Each place is noted. */
import { bare, calleeOf, walk } from '../flow/walk.js';
import type { AstNode, Call, Cast, Conditional, Expr } from '../source/ast.js';
import { casesIn } from './carriers.js';
import { isMadeInteger } from './kinds.js';
import { plainType, pointerMeant } from './pointers.js';
import { inWords, isNoInteger, type Notes, withArticle } from './stray-notes.js';

/** Notes where codes and integers meet. */
export function mingle(notes: Notes): void {
  const { fn, ground, note } = notes;
  const { type, returns } = ground;
  let codes = false;
  let others = false;
  const arms = new Set<AstNode>();
  walk(fn, node => {
    if (node.kind !== 'return' || node.value === undefined) return;
    for (const value of armsOf(node.value)) {
      arms.add(value);
      if (returns) give(notes, value, 'returns');
      codes ||= notes.isCode(value);
      others ||= /^(?:other|errno|mixed)$/.test(notes.kinds.kindOf(value));
    }
  });
  notes.visit(node => {
    meetIn(notes, node);
    // What a function returns one or the other of is said of the function.
    if (node.kind === 'conditional' && !arms.has(bare(node.otherwise))) choose(notes, node);
    count(notes, node);
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

/** What is joined with a code, or compared with one. */
function meetIn(notes: Notes, node: AstNode): void {
  if (node.kind === 'binary' && /^(?:[&|^]|[=!]=)$/.test(node.op)) {
    meet(notes, node.left, node.right, node.op);
    meet(notes, node.right, node.left, node.op);
  } else if (node.kind === 'assign' && /^[&|^]=$/.test(node.op)) {
    meet(notes, node.value, node.target, node.op[0]!);
  } else if (node.kind === 'switch') {
    for (const one of casesIn(node.body)) {
      meet(notes, node.test, one, '==');
      meet(notes, one, node.test, '==', node.test);
    }
  }
}

/** What is a number for whoever asks for it, done with a code. */
function count(notes: Notes, node: AstNode): void {
  const { isTyped, note, textOf } = notes;
  switch (node.kind) {
    case 'binary':
      if (/^(?:[-+*/%]|<<|>>)$/.test(node.op) && (isTyped(node.left) || isTyped(node.right)))
        note('kept', `computes with a code in ${textOf(node)}`, node);
      if (/^[<>]=?$/.test(node.op) && (isTyped(node.left) || isTyped(node.right)))
        note('kept', `asks how large a code is in ${textOf(node)}`, node);
      return;
    case 'assign':
      if (/^(?:[-+*/%]|<<|>>)=$/.test(node.op) && isTyped(node.target))
        note('kept', `computes with a code in ${textOf(node)}`, node);
      return;
    case 'unary':
      if (/^[-+]$/.test(node.op) && isTyped(node.operand))
        note('kept', `computes with a code in ${textOf(node)}`, node);
      return;
    case 'update':
      if (isTyped(node.operand)) note('kept', `counts a code up or down in ${textOf(node)}`, node);
      return;
    case 'index':
      if (isTyped(node.index)) note('kept', `takes a code for an index in ${textOf(node)}`, node);
      return;
    case 'cast':
      if (isMadeInteger(node) && !/\b__force\b/.test(node.type) && isTyped(node.operand))
        note('kept', castOf(notes, node), node);
      return;
  }
}

/** How it is said that a code is cast to an integer. */
export function castOf({ textOf }: Pick<Notes, 'textOf'>, cast: Cast): string {
  return `casts a code to ${withArticle(plainType(cast.type))} in ${textOf(cast)}`;
}

/** A value that is taken as a code: returned, or stored where codes are. */
export function give(notes: Notes, e: Expr, verb: string): void {
  const { kinds, names, note, keep, isTyped, textOf } = notes;
  const kind = kinds.kindOf(e);
  if (e.kind === 'binary' && e.op === '|' && kind !== 'code') {
    for (const side of [e.left, e.right]) give(notes, bare(side), verb);
    return;
  }
  if (e.kind === 'call') {
    if (kind !== 'code') meetCall(notes, e, verb);
    return;
  }
  if (e.kind === 'number' || e.kind === 'char') {
    if (e.kind === 'char' || e.value !== 0) note('kept', `${verb} ${textOf(e)}, a number`, e);
    return;
  }
  if (!/^(?:other|open)$/.test(kind) && !(/^(?:neutral|code)$/.test(kind) && isPlace(e))) return;
  if (isTruth(e)) note('kept', `${verb} ${textOf(e)}, a truth`, e);
  else if (isComputed(e) && verb !== 'returns') note('kept', `${verb} ${textOf(e)}, a number`, e);
  const isConstant = e.kind === 'identifier' && names.of(e) === undefined && !/[a-z]/.test(e.name);
  if (isPlace(e) && !isConstant && !isTyped(e))
    keep(e, verb, verb === 'returns' ? undefined : `${verb} ${textOf(e)}`);
}

/** Something that is joined with a code, or compared with one. */
function meet(notes: Notes, side: Expr, other: Expr, op: string, at: Expr = side): void {
  const { kinds, isCode, isTyped, keep, note, textOf } = notes;
  const e = bare(side);
  if (!(isCode(other) || isTyped(other)) || isCode(e) || isTyped(e)) return;
  const isJoined = op === '|' || op === '^';
  const verb = isJoined ? 'joins a code with' : 'looks for a code in';
  const isVariable = e.kind !== 'identifier' || /[a-z]/.test(e.name);
  const kind = kinds.kindOf(e);
  if (isPlace(e) && isVariable && /^(?:other|neutral|open|errno|mixed)$/.test(kind)) keep(e, verb);
  else if (e.kind === 'call') meetCall(notes, e, isJoined ? verb : 'looks in a code for');
  else if (e.kind === 'number' ? e.value !== 0 : isTyped(other) && isNumber(e, kind)) {
    note('kept', isJoined ? `${verb} ${textOf(e)}, a number` : `looks for ${textOf(e)} in a code`, at);
  }
}

/** A choice between a code and something that is none. */
function choose({ kinds, isTyped, note, textOf }: Notes, choice: Conditional): void {
  const then = choice.then ?? choice.test;
  const { otherwise } = choice;
  for (const [side, other] of [[then, otherwise] as const, [otherwise, then] as const]) {
    const isOther = !isTyped(side) && /^(?:other|open|errno|mixed)$/.test(kinds.kindOf(side));
    if (isTyped(other) && isOther)
      note('kept', `chooses between a code and ${textOf(bare(side))}`, bare(side));
  }
}

/** A call whose result is not known to be a code, where one is wanted. */
function meetCall({ ground, kinds, pointers, note, textOf }: Notes, call: Call, verb: string): void {
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
  if (ground.around.isCode(name)) return;
  const said = ground.around.spelledOut(call);
  if (said.length > 0) {
    // What comes out of a block is not followed.
    if (said.some(one => bare(one).kind === 'statement-expr')) {
      if (changes) note('border', `${verb} what the macro ${name}() gives, which is not followed`, call);
    } else if (kinds.kindOf(call) !== 'neutral')
      note('kept', `${verb} ${textOf(call)}, which is no code`, call);
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

/** Whether an expression is a number beyond doubt: `-ENOMEM`, `1 << 2`, `~0x10`. */
function isNumber(e: Expr, kind: string): boolean {
  return kind === 'errno' || (kind === 'other' && /^(?:unary|binary|char|cast|identifier)$/.test(e.kind));
}

/** `n * 2`, `-n`: what comes of computing. */
const isComputed = (e: Expr): boolean =>
  e.kind === 'cast' ||
  e.kind === 'update' ||
  (e.kind === 'binary' && /^(?:[-+*/%&^]|<<|>>)$/.test(e.op)) ||
  (e.kind === 'unary' && /^[-+~]$/.test(e.op));

/** `a != b`, `!a`: 0 or 1. */
function isTruth(e: Expr): boolean {
  return e.kind === 'binary' ? /^(?:[=!]=|[<>]=?|&&|\|\|)$/.test(e.op) : e.kind === 'unary' && e.op === '!';
}
