/** Feeds programs through convert, compile, run, compare; and mutants of the results through the prover. */
import type { TableRow } from '../../src/verdict.js';
import { type Program, smallerPrograms } from './generate.js';
import {
  type Comparison,
  compareAll,
  type HarnessOptions,
  isDistinguishable,
  objections,
} from './harness.js';
import { someMutantsOf } from './mutate.js';
import { seedOf } from './rng.js';
import { unseen, untruths } from './told.js';

export interface Converted {
  readonly after: string;
  /** Kinds of difference that the conversion declares: `ebusy-success`, `ignored-error`, `oom-code`. */
  readonly differences: readonly string[];
  /** Whether a person has to agree to it. */
  readonly consent?: true;
  /** The value table of the handler, where there is one. */
  readonly table?: readonly TableRow[];
}

/** What the thing under test makes of a text: new text, or the code of a refusal. */
export type Conversion = Converted | { readonly refused: string };

export type Convert = (text: string) => Conversion | Promise<Conversion>;

/** Whether the prover accepts `after` as a conversion of `before`. */
export type Proves = (before: string, after: string) => boolean | Promise<boolean>;

/** A text to convert; the entry is the handler that gets called. */
export interface Subject {
  readonly name: string;
  readonly text: string;
  readonly entry: string;
  readonly traits: readonly string[];
  /** Set for made-up programs, which can be made smaller. */
  readonly program?: Program;
}

export interface Failure {
  readonly subject: Subject;
  readonly after: string;
  /** What the conversion declared. */
  readonly declared: readonly string[];
  readonly objections: readonly string[];
}

export interface CampaignReport {
  readonly subjects: number;
  readonly converted: readonly {
    readonly subject: Subject;
    readonly conversion: Converted;
  }[];
  /** Number of refusals, by code. */
  readonly refused: ReadonlyMap<string, number>;
  readonly refusals: readonly { readonly subject: Subject; readonly code: string }[];
  readonly failures: readonly Failure[];
  /** Runs of both versions, and programs of which only a sample of all combinations was run. */
  readonly runs: number;
  readonly sampled: number;
  /** Declared and seen differences, by kind: in how many programs. */
  readonly seen: ReadonlyMap<string, number>;
  /** Conversions that declare differences which none of all runs shows. */
  readonly idle: readonly {
    readonly subject: Subject;
    readonly conversion: Converted;
    readonly kinds: readonly string[];
  }[];
  /** What value tables say that the runs do not show: what is untrue, and outcomes that none of all runs has. */
  readonly untrue: readonly { readonly subject: Subject; readonly what: readonly string[] }[];
  readonly unseen: readonly { readonly subject: Subject; readonly what: readonly string[] }[];
}

/** The subject of a made-up program. */
export const subjectOf = (program: Program): Subject => ({
  name: `seed ${program.seed}`,
  text: program.text,
  entry: program.entry,
  traits: program.traits,
  program,
});

/** The subject of a file; its handler is the one in the `.fault` slot. */
export function subjectOfText(name: string, text: string): Subject {
  const entry = /\.fault = (\w+)/.exec(text);
  if (!entry) throw new Error(`${name}: expected a ".fault = handler" in an operations table, found none`);
  const shape = /^\/\* (\w+), (\w+):/.exec(text);
  return { name, text, entry: entry[1]!, traits: shape ? [shape[1]!, shape[2]!] : [] };
}

/** Converts everything, runs what was converted, and says what went wrong. */
export async function campaign(
  subjects: readonly Subject[],
  convert: Convert,
  options: HarnessOptions = {},
): Promise<CampaignReport> {
  const converted: { subject: Subject; conversion: Converted }[] = [];
  const refusals: { subject: Subject; code: string }[] = [];
  const failures: Failure[] = [];
  for (const subject of subjects) {
    const conversion = await converting(convert, subject.text);
    if ('thrown' in conversion)
      failures.push({
        subject,
        after: '',
        declared: [],
        objections: [`convert threw: ${conversion.thrown}`],
      });
    else if ('refused' in conversion) refusals.push({ subject, code: conversion.refused });
    else converted.push({ subject, conversion });
  }
  const comparisons = await compareAll(
    converted.map(({ subject, conversion }) => ({
      before: subject.text,
      after: conversion.after,
      entry: subject.entry,
      declared: conversion.differences,
    })),
    options,
  );
  const seen = new Map<string, number>();
  const idle: CampaignReport['idle'][number][] = [];
  const untrue: CampaignReport['untrue'][number][] = [];
  const never: CampaignReport['unseen'][number][] = [];
  for (const [i, comparison] of comparisons.entries()) {
    const { subject, conversion } = converted[i]!;
    const lies = untruths(conversion.table ?? [], comparison.told);
    if (lies.length > 0) untrue.push({ subject, what: lies });
    const idleRows = comparison.exhaustive ? unseen(conversion.table ?? [], comparison.told) : [];
    if (idleRows.length > 0) never.push({ subject, what: idleRows });
    const shown = new Set(comparison.differences.flatMap(({ kinds }) => kinds));
    for (const kind of shown) count(seen, kind);
    const kinds = conversion.differences.filter(kind => ![...shown].some(one => one === kind));
    if (kinds.length > 0 && comparison.exhaustive && comparison.error === undefined)
      idle.push({ subject, conversion, kinds });
    const against = objections(comparison, conversion.differences);
    if (against.length > 0)
      failures.push({
        subject,
        after: conversion.after,
        declared: conversion.differences,
        objections: against,
      });
  }
  const refused = new Map<string, number>();
  for (const { code } of refusals) count(refused, code);
  return {
    subjects: subjects.length,
    converted,
    refused,
    refusals,
    failures,
    runs: comparisons.reduce((sum, comparison) => sum + comparison.runs, 0),
    sampled: comparisons.filter(comparison => !comparison.exhaustive).length,
    seen,
    idle,
    untrue,
    unseen: never,
  };
}

