/** Collects what is true across files: asks the tree in rounds, works everything else out from the files' texts. */
import { USUAL } from '../budget.js';
import { compare, groupBy } from '../order.js';
import { ensure } from '../remember.js';
import type { Item, OwnHeader } from '../source/file.js';
import type { Tree } from '../tree/tree.js';
import type { ChainStep } from '../verdict.js';
import { type Cells, openCells } from './cells.js';
import { openContexts } from './context.js';
import type {
  CallerRef,
  CellPlace,
  Facts,
  FunctionRef,
  Maker,
  MemberCalls,
  MemberPlace,
  MemberUse,
  SlotTable,
  SlotUse,
  Way,
} from './facts.js';
import { type Functions, isStatic, MOST_HOLDERS, openFunctions } from './functions.js';
import { type Graph, openGraph } from './graph.js';
import { type Headers, openHeaders } from './includes.js';
import { declarersOf, makersOf } from './made.js';
import { type Members, openMembers } from './members.js';
import type { MemberName } from './mentions.js';
import { byId, type Node } from './nodes.js';
import { tagOf, typeOf } from './places.js';
import { declaredResults } from './prototypes.js';
import { type Open, openSearch, type Search, type SearchCount } from './search.js';
import { openSweep, type Sweep } from './slots.js';
import { agreed, typesOf } from './structs.js';
import { openUsers, type Users } from './users.js';

/** A function that a context is wanted of. Items that are no functions are passed over. */
export interface Seed {
  readonly path: string;
  readonly item: Item;
}

/** What facts are collected from. */
export interface Ground {
  readonly tree: Tree;
  /** Opens a file; keeps what it opened, so that nothing is parsed twice. */
  readonly open: Open;
  readonly slots: readonly SlotTable[];
  readonly seeds: readonly Seed[];
  /** Contexts of whose tables every stored function is wanted too; `true` for all. Searches the tree for them. */
  readonly allSlots?: boolean | readonly string[];
  /** Set where of the functions in those tables only their slots are wanted, and no contexts. */
  readonly slotsOnly?: boolean;
  /** Names that `declares` and `definitionsOf` will be asked about. */
  readonly ask?: readonly string[];
  /** Those of them that headers which are none of the tree's may declare: of what else these say, the tree's own count. */
  readonly lent?: readonly string[];
  /** Given what is known so far, what is wanted too; asked again until it names nothing new. */
  readonly explore?: (facts: Facts) => readonly Wanted[];
  /** As in `Facts`; the usual where it is not set. */
  readonly effort?: number | undefined;
  /** As in `Facts`; of no release where it is not set. */
  readonly hasRelease?: Facts['hasRelease'] | undefined;
  /** Gives the rest of the process a turn between steps, and throws to end it. */
  readonly pause?: () => Promise<void>;
  /** Counts what the search cost. */
  readonly count?: SearchCount;
}

/** What more can be asked for: the uses of a function, or what is done with a member, that holds functions or a value. */
export type Wanted = FunctionRef | MemberPlace | CellPlace;

/** Ways that go on through more files than this are not followed: each may cost a look at the whole tree. */
const MOST_ROUNDS = 64;

/** So many steps are taken between two pauses. */
const STEPS = 16;

/** Collects the facts. Async only for the tree's searches and for pauses; the same tree and seeds give the same facts. */
export async function collectFacts(ground: Ground): Promise<Facts> {
  const { tree, open, slots, seeds, ask = [], lent = [] } = ground;
  const search = await openSearch(tree, open, ground.count ?? { rounds: 0, words: 0, files: 0 }, lent);
  const headers = openHeaders(search);
  const functions = openFunctions(search);
  const graph = openGraph(search, headers, functions, slots);

  for (const { path, item } of seeds) {
    const file = search.open(path);
    const fn = file && functions.at(file, item);
    if (fn !== undefined) graph.want(fn);
  }
  for (const name of ask) search.holders(name);
  const sweep = openSweep(search, headers, functions, sweptTables(slots, ground.allSlots ?? false));
  const users = openUsers(search, headers, functions, slots);
  const members = openMembers(search, headers, functions, slots);
  const cells = openCells(search, headers, functions);
  let left = MOST_ROUNDS;
  let steps = 0;
  const settle = async (): Promise<void> => {
    for (;;) {
      for (const fn of sweep.advance()) graph.want(fn, ground.slotsOnly);
      for (const part of [graph, users, members, cells])
        for (const _ of part.advance()) if (++steps % STEPS === 0) await ground.pause?.();
      // What still waits then was not followed to its end, and says so.
      if (search.waiting === 0 || left === 0) return;
      left--;
      await search.round();
      await ground.pause?.();
    }
  };
  const { explore } = ground;
  for (;;) {
    await settle();
    await ground.pause?.();
    const facts = factsOf({
      effort: ground.effort ?? USUAL.effort,
      hasRelease: ground.hasRelease ?? (() => undefined),
      search,
      headers,
      functions,
      graph,
      users,
      members,
      cells,
      ask,
      homeless: sweep.homeless,
      slots,
    });
    const isNew = (one: Wanted) =>
      'isCell' in one ? cells.want(one) : 'field' in one ? members.want(one) : users.want(one);
    const more = explore?.(facts).filter(isNew) ?? [];
    if (left === 0 || (more.length === 0 && search.waiting === 0)) return facts;
  }
}

