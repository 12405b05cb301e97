/**
 * Error numbers in functions and variables whose type says that they hold new values: where they are, and the function
 * with the new values in their place.
 */
import { mayComeToErrno } from '../flow/constants.js';
import { codeOfOwn, type OwnErrors } from '../flow/contract.js';
import { nameOfErrno } from '../flow/idioms.js';
import { type Answer, prove } from '../flow/prove.js';
import { calleeOf, walk } from '../flow/walk.js';
import { type Access, websOf } from '../flow/webs.js';
import type { Expr, Return } from '../source/ast.js';
import type { Item, SourceFile } from '../source/file.js';
import { leavesOf } from './carry.js';
import { type Draft, draftOf, revise } from './draft.js';
import { textOf } from './emit.js';
import {
  type Conversion,
  configurationKey,
  convertVariants,
  inliner,
  macrosIn,
  parserFor,
} from './function.js';
import type { Attempt } from './migrate.js';
import { type Migration, spell } from './migration.js';
import { observe } from './observe.js';
import type { Change } from './pieces.js';
import { settleVariable } from './variables.js';

/** An error number where a new value belongs. */
export interface StrayErrno {
  /** A clause: `returns -ENOMEM`. */
  readonly what: string;
  /** In the file. */
  readonly start: number;
  readonly end: number;
  /** From 1, in the file. */
  readonly line: number;
}

type Found = Omit<StrayErrno, 'line'>;

/** The error numbers that a function of the new type returns, and that its variables of that type are given. */
export function errnosIn(file: SourceFile, item: Item, migration: Migration): readonly StrayErrno[] {
  const variants = file.functionsOf(item);
  if ('why' in variants) return [];
  const text = file.text.slice(item.start, item.end);
  const [macros, inline] = [macrosIn(file, migration), inliner(file, item, migration)];
  const found = new Map<number, StrayErrno>();
  for (const { under } of variants) {
    const draft = draftOf(text, parserFor(file, configurationKey(under)), inline, macros);
    if (!draft) continue;
    for (const { what, ...span } of [...held(draft, migration), ...returned(draft, migration)]) {
      const [start, end] = [span.start + item.start, span.end + item.start];
      if (!found.has(start)) found.set(start, { what, start, end, line: file.position(start).line });
    }
  }
  return [...found.values()].sort((a, b) => a.start - b.start);
}

/** What variables of the new type are given. */
function held(draft: Draft, migration: Migration): readonly Found[] {
  return websOf(draft.code)
    .filter(({ variable }) => variable.type === migration.codeType && variable.pointers === 0)
    .flatMap(({ variable, defs }) =>
      defs.flatMap(def =>
        errnoLeaves(draft, def.value, migration).map(({ expr, said }) => ({
          ...{ start: expr.start, end: expr.end },
          what: `${said} is kept in ${variable.name}, which is declared ${migration.codeType}`,
        })),
      ),
    );
}

/** What a function of the new type returns: as written, and as its variables have it on some way. */
function returned(draft: Draft, migration: Migration): readonly Found[] {
  if (draft.fn.returnType !== migration.codeType) return [];
  const found: Found[] = [];
  const said = new Set<number>();
  for (const stmt of returnsOf(draft)) {
    for (const { expr, said: errno } of errnoLeaves(draft, stmt.value, migration)) {
      said.add(stmt.start);
      found.push({ start: expr.start, end: expr.end, what: `${errno} is returned as ${migration.codeType}` });
    }
  }
  // Walking all ways costs more than all else here, and most functions say no errno at all.
  const ways = mayComeToErrno(draft.code)
    ? observe(draft.code, plain(migration), { endsOnly: true }).paths
    : [];
  for (const { end, returned: n } of ways) {
    const stmt = end.kind === 'return' ? end.stmt : undefined;
    if (stmt === undefined || n === undefined || said.has(stmt.start)) continue;
    const name = n < 0 ? nameOfErrno(n) : undefined;
    if (name === undefined || stmt.start < draft.fn.start || stmt.end > draft.fn.end) continue;
    said.add(stmt.start);
    found.push({ start: stmt.start, end: stmt.end, what: `${name} is returned as ${migration.codeType}` });
  }
  return found;
}

/** The contract as an evaluation needs it that is about no calls. */
const plain = (migration: Migration): Migration => ({
  ...migration,
  calls: new Map(),
  classes: [{ name: '0', before: 0, after: 0 }],
});

/** `old` is the number, where it is written. */
interface ErrnoLeaf {
  readonly expr: Expr;
  readonly said: string;
  readonly old: number | undefined;
}

