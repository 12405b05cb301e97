/**
 * Everything that is done with a member of a struct: what is stored there, who calls through it, and which typedef
 * declares it. For a change of what the member points to, which all of these have to follow.
 */
import { unique } from '../order.js';
import type { Item, SourceFile } from '../source/file.js';
import {
  type FunctionRef,
  type MemberFacts,
  type MemberPlace,
  OF_TYPEDEFS,
  type SlotTable,
} from './facts.js';
import { byPlace, type Functions } from './functions.js';
import { argumentsAt, givenAt, isElementRead, valuesFrom } from './given.js';
import type { Headers } from './includes.js';
import { memberEffects } from './mentions.js';
import { tagOf, typeOf } from './places.js';
import { nameOf, surroundings } from './positions.js';
import { keyOfMember, openQuestions, type Questions } from './questions.js';
import { readingsOf } from './roles.js';
import type { Search } from './search.js';
import { isFilled, openTables } from './slots.js';
import { typesOf } from './structs.js';
import { codeFrom, codeUpTo, tokenAt, tokenText, wordsOf } from './tokens.js';
import { variableFacts } from './variables.js';

export type Members = Questions<MemberFacts>;

/** A member that more files than this name is not looked at. */
const MOST_FILES = 150;

/** What stands for no function. */
const NOTHING = /^(NULL|0|[A-Z][A-Z0-9_]*)$/;

