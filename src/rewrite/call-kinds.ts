/** What calls give: codes, something else, or what nobody has judged yet. */
import type { Facts, FunctionRef } from '../facts/facts.js';
import { keyOfMember } from '../facts/index.js';
import type { Resolution } from '../flow/resolve.js';
import { bare, calleeOf } from '../flow/walk.js';
import type { Call, Member } from '../source/ast.js';
import { definedIn } from './callers.js';
import type { CodeValues } from './code-values.js';
import type { Kind } from './kinds.js';
import type { CodeType } from './retype.js';
import type { RoleMemory } from './role-memory.js';

/** What is known of the tree, and what was found of its roles so far. */
export interface CallGround {
  readonly facts: Facts;
  readonly values: CodeValues;
  readonly type: CodeType;
  readonly memory: Pick<RoleMemory, 'codes' | 'members' | 'handedOn'>;
  /** Whether what a function returns does not say what it is. */
  isOpen(fn: FunctionRef): boolean;
}

export interface CallKinds {
  /** What a call in a file gives; `names` says what the names of its function mean, where it is known. */
  kindOf(path: string, call: Call, names: Resolution | undefined): Kind;
  /** Learns that functions of a name return codes. */
  note(name: string): void;
  /** Whether a name means functions that give nothing but zero, or is declared to give codes. */
  mayGive(name: string, path: string): boolean;
  /** The definitions of a name that are at hand: in the file, or anywhere once the name was asked for. */
  definedNear(name: string, path: string): readonly FunctionRef[];
}

export function openCallKinds({ facts, values, type, memory, isOpen }: CallGround): CallKinds {
  const { codes, members, handedOn } = memory;
  const named = new Set<string>();

  const isCodeMember = (path: string, member: Member, names: Resolution | undefined): boolean => {
    if (![...members.values()].some(({ field }) => field === member.field)) return false;
    const place = names && facts.memberMeant(path, names, member);
    return place !== undefined && members.has(keyOfMember(place));
  };
  const definedNear = (name: string, path: string): readonly FunctionRef[] =>
    handedOn.has(name) ? facts.definitionsOf(name, path) : definedIn(facts, name, path);
  /** Whether all that is at hand of a function are declarations, once its name was asked for, and they say codes. */
  const isDeclaredCode = (name: string, path: string): boolean => {
    if (!handedOn.has(name) || facts.definitionsOf(name, path).length > 0) return false;
    const said = facts.declaredResults(name, path) ?? [];
    return said.length > 0 && said.every(one => one.match(/\w+/g)?.includes(type.codeType));
  };
  const isOpenNear = (near: readonly FunctionRef[]): boolean => near.length > 0 && near.every(isOpen);
  const kindOfName = (path: string, name: string): Kind => {
    if (values.calls.has(name)) return 'code';
    const meant = named.has(name) ? facts.definitionsOf(name, path) : [];
    if (meant.some(fn => codes.has(fn))) return 'code';
    const near = definedNear(name, path);
    const isElsewhere = near.length === 0 && values.elsewhere.has(name);
    if (isElsewhere && facts.definitionsOf(name, path).length === 0) return 'code';
    if (near.length === 0 && isDeclaredCode(name, path)) return 'code';
    return isOpenNear(near) ? 'open' : 'other';
  };
  const kindOf: CallKinds['kindOf'] = (path, call, names) => {
    const said = bare(call.callee);
    const callee = said.kind === 'unary' && said.op === '*' ? bare(said.operand) : said;
    if (callee.kind === 'member') {
      const isSlot = values.slotFields.has(callee.field) && call.args.length > 0;
      return isSlot || isCodeMember(path, callee, names) ? 'code' : 'other';
    }
    if (callee.kind === 'conditional') {
      const arms = [callee.then, callee.otherwise];
      return arms.every(arm => arm && kindOf(path, { ...call, callee: arm }, names) === 'code')
        ? 'code'
        : 'other';
    }
    if (callee.kind === 'identifier' && names?.of(callee) === undefined) {
      if (members.has(keyOfMember({ struct: '', field: callee.name, home: path }))) return 'code';
    }
    const name = calleeOf(call);
    return name === undefined ? 'other' : kindOfName(path, name);
  };
  return {
    kindOf,
    note: name => void named.add(name),
    mayGive: (name, path) => isOpenNear(definedNear(name, path)) || isDeclaredCode(name, path),
    definedNear,
  };
}