/**
 * Of the texts, those that somebody could convert: what they do does not hang on anything that the new calls no
 * longer tell, but for -EBUSY. An upper bound for the share, whatever the converter.
 */
export async function possible(
  subjects: readonly Subject[],
  options: HarnessOptions = {},
): Promise<Subject[]> {
  const comparisons = await compareAll(
    subjects.map(({ text, entry }) => ({
      before: text,
      after: text.replace(/\bvm_insert_(?=\w+\()/g, 'merged_insert_'),
      entry,
    })),
    options,
  );
  return subjects.filter((_, i) => objections(comparisons[i]!, ['ebusy-success']).length === 0);
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

async function converting(convert: Convert, text: string): Promise<Conversion | { thrown: string }> {
  try {
    return await convert(text);
  } catch (error) {
    return { thrown: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** The smallest program found by taking statements away that still converts wrongly. */
export async function minimised(
  failure: Failure,
  convert: Convert,
  options: HarnessOptions = {},
): Promise<Failure> {
  let best = failure;
  for (let round = 0; round < 60; round++) {
    const { program } = best.subject;
    if (!program) return best;
    let found: Failure | undefined;
    let some: Subject[] = [];
    const candidates = smallerPrograms(program);
    for (let end = false; !end && !found; ) {
      const next = candidates.next();
      end = next.done === true;
      if (!next.done) some.push(subjectOf(next.value));
      if (some.length === 16 || end) {
        found = (await campaign(some, convert, options)).failures[0];
        some = [];
      }
    }
    if (!found) return best;
    best = found;
  }
  return best;
}

export interface SabotageReport {
  readonly mutants: number;
  /** Mutants that do not compile or are like the original to the judge. */
  readonly broken: number;
  /** Those that running tells from the text before. */
  readonly distinguishable: number;
  /** Of these, those that the prover took: each is a bug of the prover. */
  readonly taken: readonly {
    readonly subject: Subject;
    readonly mutant: string;
    readonly kind: string;
    readonly what: string;
    readonly example: string;
  }[];
  /** Mutants that running cannot tell apart, and how many of them the prover took. */
  readonly equivalent: number;
  readonly equivalentTaken: number;
}

/** Mutates conversions; the prover has to refuse each mutant that running can tell from the text before. */
export async function sabotage(
  conversions: readonly { readonly subject: Subject; readonly conversion: { readonly after: string } }[],
  proves: Proves,
  perProgram: number,
  seed: number,
  options: HarnessOptions = {},
): Promise<SabotageReport> {
  const mutants = conversions.flatMap(({ subject, conversion }, i) =>
    someMutantsOf(conversion.after, perProgram, seedOf(seed, i)).map(mutant => ({ subject, mutant })),
  );
  const comparisons: Comparison[] = await compareAll(
    mutants.map(({ subject, mutant }) => ({
      before: subject.text,
      after: mutant.text,
      entry: subject.entry,
    })),
    { budget: 1000, ...options },
  );
  const taken: SabotageReport['taken'][number][] = [];
  let broken = 0;
  let distinguishable = 0;
  let equivalentTaken = 0;
  for (const [i, comparison] of comparisons.entries()) {
    const { subject, mutant } = mutants[i]!;
    if (comparison.error !== undefined) {
      broken++;
      continue;
    }
    const isDifferent = isDistinguishable(comparison);
    if (isDifferent) distinguishable++;
    if (!(await proves(subject.text, mutant.text))) continue;
    if (!isDifferent) {
      equivalentTaken++;
      continue;
    }
    const example = comparison.differences.find(({ kinds }) => kinds.includes('undeclared'))!.example;
    taken.push({ subject, mutant: mutant.text, kind: mutant.kind, what: mutant.what, example });
  }
  return {
    mutants: mutants.length,
    broken,
    distinguishable,
    taken,
    equivalent: mutants.length - broken - distinguishable,
    equivalentTaken,
  };
}
