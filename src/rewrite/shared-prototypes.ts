/** Declarations of several things at once: the functions among them that return codes get a declaration of their own. */
import { type Edit, replace } from '../edit/edit.js';
import type { Declarator } from '../source/ast.js';
import type { Item, SourceFile, TopDeclaration } from '../source/file.js';
import { indentAt, newlineOf } from './layout.js';
import { typeWords } from './prototypes.js';

/** The one declaration of an item that declares several things; undefined for other items. */
export function sharedDeclaration(file: SourceFile, item: Item): TopDeclaration | undefined {
  const variants = file.declarationsOf(item);
  if ('why' in variants || variants.length !== 1) return undefined;
  const { decl } = variants[0]!;
  return decl.declarators.length > 1 && !decl.isTypedef ? decl : undefined;
}

/**
 * The edits that give some functions of a declaration another type: all of it, or it is taken apart where another thing
 * follows. Each declarator stays where it is. Undefined where that cannot be done.
 */
export function redeclareSome(
  file: SourceFile,
  item: Item,
  isCode: (name: string) => boolean,
  type: string,
): readonly Edit[] | undefined {
  const decl = sharedDeclaration(file, item);
  const words = decl && typeWords(file, decl.typeSpan);
  if (decl === undefined || words === undefined) return undefined;
  const { path, text } = file;
  const { start } = decl.typeSpan;
  // Annotations behind the type are said of all that is declared.
  const end = start + text.slice(start, decl.declarators[0]!.start).trimEnd().length;
  const specifiers = (changes: boolean) =>
    changes ? text.slice(start, words.start) + type + text.slice(words.end, end) : text.slice(start, end);
  const changes = ({ name, func, pointers }: Declarator) => func && pointers === 0 && isCode(name);
  const edits: Edit[] = changes(decl.declarators[0]!) ? [replace(path, words, type)] : [];
  const begin = newlineOf(text) + indentAt(text, item.start);
  for (const [i, one] of decl.declarators.entries()) {
    const before = decl.declarators[i - 1];
    if (before === undefined || changes(before) === changes(one)) continue;
    const between = joinBetween(file, before, one);
    if (between === undefined) return undefined;
    const { comma, blanks, next } = between;
    const head = `${begin}${specifiers(changes(one))} `;
    if (blanks === comma + 1) edits.push(replace(path, { start: comma, end: next }, `;${head}`));
    else {
      edits.push(replace(path, { start: comma, end: comma + 1 }, ';'));
      edits.push(replace(path, { start: blanks, end: next }, head));
    }
  }
  return edits;
}

/** The comma between two declarators, and the blanks before what belongs to the second. */
function joinBetween(file: SourceFile, before: Declarator, after: Declarator) {
  const tokens = file.tokens.within(before.end, after.nameSpan.end);
  let depth = 0;
  for (const [i, { start, end, kind }] of tokens.entries()) {
    if (kind === 'directive') return undefined;
    const text = file.text.slice(start, end);
    if (/^[([{]$/.test(text)) depth++;
    else if (/^[)\]}]$/.test(text)) depth--;
    if (text !== ',' || depth > 0) continue;
    const next = tokens.slice(i + 1).find(token => token.kind !== 'comment');
    if (next === undefined) return undefined;
    const blanks = next.start - /\s*$/.exec(file.text.slice(end, next.start))![0].length;
    return { comma: start, blanks, next: next.start };
  }
  return undefined;
}
