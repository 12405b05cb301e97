/**
 * Converts made-up programs and runs them before and after: `npm run campaign -- [N] [SEED] [options]`.
 *
 *   --fixtures      the hand-written shapes instead of made-up programs
 *   --weird         programs that nobody would write, instead of realistic ones
 *   --masked        realistic programs with part of them behind macros that use or leave what is around them
 *   --warnings=N    compile N conversions with gcc, and print warnings that the text before did not give
 *   --sabotage=K    then K mutants of each conversion: the prover has to refuse those that running tells apart
 *   --refused=CODE  print programs that were refused with this code, with the reason
 *   --why           count refusals of what could be converted, by the sentence that gives the reason
 *   --show=SEED     print one program, before and after
 *   --budget=N      combinations per program
 *   --least=N       the share in percent that has to convert
 *
 * Ends with 1 where something was converted wrongly, a wrong mutant was taken, or too few converted.
 */
import { readdirSync, readFileSync } from 'node:fs';
import {
  type CampaignReport,
  campaign,
  minimised,
  possible,
  type Subject,
  sabotage,
  subjectOf,
  subjectOfText,
} from '../__tests__/oracle/campaign.js';
import { convertByEngine, proverFor, refusalOf } from '../__tests__/oracle/engine.js';
import { generate } from '../__tests__/oracle/generate.js';
import { compiler, warningsOf } from '../__tests__/oracle/harness.js';
import { generateMasked } from '../__tests__/oracle/masked.js';
import { seedOf } from '../__tests__/oracle/rng.js';
import { generateWeird } from '../__tests__/oracle/weird.js';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const numbers = process.argv
  .slice(2)
  .filter(word => /^\d+$/.test(word))
  .map(Number);
const optionOf = (name: string): string | undefined =>
  process.argv.find(word => word.startsWith(`--${name}=`))?.slice(name.length + 3);
const count = numbers[0] ?? 2000;
const seed = numbers[1] ?? 1;
const makers = { '--weird': generateWeird, '--masked': generateMasked };
const maker = Object.entries(makers).find(([name]) => process.argv.includes(name))?.[1] ?? generate;
const options = { budget: Number(optionOf('budget') ?? 3000), seed };

const share = (part: number, whole: number): string => `${((100 * part) / Math.max(whole, 1)).toFixed(1)} %`;

function fixtures(): Subject[] {
  const folder = new URL('../__tests__/oracle/fixtures/', import.meta.url);
  return readdirSync(folder)
    .filter(name => name.endsWith('.c'))
    .map(name => subjectOfText(name, readFileSync(new URL(name, folder), 'latin1')));
}

function sayShares(report: CampaignReport, subjects: readonly Subject[]): void {
  const of = new Map<string, [number, number]>();
  const converted = new Set(report.converted.map(({ subject }) => subject.name));
  for (const { name, traits } of subjects)
    for (const trait of traits) {
      const [done, all] = of.get(trait) ?? [0, 0];
      of.set(trait, [done + (converted.has(name) ? 1 : 0), all + 1]);
    }
  const rows = [...of].sort(([, [a, n]], [, [b, m]]) => a / n - b / m);
  say('\nshare that converts, by what programs are made of:');
  for (const [trait, [done, all]] of rows)
    say(`  ${trait.padEnd(18)} ${share(done, all).padStart(8)} of ${all}`);
}