/** Members as the search finds them. */
export function openMembers(
  search: Search,
  headers: Headers,
  functions: Functions,
  slots: readonly SlotTable[],
): Members {
  /** All facts of a member; undefined until the search knows enough. */
  const settle = (place: MemberPlace): MemberFacts | undefined => {
    const own = place.struct === '' && place.home !== undefined ? search.open(place.home) : undefined;
    if (own !== undefined) return variableFacts(own, place, functions, slotRead);
    if (place.struct === OF_TYPEDEFS) return settleTypedef(place);
    const declared = declaredAs(search, headers, place);
    const holders = search.holders(place.field);
    const users = declared.typedef && search.holders(declared.typedef.name);
    const stores = storesIn(place);
    if (holders === undefined || stores === undefined || (declared.typedef && users === undefined)) {
      return undefined;
    }
    if (holders.length > MOST_FILES) {
      const doubts = [`is named in ${holders.length} files, too many to look at`];
      return { place, typedef: undefined, functions: [], slots: [], callers: [], alike: [], doubts };
    }
    const read = readersOf(place, holders, declared.typedef);
    const alike = declared.typedef
      ? typedefUses(search, functions, declared.typedef, users!)
      : { members: [], declares: [], doubts: [] };
    if (alike === undefined) return undefined;
    // The functions that it declares are those of the typedef, which is alike then.
    const type: readonly MemberPlace[] =
      alike.declares.length === 0
        ? []
        : [{ struct: OF_TYPEDEFS, field: declared.typedef!.name, home: declared.typedef!.path }];
    return {
      place,
      typedef: declared.typedef,
      functions: stores.functions,
      slots: stores.slots,
      callers: read.callers,
      alike: [...alike.members.filter(other => keyOfMember(other) !== keyOfMember(place)), ...type],
      doubts: unique([...declared.doubts, ...stores.doubts, ...read.doubts, ...alike.doubts]),
    };
  };

  /** What a typedef of functions declares: functions, and members that point to such. */
  const settleTypedef = (place: MemberPlace): MemberFacts | undefined => {
    const { field: name, home } = place;
    const holders = search.holders(name);
    if (holders === undefined) return undefined;
    const nothing = { place, slots: [], callers: [] };
    const unclear = (doubt: string) => ({
      ...nothing,
      ...{ typedef: undefined, functions: [], alike: [], doubts: [doubt] },
    });
    if (home === undefined) return unclear('was not found');
    if (holders.length > MOST_FILES)
      return unclear(`is named in ${holders.length} files, too many to look at`);
    const typedef = { name, path: home };
    const uses = typedefUses(search, functions, typedef, holders);
    if (uses === undefined) return undefined;
    return { ...nothing, typedef, functions: uses.declares, alike: uses.members, doubts: uses.doubts };
  };

  /** What is stored in a member, wherever in the tree. */
  const storesIn = (place: MemberPlace) => {
    const { struct, field } = place;
    const tables = openTables(headers, [{ struct, fields: [field], context: '' }]);
    const files = new Set<string>();
    const fills = new RegExp(`(->|\\.)\\s*${field}\\s*[=.[][^=]|[{,]\\s*${field}\\s*:`);
    let isWaiting = false;
    for (let before = -1; before < tables.makers.size; ) {
      before = tables.makers.size;
      for (const word of [field, ...tables.makers]) {
        const holders = search.holders(word);
        isWaiting ||= holders === undefined;
        if ((holders?.length ?? 0) > MOST_FILES) continue;
        for (const path of holders ?? []) {
          const mayFill = !files.has(path) && (word !== field || fills.test(search.peek(path) ?? ''));
          const file = mayFill ? search.open(path) : undefined;
          if (mayFill) files.add(path);
          if (file !== undefined) tables.learn(file);
        }
      }
    }
    if (isWaiting) return undefined;
    const found = new Set<FunctionRef>();
    const doubts: string[] = [];
    const contexts: string[] = [];
    for (const path of files) {
      const file = search.open(path);
      if (file === undefined) continue;
      const understood = new Set<string>();
      for (const name of tables.namesIn(file)) {
        const stores = tables.storesOf(file, name).filter(store => isHome(place, store.path));
        if (stores.length === 0) continue;
        const own = functions.meant(name, path);
        isWaiting ||= own.every(fn => fn.item.under.length > 0) && search.holders(name) === undefined;
        if (own.length > 0) understood.add(name);
        for (const fn of own) found.add(fn);
      }
      for (const odd of oddValues(place, file, tables.makers, understood)) {
        const context = slotRead(file, odd);
        if (context !== undefined) contexts.push(context);
        else doubts.push(`${givenAt(file, odd)} at ${where(file, odd)}`);
      }
    }
    const functionsFound = [...found].sort(byPlace);
    return isWaiting ? undefined : { functions: functionsFound, slots: unique(contexts), doubts };
  };

  const isHome = ({ struct, home }: MemberPlace, path: string): boolean =>
    headers.structs(struct, path)[0]?.path === home;

  /** The context of the slot whose value is put into a member: `= area->vm_ops->fault;` and nothing else. */
  const slotRead = (file: SourceFile, index: number): string | undefined => {
    let last = codeFrom(file, codeFrom(file, index + 1) + 1);
    for (;;) {
      const next = codeFrom(file, last + 1);
      if (/^[,;}]$/.test(tokenText(file, next))) break;
      if (!/^(?:\w+|->|\.)$/.test(tokenText(file, next))) return undefined;
      last = next;
    }
    const { start } = file.tokens.at(last)!;
    const item = file.itemAt(start);
    const found = (item === undefined ? [] : readingsOf(file, item, file.path, headers)).map(({ scope }) => {
      const node = scope.view.members.get(start);
      const tag = node && tagOf(scope, typeOf(scope, node.object));
      const named = node === undefined ? [] : slots.filter(({ fields }) => fields.includes(node.field));
      // A driver alone lacks the kernel's structs: the name of the member has to do, where it says enough.
      const meant = tag === undefined ? named : named.filter(({ struct }) => struct === tag);
      return meant.every(({ context }) => context === meant[0]!.context) ? meant[0]?.context : undefined;
    });
    return found.every(one => one === found[0]) ? found[0] : undefined;
  };

  /** Where values are put into the member that are no functions of the tree: the tokens that name it. */
  const oddValues = (
    place: MemberPlace,
    file: SourceFile,
    makers: ReadonlySet<string>,
    understood: ReadonlySet<string>,
  ): readonly number[] =>
    (wordsOf(file).code.get(place.field) ?? []).flatMap(index => {
      const sign = codeFrom(file, index + 1);
      if (!isFilled(file, index) || isElementRead(file, sign)) return [];
      const names = valuesFrom(file, codeFrom(file, sign + 1));
      if (names?.every(name => NOTHING.test(name) || understood.has(name))) return [];
      if (!mayBeOurs(place, file, index, makers)) return [];
      return [index];
    });

  /** Whether a place that fills a member of this name can mean this very one. */
  const mayBeOurs = (
    place: MemberPlace,
    file: SourceFile,
    index: number,
    makers: ReadonlySet<string>,
  ): boolean => {
    const { start } = file.tokens.at(index)!;
    const item = file.itemAt(start);
    if (item === undefined) return false;
    for (const reading of readingsOf(file, item, file.path, headers)) {
      const node = reading.scope.view.members.get(start);
      if (node === undefined) continue;
      const tag = tagOf(reading.scope, typeOf(reading.scope, node.object));
      if (tag !== undefined) return tag === place.struct && isHome(place, file.path);
    }
    const said = new Set(file.text.slice(item.start, item.end).match(/\w+/g));
    return isHome(place, file.path) && [...makers].some(maker => said.has(maker));
  };

  /** Who reads the member, and what is done with it besides calling it. */
  const readersOf = (place: MemberPlace, holders: readonly string[], typedef: MemberFacts['typedef']) => {
    const { struct: tag, field } = place;
    const taken = argumentsOf(search, place, typedef);
    const callers = new Set<FunctionRef>();
    const doubts: string[] = [];
    const reads = new RegExp(`(->|\\.)\\s*${field}\\b`);
    for (const path of holders) {
      if (!reads.test(search.text(path) ?? '')) continue;
      const file = search.open(path);
      if (file === undefined) continue;
      for (const effect of memberEffects(headers, file, { tag, field })) {
        const { line } = file.position(effect.offset);
        // A call with more or fewer arguments is of something else, whatever its type.
        const given = effect.kind === 'doubt' ? argumentsAt(file, tokenAt(file, effect.offset)) : undefined;
        if (given !== undefined && taken !== undefined && given !== taken) continue;
        const fn = effect.kind === 'call' ? functions.at(file, effect.item) : undefined;
        if (fn !== undefined) callers.add(fn);
        else if (effect.kind !== 'store' || effect.tag !== tag || effect.field !== field) {
          const why = effect.kind === 'doubt' ? effect.why : 'is handed on';
          doubts.push(`${why} at ${path}:${line}`);
        }
      }
    }
    return { callers: [...callers].sort(byPlace), doubts };
  };

  return openQuestions(settle);
}