function sweptTables(slots: readonly SlotTable[], which: boolean | readonly string[]): readonly SlotTable[] {
  if (typeof which === 'boolean') return which ? slots : [];
  return slots.filter(table => which.includes(table.context));
}

interface Collected {
  readonly effort: number;
  readonly hasRelease: Facts['hasRelease'];
  readonly search: Search;
  readonly headers: Headers;
  readonly functions: Functions;
  readonly graph: Graph;
  readonly users: Users;
  readonly members: Members;
  readonly cells: Cells;
  readonly ask: readonly string[];
  readonly homeless: Sweep['homeless'];
  readonly slots: readonly SlotTable[];
}

function factsOf(collected: Collected): Facts {
  const {
    effort,
    hasRelease,
    search,
    headers,
    functions,
    graph,
    users,
    members,
    cells,
    ask,
    homeless,
    slots,
  } = collected;
  const contexts = openContexts(graph);
  const ownHeaders = new Map<string, readonly OwnHeader[]>();
  // One for each header, whoever includes it, so that what is read from it is read once.
  const headersByPath = new Map<string, OwnHeader>();
  const ownHeader = (path: string): OwnHeader =>
    ensure(headersByPath, path, () => ({ text: search.text(path) ?? '', open: () => search.open(path) }));
  const madeIn = (find: typeof makersOf, path: string, name: string): readonly Maker[] => {
    const file = search.open(path);
    return file === undefined ? [] : find(headers, file, name);
  };
  const inSlots = new Map<string | undefined, readonly FunctionRef[]>();
  const declared = new Set(
    ask.filter(name =>
      [...(search.holders(name) ?? []), ...search.lenders(name)]
        .filter(path => path.endsWith('.h'))
        .some(path => {
          const header = search.open(path);
          return header !== undefined && headers.declares(header, name);
        }),
    ),
  );
  return {
    effort,
    hasRelease,
    file: search.open,
    ownHeadersOf: path => ensure(ownHeaders, path, () => headers.beside(path).map(ownHeader)),
    isBorrowed: search.isBorrowed,
    definitionsOf: functions.meant,
    definitionsKnown: functions.known,
    functionAt: (path, item) => {
      const file = search.open(path);
      return file && functions.at(file, item);
    },
    variantsOf: fn => search.open(fn.path)?.functionsOf(fn.item) ?? { why: `${fn.path} cannot be read` },
    contextOf: contexts.of,
    callersOf: fn => callersOf(graph.known(fn)),
    callersThrough: fn => callersThrough(graph.known(fn)),
    waysTo: fn => waysTo(graph, search, fn),
    slotsOf: fn => slotsOf(graph.known(fn)),
    membersOf: fn => membersOf(graph.known(fn)),
    passage: openPassages(graph),
    slotFunctions: context => ensure(inSlots, context, () => functionsInSlots(graph, context)),
    undefinedInSlots: context =>
      homeless
        .filter(({ slot }) => slot.table.context === context)
        .sort((a, b) => compare(a.slot.path, b.slot.path) || a.slot.line - b.slot.line),
    usesOf: users.of,
    memberFacts: members.of,
    cellFacts: cells.of,
    fieldsOf: type =>
      new Set(
        (search.holders(type) ?? []).flatMap(path => {
          const file = search.open(path);
          const structs = file === undefined ? [] : [...typesOf(file).structs.values()].flat();
          return structs
            .flatMap(({ fields }) => fields)
            .flatMap(({ name, type: { base, stars } }) => (base === type && stars === 0 ? [name] : []));
        }),
      ),
    memberMeant: (path, names, { object, field }) => {
      const scope = { view: { resolution: names }, path, world: headers };
      const struct = tagOf(scope, typeOf(scope, object));
      if (struct === undefined) return undefined;
      const table = slots.find(one => one.struct === struct && one.fields.includes(field));
      return { struct, field, home: headers.structs(struct, path)[0]?.path, context: table?.context };
    },
    typeMeant: (path, names, expr) => typeOf({ view: { resolution: names }, path, world: headers }, expr),
    fieldMeant: (path, struct, field) =>
      agreed(
        headers
          .structs(struct, path)
          .flatMap(({ fields }) => fields.filter(({ name }) => name === field).map(({ type }) => type)),
      ),
    makersOf: (path, name) => {
      const own = madeIn(makersOf, path, name);
      const others = own.length > 0 ? [] : (search.holdersKnown(name) ?? []).filter(one => one !== path);
      return others.length > MOST_HOLDERS
        ? own
        : [...own, ...others.flatMap(one => madeIn(makersOf, one, name))];
    },
    declarersOf: (path, name) => madeIn(declarersOf, path, name),
    declaredResults: (name, path) => declaredResults(search, name, path),
    typedefMeant: (path, name) => headers.typedef(name, path),
    typedefMeanings: (path, name) => headers.typedefs(name, path),
    // One for each state of what is known: answers are kept by it, and there will be more to know.
    macrosOf: (name, path) => headers.macros(name, path),
    declares: name => declared.has(name),
  };
}

