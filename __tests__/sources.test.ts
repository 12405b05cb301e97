import { isRead, openRead, openSources } from '../src/sources.js';
import { memoryTree, overlay } from '../src/tree/memory.js';
import { testParser } from './check.js';

const tree = memoryTree({ 'a.c': 'int a;\n', 'b.c': 'int b;\n', 'c.c': '\0' });

describe('openSources', () => {
  it('gives the same file each time', async () => {
    const sources = openSources(tree, await testParser());
    expect(openRead(sources, 'a.c').text).toBe('int a;\n');
    expect(sources.open('a.c')).toBe(sources.open('a.c'));
  });

  it('says why a file cannot be used', async () => {
    const sources = openSources(tree, await testParser());
    expect(sources.open('none.c')).toEqual({ unread: 'no such file' });
    expect(isRead(sources.open('c.c'))).toBe(false);
    expect(() => openRead(sources, 'c.c')).toThrow(
      'internal error: c.c is edited but was not read: it is binary',
    );
  });

  it('reads again what changed, and that alone', async () => {
    const sources = openSources(tree, await testParser());
    const changed = sources.changed(overlay(tree, { 'a.c': 'int new;\n' }), new Set(['a.c']));
    expect(openRead(changed, 'a.c').text).toBe('int new;\n');
    expect(changed.open('b.c')).toBe(sources.open('b.c'));
    expect(openRead(sources, 'a.c').text).toBe('int a;\n');
  });

  it('tells a failure of our own reader from one of the file', async () => {
    const broken = { parse: () => ({ why: 'broken' }) };
    const torn = { length: 1, indexOf: () => -1 } as unknown as Buffer;
    const failing = { ...tree, read: () => ({ bytes: torn }) };
    const file = openSources(failing, broken).open('a.c');
    expect(file).toMatchObject({
      unread: expect.stringMatching(/^reading it as C failed: /),
      stack: expect.any(String),
    });
  });
});
