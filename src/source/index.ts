/** Everything of `source/` that others may use. */
export type * from './ast.js';
export { decode, encode, isBinary } from './decode.js';
export { normalise } from './directives.js';
export type * from './file.js';
export { lex } from './lex.js';
export { layOut, openSource } from './open.js';
export { openParser, type Parser, withSettled } from './parse.js';
export { contains, overlaps, type Span } from './span.js';
