/** Converts the calls of one function of a file, in all its configurations at once. */

import { type Edit, replace } from '../edit/edit.js';
import type { Contract } from '../flow/contract.js';
import type { Code } from '../flow/evaluate.js';
import { hiddenIn } from '../flow/hidden.js';
import { IDIOMS } from '../flow/idioms.js';
import type { Macros } from '../flow/macro-text.js';
import type { Proof } from '../flow/proof.js';
import { codeOf, prove, type ReturnedPair } from '../flow/prove.js';
import { proveSaying, proveTogether } from '../flow/same.js';
import { bare, calleeOf, walk } from '../flow/walk.js';
import { groupBy } from '../order.js';
import { ensure, remember } from '../remember.js';
import type { FunctionDef, Identifier } from '../source/ast.js';
import type { Item, MacroDef, SourceFile } from '../source/file.js';
import { contains, overlaps, type Span } from '../source/span.js';
import { standsIn } from '../words.js';
import { type Draft, draftOf, type ParseFunction } from './draft.js';
import { united } from './fence.js';
import { type Attempt, migrate, migrateMaps } from './migrate.js';
import type { Migration } from './migration.js';
import type { Change } from './pieces.js';
import type { Migrated } from './refine.js';
import type { Manner } from './tactics.js';

export type Conversion =
  | { readonly kind: 'converted'; readonly edits: readonly Edit[]; readonly proof: Proof }
  /** What the function returned and would return on the way that differs, where both are known. */
  | {
      readonly kind: 'differs';
      readonly sentence: string;
      readonly returned: ReturnedPair;
      /** An offset in the file. */
      readonly at: number;
    }
  /** `at` is an offset in the file. */
  | { readonly kind: 'unknown'; readonly why: string; readonly at: number }
  /** `at`, where it is known, is an offset in the file. */
  | { readonly kind: 'obstacle'; readonly why: string; readonly at?: number }
  /** The rewrite is not the same in all configurations. */
  | { readonly kind: 'configurations'; readonly why: string };

/** Names one choice of the arms. */
export const configurationKey = (under: readonly { condition: string; holds: boolean }[]) =>
  under.map(u => `${u.holds ? '' : '!'}${u.condition}`).join('&');

/** Tries to convert every call of an old name in a function. */
export function convertFunction(
  file: SourceFile,
  item: Item,
  migration: Migration,
  manner: Manner,
): Conversion {
  const work = (draft: Draft) => migrate(draft, migration, manner);
  return convertVariants({ file, item, migration, manner, work, isMeant: fn => callsOld(fn, migration) });
}

/** Says the maps of a function with the tree's mappers; an `obstacle` where there is nothing to say. */
export function convertMaps(file: SourceFile, item: Item, migration: Migration): Conversion {
  const manner: Manner = { mayReturn: true, returns: 'equal' };
  const work = (draft: Draft) => migrateMaps(draft, migration, manner);
  return convertVariants({ file, item, migration, manner, work, isMeant: () => true });
}

/** What is done to a function in each configuration that it is meant for. */
export interface Task {
  readonly file: SourceFile;
  readonly item: Item;
  readonly migration: Migration;
  readonly manner: Manner;
  readonly work: (draft: Draft) => Attempt;
  readonly isMeant: (fn: FunctionDef) => boolean;
}

/** Does the work in all configurations at once. */
export function convertVariants(task: Task): Conversion {
  const plain = convertIn(task, false);
  if (plain.kind !== 'obstacle' && plain.kind !== 'configurations') return plain;
  const fenced = convertIn(task, true);
  return fenced.kind === 'converted' ? fenced : plain;
}

/** Words that say where control goes; as macros they may say anything. */
const STATEMENT_WORDS = /^(?:if|else|switch|case|default|for|while|do|break|continue|goto|return)$/;

/**
 * Converts a function in all configurations. Where these differ in what is rewritten, each is `fenced`: what is done
 * to one stays out of the way of the others.
 */
