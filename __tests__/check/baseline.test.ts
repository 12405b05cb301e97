import { baselineKey, baselineText, parseBaseline } from '../../src/check/baseline.js';
import { newFindings } from '../../src/check/compare.js';
import type { CheckFinding } from '../../src/check/finding.js';
import { found, WRONG } from './trees.js';

async function oneFinding(): Promise<CheckFinding> {
  return (await found({ 'a.c': WRONG })).findings[0]!;
}

describe('a baseline', () => {
  it('knows what was written into it, wherever the lines move', async () => {
    const finding = await oneFinding();
    const keys = parseBaseline(baselineText([finding]), 'b.json');
    expect(keys.has(baselineKey({ ...finding, line: 99, start: 9999, source: 'other' }))).toBe(true);
    for (const other of [
      { path: 'b.c' },
      { function: 'f' },
      { subject: 'g' },
      { ordinal: 2 },
      { code: 'c' },
    ]) {
      expect(keys.has(baselineKey({ ...finding, ...other }))).toBe(false);
    }
  });

  it('keeps names that are not UTF-8 apart', async () => {
    const finding = { ...(await oneFinding()), path: 'a\udcff.c' };
    expect(parseBaseline(baselineText([finding]), 'b').has(baselineKey(finding))).toBe(true);
    expect(baselineText([finding])).toContain('\\udcff');
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
      'b.json is no baseline: expected "baselineVersion": 1, found none; write one with --write-baseline',
    ],
    [
      '{"baselineVersion": 2}',
      'b.json is no baseline: expected "baselineVersion": 1, found 2; write one with --write-baseline',
    ],
    [
      '{"baselineVersion": 1}',
      'b.json is no baseline: expected a list "findings", found none; write one with --write-baseline',
    ],
    [
      '{"baselineVersion": 1, "findings": [{"code": "c"}]}',
      'b.json is no baseline: expected code, path, function, subject and ordinal in finding 1, found {"code":"c"}; write one with --write-baseline',
    ],
  ])('is told apart from %j', (text, message) => {
    expect(() => parseBaseline(text, 'b.json')).toThrow(message);
  });
});

describe('newFindings', () => {
  const at = (finding: CheckFinding, line: number, source: string) => ({
    ...finding,
    line,
    ordinal: line,
    source,
  });

  it('matches by line first, then by number', async () => {
    const finding = await oneFinding();
    const lines = (findings: readonly CheckFinding[]) => findings.map(({ line }) => line);
    const before = [at(finding, 1, '\ta();'), at(finding, 2, '\tb();')];
    expect(lines(newFindings(before, [at(finding, 1, '\t\tb();'), at(finding, 2, '\ta();')]))).toEqual([]);
    expect(
      lines(newFindings(before, [at(finding, 1, 'c();'), at(finding, 2, 'b();'), at(finding, 3, 'a();')])),
    ).toEqual([1]);
    expect(
      lines(newFindings(before, [at(finding, 1, 'c();'), at(finding, 2, 'd();'), at(finding, 3, 'e();')])),
    ).toEqual([3]);
    expect(lines(newFindings([], before))).toEqual([1, 2]);
    expect(lines(newFindings(before, []))).toEqual([]);
  });
});
