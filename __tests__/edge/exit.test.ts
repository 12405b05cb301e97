import { exitCodeOf, isLeft, leftForPerson, tellFailure } from '../../src/edge/exit.js';
import { UserError } from '../../src/errors.js';
import type { Ledger, Totals, Verdict } from '../../src/verdict.js';
import { VERSION } from '../../src/version.js';
import { fakeWorld } from './fake-world.js';

function ledger(totals: Partial<Totals>, unread: Ledger['unread'] = []): Ledger {
  const none = {
    filesListed: 9,
    filesWithKeywords: 9,
    occurrences: 9,
    convert: 0,
    review: 0,
    refuse: 0,
    done: 0,
  };
  return { verdicts: [], changes: [], totals: { ...none, ...totals }, unread };
}

test('a person is needed for what is refused, not taken, or unread', () => {
  expect(exitCodeOf(ledger({ convert: 3, done: 6 }), false)).toBe(0);
  expect(exitCodeOf(ledger({ refuse: 1 }), true)).toBe(1);
  expect(exitCodeOf(ledger({ review: 1 }), false)).toBe(1);
  expect(exitCodeOf(ledger({ review: 1 }), true)).toBe(0);
  expect(exitCodeOf(ledger({}, [{ path: 'x.c', why: 'permission denied' }]), true)).toBe(1);
  expect(leftForPerson(ledger({ review: 2, refuse: 3 }, [{ path: 'x.c', why: '' }]), false)).toBe(6);
});

test('where the source says to leave something, a person has looked already', () => {
  const ignored = { kind: 'refuse', code: 'ignored' } as Verdict;
  expect(leftForPerson({ ...ledger({ refuse: 2 }), verdicts: [ignored] }, false)).toBe(1);
  expect(exitCodeOf({ ...ledger({ refuse: 1 }), verdicts: [ignored] }, false)).toBe(0);
  expect([isLeft(ignored, false), isLeft({ ...ignored, code: 'wants-errno' }, false)]).toEqual([false, true]);
  expect([true, false].map(taken => isLeft({ ...ignored, kind: 'review' }, taken))).toEqual([false, true]);
});

async function told(error: unknown, debug: boolean): Promise<string> {
  const world = fakeWorld();
  expect(await tellFailure(error, world, debug)).toBe(2);
  return world.written().err;
}

test('what the user can mend is one line, harmless to a terminal', async () => {
  expect(await told(new UserError('no such \x1b[2Jthing\nhere'), true)).toBe(
    'faultline: no such \\x1b[2Jthing\\x0ahere\n',
  );
});

test('a failure of ours says so, with the version, and with the stack where it is asked for', async () => {
  const bug = new TypeError('undefined is not a gizmo');
  const short = await told(bug, false);
  expect(short).toMatch(/^faultline: internal error: undefined is not a gizmo\n/);
  expect(short).toContain(`faultline ${VERSION} (node `);
  expect(short).toContain('--debug');
  expect(short).not.toContain('exit.test');
  const long = await told(bug, true);
  expect(long).toContain('TypeError: undefined is not a gizmo\n    at ');
  expect(long).toContain('exit.test');
  expect(await told('a string', false)).toMatch(/^faultline: internal error: a string\n/);
});

test('where standard error is gone, the code still tells', async () => {
  const world = fakeWorld();
  const broken = { ...world, err: { ...world.err, write: () => Promise.reject(new Error('gone')) } };
  expect(await tellFailure(new UserError('x'), broken, false)).toBe(2);
});
