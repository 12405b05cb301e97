import { memoryTree, overlay } from '../../src/tree/memory.js';

const tree = memoryTree({
  'b/two.c': 'int gizmo_two;',
  'b/one.h': 'int gizmo;\n',
  'a.c': 'int my_gizmo, gizmo2;',
  'bb/three.c': 'gizmo',
  Makefile: 'gizmo',
});

describe('memoryTree', () => {
  it('lists C files in order, below the paths asked for', async () => {
    expect(await tree.list()).toEqual(['a.c', 'b/one.h', 'b/two.c', 'bb/three.c']);
    expect(await tree.list(['./b/', 'a.c'])).toEqual(['a.c', 'b/one.h', 'b/two.c']);
    expect(await tree.list(['.'])).toHaveLength(4);
  });

  it('finds files by whole words only', async () => {
    expect(await tree.withWords(['gizmo'])).toEqual(['b/one.h', 'bb/three.c']);
    expect(await tree.withWords(['gizmo', 'gizmo2'], ['a.c'])).toEqual(['a.c']);
    expect(await tree.withWords([])).toEqual([]);
  });

  it('reads bytes, one for each unit of a string', () => {
    const bytes = memoryTree({ 'x.c': '\xe9\n' }).read('x.c');
    expect(bytes).toEqual({ bytes: Buffer.from([0xe9, 0x0a]) });
    expect(() => memoryTree({ 'x.c': '\u20ac' })).toThrow(RangeError);
  });

  it('says so where there is no such file', () => {
    expect(tree.read('none.c')).toEqual({ unread: 'no such file' });
  });
});

describe('overlay', () => {
  const over = overlay(tree, { 'bb/three.c': 'widget', 'c.c': 'gizmo' });

  it('shows its own files above those of the tree', async () => {
    expect(await over.list()).toEqual(['a.c', 'b/one.h', 'b/two.c', 'bb/three.c', 'c.c']);
    expect(await over.withWords(['gizmo'])).toEqual(['b/one.h', 'c.c']);
    expect(over.read('bb/three.c')).toEqual({ bytes: Buffer.from('widget') });
    expect(over.read('a.c')).toEqual(tree.read('a.c'));
  });
});
