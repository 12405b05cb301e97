/** From the graph of callers to the context of a function: which slots reach it, and which doubts do. */
import type { ChainStep } from '../verdict.js';
import type { Context, FunctionRef } from './facts.js';
import type { Graph } from './graph.js';
import { byId, type Doubt, type Node, pathTo, type Reached, spread } from './nodes.js';
import { slotBeside, slotStep } from './ways.js';

/** Contexts of all functions of a graph. */
export interface Contexts {
  of(fn: FunctionRef): Context;
}

/**
 * Works the contexts out. What reaches a function is found downwards, once for each context and once for doubts, in
 * breadth: so chains are the shortest, the same for the same tree, and cycles and long chains cost nothing special.
 */
export function openContexts(graph: Graph): Contexts {
  const nodes = [...graph.nodes].sort(byId);
  const names = [...new Set(nodes.flatMap(node => node.slots.map(slot => slot.table.context)))].sort();
  const ways = names.map(name => ({
    name,
    reached: spread(nodes.filter(node => node.slots.some(slot => slot.table.context === name))),
  }));
  const doubts = spread(nodes.filter(node => node.doubts.length > 0));
  const isReached = (node: Node) => doubts.has(node) || ways.some(({ reached }) => reached.has(node));
  const strays = spread(nodes.filter(node => node.is.kind !== 'macro' && !isReached(node) && !node.unused));

  return {
    of: fn => {
      const node = graph.known(fn);
      if (node === undefined)
        return { kind: 'unknown', names: [], chains: [], why: `${fn.name} was not looked at` };
      const found = ways.filter(({ reached }) => reached.has(node));
      const known = {
        names: found.map(({ name }) => name),
        chains: found.map(({ name, reached }) => chainFrom(name, reached, node)),
        ...(node.exported && { exported: true }),
      };
      if (doubts.has(node)) {
        const path = pathTo(doubts, node);
        return { kind: 'unknown', ...known, why: sentence(path[0]!), doubtful: path.map(stepOf) };
      }
      if (strays.has(node)) {
        const path = pathTo(strays, node);
        const { name, path: at, line, examined } = path[0]!;
        const why = `${examined ? `no way to ${name} was found` : `${name} was not followed further`} (${at}:${line})`;
        return { kind: 'unknown', ...known, why, doubtful: path.map(stepOf) };
      }
      if (found.length > 1) return { kind: 'both', ...known, why: undefined };
      if (found.length === 1) return { kind: 'only', ...known, why: undefined };
      return { kind: 'unknown', ...known, why: `no way to ${fn.name} was found` };
    },
  };
}

function chainFrom(context: string, reached: Reached, node: Node): readonly ChainStep[] {
  const path = pathTo(reached, node);
  const slots = path[0]!.slots.filter(slot => slot.table.context === context);
  const { is } = path[0]!;
  const slot = slotBeside(is.kind === 'function' ? is.fn.item.under : [], slots)!;
  return [slotStep(slot), ...path.map(stepOf)];
}

function stepOf({ name, path, line }: Node): ChainStep {
  return { name, path, line };
}

function sentence(node: Node): string {
  const { why, path, line }: Doubt = node.doubts[0]!;
  return `${node.name} ${why} (${path}:${line})`;
}
