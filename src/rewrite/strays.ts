/**
 * Codes that leave the type of codes: kept in an integer of another type, handed to who takes one, returned as one;
 * and functions that return codes, put into pointers to functions that do not. Whatever stays so is said.
 */
import type { Facts, FunctionRef } from '../facts/facts.js';
import { storedBy } from '../flow/idioms.js';
import type { Resolution } from '../flow/resolve.js';
import { bare, calleeOf } from '../flow/walk.js';
import type { Call, Declaration, Declarator, Expr, FunctionDef, InitList, Member } from '../source/ast.js';
import { isPrinted } from './carriers.js';
import { armsOf, castOf, give, mingle } from './mingled.js';
import type { Change } from './pieces.js';
import { plainType, pointerMeant } from './pointers.js';
import {
  inWords,
  isNoInteger,
  isTruthMade,
  type Notes,
  openNotes,
  type Stray,
  type StrayGround,
  withArticle,
} from './stray-notes.js';

/** The strays of a function, in order of the text, one for each thing that is named. */
export function straysIn(fn: FunctionDef, ground: StrayGround): readonly Stray[] {
  const notes = openNotes(fn, ground);
  noteStored(notes);
  mingle(notes);
  return [...notes.found.values()].sort((a, b) => a.offset - b.offset);
}

