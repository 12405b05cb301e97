/** Calls of functions that return codes and keep their integer type: what is made of the result is a code by its type. */
import type { FunctionRef } from '../facts/facts.js';
import { calleeOf } from '../flow/walk.js';
import type { Call, FunctionDef } from '../source/ast.js';
import { type AstrayGround, type Planned, type Strayed, strayedOf } from './astray.js';
import { aboveOf, parentsIn } from './shared.js';

/** The functions that stay as they are, though they return codes. */
export interface Stuck {
  readonly names: ReadonlySet<string>;
  /** The type that such a function keeps; undefined for others. */
  keptBy(fn: FunctionRef): string | undefined;
}

/** The places where a function, as the plan leaves it, takes codes from functions that keep their types. */
export function stuckCallsIn(ground: AstrayGround, planned: Planned, stuck: Stuck): readonly Strayed[] {
  const { facts } = ground;
  const names = [...stuck.names];
  return strayedOf(planned, (fn, text) => {
    // Most functions call none of them: the tree need not be walked.
    const named = new Set(names.filter(name => text.includes(name)));
    const calls = named.size > 0 ? callsTaken(fn, named) : [];
    return calls.flatMap(({ call, name }) => {
      const kept = facts.definitionsOf(name, planned.fn.path).flatMap(one => stuck.keptBy(one) ?? [])[0];
      const what = `takes a code from ${name}(), which stays ${kept}`;
      return kept === undefined ? [] : [{ kind: 'handed' as const, what, offset: call.start }];
    });
  });
}

/** The calls of named functions whose result goes somewhere: more is made of it than a test. */
function callsTaken(
  fn: FunctionDef,
  names: ReadonlySet<string>,
): readonly { readonly call: Call; readonly name: string }[] {
  const parents = parentsIn(fn);
  return [...parents.keys()].flatMap(node => {
    const name = node.kind === 'call' ? calleeOf(node) : undefined;
    const above = name === undefined || !names.has(name) ? undefined : aboveOf(node, parents);
    const isTaken =
      above?.kind === 'binary'
        ? /^(?:[&|]|[=!]=)$/.test(above.op)
        : /^(?:assign|declaration|return|conditional|call)$/.test(above?.kind ?? '');
    return node.kind === 'call' && name !== undefined && isTaken ? [{ call: node, name }] : [];
  });
}
