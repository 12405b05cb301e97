/** Gives one function the type of the codes it returns, and its variables the type of the codes they hold. */

import type { Contract } from '../flow/contract.js';
import type { Code } from '../flow/evaluate.js';
import { ERRNO } from '../flow/idioms.js';
import type { Proof } from '../flow/proof.js';
import { prove } from '../flow/prove.js';
import type { Variable } from '../flow/resolve.js';
import { proveSameButTypes, proveSaying } from '../flow/same.js';
import { bare, walk } from '../flow/walk.js';
import type { Web } from '../flow/webs.js';
import type { Call, Expr, FunctionDef } from '../source/ast.js';
import { apartCandidates, type Side, type Sides } from './apart.js';
import { passingOfType } from './carriers.js';
import { retyped, takeOut } from './declared.js';
import { type Draft, revise } from './draft.js';
import { textOf } from './emit.js';
import { type Kind, type Kinds, kindsOf, type Surroundings } from './kinds.js';
import { retypeHeader } from './layout.js';
import { mergedVariables } from './merged.js';
import { armsOf } from './mingled.js';
import type { Change } from './pieces.js';
import { polished } from './polished.js';
import { printBoth, printed, reprinted, silenced } from './printed.js';
import { aboveOf, parentsIn } from './shared.js';
import { type Spelling, settleWebs } from './variables.js';

/** What the type of codes is, and how new code spells it. */
export interface CodeType extends Spelling {
  /** Types that hold codes for want of a better one. */
  readonly replaces: ReadonlySet<string>;
}

export type Retyped =
  | { readonly kind: 'retyped'; readonly draft: Draft; readonly proof: Proof }
  | { readonly kind: 'same' }
  /** `mixed`: the variable of two kinds that cannot be taken apart, where that is why. */
  | { readonly kind: 'obstacle'; readonly why: string; readonly mixed?: string };

/** The place of an offset in a draft's text, in words: ` (gizmo.c:12)`. */
export type Where = (draft: Draft, offset: number) => string;

const plainType = (type: string) =>
  type
    .replace(/\b(static|const|register|volatile)\b/g, '')
    .replace(/\s+/g, ' ')
    .trim();

/**
 * Retypes the result where `returns` says so, the parameters that carry codes, and every local variable whose webs
 * hold codes.
 *
 * @param contract without calls: what a split variable is proven against
 * @param where how the reason of an obstacle says its place
 */
export function retypeFunction(
  draft: Draft,
  returns: boolean,
  around: Surroundings,
  type: CodeType,
  contract: Contract,
  where: Where = () => '',
): Retyped {
  const plain = retypeOnce(draft, returns, around, type, contract, where);
  if (plain.kind !== 'obstacle' || plain.mixed === undefined) return plain;
  // What a debug message prints of a variable of two kinds is no reason to leave it one.
  const silent = silenced(draft, plain.mixed, kindsOf(draft.code, around), around.isFound);
  const quiet = silent && retypeOnce(silent.draft, returns, around, type, contract, where);
  const both = quiet?.kind === 'retyped' ? printBoth(silent!, quiet, type) : undefined;
  if (both === undefined) return plain;
  if (silent!.unknown.length === 0) return both;
  const who = silent!.unknown.map(name => `${name}()`).join(' and ');
  const how = 'look at it in the tree that defines it, with this folder as the PATH';
  return {
    ...plain,
    why: `${plain.why}, and nothing here says that ${who}, which prints it, only debugs: ${how}`,
  };
}

