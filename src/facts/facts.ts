/** What is true across files, as the transforms may ask it. */
import type { Resolution } from '../flow/resolve.js';
import type { Expr, Member } from '../source/ast.js';
import type {
  ConfigTest,
  FunctionVariant,
  Item,
  MacroDef,
  OwnHeader,
  SourceFile,
  Unreadable,
} from '../source/file.js';
import type { Span } from '../source/span.js';
import type { ChainStep } from '../verdict.js';
import type { TypeRef } from './structs.js';

/** A member of a struct type that holds function pointers, and the context its functions run in. */
export interface SlotTable {
  /** The struct's tag: `vm_operations_struct`. */
  readonly struct: string;
  readonly fields: readonly string[];
  /** A name the rule gives: `fault`, `process`. */
  readonly context: string;
  /** Set where these members may be called from elsewhere too: their callers in the tree are looked for as well. */
  readonly shared?: boolean;
  /**
   * The context whose functions may call these members all the same, against the rules. Those that do so in a file that
   * has a handler of that context are known.
   */
  readonly unless?: string;
}

/** A function definition: same-named statics of different files, and `#else` twins, are different ones. */
export interface FunctionRef {
  readonly name: string;
  readonly path: string;
  /** From 1: the line of the name. */
  readonly line: number;
  readonly item: Item;
}

/**
 * Where a function runs.
 * - a named context of the slot tables: all known ways to it begin in slots of that context;
 * - `both`: ways from slots of different contexts;
 * - `unknown`: its address escapes, no caller is known, a caller could not be read, a macro hides the way.
 */
export interface Context {
  readonly kind: 'only' | 'both' | 'unknown';
  /** The contexts found, sorted. One for `only`, none or more for `unknown`. */
  readonly names: readonly string[];
  /** One chain per context found, from the slot down to the function. */
  readonly chains: readonly (readonly ChainStep[])[];
  /** For `unknown`: why, one clause. */
  readonly why: string | undefined;
  /** For `unknown`: the way from the place that is not understood down to the function; the function comes last. */
  readonly doubtful?: readonly ChainStep[];
  /** Set where modules outside the tree may call the function: the contexts are those of the callers in the tree. */
  readonly exported?: boolean;
}

/** A call of a function from another one. */
export interface CallerRef {
  readonly caller: FunctionRef;
  /** Offset of the callee's name in the caller's file. */
  readonly offset: number;
  readonly line: number;
}

/** The calls of what a member of a struct holds. */
export interface MemberCalls {
  readonly struct: string;
  readonly field: string;
  /** Where the function that was asked about is stored there. */
  readonly path: string;
  readonly line: number;
  /** Each with the offset of the member's name. */
  readonly callers: readonly CallerRef[];
}

/** A function stored in a slot. */
export interface SlotUse {
  readonly table: SlotTable;
  readonly field: string;
  /** The variable that is the table: `gem_vm_ops`, or the text left of the member for an assignment. */
  readonly holder: string;
  readonly path: string;
  readonly line: number;
  /** The conditions around the store, outermost first. */
  readonly under: readonly ConfigTest[];
  /** Whether it is never compiled: it stands under `#if 0`. It counts as a way in all the same. */
  readonly dead: boolean;
}

/**
 * Where a function's name is used, one level up. Nothing is said of what is above.
 * - `inside`: in the body of another function, or in its own;
 * - `prototype`: a declaration of it;
 * - `stored`: in a value outside functions, as in a table;
 * - `other`: in a macro, or in a place that tokens alone do not explain.
 */
export interface Use {
  readonly kind: 'inside' | 'prototype' | 'stored' | 'other';
  readonly path: string;
  /** Of the name, in bytes. */
  readonly offset: number;
  /** The item it stands in; undefined for a directive. */
  readonly item: Item | undefined;
  /** The members of structs that the function is put into there. */
  readonly into: readonly StoredIn[];
  /** Where its address goes on to something else: what is done there, as said of the function. */
  readonly escapes: string | undefined;
}

