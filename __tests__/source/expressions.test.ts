/** Random expressions are printed as people write them and must come back with the grouping they were made with. */
import fc from 'fast-check';
import { functionIn } from './opened.js';
import { expr } from './render.js';

/** An expression as it was made: how it is written, how it must be read, how tightly it binds. */
interface Made {
  readonly text: string;
  readonly read: string;
  readonly rank: number;
}

const RANKS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const [COMMA, ASSIGN, TERNARY, BINARY] = [0, 1, 2, 3];
const UNARY = BINARY + RANKS.length;
const POSTFIX = UNARY + 1;
const PRIMARY = POSTFIX + 1;

const wrapped = (made: Made): Made => ({ text: `(${made.text})`, read: made.read, rank: PRIMARY });
const atLeast = (made: Made, rank: number): Made => (made.rank >= rank ? made : wrapped(made));

const atom: fc.Arbitrary<Made> = fc
  .constantFrom('a', 'b', 'count', 'x1', 'NULL', '0', '42', '0x10UL', "'c'", '1.5f', 'EINVAL', 'u')
  .map(text => ({ text, read: text, rank: PRIMARY }));
const opaque: fc.Arbitrary<Made> = fc
  .constantFrom(
    ['sizeof(struct gizmo)', '`sizeof(struct gizmo)`'],
    ['sizeof(x1)', '`sizeof(x1)`'],
    ['"text"', '"text"'],
    ['"a" PRIx64 "b"', '"a" PRIx64 "b"'],
    ['container_of(p, struct gizmo, list)', 'container_of(p, `struct gizmo`, list)'],
    ['va_arg(ap, char *)', 'va_arg(ap, `char *`)'],
  )
  .map(([text = '', read = '']) => ({ text, read, rank: text.startsWith('sizeof') ? UNARY : PRIMARY }));
const castType = fc.constantFrom(
  'u32',
  'unsigned long',
  'struct gizmo *',
  'gizmo_t',
  'void __user *',
  'const char *',
  'widget *',
);

