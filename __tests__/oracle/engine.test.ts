/**
 * The engine before the judge: what it converts is compiled and run, and what is wrong with it must not be proven.
 * The large campaigns are `npm run campaign`; these are bounded to run with the other tests.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { type CampaignReport, campaign, sabotage, subjectOf, subjectOfText } from './campaign.js';
import { convertByEngine, proverFor } from './engine.js';
import { generate } from './generate.js';
import { generateMasked } from './masked.js';
import { seedOf } from './rng.js';
import { generateWeird } from './weird.js';

const SEED = 4;
const MINUTE = 60_000;

/** One line per wrong conversion, with what it takes to see it again. */
const wrong = ({ failures }: CampaignReport): string[] =>
  failures.map(({ subject, objections }) => `${subject.name}: ${objections.join('; ')}`);

/** What value tables say that the machine does not do. */
const untrue = (report: CampaignReport): string[] =>
  report.untrue.map(({ subject, what }) => `${subject.name}: ${what.join('; ')}`);

const folder = new URL('fixtures/', import.meta.url);
const fixtures = readdirSync(folder).map(name =>
  subjectOfText(name, readFileSync(new URL(name, folder), 'latin1')),
);

it(
  'converts the hand-written shapes that it must, and none of them wrongly',
  async () => {
    const report = await campaign(fixtures, convertByEngine);
    expect(wrong(report)).toEqual([]);
    expect(untrue(report)).toEqual([]);
    const refused = report.refusals.filter(({ subject }) => subject.traits.includes('must'));
    expect(refused.map(({ subject, code }) => `${subject.name}: ${code}`)).toEqual([]);
  },
  5 * MINUTE,
);

it(
  `converts made-up handlers of seed ${SEED}, none of them wrongly, and proves no mutant that behaves otherwise`,
  async () => {
    const programs = Array.from({ length: 80 }, (_, i) => subjectOf(generate(seedOf(SEED, i))));
    const report = await campaign(programs, convertByEngine, { seed: SEED });
    expect(wrong(report)).toEqual([]);
    expect(untrue(report)).toEqual([]);
    expect(report.converted.length).toBeGreaterThan(40);
    const provable = [];
    const provers = new Map<string, NonNullable<Awaited<ReturnType<typeof proverFor>>>>();
    for (const one of report.converted.slice(0, 30)) {
      const { text } = one.subject;
      const prover = await proverFor(text, one.conversion.after);
      if (!prover || !(await prover(text, one.conversion.after))) continue;
      provers.set(text, prover);
      provable.push(one);
    }
    const result = await sabotage(provable, (before, after) => provers.get(before)!(before, after), 6, SEED);
    expect(
      result.taken.map(({ subject, kind, what, example }) => `${subject.name}: ${kind}: ${what}: ${example}`),
    ).toEqual([]);
    expect(result.distinguishable).toBeGreaterThan(60);
  },
  MINUTE,
);

it(
  `converts weird handlers of seed ${SEED}, none of them wrongly`,
  async () => {
    const programs = Array.from({ length: 30 }, (_, i) => subjectOf(generateWeird(seedOf(SEED, i))));
    const report = await campaign(programs, convertByEngine, { seed: SEED, budget: 1500 });
    expect(wrong(report)).toEqual([]);
    expect(untrue(report)).toEqual([]);
  },
  MINUTE,
);

it(
  `converts handlers of seed ${SEED} with macros that hide what they do, none of them wrongly`,
  async () => {
    const programs = Array.from({ length: 60 }, (_, i) => subjectOf(generateMasked(seedOf(SEED, i))));
    const report = await campaign(programs, convertByEngine, { seed: SEED, budget: 1500 });
    expect(wrong(report)).toEqual([]);
    expect(untrue(report)).toEqual([]);
    // What is hidden is mostly beside the point of the rewrite, or stands where it must not be touched.
    expect(report.converted.length).toBeGreaterThan(3);
  },
  MINUTE,
);
