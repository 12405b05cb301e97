import { memoryTree } from '../../src/tree/memory.js';
import { remember } from '../../src/tree/remember.js';

const tree = memoryTree({
  'b/two.c': 'int gizmo_two;',
  'b/one.h': 'int gizmo;\n',
  'a.c': 'int my_gizmo, gizmo2;',
  'bb/three.c': 'gizmo',
  Makefile: 'gizmo',
});

describe('remember', () => {
  const asked: unknown[] = [];
  const noted = remember({
    ...tree,
    list: paths => {
      asked.push(['list', paths]);
      return tree.list(paths);
    },
    withWords: (words, paths) => {
      asked.push([words, paths]);
      return tree.withWords(words, paths);
    },
  });

  it('answers as the tree does, and searches it once for each word and part', async () => {
    for (let i = 0; i < 2; i++) {
      expect(await noted.list()).toHaveLength(4);
      expect(await noted.list(['b'])).toHaveLength(2);
      for (const words of [['gizmo'], ['gizmo', 'gizmo2'], ['gizmo_two', 'my_gizmo'], ['gizmo2'], ['none']]) {
        expect(await noted.withWords(words)).toEqual(await tree.withWords(words));
        expect(await noted.withWords(words, ['b'])).toEqual(await tree.withWords(words, ['b']));
      }
    }
    expect(asked).toEqual([
      ['list', undefined],
      ['list', ['b']],
      ...[['gizmo'], ['gizmo2'], ['gizmo_two', 'my_gizmo'], ['none']].flatMap(words => [
        [words, undefined],
        [words, ['b']],
      ]),
    ]);
  });

  it('keeps a file that cannot be read among the answers', async () => {
    const locked = remember({
      ...tree,
      withWords: async () => ['locked.c'],
      read: () => ({ unread: 'permission denied' }),
    });
    expect(await locked.withWords(['gizmo'])).toEqual(['locked.c']);
    expect(await locked.withWords(['gizmo'])).toEqual(['locked.c']);
  });
});
