/** Declarations of functions whose type cannot follow that of the function, and those of several at once. */
import type { Edit } from '../edit/edit.js';
import type { Facts, FunctionRef, Use } from '../facts/facts.js';
import { codeFrom, codeUpTo, tokenText } from '../facts/tokens.js';
import { withoutComments } from '../source/comments.js';
import { assume } from '../source/conditions.js';
import { declaredForms, integerIn, type Prototype } from './prototypes.js';
import type { CodeType } from './retype.js';
import { redeclareSome, sharedDeclaration } from './shared-prototypes.js';

/** What is asked about one function's declarations. */
export interface DeclarationGround {
  readonly facts: Facts;
  readonly type: CodeType;
  /** The functions of a name that change, or have the type already. */
  followers(name: string): readonly FunctionRef[];
}

/** The declarations of a function among its uses. */
function prototypesAmong(facts: Facts, uses: readonly Use[]): readonly Prototype[] {
  return uses.flatMap(({ kind, path, item, offset, into }) => {
    const file = facts.file(path);
    // What a typedef declares changes with the typedef.
    const isOwn = kind === 'prototype' && into.length === 0;
    return !isOwn || item === undefined || file === undefined ? [] : [{ file, item, offset }];
  });
}

/**
 * Why a declaration of a function cannot say that it returns codes, with its place; one clause. It is declared by a
 * typedef of functions, or together with something that keeps its type.
 */
export function declarationStuck(ground: DeclarationGround, fn: FunctionRef): string | undefined {
  const { facts, type } = ground;
  const unread = (facts.usesOf(fn) ?? []).flatMap(use => unreadAt(facts, fn, use) ?? [])[0];
  if (unread !== undefined) return unread;
  const hidden = staticDeclaration(ground, fn);
  if (hidden !== undefined)
    return `a header declares it static, whose declaration is not followed (${hidden})`;
  const made = facts.declarersOf(fn.path, fn.name).find(({ words }) => !words.has(type.codeType));
  if (made !== undefined) {
    const line = facts.file(made.path)?.position(made.start).line;
    return `the macro ${made.macro}() declares it (${made.path}:${line})`;
  }
  const other = otherNameOf(facts, fn);
  if (other !== undefined) return `a macro gives it another name, ${other}`;
  for (const prototype of prototypesAmong(facts, facts.usesOf(fn) ?? [])) {
    const { file, item, offset } = prototype;
    const variants = file.declarationsOf(item);
    const at = `${file.path}:${file.position(offset).line}`;
    const isRead =
      !('why' in variants) && variants.some(({ decl }) => decl.declarators.some(one => one.name === fn.name));
    if (!isRead) return `its declaration cannot be read (${at})`;
    for (const { decl } of variants) {
      const own = decl.declarators.find(({ name }) => name === fn.name);
      if (own === undefined || own.pointers > 0 || own.array) continue;
      const said = integerIn(file, decl.typeSpan);
      if (!own.func && said === undefined) return `it is declared by a type of functions (${at})`;
      if (!own.func || said === undefined || !type.replaces.has(said)) continue;
      const forms = declaredForms(file, item);
      if (forms.length > 0 && forms.every(({ nameEnd }) => nameEnd !== undefined)) continue;
      const changes = (name: string) => name === fn.name || follows(ground, prototype, name);
      if (redeclareSome(file, item, changes, type.codeType) !== undefined) continue;
      const fixed = decl.declarators.find(({ name }) => !changes(name));
      return fixed === undefined
        ? `its declaration cannot be rewritten (${at})`
        : `it is declared together with ${fixed.name}, which keeps its type (${at})`;
    }
  }
  return undefined;
}

