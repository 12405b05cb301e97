/** Functions whose result is an integer, and of a type that does not give way to that of codes. */
import type { Facts } from '../facts/facts.js';
import type { FunctionDef } from '../source/ast.js';
import { plainType } from './pointers.js';
import type { CodeType } from './retype.js';
import { withArticle } from './strays.js';

const INTEGER = /^(?:(?:int|long|short|char|signed|unsigned)\b\s*)+$/;
/** A typedef of a typedef of a typedef is looked through so far. */
const MOST_STEPS = 8;

/** Why a function that returns codes cannot say so by its type; one clause. Undefined where it can, or does. */
export function resultStuck(
  facts: Facts,
  path: string,
  definitions: readonly FunctionDef[],
  type: CodeType,
): string | undefined {
  for (const { returnType } of definitions) {
    const said = plainType(returnType);
    if (said === type.codeType || type.replaces.has(said)) continue;
    const meant = meaningOf(facts, path, said);
    if (INTEGER.test(meant)) {
      return `it returns ${withArticle(said)}${said === meant ? '' : `, which is ${withArticle(meant)}`}`;
    }
  }
  return undefined;
}

function meaningOf(facts: Facts, path: string, said: string): string {
  let type = said;
  for (let step = 0; step < MOST_STEPS && /^[A-Za-z_]\w*$/.test(type); step++) {
    const meant = facts.typedefMeant(path, type);
    if (meant === undefined || meant.stars > 0 || meant.base === '' || meant.base === type) break;
    type = meant.base;
  }
  return type;
}
