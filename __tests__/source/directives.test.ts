import { assume } from '../../src/source/conditions.js';
import { normalise } from '../../src/source/index.js';
import { open } from './opened.js';

const holds = (condition: string) => ({ condition, holds: true });
const fails = (condition: string) => ({ condition, holds: false });

describe('conditions', () => {
  it.each([
    ['defined A', holds('defined(A)')],
    ['!defined( A )', fails('defined(A)')],
    ['!A', fails('A')],
    ['!!A', holds('A')],
    ['(A)', holds('A')],
    ['!(A && B)', fails('A && B')],
    ['!A && B', holds('!A && B')],
    ['(A) && (B)', holds('(A) && (B)')],
    ['A  >=\t3', holds('A >= 3')],
    ['!IS_ENABLED(CONFIG_A)', fails('IS_ENABLED(CONFIG_A)')],
  ])('%s has one form', (text, test) => expect(normalise(text)).toEqual(test));

  it.each([
    ['a condition and its negation', [holds('A'), fails('A')], false],
    ['a conjunction and the negation of a part', [holds('A && B'), fails('B')], false],
    ['the same in the other order', [fails('B'), holds('A && B')], false],
    ['a disjunction that fails and a part', [fails('A || defined(B)'), holds('defined(B)')], false],
    ['a disjunction whose parts both fail', [fails('A'), fails('B'), holds('A || B')], false],
    ['a conjunction that fails though its parts hold', [holds('A'), holds('B'), fails('A && B')], false],
    ['a negation inside', [holds('A && !B'), holds('B')], false],
    ['what has nothing to do with each other', [holds('A'), fails('B'), holds('C >= 3')], true],
    ['a conjunction that fails with one part', [holds('A'), fails('A && B')], true],
    ['a comparison and its negation', [holds('A >= F(4, 2)'), holds('A < F(4, 2)')], false],
    ['that with its sides turned', [holds('A >= F(4, 2)'), holds('F(4, 2) > (A)')], true],
    [
      'that with its sides turned, and no more around them',
      [holds('A >= F(4, 2)'), holds('F(4, 2) > A')],
      false,
    ],
    ['another one', [holds('A > 2'), holds('A < 2')], true],
    ['what is equal, and is not', [holds('A == B'), holds('B != A')], false],
    ['a comparison inside', [holds('A < 2 && B'), holds('A >= 2')], false],
    ['a shift, which is no comparison', [holds('A << 2'), holds('A < 2')], true],
    ['a chain of comparisons, which is not looked into', [holds('A < B < C'), holds('A >= B')], true],
    ['a number', [holds('0')], false],
    ['a number that fails', [fails('0')], true],
    ['a choice, which is not looked into', [holds('A ? B : C'), fails('A')], true],
  ])('%s: consistent or not', (_, tests, possible) => {
    expect(assume([], tests) !== undefined).toBe(possible);
  });
});

describe('what items lie under', () => {
  const underOf = (text: string) =>
    open(text).items.map(item => [
      item.name,
      item.under.map(test => `${test.holds ? '' : '!'}${test.condition}`).join(' '),
    ]);

  it('is told outermost first, arm by arm', () => {
    const text =
      'int a;\n#ifdef X\nint b;\n#if Y > 2 /* why */ \\\n && Z\nint c;\n#elif defined W\nint d;\n#else // no\nint e;\n#endif\n#endif\n#ifndef V\nint g;\n#endif\nint h;\n';
    expect(underOf(text)).toEqual([
      ['a', ''],
      ['b', 'defined(X)'],
      ['c', 'defined(X) Y > 2 && Z'],
      ['d', 'defined(X) !Y > 2 && Z defined(W)'],
      ['e', 'defined(X) !Y > 2 && Z !defined(W)'],
      ['g', '!defined(V)'],
      ['h', ''],
    ]);
  });

  it('survives stray and missing ends', () => {
    expect(underOf('#else\nint a;\n#endif\nint b;\n#if X\nint c;\n')).toEqual([
      ['a', ''],
      ['b', ''],
      ['c', 'X'],
    ]);
  });

  it('gives up on conditions nested as no person nests them', () => {
    const file = open(`${'#if A\n'.repeat(101)}int x;\n${'#endif\n'.repeat(101)}int y;\n`);
    expect(file.items.map(item => item.doubt)).toEqual(['it lies under too many #if conditions', undefined]);
  });
});

describe('macros', () => {
  it.each([
    ['#define A', { name: 'A', params: undefined, body: '' }],
    ['#define A 1 /* one */', { name: 'A', params: undefined, body: '1 /* one */' }],
    ['#define A (x)', { name: 'A', params: undefined, body: '(x)' }],
    ['#  define A(x, y) x \\\n\t+ y', { name: 'A', params: ['x', 'y'], body: 'x \\\n\t+ y' }],
    ['#define A() 1', { name: 'A', params: [], body: '1' }],
    [
      '#define A(fmt, args...) fn(fmt, ## args)',
      { name: 'A', params: ['fmt', 'args...'], body: 'fn(fmt, ## args)' },
    ],
    ['#define A(x, ...) fn(x, __VA_ARGS__)', { name: 'A', params: ['x', '...'], body: 'fn(x, __VA_ARGS__)' }],
  ])('%s', (text, macro) =>
    expect(open(`${text}\nint x;\n`).macros).toMatchObject([{ ...macro, under: [] }]),
  );

  it('know their conditions', () => {
    expect(open('#ifdef A\n#define B 1\n#endif\n').macros[0]?.under).toEqual([holds('defined(A)')]);
  });

  it('are not made by malformed lines', () =>
    expect(open('#define\n#define 1 2\n#undef A\n').macros).toEqual([]));
});
