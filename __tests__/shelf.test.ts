import { chooseTransforms, familiesOf } from '../src/shelf.js';
import { rule, toyOf } from './toy.js';

const a = toyOf('gizmo-a', ['gizmo_put', 'gizmo_keep']);
const b = toyOf('gizmo-b', ['gizmo_ask']);
const other = toyOf('widget', ['gizmo_put'], { ...rule });

const reasons = { ...rule.reasons, overlap: rule.reasons.plain };
const clashing = toyOf('gizmo-a', ['x'], { ...rule, reasons });

describe('familiesOf', () => {
  it('puts transforms that share a rule into one family, in the order of their names', () => {
    for (const list of [
      [other, b, a],
      [a, b, other],
    ]) {
      const families = familiesOf(list);
      expect(families.map(({ members }) => members.map(({ name }) => name))).toEqual([
        ['gizmo-a', 'gizmo-b'],
        ['widget'],
      ]);
      expect(families[0]!.keywords).toEqual(['gizmo_ask', 'gizmo_keep', 'gizmo_put']);
      expect(families[0]!.transformOf('gizmo_ask')).toBe('gizmo-b');
    }
  });

  it.each([
    ['a name twice', [a, toyOf('gizmo-a', ['x'])], 'two transforms are called gizmo-a'],
    [
      'a keyword twice in a family',
      [a, toyOf('gizmo-c', ['gizmo_put'])],
      'transforms gizmo-a and gizmo-c share a rule, and both have the keyword gizmo_put',
    ],
    [
      "a reason of the engine's",
      [clashing],
      'transform gizmo-a: the reason code "overlap" is the engine\'s own',
    ],
  ])('throws for %s', (_, list, message) => {
    expect(() => familiesOf(list)).toThrow(message);
  });
});

describe('chooseTransforms', () => {
  it('gives all, or those named, in the order of the shelf', () => {
    expect(chooseTransforms([a, b, other], [])).toEqual([a, b, other]);
    expect(chooseTransforms([a, b, other], ['widget', 'gizmo-a'])).toEqual([a, other]);
  });

  it('names what is there where a name is not', () => {
    expect(() => chooseTransforms([a, b], ['gizmo'])).toThrow(
      'no transform is called "gizmo"; expected one of: gizmo-a, gizmo-b',
    );
  });
});
