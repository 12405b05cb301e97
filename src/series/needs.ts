/** What a tree must have before it can take patches: names that the new code uses and the tree does not declare. */
import { compare, groupBy } from '../order.js';
import type { AnyTransform } from '../transform.js';
import { listed, paragraph } from './paragraphs.js';
import type { StagedFile } from './stages.js';

/**
 * One paragraph for those who take patches to a tree other than the one they were made for; none where that has all
 * names.
 *
 * @param missing The names that the work as a whole uses and that the tree does not declare.
 * @param files What the patches do: only of the names that these use anew anything is said.
 */
export function needsOf(
  missing: readonly string[],
  files: readonly StagedFile[],
  transforms: readonly AnyTransform[],
): readonly string[] {
  const used = missing.filter(name => files.some(file => isNewIn(file, name)));
  if (used.length === 0) return [];
  const since = new Map(transforms.flatMap(({ introduces = {} }) => Object.entries(introduces)));
  const isCalled = (name: string) =>
    files.some(({ after }) => new RegExp(`\\b${name}[ \\t]*\\((?![ \\t]*\\*)`).test(after));
  const bySince = groupBy(used, name => since.get(name) ?? '');
  const said = [...bySince]
    .sort(([a], [b]) => compare(a, b))
    .map(([release, names]) => {
      const all = listed(names.map(name => (isCalled(name) ? `${name}()` : name)));
      return release === '' ? all : `${all} (since Linux ${release})`;
    });
  const here = 'which the tree that this was made for does not declare itself';
  return [paragraph(`This needs ${said.join(' and ')}, ${here}: take it into a tree that does.`)];
}

function isNewIn({ before, after }: StagedFile, name: string): boolean {
  const count = (text: string) => text.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0;
  return count(after) > count(before);
}
