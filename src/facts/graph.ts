/**
 * Who calls whom, as far as it matters: from the functions asked about upwards. Besides functions there are two
 * kinds of nodes that functions are reached through: members of structs that no rule names, and macros.
 */

import type { Item, MacroDef, SourceFile } from '../source/file.js';
import { aliasesOf, MOST_READERS } from './aliases.js';
import { disguises, isLocalTo } from './disguise.js';
import type { Effect, Spot, Store } from './effects.js';
import type { FunctionRef, SlotTable } from './facts.js';
import { type Functions, isPlainHeader, MOST_HOLDERS } from './functions.js';
import { openHiddenNames, unreadIn } from './hidden-names.js';
import type { Headers } from './includes.js';
import {
  functionEffects,
  type MacroName,
  type MemberName,
  macroEffects,
  memberEffects,
  namingMacros,
} from './mentions.js';
import { openNamesakes } from './namesakes.js';
import { isDead } from './never.js';
import { idOf, openNodes } from './node-store.js';
import { type Node, unsettled } from './nodes.js';
import { isMadeByMacro } from './positions.js';
import { openPuns } from './puns.js';
import { openScopes } from './scopes.js';
import type { Search } from './search.js';
import { meansAnother } from './stubs.js';
import { openTrespass } from './trespass.js';
import { areTwins } from './twins.js';

export interface Graph {
  /** Asks for the context of a function; or, where `slotsOnly` is set, just for what its own mentions say. */
  want(fn: FunctionRef, slotsOnly?: boolean): void;
  /** The node of a function, if it has one. */
  known(fn: FunctionRef): Node | undefined;
  readonly nodes: Iterable<Node>;
  /**
   * Looks at what matters to the functions asked for, one after each step; what needs the search's next round stays
   * listed.
   */
  advance(): Iterable<void>;
}

/** So many nodes are looked at besides those that are asked for. */
const MOST_NODES = 20_000;
/** A member whose name stands in more headers of one compilation than this is not even looked for. */
const COMMON_FIELD = 12;

