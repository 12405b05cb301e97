import * as fc from 'fast-check';
import { tornWords } from '../../src/source/torn.js';
import { BEYOND_WORDS } from '../../src/tree/path.js';

test.each([
  ['a name over a line', 'gizmo_\\\nput(1);', ['gizmo_put']],
  ['over three, one with a carriage return', 'x = giz\\\r\nmo_\\\nput;', ['gizmo_put']],
  ['behind blanks', 'x = giz\\ \t\nmo_\\ \r\nput;', ['gizmo_put']],
  ['a number', 'gizmo\\u005fput();', ['gizmo_put']],
  ['a long number', '\\U00000067izmo', ['gizmo']],
  ['a number of no character', 'a\\UFFFFFFFF', ['a\\UFFFFFFFF']],
  ['both', 'gizmo\\u005f\\\nput();', ['gizmo_put']],
  ['a macro that goes on', '#define A(x) \\\n\tf(x)\\\n\tg(x)', []],
  ['an escape', '"\\n\\\\u12"', []],
])('%s', (_, text, names) => {
  const words = tornWords(text);
  expect(words.map(({ name }) => name)).toEqual(names);
  for (const { start, end } of words) expect(text.slice(start, end)).toMatch(/^[\w\\].*\w$/s);
});

test('a word that is torn anywhere is found, and so is its file by a search of lines', () => {
  const torn = fc.tuple(fc.stringMatching(/^[a-z_]{1,8}$/), fc.stringMatching(/^[a-z_]{1,8}$/));
  fc.assert(
    fc.property(
      torn,
      fc.constantFrom('\\\n', '\\\r\n', '\\ \n', '\\\t \r\n', '\\u005f', '\\U0000005f'),
      ([a, b], between) => {
        const text = `int x;\n(${a}${between}${b})\n`;
        expect(tornWords(text)).toEqual([
          { name: a + (between.endsWith('f') ? '_' : '') + b, start: 8, end: text.length - 2 },
        ]);
        expect(BEYOND_WORDS.some(pattern => new RegExp(pattern, 'm').test(text))).toBe(true);
      },
    ),
  );
});