function retypeOnce(
  draft: Draft,
  returns: boolean,
  around: Surroundings,
  type: CodeType,
  contract: Contract,
  where: Where,
): Retyped {
  const { fn } = draft;
  const result = returns && type.replaces.has(fn.returnType) ? fn.returnTypeSpan : undefined;
  const params = paramsToType(fn, around, type);
  const header = retypeHeader(draft.text, result, fn.nameSpan.end, type.codeType, '', params);
  const headed = revise(draft, header);
  const returnsCode = (call: Call) => around.kindOfCall(call, undefined) === 'code';
  const typed = { ...contract, codeType: type.codeType, returnsCode };
  const isRight = (before: Draft, next: Draft) => !('why' in proveTypes(before, next, typed));
  const after = headed && retypeLocals(headed, around, type, isRight, where);
  if (!after) return unreadable;
  if ('why' in after) return { kind: 'obstacle', ...after };
  const isShown = (one: Draft) =>
    printed(one, kindsOf(one.code, around), arg => isNewCell(one.code, around, arg));
  if (after === draft && isShown(after).length === 0) return { kind: 'same' };
  const all = kindsOf(after.code, around);
  if (returns && (all.returned === 'errno' || all.returned === 'mixed')) {
    // Said of the text that people have, where a variable is still one.
    return { kind: 'obstacle', why: otherReturned(draft, kindsOf(draft.code, around), where) };
  }
  const negative = returns ? negativeReturned(after.fn) : undefined;
  if (negative !== undefined) {
    const at = where(after, negative.start);
    return { kind: 'obstacle', why: `it returns ${textOf(after, negative)}, which is no code${at}` };
  }
  const proven = proveTypes(draft, after, typed);
  if ('why' in proven) return { kind: 'obstacle', why: proven.why };
  // What is printed reads otherwise on purpose, so it comes after the proof.
  const prints = after === draft ? isShown(after) : printed(after, kindsOf(after.code, around));
  const shown = revise(after, prints);
  return shown
    ? { kind: 'retyped', draft: shown, proof: proveSaying(proven, reprinted(prints)) }
    : unreadable;
}

/** What a function returns that is no code as far as is known, in words; undefined where it is one, or nothing. */
export function strangeReturned(draft: Draft, around: Surroundings, where: Where): string | undefined {
  const kinds = kindsOf(draft.code, around);
  return kinds.returned === 'other' ? otherReturned(draft, kinds, where) : undefined;
}

/** Why a value that is returned is not taken for a code, in words. */
function notACode(draft: Draft, value: Expr, kind: Kind, where: Where): string {
  const variable = value.kind === 'identifier' ? draft.code.names.of(value) : undefined;
  if (variable?.addressTaken !== undefined)
    return `whose address is given away${where(draft, variable.addressTaken)}`;
  if (kind === 'mixed') return `which holds a code and something else${where(draft, value.start)}`;
  const isUnknown = kind !== 'errno' && /^(?:call|identifier|member|cast|index)$/.test(value.kind);
  const said = isUnknown ? 'of which nothing says that it is a code' : 'which is no code';
  return said + where(draft, value.start);
}

/** What a function returns besides codes, in words. */
function otherReturned(draft: Draft, { kindOf }: Kinds, where: Where): string {
  let why: string | undefined;
  walk(draft.fn, node => {
    for (const value of node.kind === 'return' && node.value ? armsOf(node.value) : []) {
      const kind = kindOf(value);
      if (kind === 'code' || kind === 'neutral' || why !== undefined) continue;
      why = `it returns ${textOf(draft, value).replace(/\s+/g, ' ')}, ${notACode(draft, value, kind, where)}`;
    }
  });
  return why ?? 'it returns something else than codes as well';
}

/** A number below zero that a function returns: no code is. */
function negativeReturned(fn: FunctionDef): Expr | undefined {
  let found: Expr | undefined;
  walk(fn, node => {
    const value = node.kind === 'return' && node.value ? bare(node.value) : undefined;
    if (value?.kind === 'unary' && value.op === '-' && bare(value.operand).kind === 'number') found ??= value;
  });
  return found;
}

/** The places of the parameters that carry codes and have another type. */
function paramsToType({ params }: FunctionDef, around: Surroundings, type: CodeType): ReadonlySet<number> {
  const places = params.flatMap(({ type: said }, index) => {
    const passing = passingOfType(said, type.replaces);
    return passing !== undefined && around.passingOf(index, said) === passing ? [index] : [];
  });
  return new Set(places);
}

/**
 * Whether retyping a function would change nothing, told without writing anything: its result and its variables
 * have their types.
 */
export function isTyped(code: Code, returns: boolean, around: Surroundings, type: CodeType): boolean {
  const { fn } = code.program;
  if (returns && type.replaces.has(fn.returnType)) return false;
  if (paramsToType(fn, around, type).size > 0) return false;
  const kinds = kindsOf(code, around);
  if (
    printed({ fn, macros: code.macros ?? (() => []) }, kinds, arg => isNewCell(code, around, arg)).length > 0
  )
    return false;
  if (returns && (kinds.returned === 'errno' || kinds.returned === 'mixed')) return false;
  return candidatesIn(code, kinds, type).every(
    variable =>
      kinds.webs.every(
        web => web.variable !== variable || (kinds.kindOfWeb(web) !== 'code' && !holdsCode(kinds, web)),
      ) && !isZeroCode(code, kinds, variable, type),
  );
}

const unreadable = { kind: 'obstacle', why: 'the retyped function could not be read again' } as const;

