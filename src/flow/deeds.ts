/** What is done for some values and not for others, by name: what a row of the value table has to say besides its end. */
import { ensure } from '../remember.js';

/** How often something is done for a value; `open` where ways end that go on elsewhere, and more is not known. */
type Often = 'always' | 'perhaps' | 'never' | 'open';

/** On how many ways something is done. */
class Tally {
  private ways = 0;
  private readonly counts = new Map<string, number>();

  add(names: readonly string[]): void {
    this.ways++;
    for (const name of new Set(names)) this.counts.set(name, ensure(this.counts, name, () => 0) + 1);
  }

  /** The ways of another one, with what is done on all of them, and on some. */
  take(other: Tally, always: readonly string[], some: readonly string[]): void {
    this.ways = other.ways;
    for (const [name, count] of other.counts) this.counts.set(name, count);
    for (const name of some)
      this.counts.set(name, Math.max(this.counts.get(name) ?? 0, 1 - 1 / (1 + this.ways)));
    for (const name of always) this.counts.set(name, this.ways);
  }

  get isEmpty(): boolean {
    return this.ways === 0;
  }

  get names(): readonly string[] {
    return [...this.counts.keys()];
  }

  has(name: string): boolean {
    return this.counts.has(name);
  }

  /** Whether it is done on each way; where there is none, too. */
  isAlways(name: string): boolean {
    return (this.counts.get(name) ?? 0) === this.ways;
  }
}

/** What one program does for one value. */
export class Deeds {
  /** Ways on which the value is given: those that end, and those that go on. */
  private readonly ending = new Tally();
  private readonly goingOn = new Tally();
  /** Ways that begin where such a one went on, and those of them that end. */
  private readonly later = new Tally();
  private readonly lastly = new Tally();

  /**
   * Takes in one way.
   *
   * @param isGiven whether the value was given on it, and not on the way that led there
   */
  add(names: readonly string[], isGiven: boolean, goesOn: boolean): void {
    if (isGiven) (goesOn ? this.goingOn : this.ending).add(names);
    else {
      this.later.add(names);
      if (!goesOn) this.lastly.add(names);
    }
  }

  private get tallies(): readonly Tally[] {
    return [this.ending, this.goingOn, this.later];
  }

  /** All that is done on some way. */
  get names(): readonly string[] {
    return [...new Set(this.tallies.flatMap(tally => tally.names))];
  }

  /** Whether it is done on each way on which the value is given. Of what has no name here, nothing else is known. */
  isAlways(name: string | undefined): boolean {
    return name === undefined || (this.ending.isAlways(name) && this.goingOn.isAlways(name));
  }

  /** Whether it is done where the value is given, and not only later. */
  isGivenWith(name: string): boolean {
    return this.ending.has(name) || this.goingOn.has(name);
  }

  often(name: string, elsewhere: Elsewhere): Often {
    const goesOn = !this.goingOn.isEmpty;
    if (!this.tallies.some(tally => tally.has(name)))
      return goesOn && elsewhere.isAtEnds(name) ? 'open' : 'never';
    if (goesOn || (!this.isGivenWith(name) && elsewhere.has(name))) return 'open';
    return this.isAlways(name) ? 'always' : 'perhaps';
  }

  /** With what is done besides, on each way, in a function that this one calls, until that ends. */
  within(inner: Deeds, elsewhere: Elsewhere): Deeds {
    const { goingOn, lastly } = inner;
    const goesOn = !goingOn.isEmpty;
    const names = new Set([...inner.names, ...(goesOn && lastly.isEmpty ? elsewhere.names : [])]);
    const isAtEnds = (name: string) => (lastly.isEmpty ? elsewhere.isAtEnds(name) : lastly.isAlways(name));
    const always = [...names].filter(
      name => inner.ending.isAlways(name) && (goingOn.isAlways(name) || isAtEnds(name)),
    );
    const all = new Deeds();
    for (const name of ['ending', 'goingOn', 'later', 'lastly'] as const)
      all[name].take(this[name], always, [...names]);
    return all;
  }
}

/** What is done on ways that begin where others go on, whatever was given before. */
export class Elsewhere {
  private readonly all = new Tally();
  private readonly ends = new Tally();

  add(names: readonly string[], goesOn: boolean): void {
    this.all.add(names);
    if (!goesOn) this.ends.add(names);
  }

  get names(): readonly string[] {
    return this.all.names;
  }

  has(name: string): boolean {
    return this.all.has(name);
  }

  /** Whether it is done on each way that leads to an end, as what gives back a lock. */
  isAtEnds(name: string): boolean {
    return this.ends.has(name) && this.ends.isAlways(name);
  }
}

/** What is not done for all values alike, as far as is known: what is says nothing about any of them. */
export function toldApart(all: readonly Deeds[], elsewhere: Elsewhere): readonly string[] {
  // What only comes later comes for others, too, where it is known from elsewhere.
  const isMeant = (deeds: Deeds, name: string) => deeds.isGivenWith(name) || !elsewhere.has(name);
  const names = new Set(all.flatMap(deeds => deeds.names.filter(name => isMeant(deeds, name))));
  return [...names].filter(name => {
    const some = new Set(all.map(deeds => deeds.often(name, elsewhere)));
    const isNever = some.has('never');
    some.delete('open');
    return some.size > 1 || isNever;
  });
}
