/** Codes that variables outside of functions begin with: where those are integers, that is said. */
import type { Facts } from '../facts/facts.js';
import { bare } from '../flow/walk.js';
import type { Declarator, Expr } from '../source/ast.js';
import type { Item, SourceFile } from '../source/file.js';
import type { CodeValues } from './code-values.js';
import { plainType } from './pointers.js';
import type { CodeType } from './retype.js';
import { type SpelledOut, spelledOutIn } from './spelled-out.js';
import { isNoInteger, withArticle } from './stray-notes.js';
import { partsOf } from './strays.js';

/** What is known of codes and of the tree. */
export interface OutsideGround {
  readonly facts: Facts;
  readonly values: Pick<CodeValues, 'isCode'>;
  readonly type: Pick<CodeType, 'codeType'>;
}

/** The places of a declaration that are integers and begin as a code, each once: `last, an int, begins as a code (…)`. */
export function keptOutside(
  { facts, values, type }: OutsideGround,
  file: SourceFile,
  item: Item,
): readonly string[] {
  const variants = item.kind === 'declaration' ? file.declarationsOf(item) : [];
  if ('why' in variants) return [];
  const spelledOut = spelledOutIn(facts, file.path);
  const found = new Set<string>();
  for (const { decl } of variants) {
    const base = plainType(decl.type);
    for (const declarator of decl.isTypedef ? [] : decl.declarators) {
      for (const { path, value } of beginnings(declarator)) {
        if (declarator.pointers > 0 || !isCodeValue(value, values.isCode, spelledOut)) continue;
        const said = typeAt(facts, file.path, base, path);
        if (said === type.codeType || (said !== undefined && isNoInteger(said))) continue;
        const who =
          said === undefined
            ? `a part of ${declarator.name}`
            : `${declarator.name}${path}, ${withArticle(said)},`;
        const { line } = file.position(value.start);
        found.add(`${who} begins as a code (${file.path}:${line})`);
      }
    }
  }
  return [...found];
}

/** What a variable begins as: one value, or those of its parts. */
function beginnings({ init }: Declarator): readonly { readonly path: string; readonly value: Expr }[] {
  if (init === undefined) return [];
  const value = bare(init);
  return value.kind === 'init-list' ? partsOf(value) : [{ path: '', value }];
}

/** The type of a variable of a type, or of the part of it at the end of a way; undefined where that is not known. */
function typeAt(facts: Facts, path: string, base: string, way: string): string | undefined {
  const tag = /\b(?:struct|union) (\w+)/.exec(base)?.[1];
  if (tag === undefined) return /\b(?:struct|union)\b/.test(base) ? undefined : base;
  const field = /^(?:\.\w+)*\.(\w+)$/.exec(way)?.[1];
  const said = field === undefined ? undefined : facts.fieldMeant(path, tag, field);
  return said === undefined || said.base === '' ? undefined : said.base;
}

function isCodeValue(expr: Expr, isCode: (name: string) => boolean, spelledOut: SpelledOut): boolean {
  const e = bare(expr);
  const is = (one: Expr) => isCodeValue(one, isCode, spelledOut);
  switch (e.kind) {
    case 'identifier':
      return isCode(e.name) || spelledOut(e).some(is);
    case 'call':
      return spelledOut(e).some(is);
    case 'unary':
      return e.op === '~' && is(e.operand);
    case 'binary':
      return /^[&|^]$/.test(e.op) && (is(e.left) || is(e.right));
    case 'conditional':
      return is(e.then ?? e.test) || is(e.otherwise);
    default:
      return false;
  }
}