function proveTypes(draft: Draft, after: Draft, contract: Contract): Proof | { readonly why: string } {
  const same = proveSameButTypes(draft.fn, after.fn);
  if (same) return same;
  const { inline, macros } = draft;
  const answer = prove({ contract, before: draft.fn, after: after.fn, returns: 'equal', inline, macros });
  if (answer.kind === 'proven') return answer.proof;
  return { why: answer.kind === 'differs' ? `with the new types, ${answer.sentence}` : answer.why };
}

/** Retypes one declaration or variable after the other: each may share its declaration with the next. */
function retypeLocals(
  draft: Draft,
  around: Surroundings,
  type: CodeType,
  isRight: (before: Draft, after: Draft) => boolean,
  where: Where,
): Draft | { readonly why: string; readonly mixed?: string } | undefined {
  let current = draft;
  // Each round takes at least one variable out of the types that are replaced.
  for (let round = 0; round <= draft.code.names.variables.length; round++) {
    const kinds = kindsOf(current.code, around);
    const holders = holdersIn(current, kinds, type, where);
    if ('why' in holders) return holders;
    const mixed = holders.find(({ mixes }) => mixes);
    if (mixed !== undefined) {
      const apart = takeApart(current, mixed.variable, kinds, type, isRight);
      if (apart === undefined) {
        const { variable } = mixed;
        return { why: mixedIn(current, kinds, variable, where), mixed: variable.name };
      }
      current = apart;
      continue;
    }
    const changes = shared(current, holders, type) ?? holders[0]?.changes();
    if (changes === undefined) return mergedVariables(current, type, next => isRight(draft, next));
    const next = revise(current, changes);
    if (next === undefined) return undefined;
    current = next;
  }
  return undefined;
}

/** That a variable holds a code here and something else there. */
function mixedIn(draft: Draft, kinds: Kinds, variable: Variable, where: Where): string {
  const isMixed = (web: Web) => web.variable === variable && kinds.kindOfWeb(web) === 'mixed';
  const defs = kinds.webs
    .filter(web => isMixed(web) && holdsCode(kinds, web))
    .flatMap(web => web.defs)
    .map(({ value, assign, node }) => {
      // What is counted or computed with has no value of its own.
      const kind = value === undefined ? ('other' as const) : kinds.kindOf(value);
      return { kind, place: (value ?? assign ?? node)?.start };
    });
  const code = defs.find(({ kind }) => kind === 'code');
  const other = defs.find(({ kind }) => kind !== 'code' && kind !== 'neutral');
  const at = (def: typeof code) => (def?.place === undefined ? '' : where(draft, def.place));
  return `${variable.name} holds a code on one path${at(code)} and something else on another${at(other)}`;
}

/** The first way to take a variable apart that leaves all outcomes as they are. */
function takeApart(
  draft: Draft,
  variable: Variable,
  kinds: Kinds,
  type: CodeType,
  isRight: (before: Draft, after: Draft) => boolean,
): Draft | undefined {
  const returnsCode = draft.fn.returnType === type.codeType;
  const sides: Sides = {
    stored: value => SIDES[kinds.kindOf(value)] ?? 'errno',
    isErrnoTest: node => testedAsErrno(draft, node),
    isCodeUse: node => {
      const parent = draft.parents.get(node);
      if (parent?.kind === 'return') return returnsCode;
      if (parent?.kind !== 'binary' || !/^[&|]$/.test(parent.op)) return false;
      return kinds.kindOf(parent.left === node ? parent.right : parent.left) === 'code';
    },
  };
  for (const changes of apartCandidates(draft, variable, sides, type)) {
    const next = revise(draft, changes);
    if (next !== undefined && isRight(draft, next)) return polished(next, better => isRight(draft, better));
  }
  return undefined;
}

const SIDES: Partial<Record<Kind, Side>> = { code: 'code', neutral: 'zero' };

/** A variable that holds codes and has another type. */
interface Holder {
  readonly variable: Variable;
  /** Whether it holds nothing but codes. */
  readonly whole: boolean;
  /** Whether codes and other values of it meet at some place. */
  readonly mixes: boolean;
  /** What gives its codes their type. */
  changes(): readonly Change[];
}

/**
 * Where all that a declaration declares is retyped, its type is; where several of its variables are, they get one
 * declaration of their own. Undefined where no declaration declares two of them.
 */