/** The functions in slots of a context, or in any, in the order in which they were found. */
function functionsInSlots({ nodes }: Graph, context: string | undefined): readonly FunctionRef[] {
  return [...nodes]
    .sort(byId)
    .filter(node => slotsOf(node).some(({ table }) => context === undefined || table.context === context))
    .flatMap(({ is }) => (is.kind === 'function' ? [is.fn] : []));
}

/** The slots that hold a function, under its own name or under one that a macro gives it. */
function slotsOf(node: Node | undefined): readonly SlotUse[] {
  const names = new Set(node === undefined ? [] : [node]);
  for (const { callers } of names) {
    for (const { from } of callers) if (from.is.kind === 'macro') names.add(from);
  }
  return [...names].flatMap(({ slots }) => slots);
}

function membersOf(node: Node | undefined): readonly MemberUse[] {
  const inTable = ({ tag, field }: MemberName) =>
    node?.slots.some(slot => slot.table.struct === tag && slot.field === field) ?? false;
  return (node?.callers ?? []).flatMap(({ from: { is }, path, line }) =>
    is.kind === 'member' && !inTable(is.member)
      ? [{ struct: is.member.tag, field: is.member.field, path, line }]
      : [],
  );
}

/** Finds the nodes of a chain's steps again, and the link between them. */
function openPassages(graph: Graph): Facts['passage'] {
  const keyOf = ({ name, path, line }: ChainStep) => JSON.stringify([name, path, line]);
  let nodes: Map<string, Node[]> | undefined;
  return (from, to) => {
    nodes ??= groupBy(graph.nodes, keyOf);
    const above = new Set(nodes.get(keyOf(from)));
    const links = nodes.get(keyOf(to))?.flatMap(node => node.callers.map(link => ({ link, node }))) ?? [];
    const found = links.find(({ link }) => above.has(link.from));
    if (found === undefined) return undefined;
    const { link, node } = found;
    return { path: link.path, line: link.line, from: link.from.is.kind, to: node.is.kind };
  };
}

/** The names of a node and of all nodes that lead to it. */
function waysTo(graph: Graph, search: Search, fn: FunctionRef): readonly Way[] {
  const first = graph.known(fn);
  const reached = new Set(first === undefined ? [] : [first]);
  for (const node of reached) for (const { from } of node.callers) reached.add(from);
  return [...reached].map(({ is, name, path }) => {
    const { kind } = is;
    if (kind === 'member') return { kind, name: is.member.field, path: undefined };
    const file = kind === 'function' ? search.open(path) : undefined;
    const isLocal =
      path.endsWith('.c') && (is.kind === 'macro' || (file !== undefined && isStatic(file, is.fn.item)));
    return { kind, name, path: isLocal ? path : undefined };
  });
}

/** The calls of a function by name, or of a member, from functions. */
function callersOf(node: Node | undefined): readonly CallerRef[] {
  return (node?.callers ?? []).flatMap(({ from, offset, line }) =>
    from.is.kind === 'function' ? [{ caller: from.is.fn, offset, line }] : [],
  );
}

function callersThrough(node: Node | undefined): readonly MemberCalls[] {
  return (node?.callers ?? []).flatMap(({ from, path, line }) =>
    from.is.kind === 'member'
      ? [{ struct: from.is.member.tag, field: from.is.member.field, path, line, callers: callersOf(from) }]
      : [],
  );
}
