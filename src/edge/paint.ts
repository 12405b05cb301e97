/** Colours. The only importer of picocolors. */
import pc from 'picocolors';
import { UserError } from '../errors.js';
import type { Brushes } from '../review/screen.js';
import type { Channel, World } from './world.js';

/** The colours of a terminal, or none. */
export type Paint = Brushes;

/** When to colour. */
export type ColorChoice = 'auto' | 'always' | 'never';

/** @throws UserError for another word. */
export function colorChoice(word: string): ColorChoice {
  if (word === 'auto' || word === 'always' || word === 'never') return word;
  throw new UserError(`--color: expected auto, always or never, found "${word}"`);
}

/** Whether to colour what goes to a channel. What the user asks for in the command goes before NO_COLOR. */
export function isColored(choice: ColorChoice, channel: Channel, env: World['env']): boolean {
  if (choice !== 'auto') return choice === 'always';
  return channel.isTerminal && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** Brushes that colour, or that leave the text as it is. */
export function paintFor(colored: boolean): Paint {
  const { bold, dim, red, green, yellow, cyan, inverse } = pc.createColors(colored);
  return { colored, bold, dim, red, green, yellow, cyan, inverse };
}
