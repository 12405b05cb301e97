/** Whether what goes in leaves types of functions that contradict each other, as where one of two changes was declined. */

import { namesToBytes } from '../file-names.js';
import { findDiscord } from '../series/types.js';
import { openRead } from '../sources.js';
import { decodeUtf8, printable } from '../unicode.js';
import type { Arguments } from './command.js';
import type { Session } from './session.js';
import type { World } from './world.js';

/**
 * What contradicts what in the tree with all that goes in, one clause of Unicode, and did not before; undefined where
 * nothing does. What a type is that the tree does not declare is not known, so that nothing can be said then.
 */
export async function discordIn({
  files,
  sources,
  transforms,
  tree,
  missing,
}: Pick<Session, 'files' | 'sources' | 'transforms' | 'tree' | 'missing'>): Promise<string | undefined> {
  if (missing.length > 0) return undefined;
  const after = files.map(file => openRead(sources, file.path).reopen(file.after));
  const slots = transforms.flatMap(({ rule }) => rule.slots);
  const found = await findDiscord([after], { tree, sources, slots });
  return found && decodeUtf8(namesToBytes(sources.opened())(found.why));
}

/** Tells it, unless with `--quiet`; whether there is anything to tell. */
export async function tellDiscord(session: Session, { quiet }: Arguments, { err }: World): Promise<boolean> {
  const why = await discordIn(session);
  if (why === undefined) return false;
  const told = `types that do not go together: ${printable(why)}; take the change of both, or of neither\n`;
  if (!quiet) await err.write(told);
  return true;
}