/** Codes that are stored or handed on, and functions that return them. */
function noteStored(notes: Notes): void {
  const { ground, names, kinds, pointers, note, textOf, isCode, isTyped, isOurs, keep } = notes;
  const { facts, path, type, around, values } = ground;
  /** Whether an expression is a function that returns codes, or a slot of such functions. */
  const isCodeFunction = (expr: Expr): boolean => {
    const e = bare(expr);
    if (e.kind === 'unary' && /^[&*]$/.test(e.op)) return isCodeFunction(e.operand);
    if (e.kind === 'conditional') return [e.then, e.otherwise].some(arm => arm && isCodeFunction(arm));
    if (e.kind === 'identifier' && (around.isCode(e.name) || names.of(e) !== undefined)) return false;
    if (e.kind !== 'identifier' && e.kind !== 'member') return false;
    const call: Call = { kind: 'call', callee: e, args: [e], argsSpan: e, start: e.start, end: e.end };
    return around.kindOfCall(call, names) === 'code';
  };
  const point = (value: Expr, target: Expr): void => {
    const e = bare(target);
    const meant = pointerMeant(pointers, e);
    if (meant !== undefined && meant.type !== type.codeType)
      note(
        'pointer',
        `puts ${textOf(value)} into ${inWords(meant)}`,
        e,
        `pointer ${textOf(e)}`,
        meant.member,
      );
  };
  const store = (value: Expr, target: Expr, op = '='): void => {
    if (isCodeFunction(value)) point(value, target);
    else if (op === '=' && isTyped(target)) {
      if (!isTyped(value)) take(value);
    } else if (isCode(value)) keep(target, 'keeps a code in');
  };
  /** A value that is stored where codes are. */
  const take = (value: Expr): void => {
    for (const one of armsOf(value)) {
      if (kinds.kindOf(one) === 'errno') note('kept', `keeps ${textOf(one)} as a code`, one);
      else if (!isTyped(one)) give(notes, one, 'keeps as a code');
    }
  };

  const initialise = ({ declarators, type: declared }: Declaration): void => {
    for (const declarator of declarators) {
      const { init, name, nameSpan, pointers: stars, array } = declarator;
      if (init === undefined) continue;
      const self: Expr = { kind: 'identifier', name, ...nameSpan };
      const plain = plainType(declared);
      const value = bare(init);
      if (value.kind === 'init-list') {
        for (const part of partsOf(value)) {
          if (isCodeFunction(part.value)) pointDeclared(part.value, { name, type: plain }, stars, self);
          if (!isCode(part.value)) continue;
          const said = array
            ? plain === type.codeType
              ? undefined
              : withArticle(plain)
            : fieldType(declarator, plain, part.path);
          if (said !== undefined)
            note('kept', `keeps a code in ${name}${part.path}, ${said}`, self, `${name}${part.path}`);
        }
      } else if (isCodeFunction(value)) pointDeclared(value, { name, type: plain }, stars, self);
      else if (stars === 0 && plain === type.codeType && !array) {
        if (!isTyped(value)) take(value);
      } else if (!isCode(value) || stars > 0 || isNoInteger(plain)) continue;
      // What is declared by what it is given has the type of it, and what is done with it is not followed.
      else if (/\b_*(?:typeof_*|auto_type)\b/.test(declared)) {
        if (names.declaredBy(declarator) === undefined)
          note('border', `hands a code to a macro, which keeps it in ${name}`, init);
      } else note('kept', `keeps a code in ${name}, ${withArticle(plain)}`, self, name);
    }
  };
  const pointDeclared = (value: Expr, one: { name: string; type: string }, stars: number, at: Expr): void => {
    if (stars === 0 || one.type === type.codeType || isNoInteger(one.type)) return;
    note(
      'pointer',
      `puts ${textOf(value)} into ${inWords({ ...one, at: undefined })}`,
      at,
      `pointer ${one.name}`,
    );
  };
  const fieldType = (holder: Declarator, struct: string, field: string): string | undefined => {
    const tag = /\bstruct (\w+)/.exec(struct)?.[1];
    if (tag === undefined || !/^\.\w+$/.test(field)) return 'of a type that is not known';
    // The tree as it is says an integer of a member that this very change gives its type.
    const object: Expr = { kind: 'identifier', name: holder.name, ...holder.nameSpan };
    const of: Resolution['of'] = node => (node === object ? names.declaredBy(holder) : names.of(node));
    const span = { ...holder.nameSpan, fieldSpan: holder.nameSpan };
    const member: Member = { kind: 'member', object, arrow: false, field: field.slice(1), ...span };
    if (around.cellOf(member, { ...names, of }) !== undefined) return undefined;
    const said = facts.fieldMeant(path, tag, field.slice(1));
    if (said === undefined) return 'of a type that is not known';
    return isOurs(said) || isNoInteger(said.base) ? undefined : withArticle(said.base);
  };

  /** What is believed to give codes and is declared otherwise. */
  const callThrough = (call: Call): void => {
    if (around.kindOfCall(call, names) !== 'code') return;
    const meant = pointerMeant(pointers, call.callee);
    if (meant === undefined) unread(call);
    if (meant === undefined || meant.type === type.codeType) return;
    // A member that is called like those of slots is taken for one: what is declared otherwise is said, and no more.
    const isByName = meant.member !== undefined && values.slotFields.has(meant.member.field);
    const kind = isByName ? 'handed' : 'pointer';
    note(kind, `takes a code from ${inWords(meant)}`, call, `pointer ${meant.name}`, meant.member);
  };
  /** A member that is believed to hold code functions, and whose own type is not understood. */
  const unread = (call: Call): void => {
    const callee = bare(call.callee);
    const member = callee.kind === 'unary' && callee.op === '*' ? bare(callee.operand) : callee;
    if (member.kind !== 'member' || values.slotFields.has(member.field)) return;
    const place = facts.memberMeant(path, names, member);
    const said = textOf(member);
    note('handed', `takes a code from ${said}, whose type is not understood`, call, `pointer ${said}`, place);
  };
  /** What is handed to a function that takes codes there. */
  const giveTo = (call: Call, name: string, index: number): void => {
    const arg = call.args[index]!;
    if (isTyped(arg) || kinds.kindOf(arg) === 'code' || bare(arg).kind === 'number') return;
    const taken = around.passedTo(call, index) === 'value' ? type.codeType : undefined;
    if (taken === undefined && !facts.definitionsKnown(name, path).some(fn => takesCode(fn, index))) return;
    for (const one of armsOf(arg)) {
      const verb = `hands to ${name}(), which takes ${withArticle(type.codeType)},`;
      if (kinds.kindOf(one) === 'errno') note('kept', `${verb} ${textOf(one)}`, one);
      else give(notes, one, verb);
    }
  };
  const takesCode = (fn: FunctionRef, index: number): boolean => {
    const variants = facts.variantsOf(fn);
    const said = 'why' in variants ? undefined : variants[0]?.fn.params[index]?.type;
    return said !== undefined && plainType(said) === type.codeType;
  };
  /** A macro whose words cannot be followed; one that takes whatever it is given prints it. */
  const handToMacro = (name: string, arg: Expr): void => {
    const isFollowed = facts
      .macrosOf(name, path)
      .every(({ params }) => params?.some(one => one.includes('...')));
    if (!isFollowed) note('border', `hands a code to the macro ${name}(), which is not followed`, arg);
  };
  /** What is traced is an integer, with a cast or without: the cast is not named besides. */
  const trace = (name: string, arg: Expr): void => {
    const said = `hands a code to the tracepoint ${name}(), which takes no ${type.codeType}`;
    note('border', said, arg, arg.kind === 'cast' ? castOf(notes, arg) : said);
  };
  /** A format that a macro stands for. */
  const isFormat = (arg: Expr): boolean => {
    const e = bare(arg);
    const said = e.kind === 'identifier' ? around.spelledOut(e) : [];
    return said.some(one => one.kind === 'string' && one.text.includes('%'));
  };
  const hand = (call: Call): void => {
    callThrough(call);
    const name = calleeOf(call);
    if (name === undefined || isTruthMade(name)) return;
    const stored = storedBy(call);
    if (stored !== undefined) store(stored.value, stored.target);
    const isShown = stored !== undefined || values.calls.has(name) || around.isCode(name);
    if (isShown || around.spelledOut(call).length > 0) return;
    call.args.forEach((arg, index) => {
      const isFunction = isCodeFunction(arg);
      if (!isFunction && !isCode(arg)) {
        const cast = bare(arg);
        if (values.isTracepoint(name) && cast.kind === 'cast' && isTyped(cast.operand)) trace(name, cast);
        else giveTo(call, name, index);
        return;
      }
      if (isPrinted(call, bare(arg)) || call.args.slice(0, index).some(isFormat)) return;
      if (facts.macrosOf(name, path).length > 0) {
        if (!isFunction) handToMacro(name, arg);
        return;
      }
      const taken = parameterOf(facts, path, name, index);
      if (isFunction) {
        const result = taken && /^(.*?)\(\s*\*/.exec(taken)?.[1];
        if (result === undefined || plainType(result) === type.codeType) return;
        note(
          'pointer',
          `hands ${textOf(arg)} to ${name}(), which takes a pointer to functions that return ${withArticle(plainType(result))}`,
          arg,
        );
        return;
      }
      if (around.passedTo(call, index) === 'value' || (taken && plainType(taken) === type.codeType)) return;
      if (taken !== undefined && isNoInteger(plainType(taken))) return;
      if (values.isTracepoint(name)) trace(name, arg);
      else if (taken === undefined)
        note('border', `hands a code to ${name}(), of which no definition says what it takes`, arg);
      else note('handed', `hands a code to ${name}(), which takes ${withArticle(plainType(taken))}`, arg);
    });
  };

  notes.visit(node => {
    if (node.kind === 'assign') store(node.value, node.target, node.op);
    else if (node.kind === 'declaration') initialise(node);
    else if (node.kind === 'call') hand(node);
  });
}

/** What the definition of a function takes at one of its places; undefined where none is at hand, or they differ. */
function parameterOf(facts: Facts, path: string, name: string, index: number): string | undefined {
  const said = facts.definitionsOf(name, path).map(fn => {
    const variants = facts.variantsOf(fn);
    return 'why' in variants ? undefined : variants[0]?.fn.params[index]?.type;
  });
  return said.every(one => one === said[0]) ? said[0] : undefined;
}

/** The values of an initialiser, each with the way to it: `.result`, `[]`. */
export function partsOf(list: InitList): readonly { readonly path: string; readonly value: Expr }[] {
  return list.items.flatMap(({ path, value }) => {
    const way = path.map(step => (step.startsWith('[') ? '' : `.${step}`)).join('');
    const inner = bare(value);
    return inner.kind === 'init-list'
      ? partsOf(inner).map(part => ({ path: way + part.path, value: part.value }))
      : [{ path: way, value }];
  });
}

/** What carries a function from the text it was to the text that it is. */
export interface Rewrite {
  /** Of the function's item, as the tree has it. */
  readonly start: number;
  /** Disjoint and sorted, in offsets from there. */
  readonly changes: readonly Change[];
}

/** The offset in the file as it was, of an offset in the item as it is: for what is new, of where it was put. */
export function offsetBefore({ start, changes }: Rewrite, offset: number): number {
  let grown = 0;
  for (const change of changes) {
    const at = change.start + grown;
    if (at >= offset) break;
    const length = change.text.length;
    if (at + length > offset) return start + change.start;
    grown += length - (change.end - change.start);
  }
  return start + offset - grown;
}