/**
 * A member of a struct. Structs of the same tag that different files define are different ones. A static variable of a
 * file that points to functions stands here too, as a member of the struct without a name that the file is; and so does a
 * typedef of functions, which holds those that it declares, as a member of `OF_TYPEDEFS`.
 */
export interface MemberPlace {
  readonly struct: string;
  readonly field: string;
  /** The file that defines the struct; undefined where it was not found. */
  readonly home: string | undefined;
}

/** What stands for the struct of a typedef of functions. */
export const OF_TYPEDEFS = '()';

/** A member that a function is stored in. */
export interface StoredIn extends MemberPlace {
  /** Of the slot table that names it; undefined where none does. */
  readonly context: string | undefined;
}

/** Everything that is done with a member that functions are stored in. */
export interface MemberFacts {
  readonly place: MemberPlace;
  /** The typedef that declares it, and its file; undefined where the struct itself says what it points to. */
  readonly typedef: { readonly name: string; readonly path: string } | undefined;
  /** The functions that are stored there, in order of path and offset. */
  readonly functions: readonly FunctionRef[];
  /** The contexts of the slots whose functions are stored there, as in `g->old = area->vm_ops->fault`. */
  readonly slots: readonly string[];
  /** The functions that call through it, likewise. */
  readonly callers: readonly FunctionRef[];
  /** Other members that the same typedef declares. */
  readonly alike: readonly MemberPlace[];
  /** Places that are not understood: one clause for each, as said of the member. */
  readonly doubts: readonly string[];
}

/** A member of a struct that holds a plain value. */
export interface CellPlace extends MemberPlace {
  readonly isCell: true;
}

/** Everything that may touch a member that holds a plain value. */
export interface CellFacts {
  readonly place: MemberPlace;
  /** The functions that name a member so, in order of path and offset; some may mean one of another struct. */
  readonly users: readonly FunctionRef[];
  /** Places that are not understood: one clause for each, as said of the member. */
  readonly doubts: readonly string[];
}

/** A name that is mentioned where control passes on. */
export interface Way {
  readonly kind: 'function' | 'member' | 'macro';
  readonly name: string;
  /** The only file that can mean it by the name; undefined where any can. */
  readonly path: string | undefined;
}

/** How one step of a chain leads to the next. */
export interface Passage {
  /** Where the code stands that does it: a call, or the store of a function in a member. */
  readonly path: string;
  readonly line: number;
  readonly from: Way['kind'];
  readonly to: Way['kind'];
}

/** A member of a struct in none of the slot tables, that a function is stored in. */
export interface MemberUse {
  readonly struct: string;
  readonly field: string;
  readonly path: string;
  readonly line: number;
}

/** A use of a macro that may define a function. */
export interface Maker extends Span {
  readonly path: string;
  readonly macro: string;
  /** What of the function it writes. */
  readonly part: 'whole' | 'head' | 'body';
  /** All words of what it can stand for, and of the function's head before it. */
  readonly words: ReadonlySet<string>;
  /** What it stands for, behind the function's head before it: once for each definition of the macro that can be told. */
  readonly said: readonly string[];
}

