/**
 * Codes that leave the type of codes: kept in an integer of another type, handed to who takes one, returned as one;
 * and functions that return codes, put into pointers to functions that do not. Whatever stays so is said.
 */
import type { Facts, StoredIn } from '../facts/facts.js';
import type { TypeRef } from '../facts/structs.js';
import { plainCodeOf } from '../flow/prove.js';
import { bare, calleeOf, walk } from '../flow/walk.js';
import type { Call, Declaration, Expr, FunctionDef, InitList } from '../source/ast.js';
import { casesIn, isPrinted } from './carriers.js';
import { kindsOf, type Surroundings } from './kinds.js';
import type { Change } from './pieces.js';
import { type PointerDeclared, plainType, pointerMeant } from './pointers.js';
import type { CodeType } from './retype.js';
import type { CodeValues } from './roles.js';

/** One place where a code, or a function that returns one, goes into something of another type, or comes out of it. */
export interface Stray {
  /**
   * - `kept`: in a variable or a member;
   * - `handed`: to another function;
   * - `border`: to a tracepoint, or to a function of which nothing is known;
   * - `pointer`: through a pointer to functions.
   */
  readonly kind: 'kept' | 'handed' | 'border' | 'pointer';
  /** A clause that follows the name of the function: `keeps a code in gz->status, an int`. */
  readonly what: string;
  /** The member that points to functions, where it is one. */
  readonly member?: StoredIn;
  /** In the text that was read. */
  readonly offset: number;
}

/** Where strays are looked for. */
export interface StrayGround {
  readonly facts: Facts;
  readonly path: string;
  /** The text that the function's spans are of. */
  readonly text: string;
  readonly type: CodeType;
  readonly around: Surroundings;
  readonly values: CodeValues;
  /** Whether the function is taken to return codes. */
  readonly returns: boolean;
}

