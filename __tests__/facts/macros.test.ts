import { expand, usesAround } from '../../src/facts/macros.js';
import { wordsOf } from '../../src/facts/tokens.js';
import { openSource } from '../../src/source/index.js';
import { theParser } from './forest.js';

async function expanded(text: string, args: readonly string[]): Promise<string | undefined> {
  const file = openSource(await theParser(), 'macros.h', text);
  return expand(file.macros[0]!, args);
}

describe('expand', () => {
  it.each([
    ['#define M(a, b) a + b', ['x', 'f(y, z)'], 'x + f(y, z)'],
    ['#define M(a) .a = pre_##a##_post', ['k'], '.k = pre_k_post'],
    ['#define M(a) name(#a, "a", \'a\')', ['k'], 'name("k", "a", \'a\')'],
    ['#define M(a, ...) a(__VA_ARGS__)', ['f', '1', '2'], 'f(1, 2)'],
    ['#define M(a, rest...) a(rest)', ['f', '1', '2'], 'f(1, 2)'],
    ['#define M() nothing', [''], 'nothing'],
    ['#define M(a) { \\\n\t.fault = a, \\\n}', ['f'], '{  \t.fault = f,  }'],
  ])('%s', async (text, args, said) => {
    expect(await expanded(text, args)).toBe(said);
  });

  it('does not guess where the arguments do not fit', async () => {
    expect(await expanded('#define M(a, b) a', ['x'])).toBeUndefined();
    expect(await expanded('#define M(a) a', ['x', 'y'])).toBeUndefined();
    expect(await expanded('#define M a', [])).toBe('a');
  });
});

describe('usesAround', () => {
  it('names what a word is handed to, innermost first, with the arguments as written', async () => {
    const file = openSource(
      await theParser(),
      'uses.c',
      'int x[] = { OUTER(1, { INNER(a[2], word, "),(") }), 3 };',
    );
    const [index] = wordsOf(file).code.get('word')!;
    expect(usesAround(file, index!, 0).map(({ name, args }) => [name, args])).toEqual([
      ['INNER', ['a[2]', 'word', '"),("']],
      ['OUTER', ['1', '{ INNER(a[2], word, "),(") }']],
    ]);
  });
});
