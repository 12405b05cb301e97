/** What a tactic gives: changes to a draft, or why it cannot be used. */
import type { Change } from './pieces.js';

/** A tactic cannot be used here: why, as a clause. */
export interface Obstacle {
  readonly why: string;
  /** Where, in the text of the draft, if one place stands for it. */
  readonly at?: number;
}

export type Changes = readonly Change[] | Obstacle;

export function isObstacle(c: Changes): c is Obstacle {
  return 'why' in c;
}

/** The first line of a text, for a message. */
export function firstLine(text: string): string {
  return text.split('\n')[0]!.trim();
}