/** An empty graph. */
export function openGraph(
  search: Search,
  headers: Headers,
  functions: Functions,
  tables: readonly SlotTable[],
): Graph {
  let listed: Node[] = [];
  let seeds = 0;
  let isPutOff = false;
  const isNamesake = openNamesakes(search, headers);
  const trespass = openTrespass(search, headers, tables);
  const hidden = openHiddenNames(search);
  /** What is done with a function's name where its twin is compiled. */
  const besides = new Map<Node, { readonly effect: Effect; readonly file: SourceFile }[]>();
  const effectsByFile = new Map<string, readonly Effect[]>();

  const store = openNodes(search, headers, node => listed.push(node));
  const { nodes, functionNode, memberNode, macroNode, homeOf, doubt, link, mark } = store;

  const apply = (node: Node, effect: Effect, file: SourceFile): void => {
    const { line } = file.position(effect.offset);
    switch (effect.kind) {
      case 'call':
        applyCall(node, effect, effect.item, file, line);
        return;
      case 'exported':
        node.exported = true;
        return;
      case 'macro':
        link(macroNode(effect.macro, file, node), node, effect, line);
        return;
      case 'doubt':
        doubt(node, effect.why, file.path, line);
        return;
      case 'store':
        if (!applyStore(node, effect, file, line)) node.undecided.push({ effect, file });
    }
  };

  /** Returns whether it is known what a store means; if not, the search has to ask first. */
  const applyStore = (node: Node, effect: Store, file: SourceFile, line: number): boolean => {
    const { tag, field, holder, under } = effect;
    const named = tables.filter(table => table.struct === tag && table.fields.includes(field));
    const isOther = named.length > 0 && isNamesake(tag, file.path);
    if (isOther === undefined) return false;
    if (isOther === 'unsure' || isOther === 'inside') {
      const because =
        isOther === 'unsure'
          ? `what defines struct ${tag} there cannot be read`
          : `a function of that file defines a struct ${tag} of its own`;
      doubt(node, `is stored in ${holder}.${field}, and ${because}`, file.path, line);
      return true;
    }
    const own = isOther ? [] : named;
    const strangers = own.map(table => trespass.of(table, field, isNamesake));
    if (strangers.some(calls => calls === undefined)) return false;
    for (const table of own) {
      const dead = isDead(under);
      node.slots.push({ table, field, holder, path: file.path, line, under, dead });
    }
    if (own.every(({ shared }) => shared)) {
      link(memberNode({ tag, field }, file.path, line), node, effect, line);
      return true;
    }
    for (const { file: other, effect: call } of strangers.flatMap(calls => calls!)) {
      const member = memberNode({ tag, field }, file.path, line);
      // Only these callers are of interest; the kernel's own are what the table says.
      if (!member.examined) apply(member, call, other);
      link(member, node, effect, line);
    }
    if (strangers.some(calls => calls!.length > 0))
      memberNode({ tag, field }, file.path, line).examined = true;
    return true;
  };

  const applyCall = (node: Node, spot: Spot, item: Item, file: SourceFile, line: number): void => {
    const fn = functions.at(file, item);
    if (fn === undefined) doubt(node, 'is called from a definition without a name', file.path, line);
    else link(functionNode(fn), node, spot, line);
  };

  /** Applies what a name's mentions in a file do; `ask` reads the file, once for all nodes of that name. */
  const applyFile = (
    node: Node,
    path: string,
    key: string,
    ask: (file: SourceFile) => readonly Effect[],
  ): void => {
    const file = search.open(path);
    if (file === undefined) {
      doubt(node, 'may be called from a file that cannot be read', path, 1);
      return;
    }
    const full = `${key} ${path}`;
    const effects = effectsByFile.get(full) ?? ask(file);
    effectsByFile.set(full, effects);
    for (const effect of effects) {
      if (!isBesides(node, effect, file)) apply(node, effect, file);
      else besides.set(node, [...(besides.get(node) ?? []), { effect, file }]);
    }
  };

  /** Whether a mention of a function stands where its twin is compiled instead; a file that others include has a turn for each. */
  const isBesides = ({ is, path }: Node, { offset }: Effect, file: SourceFile): boolean =>
    is.kind === 'function' &&
    path === file.path &&
    path.endsWith('.c') &&
    areTwins(file, is.fn.item.under, file.underAt(offset)) &&
    headers.includers(path)?.length === 0;

  /** Returns whether the node was looked at; if not, the search has to ask first. */
  const examine = (node: Node): boolean => {
    node.looked ||= look(node);
    const left = node.undecided.splice(0);
    for (const { effect, file } of left) apply(node, effect, file);
    return node.looked && node.undecided.length === 0;
  };

  const look = (node: Node): boolean => {
    if (node.examined) return true;
    if (!node.seed && nodes.size > MOST_NODES + seeds) {
      doubt(node, 'is one of more callers than are followed', node.path, node.line);
      return true;
    }
    switch (node.is.kind) {
      case 'function':
        return examineFunction(node, node.is.fn);
      case 'member':
        return examineMember(node, node.is.member);
      case 'macro':
        return examineMacro(node, node.is.macro, node.is.names);
    }
  };

  const { unitOf, isIncludedBefore, lateIncludes, declares, gluedIn } = openScopes(search, headers, hidden);
  const puns = openPuns(search, headers, unitOf);

  const examineFunction = (node: Node, fn: FunctionRef): boolean => {
    const file = search.open(fn.path);
    if (file === undefined) return true;
    if (isMadeByMacro(file, fn.item)) {
      doubt(node, 'is made by a macro, or stands behind one that takes arguments', fn.path, fn.line);
      return true;
    }
    const local = isLocalTo(headers, file, fn.item);
    const scope = local ? unitOf(fn.path, fn.name) : search.holders(fn.name);
    const hasTwins = fn.item.under.length > 0 && headers.includers(fn.path) === undefined;
    if (scope === undefined || hasTwins) {
      if (hasTwins) return false;
      // What its own file does with it needs no search; so the callers there can be asked for in the same round.
      if (!node.begun)
        applyFile(node, fn.path, `function ${fn.name}`, held => functionEffects(headers, held, fn.name));
      node.begun = true;
      return false;
    }
    if (scope.length > MOST_HOLDERS) {
      doubt(node, `is named in ${scope.length} files, too many to follow`, fn.path, fn.line);
      return true;
    }
    const glue = local ? [] : gluedIn(file, fn.name, scope);
    const torn = local ? [] : hidden.of(fn.name);
    if (glue === undefined || torn === undefined) return false;
    for (const path of glue) {
      const ways = node.callers.length + node.slots.length + node.doubts.length;
      applyFile(node, path, `glued ${fn.name}`, held => functionEffects(headers, held, fn.name));
      const held = search.open(path);
      const isNone = ways === node.callers.length + node.slots.length + node.doubts.length;
      if (held === undefined || !isNone) continue;
      for (const one of unreadIn(headers, held, fn.name)) doubt(node, one.why, one.path, one.line);
    }
    for (const path of scope) {
      if ((node.begun && path === fn.path) || !functions.mayMean(fn, path)) continue;
      if (meansAnother(search, fn, path)) continue;
      const apart =
        local && path.endsWith('.h') && isIncludedBefore(file, fn.name) && !declares(path, fn.name);
      applyFile(node, path, `${apart ? 'macros' : 'function'} ${fn.name}`, held =>
        apart ? namingMacros(held, fn.name) : functionEffects(headers, held, fn.name),
      );
    }
    for (const place of disguises(search, headers, fn, scope)) doubt(node, place.why, place.path, place.line);
    if (!isPlainHeader(file, fn.item)) doubt(node, 'has a header that cannot be read', fn.path, fn.line);
    for (const line of local ? lateIncludes(file, fn) : []) {
      doubt(node, 'is defined before a file is included that was not found', fn.path, line);
    }
    for (const { path, line } of local ? [] : (search.others(fn.name) ?? [])) {
      doubt(node, 'is named in a file that is not C', path, line);
    }
    for (const { why, path, line } of torn) doubt(node, why, path, line);
    const { callers, slots, doubts, undecided } = node;
    const hasWays = () => [callers, slots, doubts, undecided].some(ways => ways.length > 0);
    // One that nothing uses in its own arm goes with its twin.
    if (!hasWays()) for (const { effect, file: held } of besides.get(node) ?? []) apply(node, effect, held);
    if (hasWays()) return true;
    if (isDead(fn.item.under)) {
      node.unused = true;
      return true;
    }
    const why = local ? 'is named nowhere, so a macro may make its name' : 'has no known caller';
    doubt(node, node.exported ? 'is exported, and nothing in the tree calls it' : why, fn.path, fn.line);
    return true;
  };

  /** Whether a reader surely means another struct by the tag than the driver's own one that a node is of. */
  const isApart = (node: Node, tag: string, reader: string): boolean => {
    const home = node.id === node.name ? undefined : homeOf(tag, node.path);
    const other = home && homeOf(tag, reader);
    return other !== undefined && other !== home;
  };

  const examineMember = (node: Node, member: MemberName): boolean => {
    if (node.begun) {
      const others = puns.of(member, node.path);
      for (const { why, path, line } of others ?? []) doubt(node, why, path, line);
      return others !== undefined;
    }
    const def = headers.structs(member.tag, node.path)[0];
    const local = def?.path.endsWith('.c') ?? false;
    const common = !local && headers.spread(member.field, node.path) > COMMON_FIELD;
    const scope = local ? unitOf(def!.path, member.field) : common ? [] : search.holders(member.field);
    if (scope === undefined) return false;
    const home = def && search.open(def.path);
    const glue = home === undefined || local ? [] : gluedIn(home, member.field, [...scope, home.path]);
    const torn = local ? [] : hidden.of(member.field);
    if (glue === undefined || torn === undefined) return false;
    for (const { why, path, line } of torn) doubt(node, why, path, line);
    const usersOf = (path: string, name: string) =>
      path.endsWith('.c') ? unitOf(path, name) : search.holders(name);
    const isFew = scope.length <= MOST_READERS;
    const names = isFew ? aliasesOf(search, usersOf, member.field, [...scope, ...glue]) : new Map();
    if (names === undefined) return false;
    for (const [field, paths] of names) {
      const own = { tag: member.tag, field };
      const key = `member ${member.tag}.${field}`;
      for (const path of paths as readonly string[]) {
        if (!isApart(node, member.tag, path))
          applyFile(node, path, key, file => memberEffects(headers, file, own));
      }
    }
    if (node.callers.length + node.doubts.length === 0)
      doubt(
        node,
        common ? 'is called as so much else that its callers are not looked for' : 'has no known callers',
        node.path,
        node.line,
      );
    if (def === undefined) doubt(node, 'is of a struct that was not found', node.path, node.line);
    // The kernel's own tables are handed about as what they are.
    if (node.doubts.length > 0 || tables.some(({ struct }) => struct === member.tag)) return true;
    // Other ways to an object are looked for where nothing else keeps the context from being known: it costs more.
    node.begun = true;
    isPutOff = true;
    return false;
  };

  const examineMacro = (node: Node, macro: MacroDef, names: MacroName): boolean => {
    const scope = node.path.endsWith('.c') ? unitOf(node.path, macro.name) : search.holders(macro.name);
    if (scope === undefined) return false;
    if (scope.length > MOST_HOLDERS) {
      doubt(node, `is used in ${scope.length} files, too many to follow`, node.path, node.line);
      return true;
    }
    const { alias } = names;
    for (const path of scope) {
      applyFile(node, path, `${alias ? 'alias' : `macro for ${names.target}`} ${macro.name}`, file =>
        alias ? functionEffects(headers, file, macro.name) : macroEffects(headers, file, names),
      );
    }
    for (const { path, line } of node.path.endsWith('.h') ? (search.others(macro.name) ?? []) : []) {
      doubt(node, 'is named in a file that is not C', path, line);
    }
    return true;
  };

  function* pass(): Iterable<void> {
    const known = listed.length;
    const open = unsettled([...nodes.values()]);
    const later: Node[] = [];
    // The list grows while it is walked.
    for (const [i, node] of listed.entries()) {
      yield;
      // A macro is part of a mention: it can be what puts a function into a slot.
      const isDue = node.seed || node.is.kind === 'macro' || (node.matters && i >= known) || open.has(node);
      if (isDue && examine(node)) node.examined = true;
      else later.push(node);
    }
    listed = later;
  }

  return {
    want: (fn, slotsOnly = false) => {
      const node = functionNode(fn);
      if (!node.seed) seeds++;
      node.seed = true;
      if (!slotsOnly) mark(node);
    },
    known: fn => nodes.get(idOf(fn.path, fn.item.start)),
    get nodes() {
      return nodes.values();
    },
    *advance() {
      do {
        isPutOff = false;
        yield* pass();
      } while (isPutOff && search.waiting === 0);
    },
  };
}
