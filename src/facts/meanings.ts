/** What the names that a file declares for others mean, in words that can be compared: types, members, macros. */
import type { SourceFile } from '../source/file.js';
import { declaredBetween, type TypeRef, typesOf } from './structs.js';
import { tokenAt } from './tokens.js';

/** By name, all that a file says of it outside functions; names that stand in functions alone are none. */
export function meaningsIn(file: SourceFile): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const say = (name: string, meaning: string): void => {
    found.set(name, (found.get(name) ?? new Set()).add(meaning));
  };
  for (const { name, params, body } of file.macros) {
    say(
      name,
      `macro ${params === undefined ? '' : `(${params.join()})`} ${body.replace(/\s+/g, ' ').trim()}`,
    );
  }
  const { structs, typedefs } = typesOf(file);
  for (const [tag, defs] of structs) {
    // One without a tag is known by its members alone.
    const owner = /^\w+$/.test(tag) ? tag : '';
    if (owner !== '') say(owner, 'struct');
    for (const { name, type, array } of defs.flatMap(({ fields }) => fields)) {
      say(name, `member of ${owner}: ${said(type, array)}`);
    }
  }
  for (const [name, types] of typedefs) for (const type of types) say(name, `typedef ${said(type)}`);
  for (const { start, end, body, kind } of file.items) {
    if (kind === 'other' || /^\s*typedef\b/.test(file.text.slice(start, end))) continue;
    const head = declaredBetween(file, tokenAt(file, start), tokenAt(file, body?.start ?? end));
    for (const { name, type, array } of head) say(name, `declared ${said(type, array)}`);
  }
  return found;
}

function said({ base, stars, array }: TypeRef, isArray = array === true): string {
  // Structs without a tag are named after their line, which moves.
  return `${base.replace(/^struct \(at .*/, 'struct')} ${stars}${isArray ? ' array' : ''}`;
}