/** The error numbers among the expressions that a value can be. */
function errnoLeaves(draft: Draft, value: Expr | undefined, migration: Migration): readonly ErrnoLeaf[] {
  if (value === undefined) return [];
  return leavesOf(draft, value, new Set(), migration).flatMap((leaf): readonly ErrnoLeaf[] => {
    if (leaf.kind === 'constant' && leaf.old < 0 && nameOfErrno(leaf.old) !== undefined)
      return [{ expr: leaf.expr, said: textOf(draft, leaf.expr), old: leaf.old }];
    const isError = leaf.kind === 'foreign' && leaf.expr !== undefined && calleeOf(leaf.expr) === 'PTR_ERR';
    return isError ? [{ expr: leaf.expr, said: textOf(draft, leaf.expr), old: undefined }] : [];
  });
}

/** What becomes of errors where the tree says nothing else. */
export interface ErrorCodes {
  readonly map: ReadonlyMap<number, number>;
  readonly otherwise: number;
}

/** Puts new values in the place of the error numbers that a function of the new type returns. */
export function mendErrnos(
  file: SourceFile,
  item: Item,
  migration: Migration,
  { map, otherwise }: ErrorCodes,
): Conversion {
  const own: OwnErrors = { negative: true, map, otherwise, keeps: true };
  const returns = own;
  const work = (draft: Draft): Attempt => mend(draft, plain(migration), own);
  const task = { file, item, migration: { ...migration, calls: new Map() }, work, isMeant: () => true };
  return convertVariants({ ...task, manner: { mayReturn: true, returns } });
}

function mend(original: Draft, migration: Migration, own: OwnErrors): Attempt {
  const changes: Change[] = [];
  const change = (value: Expr | undefined): string | undefined => {
    for (const { expr, old } of errnoLeaves(original, value, migration)) {
      const text = codeFor(migration, own, old, textOf(original, expr));
      if (text === undefined) return `no function of the tree turns ${textOf(original, expr)} into a code`;
      changes.push({ start: expr.start, end: expr.end, text });
    }
    return undefined;
  };
  const uses = new Map(websOf(original.code).flatMap(w => w.uses.map(u => [u.node as Expr | undefined, u])));
  const defs = new Set<Access>();
  for (const { value } of returnsOf(original)) {
    const why = change(value);
    if (why) return { kind: 'obstacle', why };
    for (const leaf of leavesOf(original, value!, new Set(), migration))
      if (leaf.kind === 'copy') for (const def of uses.get(leaf.expr)?.sources ?? []) defs.add(def);
  }
  for (const web of websOf(original.code))
    if (web.variable.type === migration.codeType) for (const def of web.defs) defs.add(def);
  for (const def of defs) {
    const why = change(def.value);
    if (why) return { kind: 'obstacle', why };
  }
  if (changes.length === 0)
    return { kind: 'obstacle', why: 'the error number is not written in this function' };
  let draft = revise(original, changes);
  for (const name of new Set([...defs].map(({ variable }) => variable.name)))
    draft &&= revise(draft, settleVariable(draft, name, migration));
  if (!draft) return { kind: 'obstacle', why: 'the rewritten function could not be read again' };
  return attemptOf(original, draft, migration, own);
}

/** The new value for an error: its name, or a mapper of the tree that makes it of a number that is not written. */
function codeFor(
  { usable = [], ...migration }: Migration,
  own: OwnErrors,
  old: number | undefined,
  text: string,
): string | undefined {
  if (old !== undefined) return spell(migration, codeOfOwn(own, old) ?? own.otherwise);
  const mapper = usable.find(
    ({ cases, otherwise }) =>
      otherwise === own.otherwise && cases.every(c => codeOfOwn(own, c.value) === c.result),
  );
  return mapper && `${mapper.name}(${text})`;
}

function attemptOf(original: Draft, draft: Draft, migration: Migration, returns: OwnErrors): Attempt {
  const { inline, macros } = original;
  const answer: Answer = prove({
    ...{ contract: migration, before: original.fn, after: draft.fn, returns, inline, macros },
  });
  switch (answer.kind) {
    case 'proven':
      return { kind: 'migrated', migrated: { edits: draft.pieces.edits(), proof: answer.proof, draft } };
    case 'differs':
      return answer;
    case 'unknown':
      return { kind: 'unknown', why: answer.why, at: answer.at };
  }
}

function returnsOf(draft: Draft): readonly Return[] {
  const found: Return[] = [];
  walk(draft.fn, node => {
    if (node.kind === 'return' && node.value) found.push(node);
  });
  return found;
}
