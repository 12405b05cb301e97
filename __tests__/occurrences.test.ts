import * as fc from 'fast-check';
import { findGlued, findOccurrences, glueWordsOf, piecesOf, tokenAt } from '../src/occurrences.js';
import { familiesOf } from '../src/shelf.js';
import { openSource } from '../src/source/index.js';
import { findUnits } from '../src/units.js';
import { testParser } from './check.js';
import { toyOf } from './toy.js';

const open = async (text: string) => openSource(await testParser(), 'a.c', text);
const family = familiesOf([toyOf('gizmo', ['gizmo', 'gizmo_put'])])[0]!;
const text = [
  '/* gizmo: see gizmo_put() */',
  '#define PUT(x) \\',
  '\tgizmo_put(x)',
  'int gizmo_put(int); // gizmo',
  'static int f(void)',
  '{',
  '\tint gizmo2 = L"gizmo"[0] + \'gizmo\'; /* gizmo */',
  '#ifdef gizmo',
  '\treturn my_gizmo(gizmo_put(1), gizmo_put(2));',
  '#endif',
  '}',
].join('\n');

describe('findOccurrences', () => {
  it('finds whole words wherever they stand, with place, line, column and function', async () => {
    const found = findOccurrences(await open(text), family.keywords);
    expect(found.map(o => [o.keyword, o.place, o.line, o.column, o.inside])).toEqual([
      ['gizmo', 'comment', 1, 4, undefined],
      ['gizmo_put', 'comment', 1, 15, undefined],
      ['gizmo_put', 'directive', 3, 2, undefined],
      ['gizmo_put', 'code', 4, 5, undefined],
      ['gizmo', 'comment', 4, 24, undefined],
      ['gizmo', 'string', 7, 17, 'f'],
      ['gizmo', 'string', 7, 30, 'f'],
      ['gizmo', 'comment', 7, 41, 'f'],
      ['gizmo', 'directive', 8, 8, 'f'],
      ['gizmo_put', 'code', 9, 18, 'f'],
      ['gizmo_put', 'code', 9, 32, 'f'],
    ]);
    for (const { start, end, keyword } of found) expect(text.slice(start, end)).toBe(keyword);
  });

  it('counts columns in bytes', async () => {
    const [found] = findOccurrences(await open('/* \xc3\xa9 gizmo */'), ['gizmo']);
    expect(found).toMatchObject({ line: 1, column: 7 });
  });

  it('misses no word that a plain search finds, in any text', async () => {
    const piece = fc.constantFrom(
      'gizmo',
      'gizmo_put',
      ' ',
      '\n',
      '"',
      "'",
      '/*',
      '*/',
      '//',
      '#',
      '{',
      '}',
      '\\',
      '\xff',
      '2',
    );
    const parser = await testParser();
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
        const file = openSource(parser, 'a.c', pieces.join(''));
        const plain = file.text.split(/[^A-Za-z0-9_]+/).filter(word => family.keywords.includes(word));
        expect(findOccurrences(file, family.keywords).map(({ keyword }) => keyword)).toEqual(plain);
      }),
      { numRuns: 500 },
    );
  });
});

describe('tokenAt', () => {
  it('gives the token that holds a byte, and none between tokens', async () => {
    const file = await open('int  x;');
    const texts = [0, 2, 3, 4, 5, 6, 7].map(offset => {
      const token = tokenAt(file, offset);
      return token && file.text.slice(token.start, token.end);
    });
    expect(texts).toEqual(['int', 'int', undefined, undefined, 'x', ';', undefined]);
  });
});

describe('findUnits', () => {
  it('puts together what stands in one item, comment or directive, and loses nothing', async () => {
    const file = await open(text);
    const occurrences = findOccurrences(file, family.keywords);
    const units = findUnits(file, occurrences, family);
    expect(units.map(unit => [unit.item?.kind, unit.occurrences.map(({ line }) => line)])).toEqual([
      [undefined, [1, 1]],
      [undefined, [3]],
      ['declaration', [4]],
      [undefined, [4]],
      ['function', [7, 7, 7, 8, 9, 9]],
    ]);
    expect(units.flatMap(unit => unit.occurrences)).toEqual(occurrences);
  });
});

