/** Stops where the tree has things of its own under names that a preparatory change would declare. */
import { applyEdits } from '../edit/apply.js';
import { UserError } from '../errors.js';
import { groupBy } from '../order.js';
import type { RunResult } from '../run.js';
import type { SourceFile } from '../source/file.js';
import { isRead } from '../sources.js';
import type { Tree } from '../tree/tree.js';
import { printable } from '../unicode.js';

/** @throws UserError for the first such name. */
export async function refuseTaken({ ledger, sources }: RunResult, tree: Tree): Promise<void> {
  const edits = ledger.changes.filter(({ phase }) => phase === 'first').flatMap(change => change.edits);
  const names = new Set<string>();
  const homes = groupBy(edits, ({ path }) => path);
  for (const [path, own] of homes) {
    const file = sources.open(path);
    if (!isRead(file)) continue;
    const before = new Set(namesIn(file));
    for (const name of namesIn(file.reopen(applyEdits(file.text, own))))
      if (!before.has(name)) names.add(name);
  }
  if (names.size === 0) return;
  for (const path of await tree.withWords([...names].sort())) {
    const file = sources.open(path);
    if (!isRead(file)) continue;
    const taken = [...file.items, ...file.macros].find(one => one.name !== undefined && names.has(one.name));
    if (taken === undefined) continue;
    const { line } = file.position(taken.start);
    throw new UserError(
      `expected nothing in TREE to be called ${taken.name}, which --prepare declares in ${printable([...homes.keys()].join(', '))}, ` +
        `found one in ${printable(path)}:${line}: give that one another name first`,
    );
  }
}

function namesIn({ items, macros }: SourceFile): readonly string[] {
  return [...items, ...macros].flatMap(({ name }) => name ?? []);
}
