/** What type a name has, as the top level of a file declares it: a variable, a function, or a macro that gives one. */
import type { Item, SourceFile } from '../source/file.js';
import { givenBy } from './accessors.js';
import { useAt } from './macros.js';
import { declaredBetween, type Field, type TypeRef, typeFromText, UNSURE } from './structs.js';
import { tokenAt, wordsOf } from './tokens.js';

/**
 * The types of all declarations of a name in a file, the results of functions among them. Several where `#if` chooses
 * one of them; `UNSURE` for a macro whose type is not plain.
 */
export function typesDeclared(file: SourceFile, name: string): readonly TypeRef[] {
  const macros = file.macros
    .filter(macro => macro.name === name && macro.body.trim() !== name)
    .map(macro => {
      const given = givenBy(macro);
      return given !== undefined && 'base' in given ? given : UNSURE;
    });
  const declared = fieldsNamed(file, name);
  const unread = isNamedUnread(file, name) ? [UNSURE] : [];
  return [...macros, ...declared.map(({ type, array }) => (array ? { ...type, array } : type)), ...unread];
}

/** Whether a name stands in what may be a declaration, behind something that no declaration begins with. */
function isNamedUnread(file: SourceFile, name: string): boolean {
  return (wordsOf(file).code.get(name) ?? []).some(index => {
    const item = file.itemAt(file.tokens.startAt(index)!);
    if (item?.kind !== 'other') return false;
    return item.doubt !== undefined || file.tokens.kindAt(tokenAt(file, item.start)) !== 'word';
  });
}

/** What a file declares at its top level under a name. */
function fieldsNamed(file: SourceFile, name: string): readonly Field[] {
  return (wordsOf(file).code.get(name) ?? []).flatMap(index => {
    const { start } = file.tokens.at(index)!;
    const item = file.itemAt(start);
    if (item === undefined || item.kind === 'other') return [];
    const end = item.body?.start ?? item.end;
    if (start >= end) return [];
    return declaredBetween(file, tokenAt(file, item.start), tokenAt(file, end)).filter(
      one => one.name === name,
    );
  });
}

/** The types that a function's definition says it returns. */
export function returnedBy(file: SourceFile, { start, body, name }: Item): readonly TypeRef[] {
  if (body === undefined) return [];
  const said = declaredBetween(file, tokenAt(file, start), tokenAt(file, body.start));
  return said.filter(one => one.name === name).map(({ type }) => type);
}

/** The types of the parameters of each declaration of a function in a file. */
export function parametersIn(file: SourceFile, name: string): readonly (readonly TypeRef[])[] {
  return (wordsOf(file).code.get(name) ?? []).flatMap(index => {
    const item = file.itemAt(file.tokens.startAt(index)!);
    const isHeader = item?.name === name && file.tokens.startAt(index)! < (item.body?.start ?? item.end);
    return isHeader ? [useAt(file, index).args.map(typeOfParameter)] : [];
  });
}

function typeOfParameter(text: string): TypeRef {
  const unnamed = text.replace(/\b\w+\s*(\[[^\]]*\]\s*)*$/, '');
  return typeFromText(/\b(struct|union)\b/.test(text) || !/\w/.test(unnamed) ? text : unnamed);
}
