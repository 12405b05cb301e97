/** The pages that tell a story: what a reader types prints what the page shows. */
import { jest } from '@jest/globals';
import { scratch } from '../tree/scratch.js';
import { STORIES, shellIn, storyOf } from './story.js';

// Each line that is typed starts processes, and the machine may be busy.
jest.setTimeout(300_000);

describe.each(STORIES)('%s', page => {
  const { typed, ...told } = storyOf(page);

  it('prints what it shows, in its order: `npm run docs` writes it anew', () => {
    expect(typed.length).toBeGreaterThan(5);
    const type = shellIn(scratch(), told, scratch());
    const seen = typed.map(one => ({ command: one.command, printed: type(one) }));
    expect(seen).toEqual(typed);
  });
});
