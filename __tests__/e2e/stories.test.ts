/** The pages that tell a story: what a reader types prints what the page shows. */
import { jest } from '@jest/globals';
import { scratch } from '../tree/scratch.js';
import { STORIES, shellIn, storyOf } from './story.js';

// Each line that is typed starts processes, and the machine may be busy.
jest.setTimeout(300_000);

describe.each(STORIES)('%s', page => {
  const { files, typed } = storyOf(page);

  it('prints what it shows, in its order: `npm run docs` writes it anew', () => {
    expect(typed.length).toBeGreaterThan(8);
    const type = shellIn(scratch(), files, scratch());
    const told = typed.map(({ command }) => ({ command, printed: type(command) }));
    expect(told).toEqual(typed);
  });
});