async function main(): Promise<number> {
  const shown = optionOf('show');
  if (shown !== undefined) {
    const { text } = maker(Number(shown));
    const conversion = await convertByEngine(text);
    say(text);
    say(
      'after' in conversion
        ? `${conversion.after}\n/* declared: ${conversion.differences.join(', ')} */`
        : `/* ${await refusalOf(text)} */`,
    );
    return 0;
  }
  const started = Date.now();
  const subjects = process.argv.includes('--fixtures')
    ? fixtures()
    : Array.from({ length: count }, (_, i) => subjectOf(maker(seedOf(seed, i))));
  const made = Date.now();
  const report = await campaign(subjects, convertByEngine, options);
  const ended = Date.now();
  say(
    `${subjects.length} programs of seed ${seed}, ${compiler}: ${report.converted.length} converted ` +
      `(${share(report.converted.length, subjects.length)}), ${report.failures.length} wrong, ${report.runs} runs, ` +
      `${report.sampled} programs only sampled`,
  );
  say(
    `${((ended - started) / 1000).toFixed(1)} s (${((1000 * subjects.length) / (ended - made)).toFixed(0)} programs per second)`,
  );
  const consents = report.converted.filter(({ conversion }) => conversion.consent).length;
  say(
    `${consents} of these need a person's consent, since more is done for a value than counting it as success`,
  );
  const missed = await possible(
    report.refusals.map(({ subject }) => subject),
    options,
  );
  say(
    `could be converted: ${share(report.converted.length + missed.length, subjects.length)}; of these are converted: ` +
      share(report.converted.length, report.converted.length + missed.length),
  );
  say('\nrefused:');
  for (const [code, n] of [...report.refused].sort((a, b) => b[1] - a[1])) say(`  ${code.padEnd(28)} ${n}`);
  say('\ndifferences seen:');
  for (const [kind, n] of report.seen) say(`  ${kind.padEnd(28)} ${n}`);
  say(`\ndeclared, and not seen in any of all runs: ${report.idle.length}`);
  for (const { subject, kinds } of report.idle.slice(0, 20)) say(`  ${subject.name}: ${kinds.join(', ')}`);
  for (const [what, list] of [
    ['untrue in a value table', report.untrue],
    ['outcomes of value tables that no run shows', report.unseen],
  ] as const) {
    say(`\n${what}: ${list.length} programs`);
    for (const { subject, what: lines } of list.slice(0, 20)) say(`  ${subject.name}: ${lines[0]}`);
  }
  sayShares(report, subjects);

  if (process.argv.includes('--fixtures'))
    for (const { subject } of report.refusals)
      say(
        `  ${subject.name} (${[...subject.traits, missed.includes(subject) ? 'could be converted' : 'cannot'].join(', ')}): ${await refusalOf(subject.text)}`,
      );
  if (process.argv.includes('--why')) {
    const reasons = new Map<string, string[]>();
    for (const subject of missed) {
      const reason = (await refusalOf(subject.text))
        .replace(/gizmo_\w+\(\)/g, 'f()')
        .replace(/(".*?"|, )+/g, '"…" ');
      reasons.set(reason, [...(reasons.get(reason) ?? []), subject.name]);
    }
    say('\nwhy what could be converted was refused:');
    for (const [reason, names] of [...reasons].sort(([, a], [, b]) => b.length - a.length).slice(0, 40))
      say(`  ${String(names.length).padStart(4)} ${reason} (${names.slice(0, 3).join(', ')})`);
  }
  const code = optionOf('refused');
  if (code !== undefined)
    for (const { subject } of report.refusals.filter(refusal => refusal.code === code).slice(0, 20))
      say(`\n===== ${subject.name}: ${await refusalOf(subject.text)}\n${subject.text}`);

  const kinds = new Set<string>();
  for (const failure of report.failures) {
    say(`\nWRONG ${failure.subject.name}: ${failure.objections.join('\n  ')}`);
    const kind = failure.objections[0]!.slice(0, 24);
    if (kinds.size < 12 && !(kinds.has(kind) && kinds.size > 4)) {
      kinds.add(`${kind}${kinds.size}`);
      const small = await minimised(failure, convertByEngine, options);
      say(
        `----- before:\n${small.subject.text}----- after (declares ${small.declared.join(', ') || 'nothing'}):\n${small.after}`,
      );
      if (small !== failure) say(`----- smaller, so: ${small.objections.join('; ')}`);
    }
  }

  for (const { subject, conversion } of report.converted.slice(0, Number(optionOf('warnings') ?? 0))) {
    const flags = ['-Wall', '-O1'];
    const before = warningsOf(subject.text, flags).length;
    const after = warningsOf(conversion.after, flags);
    if (after.length > before) say(`\nWARNS ${subject.name}: ${after.join('\n  ')}\n${conversion.after}`);
  }

  let taken = 0;
  const perProgram = Number(optionOf('sabotage') ?? 0);
  if (perProgram > 0) {
    const since = Date.now();
    let asked = 0;
    const sane = report.converted.filter(
      ({ subject }) => !report.failures.some(failure => failure.subject === subject),
    );
    const provers = new Map<string, Awaited<ReturnType<typeof proverFor>>>();
    for (const { subject, conversion } of sane)
      provers.set(subject.text, await proverFor(subject.text, conversion.after));
    const provable = [];
    for (const one of sane) {
      const prover = provers.get(one.subject.text);
      if (prover && (await prover(one.subject.text, one.conversion.after))) provable.push(one);
    }
    const result = await sabotage(
      provable,
      (before, after) => {
        asked++;
        return provers.get(before)!(before, after);
      },
      perProgram,
      seed,
      options,
    );
    taken = result.taken.length;
    say(
      `\nsabotage: ${result.mutants} mutants of ${provable.length} conversions (${sane.length - provable.length} conversions ` +
        `not asked about), ${result.broken} do not compile, ${result.distinguishable} can be told apart, ` +
        `${taken} of these were taken; ${result.equivalent} cannot be told apart, ${result.equivalentTaken} of these were taken; ` +
        `${((Date.now() - since) / 1000).toFixed(1)} s, ${asked} questions`,
    );
    for (const { subject, kind, what, mutant, example } of result.taken.slice(0, 10))
      say(
        `\nTAKEN ${subject.name}: ${kind}: ${what}\n  ${example}\n----- before:\n${subject.text}----- mutant:\n${mutant}`,
      );
  }
  const least = Number(optionOf('least') ?? 0);
  const isLess = (100 * report.converted.length) / Math.max(subjects.length, 1) < least;
  if (isLess) say(`\nLESS than ${least} % converted`);
  return report.failures.length + report.untrue.length + taken > 0 || isLess ? 1 : 0;
}

process.exitCode = await main();