export interface Facts {
  /** How many times the usual a function may take to evaluate: what a rule's contract is given along. */
  readonly effort: number;
  /** Whether the newest kernel that the tree is said to be built with has what came with a release; undefined where none is said. */
  hasRelease(since: string): boolean | undefined;
  file(path: string): SourceFile | undefined;
  /** The headers that a file includes, at any depth, from outside the folders of shared headers. */
  ownHeadersOf(path: string): readonly OwnHeader[];
  /** Whether a file is none of the tree's: a header that the tree is built with, and that no change may edit. */
  isBorrowed(path: string): boolean;
  /** Definitions a call of `name` from `path` can mean: the file's own static ones, else global ones. */
  definitionsOf(name: string, path: string): readonly FunctionRef[];
  /**
   * Of these, as many as are known without another search: all of them for names of functions that facts were wanted
   * of. For asking about many names, of which most would be those of half the kernel.
   */
  definitionsKnown(name: string, path: string): readonly FunctionRef[];
  /** The function an item of a file defines. */
  functionAt(path: string, item: Item): FunctionRef | undefined;
  variantsOf(fn: FunctionRef): readonly FunctionVariant[] | Unreadable;
  contextOf(fn: FunctionRef): Context;
  callersOf(fn: FunctionRef): readonly CallerRef[];
  /** The known calls through members outside the slot tables that hold a function, by member. */
  callersThrough(fn: FunctionRef): readonly MemberCalls[];
  /** Everything that control may pass through on its way to a function: the function itself, and all above it. */
  waysTo(fn: FunctionRef): readonly Way[];
  slotsOf(fn: FunctionRef): readonly SlotUse[];
  /** The members outside the slot tables that hold a function. */
  membersOf(fn: FunctionRef): readonly MemberUse[];
  /** How a step of a chain leads to the next one; undefined for a slot, which is called from outside. */
  passage(from: ChainStep, to: ChainStep): Passage | undefined;
  /** The functions known to be stored in slots, of one context where it is given; in order of path and offset. */
  slotFunctions(context?: string): readonly FunctionRef[];
  /** Names in swept slots of a context for which no definition could be read; by path. None without `allSlots`. */
  undefinedInSlots(context: string): readonly { readonly name: string; readonly slot: SlotUse }[];
  /**
   * Every use of a function's name that can mean it, in order of path and offset; undefined where they were not
   * asked for, or are in too many files to look at.
   */
  usesOf(fn: FunctionRef): readonly Use[] | undefined;
  /** What is done with a member of a struct; undefined where it was not asked for. */
  memberFacts(place: MemberPlace): MemberFacts | undefined;
  /** What may touch a member that holds a plain value; undefined where it was not asked for. */
  cellFacts(place: MemberPlace): CellFacts | undefined;
  /** The names of all members of structs that the tree declares with a type of one word, which was asked for beforehand. */
  fieldsOf(type: string): ReadonlySet<string>;
  /** The member that an expression of a function in a file means; undefined where the types do not say. */
  memberMeant(path: string, names: Resolution, member: Member): StoredIn | undefined;
  /** The type of an expression of a function in a file; undefined where it is not known. */
  typeMeant(path: string, names: Resolution, expr: Expr): TypeRef | undefined;
  /** The type of a member of a struct that code in a file sees; undefined where it is not known. */
  fieldMeant(path: string, struct: string, field: string): TypeRef | undefined;
  /**
   * The uses of macros, outside of functions, that may write a function of the name, or its head or body, in order: of
   * the file, else of the others that hold the name.
   */
  makersOf(path: string, name: string): readonly Maker[];
  /** The uses of macros in a file, outside of functions, that declare a function of the name; in order. */
  declarersOf(path: string, name: string): readonly Maker[];
  /**
   * What declarations in a file and in headers say that a function returns, as they are written; undefined where nobody
   * looked for the name yet, which asking does.
   */
  declaredResults(name: string, path: string): readonly string[] | undefined;
  /** What a typedef means to code in a file; undefined where none is found. */
  typedefMeant(path: string, name: string): TypeRef | undefined;
  /** All that a typedef can mean to code in a file, where `#if` chooses. */
  typedefMeanings(path: string, name: string): readonly TypeRef[];
  /** Macro definitions that code in `path` can mean: the file's own, else those of the headers it includes. */
  macrosOf(name: string, path: string): readonly MacroDef[];
  /** Whether the tree's headers declare or define the name: known of the names that were asked for beforehand. */
  declares(name: string): boolean;
}