/** Where a header of its file's own declares a function of the name static, with a type that is to go; undefined where none does. */
function staticDeclaration(
  { facts, type }: DeclarationGround,
  { name, path }: FunctionRef,
): string | undefined {
  const declares = new RegExp(`\\b${name}\\s*\\(`);
  if (path.endsWith('.h')) return undefined;
  for (const header of facts.ownHeadersOf(path)) {
    const file = declares.test(header.text) ? header.open() : undefined;
    const item = file?.items.find(one => one.kind === 'declaration' && one.name === name);
    const variants = file && item && file.declarationsOf(item);
    if (!file || !item || !variants || 'why' in variants) continue;
    if (variants.some(({ decl }) => decl.isStatic && type.replaces.has(integerIn(file, decl.typeSpan) ?? '')))
      return `${file.path}:${file.position(item.start).line}`;
  }
  return undefined;
}

/** The name that a macro puts in the place of a function's where that is defined; undefined where none does. */
function otherNameOf(facts: Facts, { name, path, item }: FunctionRef): string | undefined {
  const names = facts.macrosOf(name, path).flatMap(({ params, body, under }) => {
    const said = withoutComments(body).trim();
    const isName = params === undefined && /^[a-z_]\w*$/.test(said) && said !== name;
    return isName && assume(under, item.under) !== undefined ? [said] : [];
  });
  return names[0];
}

/** Words behind which a function of a body is called, and not declared. */
const STATEMENT = /^(?:return|else|do|case|goto|sizeof|typeof|__typeof__|_*extension_*)$/;

/** A use that declares a function where its type is not read: in a body, or behind words that are not understood. */
function unreadAt(facts: Facts, fn: FunctionRef, { kind, path, item, offset }: Use): string | undefined {
  const file = facts.file(path);
  if (file === undefined || item === undefined || (kind !== 'inside' && kind !== 'other')) return undefined;
  // The arms of an `#if` can each hold a head of the function itself.
  if (path === fn.path && item.start === fn.item.start) return undefined;
  const index = file.tokens.firstFrom(offset);
  if (tokenText(file, codeFrom(file, index + 1)) !== '(') return undefined;
  const before = tokenText(file, codeUpTo(file, index - 1));
  const at = `${path}:${file.position(offset).line}`;
  if (kind === 'inside') {
    const declares = /^[A-Za-z_]\w*$/.test(before) && !STATEMENT.test(before);
    return declares ? `it is declared in the body of a function as well (${at})` : undefined;
  }
  return /^(?:[A-Za-z_]\w*|\)|\*)$/.test(before) ? `its declaration cannot be read (${at})` : undefined;
}

/** The other functions of codes that declarations of a function declare. */
export function declaredWith(ground: DeclarationGround, fn: FunctionRef): readonly FunctionRef[] {
  return prototypesOfSeveral(ground, fn).flatMap(({ prototype, decl }) =>
    decl.declarators
      .filter(({ name }) => name !== fn.name)
      .flatMap(({ name }) => ground.followers(name).filter(one => isDeclaredBy(ground, one, prototype))),
  );
}

/** The edits of the declarations that declare a function together with others, with the types of all that follow. */
export function sharedEdits(ground: DeclarationGround, fn: FunctionRef): readonly Edit[] {
  const { type } = ground;
  return prototypesOfSeveral(ground, fn).flatMap(({ prototype, decl }) => {
    const { file, item } = prototype;
    const said = integerIn(file, decl.typeSpan);
    if (said === undefined || !type.replaces.has(said)) return [];
    return redeclareSome(file, item, name => follows(ground, prototype, name), type.codeType) ?? [];
  });
}

/** The declarations of a function that declare other things too. */
function prototypesOfSeveral({ facts }: DeclarationGround, fn: FunctionRef) {
  return prototypesAmong(facts, facts.usesOf(fn) ?? []).flatMap(prototype => {
    const decl = sharedDeclaration(prototype.file, prototype.item);
    return decl === undefined ? [] : [{ prototype, decl }];
  });
}

function follows(ground: DeclarationGround, prototype: Prototype, name: string): boolean {
  return ground.followers(name).some(one => isDeclaredBy(ground, one, prototype));
}

function isDeclaredBy({ facts }: DeclarationGround, fn: FunctionRef, { file, item }: Prototype): boolean {
  const uses = facts.usesOf(fn) ?? [];
  return uses.some(use => use.kind === 'prototype' && use.path === file.path && use.item === item);
}
