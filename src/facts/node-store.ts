/** Keeps the nodes of the graph: one for each function, member and macro, with the links between them. */
import type { MacroDef, SourceFile } from '../source/file.js';
import type { Spot } from './effects.js';
import type { FunctionRef } from './facts.js';
import { isShared } from './include-paths.js';
import type { Headers } from './includes.js';
import { callsOnly, type MemberName } from './mentions.js';
import type { Node } from './nodes.js';
import type { Search } from './search.js';
import { sureHome } from './stubs.js';

/** The nodes that are known so far; asking for one makes it. */
export interface NodeStore {
  readonly nodes: ReadonlyMap<string, Node>;
  functionNode(fn: FunctionRef): Node;
  memberNode(member: MemberName, path: string, line: number): Node;
  /** A macro is another node for each function that it leads to, since it can do different things with them. */
  macroNode(macro: MacroDef, file: SourceFile, target: Node): Node;
  /** The file that surely defines a struct for another one. */
  homeOf(tag: string, path: string): string | undefined;
  doubt(node: Node, why: string, path: string, line: number): void;
  link(from: Node, to: Node, spot: Spot, line: number): void;
  /** Notes that contexts depend on a node, and so on all that leads to it. */
  mark(node: Node): void;
}

/** The id of what stands at a place: sorting by it gives the order of paths and offsets. */
export function idOf(path: string, offset: number): string {
  return `${path}:${String(offset).padStart(9, '0')}`;
}

/** An empty store, that tells of each node it makes. */
export function openNodes(search: Search, headers: Headers, isMade: (node: Node) => void): NodeStore {
  const nodes = new Map<string, Node>();

  const make = (id: string, name: string, path: string, line: number, is: Node['is']): Node => {
    const node: Node = {
      id,
      name,
      path,
      line,
      is,
      callers: [],
      callees: new Set(),
      slots: [],
      doubts: [],
      seed: false,
      matters: false,
      undecided: [],
      begun: false,
      looked: false,
      examined: false,
      exported: false,
      unused: false,
    };
    nodes.set(id, node);
    isMade(node);
    return node;
  };
  const functionNode = (fn: FunctionRef): Node => {
    const id = idOf(fn.path, fn.item.start);
    return nodes.get(id) ?? make(id, fn.name, fn.path, fn.line, { kind: 'function', fn });
  };
  const homeOf = (tag: string, path: string) => sureHome(search, headers.structs, tag, path);
  const memberNode = (member: MemberName, path: string, line: number): Node => {
    const name = `struct ${member.tag}.${member.field}`;
    // A struct of a driver's own is another one than its namesake in the next driver.
    const home = homeOf(member.tag, path);
    const id = home === undefined || isShared(home) ? name : `${name} ${home}`;
    return nodes.get(id) ?? make(id, name, path, line, { kind: 'member', member });
  };
  const macroNode = (macro: MacroDef, file: SourceFile, { name, is }: Node): Node => {
    const leads = is.kind === 'macro' ? is.names : { target: name, calls: true, alias: true };
    const id = `${idOf(file.path, macro.start)} ${leads.target}`;
    const { line } = file.position(macro.start);
    const calls = leads.calls && callsOnly(macro, name);
    const alias = leads.alias && macro.params === undefined && /^\w+$/.test(macro.body);
    const names = { name: macro.name, target: leads.target, calls, alias };
    return nodes.get(id) ?? make(id, macro.name, file.path, line, { kind: 'macro', macro, names });
  };

  const doubt = (node: Node, why: string, path: string, line: number): void => {
    node.doubts.push({ why, path, line });
  };
  const link = (from: Node, to: Node, { path, offset }: Spot, line: number): void => {
    to.callers.push({ from, path, offset, line });
    from.callees.add(to);
    if (to.matters) mark(from);
  };

  const mark = (node: Node): void => {
    const stack = [node];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      if (next.matters) continue;
      next.matters = true;
      stack.push(...next.callers.map(({ from }) => from));
    }
  };

  return { nodes, functionNode, memberNode, macroNode, homeOf, doubt, link, mark };
}
