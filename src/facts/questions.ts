/** Questions about members of structs, each asked once and answered when the search knows enough. */
import type { MemberPlace } from './facts.js';

export interface Questions<T> {
  /** Asks about a member, which the search's next rounds bring; false where it was asked about before. */
  want(place: MemberPlace): boolean;
  /** Asks the search for what is not known yet. */
  advance(): Iterable<void>;
  of(place: MemberPlace): T | undefined;
}

/** A text that two places share exactly when they are the same member. */
export function keyOfMember({ struct, field, home }: MemberPlace): string {
  return `struct ${struct}.${field} ${home ?? ''}`;
}

/** Questions that `settle` answers; undefined until the search knows enough. */
export function openQuestions<T>(settle: (place: MemberPlace) => T | undefined): Questions<T> {
  const wanted = new Map<string, MemberPlace>();
  const known = new Map<string, T>();
  return {
    want: place => {
      const key = keyOfMember(place);
      if (known.has(key) || wanted.has(key)) return false;
      wanted.set(key, place);
      return true;
    },
    *advance() {
      for (const [key, place] of wanted) {
        yield;
        const answer = settle(place);
        if (answer === undefined) continue;
        wanted.delete(key);
        known.set(key, answer);
      }
    },
    of: place => known.get(keyOfMember(place)),
  };
}
