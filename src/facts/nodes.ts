/** What the graph of callers is made of, and what can be reached in it. */
import type { MacroDef, SourceFile } from '../source/file.js';
import type { Store } from './effects.js';
import type { FunctionRef, SlotUse } from './facts.js';
import type { MacroName, MemberName } from './mentions.js';

/** A way that could not be followed, as said of the node: `is passed to register_gizmo`. */
export interface Doubt {
  readonly why: string;
  readonly path: string;
  readonly line: number;
}

/** A use of one node by another. */
export interface Link {
  readonly from: Node;
  readonly path: string;
  readonly offset: number;
  readonly line: number;
}

/** Something that control passes through. */
export interface Node {
  /** Unique; sorting by it gives the order of paths and offsets. */
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly line: number;
  readonly is:
    | { readonly kind: 'function'; readonly fn: FunctionRef }
    | { readonly kind: 'member'; readonly member: MemberName }
    | { readonly kind: 'macro'; readonly macro: MacroDef; readonly names: MacroName };
  readonly callers: Link[];
  readonly callees: Set<Node>;
  readonly slots: SlotUse[];
  readonly doubts: Doubt[];
  /** Whether it was asked for. */
  seed: boolean;
  /** Whether a context depends on it: what leads to it is looked at as well. */
  matters: boolean;
  /** Stores of which the search has to tell what they mean. */
  readonly undecided: { readonly effect: Store; readonly file: SourceFile }[];
  /** Whether all its mentions were found. */
  looked: boolean;
  /** Whether a part of its mentions was read: those in its own file, or, of a member, those of its readers. */
  begun: boolean;
  /** Whether all its mentions were read. */
  examined: boolean;
  exported: boolean;
  /** It cannot be called at all: it is never compiled, and nothing names it. */
  unused: boolean;
}

/** How a node was reached first: from which node above it; none for where it begins. */
export type Reached = ReadonlyMap<Node, Node | undefined>;

/** Orders nodes by path and offset. */
export function byId(a: Node, b: Node): number {
  return a.id < b.id ? -1 : Number(a.id > b.id);
}

/**
 * Everything that can be reached from the sources by going from callers to what they call: in breadth, so that ways
 * are the shortest, and in order of ids, so that they are the same for the same graph.
 */
export function spread(sources: readonly Node[]): Reached {
  const reached = new Map<Node, Node | undefined>(sources.map(node => [node, undefined]));
  let level = sources;
  while (level.length > 0) {
    const next: Node[] = [];
    for (const node of level) {
      for (const callee of [...node.callees].sort(byId)) {
        if (reached.has(callee)) continue;
        reached.set(callee, node);
        next.push(callee);
      }
    }
    level = next;
  }
  return reached;
}

/** The nodes of a way from where it begins down to `node`. */
export function pathTo(reached: Reached, node: Node): readonly Node[] {
  const path: Node[] = [];
  for (let at: Node | undefined = node; at !== undefined; at = reached.get(at)) path.push(at);
  return path.reverse();
}

/**
 * The nodes that can still change what is known of a seed. Once a doubt reaches a seed its context is unknown, and
 * nothing that is found above it makes it known again: so common a function as `kmalloc` is not followed to its end.
 */
export function unsettled(nodes: readonly Node[]): ReadonlySet<Node> {
  const doubtful = spread(nodes.filter(node => node.doubts.length > 0));
  const open = new Set(nodes.filter(node => node.seed && !(node.examined && doubtful.has(node))));
  for (const node of open) {
    for (const { from } of node.callers) if (from.matters && !doubtful.has(from)) open.add(from);
  }
  return open;
}
