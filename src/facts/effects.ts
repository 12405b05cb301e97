/** What one mention of a function, member or macro means for how control gets to it. */
import type { ConfigTest, Item, MacroDef } from '../source/file.js';

/** Where a mention stands. */
export interface Spot {
  readonly path: string;
  /** Of the name, in bytes. */
  readonly offset: number;
}

/**
 * - `call`: code of an item calls it (or, for a macro, uses it);
 * - `store`: it is put into a member of a struct type, to be called through it;
 * - `exported`: modules outside the tree may call it;
 * - `macro`: a macro's body names it, so that the users of the macro do;
 * - `doubt`: something else, that may be a way to it.
 * A mention that is no way at all (a prototype, a test, another thing of the same name) has no effect.
 */
export type Effect =
  | (Spot & { readonly kind: 'call'; readonly item: Item })
  | (Spot & {
      readonly kind: 'store';
      readonly tag: string;
      readonly field: string;
      readonly holder: string;
      readonly under: readonly ConfigTest[];
    })
  | (Spot & { readonly kind: 'exported' })
  | (Spot & { readonly kind: 'macro'; readonly macro: MacroDef })
  | (Spot & { readonly kind: 'doubt'; readonly why: string });

/** A mention that puts a function into a member. */
export type Store = Extract<Effect, { kind: 'store' }>;
