/** What a function hands up to its callers, before and after, for each value that its calls can return. */
import { ensure } from '../remember.js';
import type { ValueClass } from './contract.js';
import type { Run } from './evaluate.js';
import { nameOfErrno } from './idioms.js';
import type { World } from './world.js';

/** Old number -> the new ones. */
type Numbers = Map<number, Set<number>>;

/** More than these are not told apart. */
const MOST = 60;

/** Where a path begins that is about no value: at the entry, or where others go on. */
export type Unattributed = 'entry' | 'behind';

/** The value that a path is about, and whether it is given on it, and not on the way that led there. */
export interface About {
  readonly name: string;
  readonly isGiven: boolean;
}

/** Collects what is returned while the prover walks the paths. */
export class Pairs {
  private readonly given = new Map<string, Numbers>();
  /** On ways that begin where those with the value went on. */
  private readonly later = new Map<string, Numbers>();
  private readonly elsewhere: Readonly<Record<Unattributed, Numbers>> = {
    entry: new Map(),
    behind: new Map(),
  };
  /** Values with which both go on, and what is returned for those with which only the new function does. */
  private readonly goOn = new Set<string>();
  private readonly parting = new Map<string, Set<number>>();
  private isWhole = true;

  /** Takes in one path, about a value or about none. */
  add(world: World, about: About | Unattributed, before: Run, after: Run): void {
    const [was, is] = [before.end, after.end];
    const name = typeof about === 'object' && about.isGiven ? about.name : undefined;
    if (was.kind === 'head' || is.kind === 'head') {
      if (was.kind === is.kind && name !== undefined) this.goOn.add(name);
      if (was.kind === 'head' || name === undefined)
        this.isWhole &&= was.kind === is.kind || was.kind === 'return';
      else if (was.kind === 'return')
        for (const n of this.numbersOf(world, was.value))
          ensure(this.parting, name, () => new Set<number>()).add(n);
      return;
    }
    if (was.kind !== 'return' || is.kind !== 'return') return;
    const into =
      typeof about === 'object'
        ? ensure(about.isGiven ? this.given : this.later, about.name, (): Numbers => new Map())
        : this.elsewhere[about];
    const now = is.value === undefined ? undefined : world.numberOf(is.value);
    if (now === undefined) this.isWhole = false;
    else for (const n of this.numbersOf(world, was.value)) ensure(into, n, () => new Set<number>()).add(now);
  }

  private numbersOf(world: World, value: Parameters<World['numbersOf']>[0] | undefined): readonly number[] {
    const numbers = value === undefined ? [] : world.numbersOf(value);
    this.isWhole &&= numbers.length > 0 && numbers.length <= MOST;
    return numbers;
  }

  /** The classes of the caller; undefined where not all is known. */
  classes(options: readonly ValueClass[]): readonly ValueClass[] | undefined {
    if (!this.isWhole) return undefined;
    const success = options[0]!;
    const { entry, behind } = this.elsewhere;
    const classes = options.flatMap(({ name }) => {
      const later = [...(this.later.get(name) ?? [])];
      const codes = new Set(later.flatMap(([, some]) => [...some]));
      const goesOn = this.goOn.has(name);
      const pairs = [
        ...(this.given.get(name) ?? []),
        ...(goesOn ? later : []),
        // What success comes to where it goes on is what comes there.
        ...(goesOn && name === success.name ? behind : []),
        ...[...(this.parting.get(name) ?? [])].map(n => [n, codes] as const),
      ];
      return pairs.flatMap(([n, some]) => [...some].map(code => ({ name, before: n, after: code })));
    });
    const own = [...entry, ...behind].flatMap(([n, codes]) =>
      [...codes].map(code => ({
        name: `${nameOfErrno(n) ?? 'another error'} of its own`,
        before: n,
        after: code,
        own: true as const,
      })),
    );
    const good = classes.filter(c => c.name === success.name);
    const first = good.find(c => c.after === success.after) ?? good[0];
    return first && [first, ...[...classes, ...own].filter(c => c !== first)];
  }
}