function where(file: SourceFile, index: number): string {
  return `${file.path}:${file.position(file.tokens.startAt(index)!).line}`;
}

/** How many arguments a function takes that the member points to; undefined where that is not said plainly. */
function argumentsOf(
  search: Search,
  { field, home }: MemberPlace,
  typedef: MemberFacts['typedef'],
): number | undefined {
  const path = typedef?.path ?? home;
  const file = path === undefined ? undefined : search.open(path);
  if (file === undefined) return undefined;
  const counts = (wordsOf(file).code.get(typedef?.name ?? field) ?? []).flatMap(index => {
    const isPointer = tokenText(file, codeUpTo(file, index - 1)) === '*';
    const close = codeFrom(file, index + 1);
    return isPointer && tokenText(file, close) === ')' ? (argumentsAt(file, close) ?? []) : [];
  });
  return counts.length > 0 && counts.every(count => count === counts[0]) ? counts[0] : undefined;
}

/** How the struct declares the member. */
function declaredAs(search: Search, headers: Headers, { struct, field, home }: MemberPlace) {
  const file = home === undefined ? undefined : search.open(home);
  const bodies = (file && typesOf(file).structs.get(struct)) ?? [];
  const types = bodies.flatMap(({ fields }) => fields.filter(({ name }) => name === field));
  const bases = unique(types.map(({ type }) => type.base));
  const [base] = bases;
  if (file === undefined || base === undefined || bases.length > 1) {
    return { typedef: undefined, doubts: ['is not declared where its struct is'] };
  }
  if (base === '()') return { typedef: undefined, doubts: [] };
  const path = headers.typedefHome(base, file.path);
  if (path === undefined)
    return { typedef: undefined, doubts: [`has the type ${base}, which was not found`] };
  return { typedef: { name: base, path }, doubts: [] };
}

/** What a typedef declares, members and functions, and what else it is used for; undefined until the search knows. */
function typedefUses(
  search: Search,
  functions: Functions,
  { name, path: home }: { readonly name: string; readonly path: string },
  holders: readonly string[],
):
  | {
      readonly members: readonly MemberPlace[];
      readonly declares: readonly FunctionRef[];
      readonly doubts: readonly string[];
    }
  | undefined {
  const members: MemberPlace[] = [];
  const declares = new Set<FunctionRef>();
  const doubts: string[] = [];
  for (const path of holders) {
    const file = search.open(path);
    if (file === undefined) continue;
    const own = [...typesOf(file).structs.values()]
      .flat()
      .flatMap(({ tag, fields }) =>
        fields
          .filter(({ type }) => type.base === name)
          .map((field): MemberPlace => ({ struct: tag, field: field.name, home: path })),
      );
    members.push(...own);
    let left = own.length;
    for (const index of wordsOf(file).code.get(name) ?? []) {
      const item = file.itemAt(file.tokens.startAt(index)!);
      const around = item && item.body === undefined ? surroundings(file, item, index) : undefined;
      if (around === 'members' && left-- > 0) continue;
      const isOwn = path === home && item?.body === undefined && /^\s*typedef\b/.test(textOf(file, item));
      if (isOwn) continue;
      const names = around === 'top' && item !== undefined ? declaredBy(file, item, name) : [];
      const meant = names.map(one => functions.meant(one, path));
      if (names.some((one, i) => meant[i]!.length === 0 && search.holders(one) === undefined))
        return undefined;
      if (names.length > 0 && meant.every(one => one.length > 0)) {
        for (const fn of meant.flat()) declares.add(fn);
        continue;
      }
      const at = item === undefined ? '' : `, in ${nameOf(item)}`;
      doubts.push(`shares the type ${name} with what is declared at ${where(file, index)}${at}`);
    }
  }
  return { members, declares: [...declares].sort(byPlace), doubts };
}

/** The names that a top-level declaration gives plainly by a typedef alone; none where it gives others as well. */
function declaredBy(file: SourceFile, item: Item, typedef: string): readonly string[] {
  if (item.kind !== 'declaration') return [];
  const variants = file.declarationsOf(item);
  if ('why' in variants) return [];
  const names = variants.map(({ decl }) => {
    const isPlain = decl.declarators.every(
      one => !one.func && one.pointers === 0 && !one.array && one.init === undefined,
    );
    const words: readonly string[] = decl.type.match(/\w+/g) ?? [];
    return isPlain && words.at(-1) === typedef ? decl.declarators.map(one => one.name) : [];
  });
  return names.every(own => own.length > 0) ? unique(names.flat()) : [];
}

function textOf(
  file: SourceFile,
  item: { readonly start: number; readonly end: number } | undefined,
): string {
  return item === undefined ? '' : file.text.slice(item.start, item.end);
}
