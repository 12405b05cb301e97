/** Where something in a changed text stood before. */
import { piecesOf } from '../../src/rewrite/pieces.js';

const TEXT = 'one();\ntwo();\n\tthree();\n';
const at = (text: string, what: string) => text.lastIndexOf(what);

it.each([
  ['a kept line behind a longer one', 'two();\n', 'twice();\ntwice();\n', 'three', TEXT.indexOf('three')],
  [
    'a line that is copied in front',
    'two();\n',
    '\t\tthree();\n',
    'three();\n\tthree',
    TEXT.indexOf('three'),
  ],
  ['a new line', 'two();\n', 'new();\nother();\n', 'other', TEXT.indexOf('two')],
])('%s', (_, old, text, what, wanted) => {
  const start = TEXT.indexOf(old);
  const changed = piecesOf(TEXT).change([{ start, end: start + old.length, text }]);
  expect(changed.originOf(at(changed.text, what))).toBe(wanted);
});

it('is in the middle of a copied line where it was in the middle', () => {
  const changed = piecesOf(TEXT).change([{ start: 0, end: 0, text: 'if (a)\n\t\tthree();\n' }]);
  expect(changed.originOf(changed.text.indexOf('hree'))).toBe(TEXT.indexOf('hree'));
});