/** The strays of a function, in order of the text, one for each thing that is named. */
export function straysIn(fn: FunctionDef, ground: StrayGround): readonly Stray[] {
  const { facts, path, text, type, around, values, returns } = ground;
  const code = plainCodeOf(fn);
  const { names } = code;
  const kinds = kindsOf(code, around);
  const pointers = { facts, path, text, names };
  const found = new Map<string, Stray>();
  const note = (kind: Stray['kind'], said: string, { start }: Expr, key = said, member?: StoredIn): void => {
    if (!found.has(key)) found.set(key, { kind, what: said, offset: start, ...(member && { member }) });
  };
  const textOf = (e: Expr): string => text.slice(e.start, e.end).replace(/\s+/g, ' ');
  const isCode = (e: Expr): boolean => kinds.kindOf(e) === 'code';
  const isOurs = (one: TypeRef | undefined): boolean => one?.base === type.codeType && one.stars === 0;

  /** What an integer of another type is declared as, where a value is stored; undefined where it may hold codes. */
  const otherType = (target: Expr): string | undefined => {
    const e = bare(target);
    const variable = e.kind === 'identifier' ? names.of(e) : undefined;
    if (variable !== undefined && variable.pointers === 0) {
      const said = plainType(variable.param?.type ?? variable.type);
      return said === type.codeType || isNoInteger(said) ? undefined : withArticle(said);
    }
    const meant = facts.typeMeant(path, names, e);
    if (meant === undefined || meant.base === '') return 'of a type that is not known';
    if (isOurs(meant) || meant.stars > 0 || isNoInteger(meant.base)) return undefined;
    return withArticle(meant.base);
  };
  /** The pointer to functions that a value of a variable comes from. */
  const calledFor = (use: Expr): PointerDeclared | undefined => {
    const web = kinds.webs.find(({ uses }) => uses.some(({ node }) => node === use));
    for (const { value } of web?.defs ?? []) {
      const stored = value && bare(value);
      const meant = stored?.kind === 'call' ? pointerMeant(pointers, stored.callee) : undefined;
      if (meant !== undefined) return meant;
    }
    return undefined;
  };
  const keep = (target: Expr, verb: string): void => {
    const e = bare(target);
    if (e.kind === 'unary' && e.op === '*' && isCode(e)) return;
    if (e.kind === 'member' && around.cellOf(e, names) !== undefined) return;
    const said = otherType(e);
    const source = e.kind === 'identifier' ? calledFor(e) : undefined;
    if (said !== undefined && source !== undefined && source.type !== type.codeType)
      note('pointer', `takes a code from ${inWords(source)}`, e, `pointer ${source.name}`, source.member);
    else if (said !== undefined) note('kept', `${verb} ${textOf(e)}, ${said}`, e, textOf(e));
  };

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
  const store = (value: Expr, target: Expr): void => {
    if (isCodeFunction(value)) point(value, target);
    else if (isCode(value)) keep(target, 'keeps a code in');
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
            : fieldType(plain, part.path);
          if (said !== undefined)
            note('kept', `keeps a code in ${name}${part.path}, ${said}`, self, `${name}${part.path}`);
        }
      } else if (isCodeFunction(value)) pointDeclared(value, { name, type: plain }, stars, self);
      else if (isCode(value) && stars === 0 && plain !== type.codeType && !isNoInteger(plain))
        note('kept', `keeps a code in ${name}, ${withArticle(plain)}`, self, name);
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
  const fieldType = (struct: string, field: string): string | undefined => {
    const tag = /\bstruct (\w+)/.exec(struct)?.[1];
    if (tag === undefined || !/^\.\w+$/.test(field)) return 'of a type that is not known';
    const said = facts.fieldMeant(path, tag, field.slice(1));
    if (said === undefined) return 'of a type that is not known';
    return isOurs(said) || isNoInteger(said.base) ? undefined : withArticle(said.base);
  };

  /** What is believed to give codes and is declared otherwise. */
  const callThrough = (call: Call): void => {
    const meant = around.kindOfCall(call, names) === 'code' ? pointerMeant(pointers, call.callee) : undefined;
    if (meant === undefined || meant.type === type.codeType) return;
    // A member that is called like those of slots is taken for one: what is declared otherwise is said, and no more.
    const isByName = meant.member !== undefined && values.slotFields.has(meant.member.field);
    const kind = isByName ? 'handed' : 'pointer';
    note(kind, `takes a code from ${inWords(meant)}`, call, `pointer ${meant.name}`, meant.member);
  };
  const hand = (call: Call): void => {
    callThrough(call);
    const name = calleeOf(call);
    if (name === undefined || !/[a-z]/.test(name) || /^(?:un)?likely$/.test(name)) return;
    call.args.forEach((arg, index) => {
      const isFunction = isCodeFunction(arg);
      if (!isFunction && !isCode(arg)) return;
      if (values.calls.has(name) || around.isCode(name) || isPrinted(call, bare(arg))) return;
      if (facts.macrosOf(name, path).length > 0) return;
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
      if (values.isTracepoint(name))
        note('border', `hands a code to the tracepoint ${name}(), which takes no ${type.codeType}`, arg);
      else if (taken === undefined)
        note('border', `hands a code to ${name}(), of which no definition says what it takes`, arg);
      else note('handed', `hands a code to ${name}(), which takes ${withArticle(plainType(taken))}`, arg);
    });
  };

  const give = (value: Expr): void => {
    const e = bare(value);
    if (e.kind === 'conditional') {
      if (e.then) give(e.then);
      give(e.otherwise);
      return;
    }
    if (kinds.kindOf(e) !== 'other') return;
    if (e.kind === 'call') {
      giveCalled(e);
      return;
    }
    const isPlace = /^(?:member|index|identifier)$/.test(e.kind) || (e.kind === 'unary' && e.op === '*');
    if (isPlace && !(e.kind === 'identifier' && names.of(e) === undefined && !/[a-z]/.test(e.name)))
      keep(e, 'returns');
  };
  const giveCalled = (call: Call): void => {
    const name = calleeOf(call);
    const meant = pointerMeant(pointers, call.callee);
    if (meant !== undefined) {
      const said = `returns what is called through ${inWords(meant)}`;
      if (meant.type !== type.codeType) note('pointer', said, call, said, meant.member);
      return;
    }
    const [first] = name === undefined ? [] : facts.definitionsOf(name, path);
    const variants = first && facts.variantsOf(first);
    const result = variants && !('why' in variants) ? variants[0]?.fn.returnType : undefined;
    if (result === undefined || plainType(result) === type.codeType) return;
    note('handed', `returns what ${name}() gives, ${withArticle(plainType(result))}`, call);
  };

  /** A code is looked for in what is compared with one. */
  const compare = (side: Expr, other: Expr, op: string): void => {
    const e = bare(side);
    const isPlace = /^(?:member|index)$/.test(e.kind) || (e.kind === 'unary' && e.op === '*');
    const isVariable = e.kind === 'identifier' && /[a-z]/.test(e.name) && kinds.kindOf(e) === 'other';
    const verb = op === '|' ? 'joins a code with' : 'looks for a code in';
    if ((isPlace || isVariable) && isCode(other) && !isCode(e)) keep(e, verb);
  };

  let codes = false;
  let others = false;
  walk(fn, node => {
    if (node.kind === 'assign') store(node.value, node.target);
    else if (node.kind === 'declaration') initialise(node);
    else if (node.kind === 'call') hand(node);
    else if (node.kind === 'binary' && /^(?:[&|]|[=!]=)$/.test(node.op)) {
      compare(node.left, node.right, node.op);
      compare(node.right, node.left, node.op);
    } else if (node.kind === 'switch') {
      for (const one of casesIn(node.body)) compare(node.test, one, '==');
    } else if (node.kind === 'return' && node.value) {
      if (returns) give(node.value);
      codes ||= isCode(node.value);
      others ||= /^(?:other|mixed)$/.test(kinds.kindOf(node.value));
    }
  });
  if (codes && others && fn.returnType !== type.codeType && !isNoInteger(plainType(fn.returnType))) {
    note('kept', `returns codes and something else, both as ${withArticle(plainType(fn.returnType))}`, {
      kind: 'identifier',
      name: fn.name,
      ...fn.nameSpan,
    });
  }
  return [...found.values()].sort((a, b) => a.offset - b.offset);
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
function partsOf(list: InitList): readonly { readonly path: string; readonly value: Expr }[] {
  return list.items.flatMap(({ path, value }) => {
    const way = path.map(step => (step.startsWith('[') ? '' : `.${step}`)).join('');
    const inner = bare(value);
    return inner.kind === 'init-list'
      ? partsOf(inner).map(part => ({ path: way + part.path, value: part.value }))
      : [{ path: way, value }];
  });
}

function inWords({ name, type, at }: PointerDeclared): string {
  const where = at === undefined ? '' : `, declared at ${at.path}:${at.line}`;
  return `${name}, a pointer to functions that return ${withArticle(type)}${where}`;
}

/** A type as a noun: `an int`. */
export function withArticle(type: string): string {
  return `${/^(?:[aeio]|un)/.test(type) ? 'an' : 'a'} ${type}`;
}

/** Types that a truth or nothing fits into, and those that are no numbers. */
function isNoInteger(type: string): boolean {
  return /^(?:bool|_Bool|void)$|\*|\b(?:struct|union)\b/.test(type);
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
