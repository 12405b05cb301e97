import { jest } from '@jest/globals';
import { replace } from '../../src/edit/edit.js';
import * as patch from '../../src/patch/index.js';
import { openParser, openSource } from '../../src/source/index.js';

describe('findFlaw', () => {
  it('sees a diff that does not give the new text', async () => {
    const wrong: typeof patch.unifiedDiff = ([change]) =>
      patch.unifiedDiff([{ ...change!, after: change!.after!.replace('y', 'z') }]);
    jest.unstable_mockModule('../../src/patch/index.js', () => ({ ...patch, unifiedDiff: wrong }));
    const { findFlaw } = await import('../../src/edit/prove.js');
    const parser = await openParser();
    const [before, after] = ['int x;\n', 'int y;\n'].map(text => openSource(parser, 'a.c', text));
    const edits = [replace('a.c', { start: 4, end: 5 }, 'y')];
    expect(findFlaw(before!, after!, edits)).toBe('the diff of a.c would not give its new text');
  });
});
