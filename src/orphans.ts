/**
 * Functions that changes leave without a user: a static function that mapped an errno has nobody to map for once its
 * callers take the new value, and compilers say so. It goes with the last change that named it.
 *
 * Nothing is evaluated for this: what nobody names, in the file or in any other, nobody can call.
 */
import type { Edit } from './edit/edit.js';
import { remove } from './edit/edit.js';
import { sortEdits } from './edit/gather.js';
import { groupBy } from './order.js';
import type { Proposal } from './propose.js';
import { editsOffered } from './review/decisions.js';
import { lineStart, wholeLines } from './rewrite/layout.js';
import type { Item, SourceFile } from './source/file.js';
import { contains, overlaps, type Span } from './source/span.js';
import { openRead } from './sources.js';
import type { Ground } from './survey.js';

/** What must not be in front of a function's parameters: it is meant to stay, or known to somebody else. */
const KEPT = /\b(\w*un)?used\b|__(\w*un)?used|__visible|__init|__exit|asmlinkage|__attribute__/;

/** A function of a file that may go, with its prototypes. */
interface Removable {
  readonly name: string;
  readonly items: readonly Item[];
}

/** A function that goes, and the change that it goes with. */
interface Orphan {
  readonly name: string;
  readonly owner: Proposal;
  readonly removed: readonly Edit[];
}

/**
 * The proposals with removals of what they leave without a user added to them.
 *
 * @param taken proposals that go in together, and that nothing else goes in with
 */
export async function sweep(
  taken: readonly Proposal[],
  { tree, sources }: Ground,
): Promise<readonly Proposal[]> {
  const paths = new Set(taken.flatMap(({ edits }) => edits.map(({ path }) => path)));
  let swept = taken;
  for (const path of paths) {
    if (!path.endsWith('.c')) continue;
    const file = openRead(sources, path);
    const seen = new Set<string>();
    // What goes may have been the last user of something else.
    for (let size = -1; size !== seen.size; ) {
      size = seen.size;
      for (const orphan of orphansOf(file, swept)) {
        if (seen.has(orphan.name)) continue;
        seen.add(orphan.name);
        if (!(await isKnownElsewhere(tree, path, orphan.name))) swept = without(orphan, swept) ?? swept;
      }
    }
  }
  return swept;
}

/** The proposals with one function gone, and what was to change in it; undefined where one would have nothing left. */
function without({ owner, removed }: Orphan, taken: readonly Proposal[]): readonly Proposal[] | undefined {
  const isGone = (edit: Edit) => removed.some(one => one.path === edit.path && contains(one, edit));
  const next = taken.map(proposal => {
    const kept = proposal.edits.filter(edit => !isGone(edit));
    const edits = sortEdits(proposal.id === owner.id ? [...kept, ...removed] : kept);
    if (edits?.length === proposal.edits.length && proposal.id !== owner.id) return proposal;
    const { change } = proposal;
    return edits && { ...proposal, edits, change: { ...change, edits, offered: editsOffered(change) } };
  });
  return next.every(one => one !== undefined && one.edits.length > 0) ? (next as Proposal[]) : undefined;
}

/** Whether another file may mean this one's static function: a header, or what includes C files or is included. */
async function isKnownElsewhere(tree: Ground['tree'], path: string, name: string): Promise<boolean> {
  const holding = (await tree.withWords([name])).filter(other => other !== path);
  if (holding.some(other => other.endsWith('.h'))) return true;
  if ((await tree.others([name])).length > 0) return true;
  const others = new Set(await tree.beyondWords());
  return holding.some(other => others.has(other));
}

function orphansOf(file: SourceFile, taken: readonly Proposal[]): readonly Orphan[] {
  const owned = taken.flatMap(owner =>
    owner.edits.filter(({ path }) => path === file.path).map(edit => ({ owner, edit })),
  );
  const touched = new Set(
    owned.flatMap(({ edit }) => file.text.slice(edit.start, edit.end).match(/[A-Za-z_]\w*/g) ?? []),
  );
  return removablesOf(file, touched).flatMap(({ name, items }) => {
    const users = mentionsOf(file, name).filter(at => !items.some(item => contains(item, at)));
    if (users.length === 0) return [];
    const takers = users.map(at => owned.find(({ edit }) => contains(edit, at)));
    if (takers.some(taker => !taker)) return [];
    const word = new RegExp(`\\b${name}\\b`);
    const removed = items.map(item => remove(file.path, spanOf(file, item)));
    // What only changes the function itself, such as its type, goes with it.
    const others = owned.filter(({ edit }) => !removed.some(one => contains(one, edit)));
    if (others.some(({ edit }) => word.test(edit.text))) return [];
    if (removed.some(edit => others.some(other => overlaps(edit, other.edit)))) return [];
    return [{ name, owner: takers[takers.length - 1]!.owner, removed }];
  });
}

/** Static functions of the given names that are defined once, in all configurations, and whose text is sure. */
function removablesOf(file: SourceFile, names: ReadonlySet<string>): readonly Removable[] {
  const named = file.items.filter(item => item.name !== undefined && names.has(item.name));
  return [...groupBy(named, item => item.name!)].flatMap(([name, items]) => {
    const isPlain = items.every(item => item.under.length === 0 && !item.split && item.doubt === undefined);
    const isStatic = items.every(item => {
      const head = headOf(file, item);
      return /^\s*static\b/.test(head) && !KEPT.test(head);
    });
    const isOne = items.filter(item => item.kind === 'function').length === 1;
    const rest = items.filter(item => item.kind !== 'function');
    const prototype = new RegExp(`\\b${name}\\s*\\([^()]*\\)\\s*;$`);
    const isDeclared = rest.every(item => prototype.test(file.text.slice(item.start, item.end)));
    return isPlain && isStatic && isOne && isDeclared ? [{ name, items }] : [];
  });
}

function headOf(file: SourceFile, { start, end, body }: Item): string {
  return file.text.slice(start, body?.start ?? end);
}

/** Where code or a directive names something. A name that a macro glues together is everywhere and nowhere. */
function mentionsOf(file: SourceFile, name: string): readonly Span[] {
  return [...file.tokens].flatMap(({ kind, start, end }) => {
    const text = file.text.slice(start, end);
    if (kind === 'word') return text === name ? [{ start, end }] : [];
    if (kind !== 'directive') return [];
    return text.includes('##') || new RegExp(`\\b${name}\\b`).test(text) ? [{ start, end }] : [];
  });
}

/** The item's lines with the comment right above it, and one of the blank lines around them. */
function spanOf(file: SourceFile, item: Item): Span {
  let { start } = item;
  const above = file.tokens.slice(0, file.tokens.firstFrom(start)).reverse();
  for (const { kind, start: from, end } of above) {
    const isAbove = kind === 'comment' && /^[ \t]*\r?\n[ \t]*$/.test(file.text.slice(end, start));
    if (!isAbove || file.text.slice(lineStart(file.text, from), from).trim() !== '') break;
    start = from;
  }
  const lines = wholeLines(file.text, { start, end: item.end });
  const below = lines.start === 0 ? /^[ \t]*\r?\n/.exec(file.text.slice(lines.end)) : null;
  return { start: lines.start, end: lines.end + (below?.[0].length ?? 0) };
}
