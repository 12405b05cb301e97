import { open, variantsOf } from './opened.js';
import { stmt } from './render.js';

/** The variants of `f` as `conditions | body`. */
function variants(text: string): string[] {
  return variantsOf(text).map(({ fn, under }) => {
    expect(fn.doubtful).toEqual([]);
    return `${under.map(test => `${test.holds ? '' : '!'}${test.condition}`).join(' ')} | ${fn.body.body.map(stmt).join(' ')}`;
  });
}

const inF = (body: string) => `int f(void)\n{\n${body}\n}\n`;

describe('the variants of a function', () => {
  it.each([
    ['no group', 'a();', [' | a();']],
    ['one arm', '#ifdef A\na();\n#endif\nb();', ['defined(A) | a(); b();', '!defined(A) | b();']],
    ['two arms', '#if A\na();\n#else\nb();\n#endif', ['A | a();', '!A | b();']],
    [
      'a chain',
      '#if A\na();\n#elif B\nb();\n#else\nc();\n#endif',
      ['A | a();', '!A B | b();', '!A !B | c();'],
    ],
    ['a chain without #else', '#if A\na();\n#elif B\nb();\n#endif', ['A | a();', '!A B | b();', '!A !B | ']],
    ['the same condition twice', '#if A\na();\n#endif\n#if A\nb();\n#endif', ['A | a(); b();', '!A | ']],
    [
      'a condition and its negation',
      '#ifdef A\na();\n#endif\n#if !defined(A)\nb();\n#endif',
      ['defined(A) | a();', '!defined(A) | b();'],
    ],
    [
      'a nested group',
      '#if A\na();\n#if B\nb();\n#endif\n#endif',
      ['A B | a(); b();', 'A !B | a();', '!A | '],
    ],
    [
      'a part of a conjunction',
      '#if A && B\na();\n#endif\n#if A\nb();\n#endif',
      ['A && B A | a(); b();', '!A && B A | b();', '!A && B !A | '],
    ],
    ['a dead arm', '#if 0\na(;\n#endif\nb();', [' | b();']],
    ['a dead arm with an alternative', '#if 0\na(;\n#else\nb();\n#endif', [' | b();']],
    ['a live arm with a dead alternative', '#if 1\na();\n#else\nb(;\n#endif', [' | a();']],
    ['an #error', '#if A\na();\n#else\n#error no\n#endif', ['A | a();']],
    ['a group with directives alone', '#if A\n#define B 1\n#endif\na();', [' | a();']],
    [
      'a torn else',
      'if (x)\na();\n#if A\nelse if (y)\nb();\n#endif\nelse\nc();',
      ['A | if x a(); else if y b(); else c();', '!A | if x a(); else c();'],
    ],
    [
      'a brace in one arm',
      '#if A\nif (x) {\n#endif\na();\n#if A\n}\n#endif',
      ['A | if x { a(); }', '!A | a();'],
    ],
    ['a torn condition', 'if (x\n#if A\n&& y\n#endif\n)\na();', ['A | if (x && y) a();', '!A | if x a();']],
  ])('%s', (_, body, seen) => expect(variants(inF(body))).toEqual(seen));

  it('agree with the conditions around the function', () => {
    const text = `#ifdef A\n${inF('#ifdef A\na();\n#else\nb();\n#endif')}#endif\n`;
    expect(variants(text)).toEqual([' | a();']);
  });

  it('take the header of the chosen arm', () => {
    const text = '#ifdef A\nstatic int f(int a)\n#else\nlong f(void)\n#endif\n{\n\tx();\n}\n';
    const seen = variantsOf(text).map(({ fn }) => [
      fn.returnType,
      fn.params.length,
      fn.isStatic,
      text.slice(fn.start, fn.body.start),
    ]);
    expect(seen).toEqual([
      ['int', 1, true, expect.stringMatching(/^static int f/)],
      ['long', 0, false, expect.stringMatching(/^long f/)],
    ]);
  });

  const groups = (n: number) => [...Array(n).keys()].map(i => `#if A${i}\na${i}();\n#endif`).join('\n');

  const setting = (n: number) => groups(n).replace(/(a\d)\(\)/g, '$1 = 1');

  it('are looked at up to sixteen', () => expect(variants(inF(groups(4)))).toHaveLength(16));

  it.each([
    ['set variables', setting(5)],
    ['are given what is set', `x = 1;\n${groups(5).replaceAll('()', '(x)')}`],
    ['jump', groups(5).replace(/a\d\(\)/g, 'return')],
    ['are torn', groups(5).replace(/#if/g, 'if (x)\n#if')],
    ['hand an address on', groups(5).replaceAll('()', '(x, &y)')],
  ])('are not looked at beyond, where arms %s', (_, body) => {
    const file = open(inF(body));
    const [item] = file.items;
    expect(item && file.functionsOf(item)).toEqual({ why: 'more than 16 configurations' });
  });

  it('do not multiply by arms that only call', () => {
    const body = `${groups(5)}\n#if B\nb = 1;\n#else\nc();\n#endif`;
    expect(variants(inF(body))).toEqual([
      'A0 A1 A2 A3 A4 B | a0(); a1(); a2(); a3(); a4(); (b = 1);',
      'A0 A1 A2 A3 A4 !B | a0(); a1(); a2(); a3(); a4(); c();',
      '!A0 !A1 !A2 !A3 !A4 B | (b = 1);',
      '!A0 !A1 !A2 !A3 !A4 !B | c();',
    ]);
    // Each arm is in one of them, also where conditions rule others out.
    const apart = `${groups(4)}\n#if !A0\nb();\n#else\nc();\n#endif`;
    const seen = variants(inF(apart)).join();
    for (const call of ['a0()', 'a1()', 'a2()', 'a3()', 'b()', 'c()']) expect(seen).toContain(call);
  });

  it('are not looked for among hundreds of groups', () => {
    const file = open(inF('#if A\na();\n#endif\n'.repeat(301)));
    const [item] = file.items;
    expect(item && file.functionsOf(item)).toEqual({ why: 'more than 300 #if groups' });
  });

  it('of a tag do not depend on its members', () => {
    const file = open(`struct gizmo {\n${groups(6).replace(/\(\)/g, '').replace(/a(\d)/g, 'int a$1')}\n};\n`);
    const [item] = file.items;
    expect(item && file.declarationsOf(item)).toMatchObject([{ under: [] }]);
  });
});
