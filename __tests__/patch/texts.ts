/** Texts like C, and edits of them, on which diffs can go many ways. */
import fc from 'fast-check';

const LINES = [
  '\n',
  '\n',
  '{\n',
  '}\n',
  '\t}\n',
  '\treturn 0;\n',
  '\tint ret;\n',
  '\tif (ret)\n',
  '\t\tgoto err;\n',
  'err:\n',
  'out: /* always */\n',
  '\tret = widget_start(a, b);\n',
  'static int gizmo_open(struct gizmo *g)\n',
  'int gizmo_close(void)   \n',
  'static const struct gizmo_operations *gizmo_operations_of_a_very_long_name(struct widget *w, int a)\n',
  '/* gr\xc3\xbc\xc3\x9fe */ int x;\n',
  'int n\xe9w(void)\n',
  ' * text\n',
  '#ifdef GIZMO\n',
  '#endif\n',
  '\t\tbreak;\n',
  '\tcase 1:\n',
  'crlf;\r\n',
  '\r\n',
  '\f\n',
  ' \t\n',
  '-- a\n',
  '++ b\n',
];

const line = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...LINES) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 40 }).map(n => `\tx${n} = y;\n`) },
);

const block = (max: number): fc.Arbitrary<string[]> => fc.array(line, { maxLength: max, size: 'max' });

/** Takes lines out, puts lines in, moves or repeats a block. */
const edit = fc.record({
  kind: fc.constantFrom('cut', 'put', 'move', 'repeat', 'indent'),
  at: fc.nat(),
  to: fc.nat(),
  size: fc.integer({ min: 1, max: 8 }),
  lines: block(5),
});

type Edit = typeof edit extends fc.Arbitrary<infer T> ? Omit<T, 'kind'> & { readonly kind: string } : never;

function change(lines: readonly string[], { kind, at, to, size, lines: fresh }: Edit): string[] {
  const start = at % (lines.length + 1);
  const piece = lines.slice(start, start + size);
  const rest = [...lines.slice(0, start), ...lines.slice(start + size)];
  const goal = to % (rest.length + 1);
  if (kind === 'cut') return rest;
  if (kind === 'put') return [...lines.slice(0, start), ...fresh, ...lines.slice(start)];
  if (kind === 'move') return [...rest.slice(0, goal), ...piece, ...rest.slice(goal)];
  if (kind === 'repeat') return [...lines.slice(0, start), ...piece, ...lines.slice(start)];
  return [...lines.slice(0, start), ...piece.map(one => `\t${one}`), ...lines.slice(start + size)];
}

const ended = (lines: readonly string[], final: boolean): string => {
  const text = lines.join('');
  return final ? text : text.replace(/\n$/, '');
};

/** Two texts, the second an edit of the first; they may be equal. */
export const editedText = fc
  .record({
    lines: fc.oneof(block(20), block(120)),
    edits: fc.array(edit, { minLength: 1, maxLength: 6 }),
    finals: fc.tuple(fc.boolean(), fc.boolean()),
  })
  .map(({ lines, edits, finals }) => ({
    before: ended(lines, finals[0]),
    after: ended(edits.reduce(change, lines), finals[1]),
  }));

/** Blocks repeated in a text of few different lines: what is new can be shown in many places. */
export const sliding = fc
  .record({
    lines: fc.array(fc.constantFrom('\n', '}\n', '\t}\n', '\ta;\n', '\t\tb;\n', '    c;\n', 'd\n'), {
      minLength: 1,
      maxLength: 14,
      size: 'max',
    }),
    edits: fc.array(
      edit.map(one => ({ ...one, kind: 'repeat' })),
      { minLength: 1, maxLength: 2 },
    ),
    turned: fc.boolean(),
  })
  .map(({ lines, edits, turned }) => {
    const few = lines.join('');
    const more = edits.reduce(change, lines).join('');
    return turned ? { before: more, after: few } : { before: few, after: more };
  });

/** Two texts that share lines but no history. */
export const strangers = fc.record({ before: block(150), after: block(150) }).map(({ before, after }) => ({
  before: before.join(''),
  after: after.join(''),
}));

/** Numbers below `n`, the same in each run. */
export function dice(seed: number): (n: number) => number {
  let state = seed;
  return n => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % n;
  };
}

/** Lines of which about `rate` in a thousand are taken out, put in or replaced. */
export function worn(
  lines: readonly string[],
  rate: number,
  roll: (n: number) => number,
  fresh: () => string,
): string[] {
  return lines.flatMap(one => {
    const fate = roll(1000);
    if (fate < rate) return [];
    if (fate < 2 * rate) return [fresh(), one];
    return [fate < 3 * rate ? fresh() : one];
  });
}