function shared(draft: Draft, holders: readonly Holder[], type: CodeType): readonly Change[] | undefined {
  for (const { variable } of holders) {
    const decl = variable.decl!;
    const own = holders.filter(holder => holder.variable.decl === decl && holder.whole);
    if (own.length < 2) continue;
    if (own.length === decl.declarators.length) return [retyped(draft, decl, type.codeType)];
    const codes = new Set(own.flatMap(({ variable: { declarator } }) => declarator ?? []));
    return [takeOut(draft, decl, codes, type.codeType, declarator => textOf(draft, declarator))];
  }
  return undefined;
}

function holdersIn(
  draft: Draft,
  kinds: Kinds,
  type: CodeType,
  where: Where,
): readonly Holder[] | { why: string } {
  const holders: Holder[] = [];
  for (const variable of candidatesIn(draft.code, kinds, type)) {
    const webs = kinds.webs.filter(w => w.variable === variable);
    const given = webs.filter(w => kinds.kindOfWeb(w) === 'code');
    const codes = given.length > 0 || !isZeroCode(draft.code, kinds, variable, type) ? given : webs;
    const mixes = webs.some(w => kinds.kindOfWeb(w) === 'mixed' && holdsCode(kinds, w));
    if (codes.length === 0 && !mixes) continue;
    const tested = codes.flatMap(w => w.uses).find(u => u.node && testedAsErrno(draft, u.node));
    if (tested) {
      const at = where(draft, tested.node!.start);
      return { why: `${variable.name} holds a code, and is tested as an error number${at}` };
    }
    // Where the other webs only ever hold zero, they are codes too.
    const rest = webs.filter(w => !codes.includes(w) && kinds.kindOfWeb(w) === 'neutral');
    holders.push({
      variable,
      whole: codes.length + rest.length === webs.length,
      mixes,
      changes: () =>
        settleWebs(draft, variable, webs, [...codes, ...rest], type, value =>
          /^(?:code|neutral)$/.test(kinds.kindOf(value)),
        ),
    });
  }
  return holders;
}

/** The variables whose type may give way to that of codes. */
function candidatesIn(code: Code, { webs }: Kinds, type: CodeType): readonly Variable[] {
  return code.names.variables.filter(variable => {
    const { decl, scalar, pointers } = variable;
    const isPlain = decl !== undefined && pointers === 0 && type.replaces.has(plainType(variable.type));
    return isPlain && (scalar || webs.some(web => web.variable === variable));
  });
}

/** Whether a variable only ever holds zero, and is returned as a code or joined with one wherever it is read. */
function isZeroCode(code: Code, kinds: Kinds, variable: Variable, type: CodeType): boolean {
  const webs = kinds.webs.filter(web => web.variable === variable);
  const isZero = ({ defs, undefinedReaches }: Web) =>
    !undefinedReaches && defs.every(({ value }) => value && kinds.kindOf(value) === 'neutral');
  const nodes = webs.flatMap(({ uses }) => uses.flatMap(({ node }) => node ?? []));
  if (nodes.length === 0 || variable.addressTaken !== undefined || !webs.every(isZero)) return false;
  const parents = parentsIn(code.program.fn);
  const returnsCode = code.program.fn.returnType === type.codeType;
  return nodes.every(node => {
    const parent = aboveOf(node, parents);
    if (parent?.kind === 'return') return returnsCode;
    if (parent?.kind !== 'binary' || parent.op !== '|') return false;
    return kinds.kindOf(bare(parent.left) === node ? parent.right : parent.left) === 'code';
  });
}

/** Whether a web is given a code anywhere. */
function holdsCode(kinds: Kinds, web: Kinds['webs'][number]): boolean {
  return web.defs.some(d => d.value && kinds.kindOf(d.value) === 'code');
}

/** `ret < 0`, `ret == -EIO`: what an error number is asked, and a code is not. */
function testedAsErrno(draft: Draft, node: Expr): boolean {
  const parent = draft.parents.get(node);
  if (parent?.kind !== 'binary') return false;
  const other = bare(parent.left === node ? parent.right : parent.left);
  if (parent.op === '<' || parent.op === '>=') return other.kind === 'number' && other.value === 0;
  if (parent.op !== '==' && parent.op !== '!=') return false;
  if (other.kind !== 'unary' || other.op !== '-') return false;
  const name = bare(other.operand);
  return name.kind === 'identifier' && ERRNO.has(name.name);
}

/** Whether a value is that of a member which holds codes from now on. */
function isNewCell({ names }: Code, around: Surroundings, arg: Expr): boolean {
  const e = bare(arg);
  return e.kind === 'member' && around.cellOf(e, names) === 'new';
}
