import { authorDate, sendingDate } from '../../src/edge/author-date.js';
import { UserError } from '../../src/errors.js';
import { fakeWorld } from './fake-world.js';

test('the date is that of git, in each form that it writes', () => {
  const noon = { seconds: 1537425000, offset: 330 };
  for (const form of [
    '1537425000 +0530',
    '@1537425000 +0530',
    '2018-09-20T12:00:00+0530',
    '2018-09-20T12:00:00+05:30',
    '2018-09-20 12:00:00 +0530',
    'Thu, 20 Sep 2018 12:00:00 +0530',
  ]) {
    expect(authorDate(fakeWorld({ env: { GIT_AUTHOR_DATE: form } }))).toEqual(noon);
  }
  expect(authorDate(fakeWorld({ env: { GIT_AUTHOR_DATE: '2018-09-20T06:30:00Z' } }))).toEqual({
    ...noon,
    offset: 0,
  });
  expect(authorDate(fakeWorld({ env: { GIT_AUTHOR_DATE: '1537425000 -0330' } })).offset).toBe(-210);
});

test('without one it is now', () => {
  const { seconds } = authorDate(fakeWorld());
  expect(new Date(seconds * 1000).toISOString()).toBe('2018-09-20T12:00:00.000Z');
});

test('a date in another form is a clear error', () => {
  for (const form of ['yesterday', '2018-09-20T12:00:00', 'soon +0530']) {
    const ask = () => authorDate(fakeWorld({ env: { GIT_AUTHOR_DATE: form } }));
    expect(ask).toThrow(UserError);
    expect(ask).toThrow(`found "${form}"`);
  }
});

test('a cover letter is of the day on which it is sent, whenever its patches were written', () => {
  const world = fakeWorld({ env: { GIT_AUTHOR_DATE: '1000000000 +0000' } });
  expect(sendingDate(world).seconds).toBe(authorDate(fakeWorld()).seconds);
  const told = fakeWorld({ env: { GIT_COMMITTER_DATE: '1537425000 +0530' } });
  expect(sendingDate(told)).toEqual({ seconds: 1537425000, offset: 330 });
  const bad = fakeWorld({ env: { GIT_COMMITTER_DATE: 'soon' } });
  expect(() => sendingDate(bad)).toThrow('GIT_COMMITTER_DATE: expected a date with a zone');
});
