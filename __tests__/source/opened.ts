/** Opens C given as text, with one parser for all tests of a file. */
import {
  type FunctionDef,
  type FunctionVariant,
  openParser,
  openSource,
  type Parser,
  type SourceFile,
} from '../../src/source/index.js';
import { stmt } from './render.js';

const parser: Parser = await openParser();

export function open(text: string): SourceFile {
  return openSource(parser, 'gizmo.c', text);
}

/** The variants of the function with a name; throws what makes it unreadable. */
export function variantsOf(text: string, name = 'f'): readonly FunctionVariant[] {
  const file = open(text);
  const item = file.items.find(one => one.kind === 'function' && one.name === name);
  if (item === undefined) throw new Error(`no function ${name}`);
  const found = file.functionsOf(item);
  if ('why' in found) throw new Error(found.why);
  return found;
}

/** The only variant of a function; throws where there are several. */
export function functionIn(text: string, name = 'f'): FunctionDef {
  const [first, ...more] = variantsOf(text, name);
  if (first === undefined || more.length > 0) throw new Error(`${more.length + 1} variants`);
  return first.fn;
}

/** The statements of a body, rendered; a doubt makes it throw. */
export function bodyOf(statements: string): string {
  const fn = functionIn(`static int f(struct gizmo *g)\n{\n${statements}\n}\n`);
  if (fn.doubtful.length > 0) throw new Error(`doubtful: ${fn.doubtful.map(d => d.why).join(', ')}`);
  return fn.body.body.map(stmt).join(' ');
}

/** What is doubted in a body. */
export function doubtsIn(statements: string): string[] {
  return functionIn(`static int f(struct gizmo *g)\n{\n${statements}\n}\n`).doubtful.map(doubt => doubt.why);
}