const made: fc.Arbitrary<Made> = fc.letrec<{ e: Made }>(tie => {
  const e = tie('e');
  const binary = fc
    .tuple(e, fc.nat(RANKS.length - 1), fc.nat(3), e, fc.constantFrom(' ', ''))
    .map(([left, level, pick, right, gap]) => {
      const ops = RANKS[level] ?? ['+'];
      const op = ops[pick % ops.length] ?? '+';
      const l = atLeast(left, BINARY + level);
      const r = atLeast(right, BINARY + level + 1);
      // Without blanks two signs or an ampersand would run together into another operator.
      const space = gap === '' && !/^[-+&*=<>]/.test(r.text) && !/[-+&*=<>/]$/.test(l.text) ? '' : ' ';
      return {
        text: `${l.text}${space}${op}${space}${r.text}`,
        read: `(${l.read} ${op} ${r.read})`,
        rank: BINARY + level,
      };
    });
  const unary = fc.tuple(fc.constantFrom('!', '~', '-', '+', '*', '&'), e).map(([op, operand]) => {
    const o = atLeast(operand, UNARY);
    const space = /^[-+&]/.test(o.text) ? ' ' : '';
    return { text: `${op}${space}${o.text}`, read: `(${op}${o.read})`, rank: UNARY };
  });
  const update = fc.tuple(fc.constantFrom('++', '--'), fc.boolean(), e).map(([op, prefix, operand]) => {
    const o = atLeast(operand, prefix ? UNARY : POSTFIX);
    const space = /^[-+&]/.test(o.text) ? ' ' : '';
    return prefix
      ? { text: `${op}${space}${o.text}`, read: `(${op}${o.read})`, rank: UNARY }
      : { text: `${o.text}${op}`, read: `(${o.read}${op})`, rank: POSTFIX };
  });
  const cast = fc.tuple(castType, e).map(([type, operand]) => {
    const o = atLeast(operand, UNARY);
    return { text: `(${type})${o.text}`, read: `{${type.replace(' __user', '')}}${o.read}`, rank: UNARY };
  });
  const call = fc
    .tuple(fc.constantFrom('fn', 'READ_ONCE', 'g->ops->run'), fc.array(e, { maxLength: 3 }))
    .map(([name, args]) => {
      const list = args.map(arg => atLeast(arg, ASSIGN));
      return {
        text: `${name}(${list.map(arg => arg.text).join(', ')})`,
        read: `${name}(${list.map(arg => arg.read).join(', ')})`,
        rank: POSTFIX,
      };
    });
  const member = fc.tuple(e, fc.constantFrom('.', '->')).map(([object, op]) => {
    const o = atLeast(object, POSTFIX);
    return { text: `${o.text}${op}field`, read: `${o.read}${op}field`, rank: POSTFIX };
  });
  const index = fc.tuple(e, e).map(([object, at]) => {
    const o = atLeast(object, POSTFIX);
    return { text: `${o.text}[${at.text}]`, read: `${o.read}[${at.read}]`, rank: POSTFIX };
  });
  const ternary = fc.tuple(e, fc.option(e), e).map(([test, yes, no]) => {
    const [t, n] = [atLeast(test, BINARY), atLeast(no, TERNARY)];
    return {
      text: `${t.text} ? ${yes === null ? '' : `${yes.text} `}: ${n.text}`,
      read: `(${t.read} ? ${yes === null ? '' : `${yes.read} `}: ${n.read})`,
      rank: TERNARY,
    };
  });
  const target = fc.oneof(
    fc.constant({ text: 'a', read: 'a', rank: PRIMARY }),
    member,
    index,
    e.map(pointer => {
      const p = atLeast(pointer, UNARY);
      return { text: `*${p.text}`, read: `(*${p.read})`, rank: UNARY };
    }),
  );
  const assign = fc.tuple(target, fc.constantFrom('=', '+=', '|=', '<<='), e).map(([t, op, value]) => {
    const v = atLeast(value, ASSIGN);
    return { text: `${t.text} ${op} ${v.text}`, read: `(${t.read} ${op} ${v.read})`, rank: ASSIGN };
  });
  const comma = fc.tuple(e, e).map(([a, b]) => {
    const [l, r] = [atLeast(a, ASSIGN), atLeast(b, ASSIGN)];
    return wrapped({ text: `${l.text}, ${r.text}`, read: `(${l.read}, ${r.read})`, rank: COMMA });
  });
  return {
    e: fc.oneof(
      { maxDepth: 5, depthSize: 'small' },
      { arbitrary: atom, weight: 4 },
      { arbitrary: opaque, weight: 1 },
      { arbitrary: binary, weight: 4 },
      { arbitrary: unary, weight: 2 },
      { arbitrary: update, weight: 1 },
      { arbitrary: cast, weight: 2 },
      { arbitrary: call, weight: 2 },
      { arbitrary: member, weight: 1 },
      { arbitrary: index, weight: 1 },
      { arbitrary: ternary, weight: 1 },
      { arbitrary: assign, weight: 1 },
      { arbitrary: comma, weight: 1 },
      { arbitrary: e.map(wrapped), weight: 2 },
    ),
  };
}).e;

describe('expressions', () => {
  it.each([
    ['as a value', (text: string) => `x = ${text};`, (read: string) => `(x = ${read})`],
    ['returned', (text: string) => `return ${text};`, (read: string) => read],
    ['as a condition', (text: string) => `if (${text}) return 0;`, (read: string) => read],
    ['as a case', (text: string) => `switch (x) { case ${text}: return 0; }`, (read: string) => read],
  ])('are read as they were made: %s', (place, write, expected) => {
    fc.assert(
      fc.property(made, one => {
        const inner =
          place === 'as a value' || place === 'as a case'
            ? atLeast(one, place === 'as a case' ? TERNARY : ASSIGN)
            : one;
        const fn = functionIn(`int f(void)\n{\n\t${write(inner.text)}\n}\n`);
        expect(fn.doubtful).toEqual([]);
        const [first] = fn.body.body;
        const seen =
          first?.kind === 'expr'
            ? first.expr
            : first?.kind === 'return'
              ? first.value
              : first?.kind === 'if'
                ? first.test
                : first?.kind === 'switch' &&
                    first.body.kind === 'block' &&
                    first.body.body[0]?.kind === 'case'
                  ? first.body.body[0].value
                  : undefined;
        expect(seen && expr(seen, false)).toBe(expected(inner.read));
      }),
      { numRuns: 400 },
    );
  });
});
