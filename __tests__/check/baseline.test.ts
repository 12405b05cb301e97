import { baselineText, besides, parseBaseline } from '../../src/check/baseline.js';
import { newFindings } from '../../src/check/compare.js';
import type { CheckFinding } from '../../src/check/finding.js';
import { CLEAN, found, WRONG } from './trees.js';

async function oneFinding(): Promise<CheckFinding> {
  return (await found({ 'a.c': WRONG })).findings[0]!;
}

/** A handler with some statements. */
const handler = (...body: readonly string[]) => CLEAN.replace(/return vmf[^;]*;/, body.join('\n\t'));
const A = 'err = vm_insert_page(vma, a, page_a);';
const B = 'err = vm_insert_page(vma, b, page_b);';
const C = 'err = vm_insert_page(vma, other, gizmo_first(vmf));';
const mended = (call: string) => call.replace('vm_', 'vmf_');

/** What is new in a handler, by its statement, for a baseline of how it was. */
async function newTo(before: readonly string[], after: readonly string[]): Promise<readonly string[]> {
  const then = await found({ 'a.c': handler(...before) });
  const now = await found({ 'a.c': handler(...after) });
  const baseline = parseBaseline(baselineText(then.findings), 'b.json');
  return besides(baseline, now.findings).map(({ statement }) =>
    statement.replace(/ (?=[(),;])|(?<=\() /g, ''),
  );
}

describe('a baseline', () => {
  it('knows what was written into it, wherever the lines move', async () => {
    const finding = await oneFinding();
    const baseline = parseBaseline(baselineText([finding]), 'b.json');
    expect(besides(baseline, [{ ...finding, line: 99, start: 9999, source: 'other' }])).toEqual([]);
    for (const other of [{ path: 'b.c' }, { function: 'f' }, { subject: 'g' }, { code: 'c' }]) {
      expect(besides(baseline, [{ ...finding, ...other }])).toHaveLength(1);
    }
    expect(besides(baseline, [finding, { ...finding }])).toHaveLength(1);
  });

  it('keeps names that are not UTF-8 apart', async () => {
    const finding = { ...(await oneFinding()), path: 'a\udcff.c', statement: 'f(\xff)' };
    expect(besides(parseBaseline(baselineText([finding]), 'b'), [finding])).toEqual([]);
    expect(baselineText([finding])).toContain('\\udcff');
  });

  it('tells which of several like calls is the new one', async () => {
    expect(await newTo([A, B], [A, C, B])).toEqual([C]);
    expect(await newTo([A, B], [C, B])).toEqual([C]);
    expect(await newTo([A, B], [B, A])).toEqual([]);
    expect(await newTo([A], [`if (x) { ${A} }`, A])).toEqual([A]);
  });

  it('tells which of several calls that read the same is the new one, by what it comes behind', async () => {
    const [old, now] = [
      ['lock();', A, 'h();', A],
      ['lock();', A, 'g();', A, 'h();', A],
    ];
    const [then, after] = await Promise.all([old, now].map(body => found({ 'a.c': handler(...body!) })));
    const baseline = parseBaseline(baselineText(then!.findings), 'b.json');
    const middle = after!.findings[1]!;
    expect(besides(baseline, after!.findings)).toEqual([middle]);
    expect(newFindings(then!.findings, after!.findings)).toEqual([middle]);
    // One that was written before a baseline said so holds for as many.
    const shorter = parseBaseline(baselineText(then!.findings.map(one => ({ ...one, behind: '' }))), 'b');
    expect(besides(shorter, after!.findings)).toHaveLength(1);
  });

  it('takes a reworded call for the one that it was', async () => {
    expect(await newTo([A, B], ['ret = vm_insert_page(vma, a, page_a + 1);', B])).toEqual([]);
    expect(await newTo([A], [`if (x) { ${A} }`])).toEqual([]);
  });

  it('tells a new call beside one that was mended', async () => {
    expect(await newTo([A], [mended(A), C])).toEqual([C]);
    expect(await newTo([A], [C, mended(A)])).toEqual([C]);
    expect(await newTo([A, B], [mended(A), B, C])).toEqual([C]);
    expect(await newTo([A], ['return vmf_insert_page(vma, a, page_a);', B])).toEqual([B]);
    expect(await newTo([A], [C])).toEqual([C]);
  });

  it('reads one of the first version, by the numbers in it', async () => {
    const { findings } = await found({ 'a.c': handler(A, B) });
    const known = findings.slice(1).map(({ code, path, function: name, subject, ordinal }) => {
      return { code, path, function: name, subject, ordinal };
    });
    const baseline = parseBaseline(JSON.stringify({ baselineVersion: 1, findings: known }), 'b.json');
    expect(besides(baseline, findings).map(({ ordinal }) => ordinal)).toEqual([1]);
  });

  it('has a finding on each line, and none where there is none', async () => {
    const finding = await oneFinding();
    expect(
      baselineText([finding, finding])
        .split('\n')
        .filter(line => line.includes('a.c')),
    ).toHaveLength(2);
    expect(parseBaseline(baselineText([]), 'b').size).toBe(0);
  });

  it.each([
    ['', 'b.json is no baseline: expected JSON, found something else; write one with --write-baseline'],
    [
      'null',
      'b.json is no baseline: expected "baselineVersion": 2, found none; write one with --write-baseline',
    ],
    [
      '{"baselineVersion": 3}',
      'b.json is no baseline: expected "baselineVersion": 2, found 3; write one with --write-baseline',
    ],
    [
      '{"baselineVersion": 1}',
      'b.json is no baseline: expected a list "findings", found none; write one with --write-baseline',
    ],
    [
      '{"baselineVersion": 1, "findings": [{"code": "c"}]}',
      'b.json is no baseline: expected code, path, function, subject and ordinal in finding 1, found {"code":"c"}; write one with --write-baseline',
    ],
    [
      '{"baselineVersion": 2, "findings": [{"code": "c", "path": "a", "function": "f", "subject": "g"}]}',
      'b.json is no baseline: expected code, path, function, subject and statement in finding 1, found {"code":"c","path":"a","function":"f","subject":"g"}; write one with --write-baseline',
    ],
  ])('is told apart from %j', (text, message) => {
    expect(() => parseBaseline(text, 'b.json')).toThrow(message);
  });
});

describe('newFindings', () => {
  const at = (finding: CheckFinding, line: number, statement: string) => ({
    ...finding,
    line,
    statement,
    around: [],
  });

  it('matches by what is said, then by what resembles it', async () => {
    const finding = await oneFinding();
    const lines = (findings: readonly CheckFinding[]) => findings.map(({ line }) => line);
    const before = [at(finding, 1, 'a ( ) ;'), at(finding, 2, 'b ( ) ;')];
    expect(lines(newFindings(before, [at(finding, 1, 'b ( ) ;'), at(finding, 2, 'a ( ) ;')]))).toEqual([]);
    expect(
      lines(
        newFindings(before, [
          at(finding, 1, 'c ( ) ;'),
          at(finding, 2, 'b ( ) ;'),
          at(finding, 3, 'a ( ) ;'),
        ]),
      ),
    ).toEqual([1]);
    expect(lines(newFindings(before, [at(finding, 1, 'c ( ) ;'), at(finding, 2, 'a ( 1 ) ;')]))).toEqual([1]);
    expect(lines(newFindings([], before))).toEqual([1, 2]);
    expect(lines(newFindings(before, []))).toEqual([]);
  });
});
