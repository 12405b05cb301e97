/**
 * A family with an invented API, for tests of the engine. Each keyword is a behaviour of a rule: what good ones
 * offer, and every way in which a bad one may break the contract. It works on spans alone.
 */
import { type Edit, insert, remove, replace } from '../src/edit/edit.js';
import type { Facts } from '../src/facts/facts.js';
import { mint } from '../src/flow/proof.js';
import type { SourceFile } from '../src/source/file.js';
import type { Span } from '../src/source/span.js';
import {
  type AnyTransform,
  define,
  type Judgement,
  type Offer,
  type Rule,
  type Unit,
} from '../src/transform.js';
import type { Occurrence } from '../src/verdict.js';

const reasons = {
  plain: { text: 'becomes {{name}}', advice: 'Nothing.' },
  doubt: { text: 'a person has to agree to {{name}}', advice: 'Agree.' },
  stays: { text: '{{name}} stays, since a test says so', advice: 'Nothing.' },
  hollow: { text: 'nobody says {{what}}', advice: 'Nothing.' },
} as const;

type Code = keyof typeof reasons;
type Answer = Judgement<Code> | undefined;
type Behaviour = (occurrence: Occurrence, unit: Unit<unknown>, facts: Facts) => Answer;

const proven = (...edits: Edit[]): Offer => ({ edits, proof: mint([], []) });
const unproven = (...edits: Edit[]): Offer => ({
  edits,
  proof: { about: undefined, table: [], differences: [] },
});
const convert = (change: Offer, name = 'new'): Answer => ({
  kind: 'convert',
  code: 'plain',
  holes: { name },
  change,
});
const rename = ({ path, start, end }: Occurrence, name: string) => replace(path, { start, end }, name);

/** The first place of a text in a file. */
function spanOf(file: SourceFile, text: string): Span {
  const start = file.text.indexOf(text);
  if (start < 0) throw new Error(`${file.path} has no "${text}"`);
  return { start, end: start + text.length };
}

/** From a call's name to the end of its line. */
function lineFrom({ file }: Unit<unknown>, { start }: Occurrence): Span {
  return { start, end: file.text.indexOf('\n', start) };
}

const behaviours: Readonly<Record<string, Behaviour>> = {
  gizmo_put: at => convert(proven(rename(at, 'gizmo_drop'))),
  gizmo_ask: at => ({
    kind: 'review',
    code: 'doubt',
    holes: { name: 'asked' },
    change: proven(rename(at, 'gizmo_told')),
  }),
  gizmo_keep: () => ({ kind: 'refuse', code: 'stays', holes: { name: 'it' } }),
  gizmo_ready: () => ({ kind: 'done', code: 'stays', holes: { name: 'it' } }),
  gizmo_hollow: () => ({ kind: 'refuse', code: 'hollow' }),

  // Edits of more than one place.
  gizmo_typed: (at, _, facts) => {
    const header = facts.file('gizmo.h')!;
    return convert(proven(rename(at, 'gizmo_t_new'), replace('gizmo.h', spanOf(header, 'int'), 'gizmo_t')));
  },
  gizmo_noted: (at, { item }) =>
    convert(proven(rename(at, 'gizmo_n'), insert(at.path, item!.start, 'static '))),
  gizmo_line: (at, unit) => convert(proven(replace(at.path, lineFrom(unit, at), 'gizmo_l();'))),
  gizmo_tail: (at, unit) =>
    convert(proven(insert(at.path, lineFrom(unit, at).end, ' /* tail */'), rename(at, 'gizmo_t'))),

  // Rewrites that only the engine's proofs can find out.
  gizmo_brace: at => convert(proven(rename(at, '} gizmo_b'))),
  gizmo_murky: at => convert(proven(rename(at, 'gizmo_m) (,'))),
  gizmo_idle: at => convert(proven(rename(at, at.keyword))),
  gizmo_loop: at => convert(proven(rename(at, 'gizmo_put'))),
  gizmo_swap: at => convert(proven(rename(at, 'gizmo_loop'))),
  gizmo_born: at => convert(proven(rename(at, 'gizmo_pair'))),
  gizmo_woke: (at, _, facts) =>
    facts.file('gizmo.c')?.text.includes('gizmo_drop') ? convert(proven(rename(at, 'gizmo_w'))) : undefined,

  gizmo_trap: (at, { file }) => {
    if (file.text.includes('gizmo_sprung')) throw new Error('the trap sprang');
    return convert(proven(insert(at.path, at.start, 'gizmo_sprung + ')));
  },

  // Breaches of the contract.
  gizmo_throw: () => {
    throw new Error('the toy broke');
  },
  gizmo_code: () => ({ kind: 'refuse', code: 'toString' as Code }),
  gizmo_claim: at => convert(unproven(rename(at, 'gizmo_c'))),
  gizmo_empty: () => convert(proven()),
  gizmo_far: at => convert(proven(rename(at, 'gizmo_f'), insert('nowhere.c', 0, 'x'))),
  gizmo_past: at => convert(proven(insert(at.path, 1e9, 'x'))),
  gizmo_wide: at => convert(proven(rename(at, 'gizmo_\u20ac'))),
  gizmo_twice: at => convert(proven(rename(at, 'a'), remove(at.path, at))),
};

export const rule: Rule<Code, unknown> = {
  reasons,
  slots: [],
  judge: (unit, facts) => {
    const { occurrences } = unit;
    if (occurrences.some(({ keyword }) => keyword === 'gizmo_many')) return [];
    // All of a unit's `gizmo_pair`s change together, in one offer; a `gizmo_maybe` among them needs consent.
    const pairs = occurrences.filter(({ keyword }) => keyword === 'gizmo_pair' || keyword === 'gizmo_maybe');
    const joint = proven(...pairs.map(at => rename(at, 'gizmo_two')));
    return occurrences.map(at => {
      if (at.keyword === 'gizmo_pair') return convert(joint);
      if (at.keyword === 'gizmo_maybe')
        return { kind: 'review', code: 'doubt', holes: { name: 'it' }, change: joint };
      if (at.keyword === 'gizmo_mute') return undefined;
      if (at.place !== 'code') return { kind: 'done', code: 'stays', holes: { name: at.place } };
      return behaviours[at.keyword]!(at, unit, facts);
    });
  },
};

export const keywords: readonly string[] = [
  ...Object.keys(behaviours),
  'gizmo_pair',
  'gizmo_maybe',
  'gizmo_many',
  'gizmo_mute',
];

/** A transform of the toy family, or of the family of another rule. */
export function toyOf(name: string, words: readonly string[], by = rule): AnyTransform {
  return define({
    name,
    title: 'convert the toy',
    why: ['It is a test.'],
    safety: 'It is a test.',
    keywords: words,
    api: ['gizmo_drop'],
    rule: by,
    data: {},
    examples: [{ title: 'one', before: '', code: 'stays' }],
  });
}

/** All behaviours in one transform. */
export const toy: readonly AnyTransform[] = [toyOf('gizmo', keywords)];

/** A function that calls each of the given names. */
export const fn = (name: string, ...calls: string[]) =>
  `int ${name}(void)\n{\n${calls.map(call => `\t${call}();\n`).join('')}\treturn 0;\n}\n`;

/** A file of a tree in one string. */
export const file = (path: string, ...functions: string[]) => `// file: ${path}\n${functions.join('\n')}`;
