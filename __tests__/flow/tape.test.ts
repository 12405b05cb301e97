/** What is taken up again behind a decision comes out as what is run from the beginning. */
import { constantsOf } from '../../src/flow/constants.js';
import { type Code, evaluate, type Observer, type Run } from '../../src/flow/evaluate.js';
import { universeOf } from '../../src/flow/explore.js';
import { codeOf } from '../../src/flow/prove.js';
import { openTape } from '../../src/flow/tape.js';
import { isSym, type Value } from '../../src/flow/values.js';
import { pathsOf } from '../../src/flow/world.js';
import { functionIn } from '../source/opened.js';
import { CONTRACT } from './prover.js';

const START = { step: 0, env: new Map<number, Value>(), prefix: '', skipHead: false };

/** Everything that one can see of a run. */
const seenIn = ({ effects, end, unset, taken }: Run) => ({
  ...{ unset, taken, end: end.kind },
  value: end.kind === 'return' ? end.value : end.kind === 'head' ? [...end.env] : undefined,
  effects: effects.map(({ name, values }) => [name, ...values.map(v => (isSym(v) ? v.key : v))]),
});

/** Notes the variables before each step, as an observer may that goes back. */
function noting(): { readonly observer: Observer; told(): readonly string[] } {
  let notes: string[] = [];
  let before = 0;
  const observer: Observer = {
    begin: () => {
      notes = [];
    },
    step: (index, env, effects) => {
      before = notes.length;
      notes.push(`${index} after ${effects}: ${JSON.stringify([...env])}`);
    },
    branch: (index, side) => notes.push(`${index} to ${side}`),
    mark: () => before,
    rewind: mark => {
      notes = notes.slice(0, mark as number);
    },
  };
  return { observer, told: () => notes };
}

function universeFor(codes: readonly Code[]) {
  return universeOf(CONTRACT, new Set(codes.flatMap(code => [...constantsOf(code, CONTRACT)])), false);
}

function walkWithTape(codes: readonly Code[]) {
  const paths = pathsOf(universeFor(codes), new Map());
  const tape = openTape(paths);
  const notes = codes.map(noting);
  const found: unknown[] = [];
  do {
    const runs = codes.map((code, i) => tape.run(code, () => START, notes[i]!.observer));
    tape.close();
    const classes = [...paths.world.classes].map(([key, { name }]) => `${key} ${name}`);
    const known = [...paths.world.known()].map(([key, { values }]) => `${key} ${values.join()}`);
    found.push({ runs: runs.map(seenIn), classes, known, told: notes.map(one => [...one.told()]) });
  } while (tape.next());
  return found;
}

function walkAnew(codes: readonly Code[]) {
  const paths = pathsOf(universeFor(codes), new Map());
  const found: unknown[] = [];
  do {
    const notes = codes.map(noting);
    const runs = codes.map((code, i) => evaluate(code, START, paths.world, notes[i]!.observer));
    const classes = [...paths.world.classes].map(([key, { name }]) => `${key} ${name}`);
    const known = [...paths.world.known()].map(([key, { values }]) => `${key} ${values.join()}`);
    found.push({ runs: runs.map(seenIn), classes, known, told: notes.map(one => [...one.told()]) });
  } while (paths.nextPath());
  return found;
}

const HELPER = 'static int half(int n)\n{\n\tif (n > 4)\n\t\treturn other(n);\n\treturn 0;\n}\n\n';
const BODIES = [
  '\tif (a && b)\n\t\treturn old_put(a);\n\tif (a == 3 || b == -12)\n\t\treturn CODE_OOM;\n\treturn old_put(b) ? -ENOMEM : 0;\n',
  '\tint err = old_put(a);\n\n\tswitch (err) {\n\tcase 0:\n\tcase -EBUSY:\n\t\tbreak;\n\tcase -ENOMEM:\n\t\tnote(b);\n\t\treturn CODE_OOM;\n\tdefault:\n\t\treturn p->kind ? CODE_BUS : CODE_ERROR;\n\t}\n\treturn b ? CODE_OK : 0;\n',
  '\tif (p->count > 2)\n\t\tp->count = a;\n\tif (p->count > 2 && half(b))\n\t\ta = half(a) + p->count;\n\treturn a;\n',
  '\tint c;\n\n\tif (a)\n\t\tc = b;\n\tif (WARN_ON(c > 1) || IS_ERR(p))\n\t\treturn PTR_ERR(p);\n\tif (!b)\n\t\tBUG();\n\treturn old_put(c);\n',
  '\tif (a < 2)\n\t\tb++;\n\twhile (b > 3)\n\t\tb -= old_put(b);\n\treturn b;\n',
];

const codesFor = (body: string): Code => {
  const text = `${HELPER}static int f(struct gizmo *p, int a, int b)\n{\n${body}}\n`;
  return codeOf(functionIn(text), name => (name === 'half' ? codeOf(functionIn(text, 'half')) : undefined));
};

it.each(BODIES)('one program: %j', body => {
  const anew = walkAnew([codesFor(body)]);
  expect(anew.length).toBeGreaterThan(1);
  expect(walkWithTape([codesFor(body)])).toEqual(anew);
});

it.each(BODIES.flatMap((one, i) => BODIES.slice(i + 1).map(other => [one, other])))(
  'two programs, one after the other: %j, %j',
  (one, other) => {
    const anew = walkAnew([codesFor(one), codesFor(other)]);
    expect(walkWithTape([codesFor(one), codesFor(other)])).toEqual(anew);
  },
);
