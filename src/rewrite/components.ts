/** What goes in together or not at all: pieces of a plan that were joined, as one set of edits with one proof. */
import { type Edit, replace } from '../edit/edit.js';
import type { FunctionRef } from '../facts/facts.js';
import { byPlace } from '../facts/index.js';
import type { Proof } from '../flow/proof.js';
import { proveTogether } from '../flow/same.js';
import { contains } from '../source/span.js';
import type { RetypedItem } from './retype-item.js';

/** What other changes do to functions; each by itself is proven. */
export interface OtherChange {
  readonly edits: readonly Edit[];
  readonly proof: Proof;
}

/** What goes in together. */
export interface Component {
  readonly edits: readonly Edit[];
  readonly proof: Proof;
  /** The other changes among it. */
  readonly others: readonly OtherChange[];
}

/** What becomes of one function, as far as a component is made of it. */
interface Part {
  readonly result: RetypedItem;
  /** The declarations of it, and of the members that hold it. */
  readonly prototypes: readonly Edit[];
}

/** Whether an edit is made inside a function. */
export function isInside({ path, item }: FunctionRef, edit: Edit): boolean {
  return edit.path === path && contains(item, edit);
}

/** Whether one of what is joined is another change. */
export function isOther(one: FunctionRef | OtherChange): one is OtherChange {
  return 'edits' in one;
}

function isFunction(one: FunctionRef | OtherChange): one is FunctionRef {
  return !isOther(one);
}

/** A component, with all that was joined in it. */
export interface Made extends Component {
  readonly members: ReadonlySet<FunctionRef | OtherChange>;
}

/** The components of what was joined, in the order of the groups. */
export function componentsOf(
  pieces: ReadonlyMap<FunctionRef, Part>,
  groups: readonly (readonly (FunctionRef | OtherChange)[])[],
): readonly Made[] {
  const made: Made[] = [];
  for (const members of groups) {
    const fns = members.filter(isFunction).sort(byPlace);
    const others = members.filter(isOther);
    const retyped = fns.flatMap(fn => {
      const { result, prototypes } = pieces.get(fn)!;
      return result.kind === 'retyped' ? [{ fn, result, prototypes }] : [];
    });
    const own = retyped.flatMap(({ fn, result, prototypes }) => [
      ...result.changes.map(({ start, end, text }) =>
        replace(fn.path, { start: start + fn.item.start, end: end + fn.item.start }, text),
      ),
      ...prototypes,
    ]);
    const covered = (edit: Edit) => retyped.some(({ fn }) => isInside(fn, edit));
    const rest = others.flatMap(({ edits }) => edits).filter(edit => !covered(edit));
    const edits = unique([...own, ...rest]);
    const proofs = [...others.map(({ proof }) => proof), ...retyped.map(({ result }) => result.proof)];
    if (edits.length === 0 || proofs.length === 0) continue;
    made.push({
      edits,
      proof: proveTogether(proofs[0]!, proofs.slice(1)),
      others,
      members: new Set(members),
    });
  }
  return made;
}

/** Edits, each once. */
export function unique(edits: readonly Edit[]): readonly Edit[] {
  return [...new Map(edits.map(edit => [JSON.stringify(edit), edit])).values()];
}
