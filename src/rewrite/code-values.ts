/** What a family of transforms says about its codes: how they are named, and who gives and takes them. */
import type { Passing } from './kinds.js';

/** What a family says about its codes. */
export interface CodeValues {
  /** The context whose slots hold functions that return codes. */
  readonly context: string;
  /** Members that return codes when they are called: the fields of those slots. */
  readonly slotFields: ReadonlySet<string>;
  /** Functions of the tree's own API that return codes. */
  readonly calls: ReadonlySet<string>;
  /** Functions that return codes wherever the tree has no definition of them; the transform asks for them. */
  readonly elsewhere: ReadonlySet<string>;
  /** Likewise, functions that take codes, or where to put them: by the places of those parameters from 0. */
  readonly takers: ReadonlyMap<string, ReadonlyMap<number, Passing>>;
  isCode(name: string): boolean;
  /** Whether a function is a tracepoint: what it prints leaves the types there, and its declaration stays. */
  isTracepoint(name: string): boolean;
}
