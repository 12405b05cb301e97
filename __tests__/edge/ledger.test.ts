import { readFileSync } from 'node:fs';
import { ledgerJson, ledgerNdjson } from '../../src/edge/ledger-json.js';
import { countReasons, ledgerText } from '../../src/edge/ledger-text.js';
import { paintFor } from '../../src/edge/paint.js';
import { openSources } from '../../src/sources.js';
import { memoryTree } from '../../src/tree/memory.js';
import type { Change, Ledger, Verdict, VerdictKind } from '../../src/verdict.js';
import { testParser } from '../check.js';
import { violations } from './schema.js';

const schema = JSON.parse(readFileSync('docs/schema/ledger-1.json', 'utf8'));
/** A tree without the files that the ledger speaks of. */
const sources = openSources(memoryTree({}), await testParser());

function verdict(
  path: string,
  line: number,
  kind: VerdictKind,
  code: string,
  more: Partial<Verdict> = {},
): Verdict {
  return {
    transform: 'gizmo-insert',
    occurrence: {
      path,
      keyword: 'gizmo_insert',
      place: 'code',
      line,
      column: 9,
      start: 10 * line,
      end: 10 * line + 12,
      inside: 'gizmo_fault',
    },
    kind,
    code,
    message: `the reason is ${code}`,
    change: kind === 'convert' || kind === 'review' ? `${path}:gizmo_fault` : undefined,
    chain: [],
    ...more,
  };
}

const change: Change = {
  id: 'a/x.c:gizmo_fault',
  kind: 'convert',
  transforms: ['gizmo-insert'],
  edits: [{ path: 'a/x.c', start: 10, end: 22, text: 'gizmo_put' }],
  table: [
    { value: '0', before: 'returns 0', after: 'returns 0', difference: undefined },
    { value: '-EBUSY', before: 'returns -EBUSY', after: 'returns 0', difference: 'busy-is-success' },
  ],
  differences: ['an entry that is there already counts as success'],
};

const ledger: Ledger = {
  verdicts: [
    verdict('a/x.c', 1, 'convert', 'tested', { chain: [{ name: 'ops.fault', path: 'a/x.c', line: 40 }] }),
    verdict('a/x.c', 2, 'refuse', 'escapes'),
    verdict('b\u00fc.c', 3, 'refuse', 'escapes'),
    verdict('b\u00fc.c', 4, 'refuse', 'crashed', { message: 'bytes: \xc3\xbc \xff \x1b[2J\xc2\x9b' }),
    verdict('b\u00fc.c', 5, 'done', 'declaration'),
  ],
  changes: [change],
  totals: {
    filesListed: 20,
    filesWithKeywords: 3,
    occurrences: 5,
    convert: 1,
    review: 0,
    refuse: 3,
    done: 1,
  },
  unread: [{ path: 'c\x1b.c', why: 'permission denied' }],
};

const ignores = [
  { path: 'a/x.c', line: 2, covers: 3, span: { start: 20, end: 30 }, reason: 'a \xc3\xbc', used: true },
];

test('the text has one line for each verdict, and what they add up to', () => {
  expect(ledgerText(ledger, paintFor(false))).toBe(
    [
      'a/x.c:1:9: convert [tested] gizmo-insert: the reason is tested (in gizmo_fault)',
      'a/x.c:2:9: refuse [escapes] gizmo-insert: the reason is escapes (in gizmo_fault)',
      '',
      'b\u00fc.c:3:9: refuse [escapes] gizmo-insert: the reason is escapes (in gizmo_fault)',
      'b\u00fc.c:4:9: refuse [crashed] gizmo-insert: bytes: \u00fc \\xff \\x1b[2J\\x9b (in gizmo_fault)',
      'b\u00fc.c:5:9: done [declaration] gizmo-insert: the reason is declaration (in gizmo_fault)',
      '',
      'c\\x1b.c: unread: permission denied',
      '',
      '5 occurrences in 3 files, of 20 that were searched',
      '  1  convert',
      '     1  tested',
      '  0  review',
      '  3  refuse',
      '     2  escapes',
      '     1  crashed',
      '  1  done',
      '     1  declaration',
      '1 file could not be read',
      '',
    ].join('\n'),
  );
});

