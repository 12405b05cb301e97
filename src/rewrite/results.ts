/** Functions whose result is an integer, and of a type that does not give way to that of codes. */
import type { Facts, FunctionRef } from '../facts/facts.js';
import { unique } from '../order.js';
import type { FunctionDef } from '../source/ast.js';
import { plainType } from './pointers.js';
import type { CodeType } from './retype.js';
import { withArticle } from './stray-notes.js';

const INTEGER = /^(?:(?:int|long|short|char|signed|unsigned)\b\s*)+$/;
const NEVER = /^(?:bool|_Bool)$|^enum\b/;
/** A typedef of a typedef of a typedef is looked through so far. */
const MOST_STEPS = 8;

/** Why a function that returns codes cannot say so by its type; one clause. Undefined where it can, or does. */
export function resultStuck(
  facts: Facts,
  { path, line }: FunctionRef,
  definitions: readonly FunctionDef[],
  type: CodeType,
): string | undefined {
  for (const { name, returnType, params } of definitions) {
    // A parameter without a name is what a macro is handed.
    if (returnType === '' || params.some(one => one.name === undefined)) {
      // `vm_fault_t (name)(…)` reads as if the type were the name.
      const macros = facts.macrosOf(name, path);
      const says = [name, returnType, ...macros.flatMap(({ body }) => body.match(/\w+/g) ?? [])];
      if (says.includes(type.codeType)) continue;
      if (macros.length > 0) return `its head is written by the macro ${name}() (${path}:${line})`;
      if (returnType === '') return `its head does not say what it returns (${path}:${line})`;
    }
    // Not all functions in slots return something.
    if (returnType === type.codeType || type.replaces.has(returnType) || returnType === 'void') continue;
    const said = plainType(returnType);
    // Qualifiers say nothing of a result, and stand where no type can be put.
    if (said !== returnType && type.replaces.has(said)) return `it returns ${withArticle(returnType)}`;
    const [meant, ...others] = meaningsOf(facts, path, said);
    if (meant === undefined || meant === type.codeType || others.includes(type.codeType)) continue;
    if (INTEGER.test(meant)) {
      return `it returns ${withArticle(said)}${said === meant ? '' : `, which is ${withArticle(meant)}`}`;
    }
    if (NEVER.test(meant)) return `it returns ${withArticle(said)}`;
    if (meant === said && /^[A-Za-z_]\w*$/.test(said)) {
      return `it returns ${withArticle(said)}, of which nothing says what it is`;
    }
  }
  return undefined;
}

/** What a type's name stands for in a file: of a macro and of a typedef, in all their definitions. */
export function meaningsOf(facts: Facts, path: string, said: string): readonly string[] {
  const macros = facts.macrosOf(said, path).filter(({ params }) => params === undefined);
  const names = macros.length === 0 ? [said] : macros.map(({ body }) => plainType(body));
  return unique(names.flatMap(name => meaningsFrom(facts, path, name, MOST_STEPS)));
}

function meaningsFrom(facts: Facts, path: string, type: string, steps: number): readonly string[] {
  const all = steps > 0 && /^[A-Za-z_]\w*$/.test(type) ? facts.typedefMeanings(path, type) : [];
  const isPlain = all.every(({ base, stars }) => stars === 0 && base !== '' && base !== type);
  if (all.length === 0 || !isPlain) return [type];
  return all.flatMap(({ base }) => meaningsFrom(facts, path, base, steps - 1));
}
