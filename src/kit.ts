/**
 * The only door for transforms: what a module under `transforms/` may use comes from here, and from nowhere else.
 * What is not here (disk, parser, diff, terminal, other transforms) is not a transform's business.
 */
export { isChosenByRelease, isNeverCompiled, standsForOthers } from './check/arms.js';
export { wrappedDefinitions, wrappedIn } from './check/result.js';
export { applyWithin } from './edit/apply.js';
export { type Edit, insert, remove, replace } from './edit/edit.js';
export type {
  CallerRef,
  CellPlace,
  Context,
  Facts,
  FunctionRef,
  Maker,
  SlotTable,
  SlotUse,
} from './facts/facts.js';
export { chainTo, type Wanted } from './facts/index.js';
export type { Returns } from './flow/compare.js';
export type { Contract, Mapper, Restorer, ReturnedDifference, ValueClass } from './flow/contract.js';
export { mapperOf, restoredBy } from './flow/defined.js';
export { ERRNO } from './flow/idioms.js';
export type { Proof } from './flow/proof.js';
export { proveBut, proveInserted, proveRedeclared, proveRepaired, proveTogether } from './flow/same.js';
export { fill } from './reasons.js';
export { remember } from './remember.js';
export type { Strayed } from './rewrite/astray.js';
export type { OtherChange } from './rewrite/components.js';
export { accountOf, proveRewritten } from './rewrite/edited.js';
export { type ErrorCodes, errnosIn, mendErrnos, type StrayErrno } from './rewrite/errnos.js';
export {
  type Conversion,
  calledIn,
  convertFunction,
  convertMaps,
  errnoIn,
  namesCalledIn,
} from './rewrite/function.js';
export { PRINTS_ITSELF } from './rewrite/hushed.js';
export { resultsIn, type StrayResult } from './rewrite/integers.js';
export { type KeptReader, keptIn, readersOfKept } from './rewrite/kept.js';
export { keptOutside } from './rewrite/kept-outside.js';
export type { Migration } from './rewrite/migration.js';
export { ownErrnosOf } from './rewrite/own-errnos.js';
export { declaredFunctions, functionMembers, redeclare } from './rewrite/prototypes.js';
export { type Reading, type Readings, readingsOf } from './rewrite/readings.js';
export { meaningsOf } from './rewrite/results.js';
export { ENTERING, isStoredAlways, THROUGH, type View } from './rewrite/seen.js';
export type { Manner } from './rewrite/tactics.js';
export { accountThrough, type ChangedFunction, changedBy, proveThrough } from './rewrite/through.js';
export {
  type Company,
  convertTogether,
  type FunctionPlace,
  joinedBy,
  type Together,
} from './rewrite/together.js';
export {
  planTypes,
  type Typing,
  type TypingGround,
  usersWanted,
} from './rewrite/typing.js';
export { type Escape, escapesOf, ownReturnsOf } from './rewrite/whither.js';
export type * from './source/ast.js';
export { inOneLine, withoutComments } from './source/comments.js';
export { assume } from './source/conditions.js';
export type {
  ConfigTest,
  DeclarationVariant,
  FunctionVariant,
  Item,
  MacroDef,
  SourceFile,
  Token,
  TokenKind,
  TopDeclaration,
  TypedInit,
  Unreadable,
} from './source/file.js';
export { contains, overlaps, type Span } from './source/span.js';
export { beginsType } from './source/words.js';
export {
  type AnyTransform,
  type CheckRule,
  type CompatFeature,
  type CompatPart,
  type Complaint,
  define,
  type Example,
  type Holes,
  type Home,
  type Inspection,
  type Judgement,
  type Objection,
  type Offer,
  type Reason,
  type Rewritten,
  type Rule,
  type StandingPointer,
  type Transform,
  type Unit,
} from './transform.js';
export type { ChainStep, Occurrence, OccurrencePlace, TableRow } from './verdict.js';