test('in colour the text is the same but for colours', () => {
  const colored = ledgerText(ledger, paintFor(true));
  expect(colored).toContain('\x1b[');
  expect(colored.replaceAll(/\x1b\[\d+m/g, '')).toBe(ledgerText(ledger, paintFor(false)));
});

test('reasons are counted by kind, the most frequent first', () => {
  expect(
    countReasons(ledger.verdicts).map(({ kind, code, verdicts }) => [kind, code, verdicts.length]),
  ).toEqual([
    ['convert', 'tested', 1],
    ['refuse', 'escapes', 2],
    ['refuse', 'crashed', 1],
    ['done', 'declaration', 1],
  ]);
});

test('the JSON obeys its schema and loses nothing', () => {
  const text = ledgerJson(ledger, { transforms: ['gizmo-insert'], review: false, ignores, sources });
  const document = JSON.parse(text);
  expect(violations(schema, document)).toEqual([]);
  expect(document.totals).toEqual(ledger.totals);
  expect(document.verdicts).toHaveLength(5);
  expect(document.verdicts[0]).toMatchObject({ change: 'a/x.c:gizmo_fault', chain: [{ name: 'ops.fault' }] });
  expect(document.verdicts[1].change).toBeNull();
  expect(document.verdicts[3].message).toBe('bytes: \u00fc \udcff \x1b[2J\u009b');
  expect(document.changes[0].table[1].difference).toBe('busy-is-success');
  expect(document.changes[0].about).toBeNull();
  expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
});

test('the check of the schema finds what is wrong', () => {
  const document = JSON.parse(ledgerJson(ledger, { transforms: [], review: false, ignores, sources }));
  const broken = { ...document, extra: 1, schemaVersion: 2, totals: { ...document.totals, done: -1 } };
  broken.verdicts[0].kind = 'fix';
  delete broken.verdicts[1].path;
  broken.verdicts[2].line = '3';
  expect(violations(schema, broken).sort()).toEqual([
    '$/schemaVersion: must be equal to constant',
    '$/totals/done: must be >= 0',
    '$/verdicts/0/kind: must be equal to one of the allowed values',
    "$/verdicts/1: must have required property 'path'",
    '$/verdicts/2/line: must be integer',
    '$: must NOT have additional properties (extra)',
  ]);
});

test('the records, one a line, hold the same as the JSON', () => {
  const asked = { transforms: ['gizmo-insert'], review: false, ignores, sources };
  const text = ledgerNdjson(ledger, asked);
  const records = text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
  const record = JSON.parse(readFileSync('docs/schema/ndjson-1.json', 'utf8'));
  for (const one of records) expect(violations(record, one)).toEqual([]);
  const all = (name: string) => records.flatMap(one => (name in one ? [one[name]] : []));
  const {
    verdicts,
    changes,
    unread,
    ignores: comments,
    reasons,
    totals,
    ...head
  } = JSON.parse(ledgerJson(ledger, asked));
  expect(Object.keys(records[0])).toEqual(['ledger']);
  expect(all('ledger')).toEqual([head]);
  expect(all('verdict')).toEqual(verdicts);
  expect(all('change')).toEqual(changes);
  expect(all('unread')).toEqual(unread);
  expect(all('ignore')).toEqual(comments);
  expect(comments).toEqual([{ path: 'a/x.c', line: 2, covers: 3, reason: 'a \u00fc', used: true }]);
  expect(all('reason')).toEqual(reasons);
  expect(records.at(-1)).toEqual({ totals });
  expect(violations(record, { verdict: verdicts[0], totals })).toEqual([
    '$: must NOT have more than 1 properties',
  ]);
  expect(violations(record, {})).toEqual(['$: must NOT have fewer than 1 properties']);
  expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
});
