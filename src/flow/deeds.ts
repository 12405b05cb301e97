/** What is done for some values and not for others, by name: what a row of the value table has to say besides its end. */
import { ensure } from '../remember.js';

/** How often something is done for a value; `open` where ways end that go on elsewhere, and more is not known. */
type Often = 'always' | 'perhaps' | 'never' | 'open';

/** What one program does for one value. */
export class Deeds {
  /** Ways on which the value was given, and on how many of them something is done. */
  private ways = 0;
  private readonly counts = new Map<string, number>();
  private goesOn = false;

  /**
   * Takes in one way.
   *
   * @param isGiven whether the value was given on it, and not on the way that led there
   */
  add(names: readonly string[], isGiven: boolean, goesOn: boolean): void {
    if (isGiven) this.ways++;
    for (const name of new Set(names)) {
      const count = ensure(this.counts, name, () => 0);
      this.counts.set(name, count + (isGiven ? 1 : 0));
    }
    this.goesOn ||= goesOn;
  }

  /** All that is done on some way. */
  get names(): readonly string[] {
    return [...this.counts.keys()];
  }

  isAlways(name: string): boolean {
    return this.counts.get(name) === this.ways;
  }

  often(name: string, elsewhere: Elsewhere): Often {
    const count = this.counts.get(name);
    if (count === undefined) return this.goesOn && elsewhere.isAtEnds(name) ? 'open' : 'never';
    if (this.goesOn || (count === 0 && elsewhere.has(name))) return 'open';
    return this.isAlways(name) ? 'always' : 'perhaps';
  }
}

/** What is done on ways that begin where others go on, whatever was given before. */
export class Elsewhere {
  private readonly names = new Set<string>();
  private readonly ends = new Deeds();

  add(names: readonly string[], goesOn: boolean): void {
    for (const name of names) this.names.add(name);
    if (!goesOn) this.ends.add(names, true, false);
  }

  has(name: string): boolean {
    return this.names.has(name);
  }

  /** Whether it is done on each way that leads to an end, as what gives back a lock. */
  isAtEnds(name: string): boolean {
    return this.ends.isAlways(name);
  }
}

/** What is not done for all values alike, as far as is known: what is says nothing about any of them. */
export function toldApart(all: readonly Deeds[], elsewhere: Elsewhere): ReadonlySet<string> {
  const names = new Set(all.flatMap(deeds => deeds.names));
  return new Set(
    [...names].filter(name => {
      const some = new Set(all.map(deeds => deeds.often(name, elsewhere)));
      const isNever = some.has('never');
      some.delete('open');
      return some.size > 1 || isNever;
    }),
  );
}
