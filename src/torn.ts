/** Keywords that are written so that no search for them finds them: over a line's end, or with a character by its number. */
import { type Glued, occurrenceAt } from './occurrences.js';
import { decode } from './source/decode.js';
import type { SourceFile } from './source/file.js';
import { tornWords } from './source/torn.js';
import { isUnder } from './tree/path.js';
import type { Tree } from './tree/tree.js';

/** The torn keywords of a file's code and preprocessor lines; each counts with the bytes that it is written in. */
export function findTorn(file: SourceFile, keywords: readonly string[]): readonly Glued[] {
  const among = new Set(keywords);
  return tornWords(file.text).flatMap(({ name, start, end }) => {
    const occurrence = among.has(name) && { ...occurrenceAt(file, start, name), end, name };
    return occurrence && (occurrence.place === 'code' || occurrence.place === 'directive')
      ? [occurrence]
      : [];
  });
}

/** The files under some paths (everywhere where undefined) that hold a torn keyword; one that cannot be read is no such. */
export async function filesWithTorn(
  tree: Tree,
  keywords: readonly string[],
  paths?: readonly string[],
): Promise<readonly string[]> {
  const among = new Set(keywords);
  return (await tree.beyondWords()).filter(path => {
    const result = isUnder(path, paths) ? tree.read(path) : undefined;
    return (
      result !== undefined &&
      'bytes' in result &&
      tornWords(decode(result.bytes)).some(({ name }) => among.has(name))
    );
  });
}