describe('findGlued', () => {
  const keywords = ['gizmo_put', 'gizmo_put_all', 'gizmo'];

  it('looks for all pieces that are no word like any other', () => {
    expect(glueWordsOf(['gizmo_put_all'])).toEqual(
      [
        ...['_all', '_put', '_put_', '_put_all', 'gizmo_', 'gizmo_put', 'gizmo_put_', 'put_', 'put_all'],
        ...['gizmo,put', 'put,all'],
      ].sort(),
    );
  });

  it('knows the pieces that a name is more than one word of', () => {
    expect(piecesOf(keywords)).toEqual(['_put_all', 'gizmo_put_']);
  });

  it.each([
    ['a beginning', '#define PUT(x) gizmo_put_##x\n', ['gizmo_put_']],
    ['a beginning, with blanks and a line between', '#define PUT(x) gizmo_put_ \\\n\t## x\n', ['gizmo_put_']],
    ['an end', '#define PUT(x) x ## _put_all(1)\n', ['_put_all']],
    ['one word', '#define PUT(x) gizmo_##x\n', []],
    ['a piece alone', '#define PUT(x) gizmo_put_(x)\n', []],
    ['no macro', 'int f(void)\n{\n\treturn "gizmo_put_##x"[0]; /* gizmo_put_##x */\n}\n', []],
    ['another name', '#define PUT(x) my_gizmo_put_##x\n', []],
    ['two arguments', 'int f(void)\n{\n\treturn GLUE(gizmo_, put_all)(1);\n}\n', ['put_all']],
    [
      'two arguments, the first of two words',
      'int f(void)\n{\n\tGLUE(gizmo_put_, all)(1);\n}\n',
      ['gizmo_put_'],
    ],
    [
      'two arguments, with more between',
      '#define GLUE(a, b) a##_##b\nint x = GLUE(gizmo, put_all);\n',
      ['put_all'],
    ],
    ['two arguments among others', 'int x = GLUE(1, gizmo, \\\n_put_all, 2);\n', ['_put_all']],
    ['two arguments in a macro', '#define PUT GLUE(gizmo_, put_all)\n', ['put_all']],
    [
      'two arguments of a macro that does not glue',
      '#define TWO(a, b) a + b\nint x = TWO(gizmo_, put_all);\n',
      [],
    ],
    ['two arguments that make another name', 'int x = GLUE(my_, put_all);\n', []],
    ['two arguments, both of two words', 'int x = GLUE(gizmo_put, _all);\n', ['gizmo_put']],
    ['three arguments', 'int x = GLUE3(gizmo, _put_, all);\n', ['gizmo']],
    ['three arguments among others', 'int x = GLUE(1, gizmo_,\n\tput_, all, 2);\n', ['gizmo_']],
    [
      'three arguments, with more between',
      '#define GLUE(a, b, c) a##_##b##_##c\nint x = GLUE(gizmo, put, all);\n',
      ['gizmo'],
    ],
    ['an argument that is a macro', '#define ALL all\nint x = GLUE(gizmo_, put_, ALL);\n', ['gizmo_']],
    ['words like any other, by a macro of a header', 'int x = GLUE3(gizmo, put, all);\n', ['gizmo']],
    ['words like any other, where the name is called', 'int x = glue(gizmo, put, all)(1);\n', ['gizmo']],
    ['arguments of a function', 'int x = put(gizmo, put, all);\n', []],
    ['arguments that make another name', 'int x = GLUE(my_gizmo_, put_, all);\n', []],
    ['two arguments in a comment', '/* GLUE(gizmo_, put_all) */\n', []],
  ])('finds %s', async (_, text, found) => {
    const file = await open(text);
    expect(findGlued(file, keywords).map(({ keyword }) => keyword)).toEqual(found);
  });
});
