import fc from 'fast-check';
import { holdersOf } from '../../src/tree/holders.js';
import { memoryTree, overlay } from '../../src/tree/memory.js';
import type { Tree } from '../../src/tree/tree.js';

const FILES = {
  'a.c': 'int gizmo; int gizmo_two;',
  'b.h': 'int my_gizmo;',
  'c.c': 'gizmo()',
  'start.S': 'call gizmo\n',
};

describe('holdersOf', () => {
  it('says for each word where it stands', async () => {
    const found = await holdersOf(memoryTree(FILES), ['gizmo', 'my_gizmo', 'none']);
    expect(
      [...found].map(([word, { files, others }]) => [word, files, others.map(({ path }) => path)]),
    ).toEqual([
      ['gizmo', ['a.c', 'c.c'], ['start.S']],
      ['my_gizmo', ['b.h'], []],
      ['none', [], []],
    ]);
  });

  it('searches a tree once for each word, also through a tree that lies over it', async () => {
    const asked: string[][] = [];
    const base: Tree = { ...memoryTree(FILES), withWords: words => note(words) };
    const note = (words: readonly string[]) => {
      asked.push([...words]);
      return memoryTree(FILES).withWords(words);
    };
    await holdersOf(base, ['gizmo']);
    await holdersOf(overlay(base, { 'a.c': '' }), ['gizmo', 'my_gizmo']);
    await holdersOf(base, ['my_gizmo', 'gizmo']);
    expect(asked).toEqual([['gizmo'], ['my_gizmo']]);
  });

  it('keeps a file that cannot be read among the holders of every word', async () => {
    const locked: Tree = {
      ...memoryTree(FILES),
      withWords: async () => ['a.c'],
      read: () => ({ unread: 'permission denied' }),
    };
    const found = await holdersOf(locked, ['x', 'y']);
    expect([...found.values()].map(({ files }) => files)).toEqual([['a.c'], ['a.c']]);
  });

  it('answers for a tree that lies over another one as for a tree of its own', async () => {
    const words = ['a', 'b', 'ab', 'a_b'];
    const text = fc
      .array(fc.constantFrom(...words, ' ', ';', '"'), { maxLength: 6 })
      .map(parts => parts.join(''));
    const files = fc.dictionary(fc.constantFrom('x.c', 'y.h', 'z/x.c', 'w.S'), text);
    await fc.assert(
      fc.asyncProperty(files, files, async (below, above) => {
        const laid = await holdersOf(overlay(memoryTree(below), above), words);
        expect(laid).toEqual(await holdersOf(memoryTree({ ...below, ...above }), words));
      }),
      { numRuns: 200 },
    );
  });
});
