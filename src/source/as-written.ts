/** The preprocessor lines of a file as they are written, whatever its reader knows of their conditions. */
import { remember } from '../remember.js';
import { buildTree, type DirectiveTree, readDirective } from './directives.js';
import type { SourceFile } from './file.js';

/** They and their groups; the same answer each time. */
export const directivesOf = remember(
  ({ text, tokens }: SourceFile): DirectiveTree =>
    buildTree(tokens.ofKind('directive').map(token => readDirective(text, token))),
);
