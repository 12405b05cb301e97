/**
 * The mask: C with the kernel's macros -> C that the grammar knows, at equal length.
 *
 * Two texts come out, both as long as the item and with its line ends in the same places:
 * - `clean`: the item without comments, directives, dead arms and annotations, in which names and types are read;
 * - `masked`: for the parser alone. Where `clean` is still not C for the grammar, a stand-in takes its place, and a
 *   note says what it stands for.
 */
import type { Token } from './file.js';
import { maskAnnotations } from './mask-annotations.js';
import { maskExpressions } from './mask-expressions.js';
import { maskStatements } from './mask-statements.js';
import { type Sheet, sheetOf } from './sheet.js';
import { structureOf } from './structure.js';

/** Brackets nested deeper than this are refused: recursive readers must not overflow their stack. */
const DEEPEST = 400;

/** Items longer than this are refused; the longest functions of real trees have some 50 kB. */
const LONGEST = 4_000_000;

/**
 * Masks the tokens that one configuration sees of a range of the file.
 *
 * @param tokens the range's tokens without comments, directives and inactive arms
 */
export function mask(
  text: string,
  tokens: readonly Token[],
  start: number,
  end: number,
): Sheet | { readonly why: string } {
  if (end - start > LONGEST) return { why: `it is longer than ${LONGEST} bytes` };
  const structure = structureOf(text, tokens);
  if (structure.depth > DEEPEST) return { why: `its brackets nest deeper than ${DEEPEST}` };
  const sheet = sheetOf(text, structure, start, end);
  maskAnnotations(sheet);
  maskStatements(sheet);
  maskExpressions(sheet);
  return sheet;
}