function convertIn({ file, item, migration, manner, work, isMeant }: Task, fenced: boolean): Conversion {
  const variants = file.functionsOf(item);
  if ('why' in variants) return { kind: 'unknown', why: variants.why, at: item.start };
  const odd = file.macros.find(({ name }) => STATEMENT_WORDS.test(name));
  if (odd) return { kind: 'unknown', why: `${odd.name} is a macro in this file`, at: odd.start };
  const text = file.text.slice(item.start, item.end);
  const macros = macrosIn(file, migration);
  const inline = inliner(file, item, migration);
  const found: Migrated[] = [];
  for (const { fn, under } of variants) {
    if (!isMeant(fn)) continue;
    const draft = draftOf(text, parserFor(file, configurationKey(under)), inline, macros, fenced);
    if (!draft)
      return {
        kind: 'unknown',
        why: fn.doubtful[0]?.why ?? 'it cannot be read for certain',
        at: fn.doubtful[0]?.start ?? item.start,
      };
    const attempt = work(draft);
    if (attempt.kind !== 'migrated') return moved(attempt, item.start);
    found.push(attempt.migrated);
  }
  if (found.length === 0)
    return { kind: 'obstacle', why: 'no call of it is compiled in any configuration that could be read' };
  const isOne = new Set(found.map(({ edits }) => JSON.stringify(edits.filter(e => !isBlank(e))))).size === 1;
  const chosen = isOne || fenced ? united(found.map(({ edits }) => edits)) : undefined;
  if (!chosen) {
    return { kind: 'configurations', why: 'the #if arms of this function would need different rewrites' };
  }
  const directive = chosen.find(e => /^[ \t]*#/m.test(text.slice(e.start, e.end)));
  if (directive) return { kind: 'configurations', why: 'the rewrite would take an #if line away' };
  let { proof } = found[0]!;
  if (variants.length > 1) {
    const all = checkAll(file, text, chosen, variants, migration, manner, inline);
    if ('why' in all) return { kind: 'configurations', why: all.why };
    proof = proveTogether(proof, all);
  }
  const edits = chosen.map(e =>
    replace(file.path, { start: e.start + item.start, end: e.end + item.start }, e.text),
  );
  const mentions = mentionsIn(file, item, migration);
  const named = mentions.filter(one => !edits.some(edit => overlaps(edit, one)));
  const copied = edits.map(edit => withMentions(file, edit, mentions));
  const all = [...copied.map(({ edit }) => edit), ...named];
  const said = [...copied.flatMap(({ taken }) => taken), ...named];
  return { kind: 'converted', edits: all, proof: proveSaying(proof, saidIn(file, said)) };
}

/** Whether a change adds white space alone: one configuration may want it, and no other minds. */
const isBlank = ({ start, end, text }: Change) => start === end && text.trim() === '';

/** The function as each configuration that calls an old name sees it; undefined where one cannot be read for certain. */
export function draftsOf(file: SourceFile, item: Item, migration: Migration): readonly Draft[] | undefined {
  const variants = file.functionsOf(item);
  if ('why' in variants) return undefined;
  const text = file.text.slice(item.start, item.end);
  const macros = macrosIn(file, migration);
  const inline = inliner(file, item, migration);
  const drafts = variants
    .filter(({ fn }) => callsOld(fn, migration))
    .map(({ under }) => draftOf(text, parserFor(file, configurationKey(under)), inline, macros));
  return drafts.every(d => d !== undefined) ? drafts : undefined;
}

function moved(attempt: Exclude<Attempt, { kind: 'migrated' }>, by: number): Conversion {
  return 'at' in attempt && attempt.at !== undefined ? { ...attempt, at: attempt.at + by } : attempt;
}

/** The names that a function of a file calls, in any configuration that can be read. */
export function namesCalledIn(file: SourceFile, item: Item): ReadonlySet<string> {
  return new Set(calledIn(file, item).map(({ name }) => name));
}

/** The names that a function calls, each where it stands, in the configurations that can be read. */
export function calledIn(file: SourceFile, item: Item): readonly Identifier[] {
  const variants = file.functionsOf(item);
  const found: Identifier[] = [];
  for (const { fn } of 'why' in variants ? [] : variants)
    walk(fn, node => {
      const callee = node.kind === 'call' ? bare(node.callee) : undefined;
      if (callee?.kind === 'identifier') found.push(callee);
    });
  return found;
}

/** Whether the function calls an old name. */
export function callsOld(fn: FunctionDef, migration: Pick<Migration, 'calls'>): boolean {
  let found = false;
  walk(fn, node => {
    if (node.kind === 'call' && migration.calls.has(calleeOf(node) ?? '')) found = true;
  });
  return found;
}

/** Parses a changed text of the function as one configuration sees it. */
export function parserFor(file: SourceFile, key: string): ParseFunction {
  return text => {
    const again = file.reopen(text);
    const items = again.items.filter(i => i.kind === 'function');
    const [item] = items;
    if (!item || items.length > 1) return undefined;
    const variants = again.functionsOf(item);
    if ('why' in variants) return undefined;
    const variant = variants.find(v => configurationKey(v.under) === key);
    if (!variant) return undefined;
    const comments = again.tokens.ofKind('comment').map(({ start, end }): Span => ({ start, end }));
    return { fn: variant.fn, comments };
  };
}

/** Proves the rewrite in every configuration, also in those without a call. */
function checkAll(
  file: SourceFile,
  text: string,
  edits: readonly Change[],
  variants: readonly { fn: FunctionDef; under: readonly { condition: string; holds: boolean }[] }[],
  migration: Migration,
  manner: Manner,
  inline: (name: string) => Code | undefined,
): readonly Proof[] | { readonly why: string } {
  const proofs: Proof[] = [];
  let after = text;
  for (const e of [...edits].sort((a, b) => b.start - a.start))
    after = after.slice(0, e.start) + e.text + after.slice(e.end);
  for (const { under } of variants) {
    const parse = parserFor(file, configurationKey(under));
    const before = parse(text);
    const now = parse(after);
    if (!before || !now) return { why: `it cannot be read where ${describe(under)}` };
    const answer = prove({
      contract: migration,
      before: before.fn,
      after: now.fn,
      returns: manner.returns,
      inline,
      macros: macrosIn(file, migration),
    });
    if (answer.kind === 'differs') return { why: `where ${describe(under)}, ${answer.sentence}` };
    if (answer.kind === 'unknown') return { why: `where ${describe(under)}, ${answer.why}` };
    proofs.push(answer.proof);
  }
  return proofs;
}

function describe(under: readonly { condition: string; holds: boolean }[]): string {
  return under.map(u => (u.holds ? u.condition : `!(${u.condition})`)).join(' and ') || 'no condition holds';
}

/**
 * The definitions of macros that code in a file can mean: its own, else those of the headers it includes. What the
 * headers say of an idiom is known already; a file that defines one itself means something else.
 */
export function macrosIn(file: SourceFile, { macrosOf }: Contract): Macros {
  return macrosOf === undefined ? ownMacros(file) : lookups(macrosOf)(file);
}

const ownMacros = remember((file: SourceFile): Macros => {
  const own = groupBy(file.macros, ({ name }) => name);
  return name => own.get(name) ?? [];
});

/** One look-up for each file and each state of what is known, so that what is worked out of macros is kept with it. */
const lookups = remember((macrosOf: NonNullable<Contract['macrosOf']>) =>
  remember((file: SourceFile): Macros => {
    const own = ownMacros(file);
    const answers = new Map<string, readonly MacroDef[]>();
    return name =>
      ensure(answers, name, () => {
        const defined = own(name);
        return defined.length > 0 || IDIOMS.has(name) ? defined : macrosOf(name, file.path);
      });
  }),
);

/**
 * Small functions of the same file, or of headers of its own, that an evaluation may step into: no loop, no conversion
 * of their own.
 */
export function inliner(
  file: SourceFile,
  self: Item,
  migration: Migration,
): (name: string) => Code | undefined {
  const known = new Map<string, Code | undefined>();
  /** Where the only function of a name is. */
  const homeOf = (name: string) => {
    // Most headers that hold a name only declare it.
    const defines = new RegExp(`\\b${name}\\s*\\([^;{}]*\\)\\s*\\{`);
    const headers = migration.headersOf?.(file.path) ?? [];
    const theirs = headers.filter(({ text }) => standsIn(text, name) && defines.test(text));
    const among = [file, ...theirs.flatMap(header => header.open() ?? [])];
    const all = among.flatMap(home =>
      home.items
        .filter(item => item.kind === 'function' && item.name === name && item !== self)
        .map(item => ({ home, item })),
    );
    return all.length === 1 ? all[0] : undefined;
  };
  const find = (name: string): Code | undefined => {
    const { home, item } = homeOf(name) ?? {};
    if (!home || !item || item.end - item.start > 2000) return undefined;
    const macros = macrosIn(home, migration);
    const variants = home.functionsOf(item);
    if ('why' in variants || variants.length !== 1) return undefined;
    const { fn } = variants[0]!;
    if (fn.doubtful.length > 0 || fn.variadic || callsOld(fn, migration) || !isSmall(fn)) return undefined;
    const code = codeOf(fn, lookup, macros);
    if (hiddenIn(code, home.text.slice(item.start, item.end)) !== undefined) return undefined;
    const simple = code.names.variables.every(v => v.scalar);
    return simple && code.program.steps.every(s => s.op !== 'head' && s.op !== 'unknown') ? code : undefined;
  };
  const lookup = (name: string): Code | undefined => {
    if (!known.has(name)) {
      known.set(name, undefined);
      known.set(name, find(name));
    }
    return known.get(name);
  };
  return lookup;
}

/** Only functions that compute a number from numbers are worth stepping into. */
function isSmall(fn: FunctionDef): boolean {
  return fn.isStatic && fn.params.length <= 2 && !fn.returnType.includes('*') && fn.returnType !== 'void';
}

/** Names in comments and strings of the function follow the call, unless they speak of error numbers. */
function mentionsIn(file: SourceFile, { start, end }: Item, migration: Migration): readonly Edit[] {
  const found: Edit[] = [];
  for (const token of file.tokens.within(start, end)) {
    if (token.kind !== 'comment' && token.kind !== 'string') continue;
    const text = file.text.slice(token.start, token.end);
    if (token.kind === 'comment' && errnoIn(text) !== undefined) continue;
    for (const [before, after] of migration.calls) {
      if (before === after) continue;
      for (const match of text.matchAll(new RegExp(`\\b${before}\\b`, 'g'))) {
        const span = { start: token.start + match.index, end: token.start + match.index + before.length };
        found.push(replace(file.path, span, after));
      }
    }
  }
  return found;
}

/** An edit with those of the names followed that stand in comments and strings which its new text takes from the old. */
function withMentions(
  file: SourceFile,
  edit: Edit,
  mentions: readonly Edit[],
): { readonly edit: Edit; readonly taken: readonly Edit[] } {
  const taken: Edit[] = [];
  let { text } = edit;
  for (const mention of mentions.filter(one => contains(edit, one))) {
    const token = file.tokens.holding(mention.start);
    const said = token && file.text.slice(token.start, token.end);
    if (said === undefined || !text.includes(said)) continue;
    const name = file.text.slice(mention.start, mention.end);
    text = text.replace(said, () => said.replace(new RegExp(`\\b${name}\\b`, 'g'), mention.text));
    taken.push(mention);
  }
  return { edit: taken.length === 0 ? edit : { ...edit, text }, taken };
}

/** What strings say otherwise, since a name in them follows the call: somebody may look for it in a log. */
function saidIn(file: SourceFile, named: readonly Edit[]): readonly string[] {
  return named.flatMap(({ start, end, text }) =>
    file.tokens.holding(start)?.kind === 'string'
      ? [`a string says ${text} where it said ${file.text.slice(start, end)}`]
      : [],
  );
}

/** The first error number that a comment names: what it says of the old function may not hold of the new one. */
export function errnoIn(comment: string): string | undefined {
  return /-?\bE(?:[A-Z]{2,})\b/.exec(comment.replace(/\bEXPORT\w*/g, ''))?.[0];
}
