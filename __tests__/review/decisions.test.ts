import fc from 'fast-check';
import type { Edit } from '../../src/edit/edit.js';
import { type Decision, decisionsText, fingerprintOf, parseDecisions } from '../../src/review/decisions.js';
import { openSource } from '../../src/source/index.js';
import { testParser } from '../check.js';

const decision = (change: string, fingerprint: string, answer: Decision['answer']): Decision => ({
  change,
  fingerprint,
  answer,
});

describe('fingerprintOf', () => {
  const TEXT = 'int a;\nint b;\n';
  const change = (start: number) => [{ path: 'a.c', start, end: start + 3, text: 'long' }];
  const file = (text: string) => () => ({ text, items: [] });
  const printOf = (edit: Edit, text: string) => fingerprintOf([edit], file(text));

  it('does not change when lines move', () => {
    const moved = `\n\n${TEXT}`;
    expect(fingerprintOf(change(2), file(moved))).toBe(fingerprintOf(change(0), file(TEXT)));
  });

  it('changes with what is taken away, what is put in, and the file', () => {
    const edit = change(0)[0]!;
    const prints = [
      printOf(edit, TEXT),
      printOf(edit, TEXT.toUpperCase()),
      printOf({ ...edit, text: 'short' }, TEXT),
      printOf({ ...edit, path: 'b.c' }, TEXT),
    ];
    expect(new Set(prints).size).toBe(4);
  });
});

describe('the fingerprints of functions that are alike', () => {
  it('are not alike', async () => {
    const body = 'int NAME(void)\n{\n\treturn old();\n}\n';
    const text = `${body.replace('NAME', 'a')}${body.replace('NAME', 'b')}`;
    const file = openSource(await testParser(), 'a.c', text);
    const [a, b] = [text.indexOf('old'), text.lastIndexOf('old')].map(start =>
      fingerprintOf([{ path: 'a.c', start, end: start + 3, text: 'new' }], () => file),
    );
    expect(a).not.toBe(b);
  });
});

async function printsIn(text: string): Promise<readonly string[]> {
  const file = openSource(await testParser(), 'a.c', text);
  return [...text.matchAll(/old/g)].map(({ index }) =>
    fingerprintOf([{ path: 'a.c', start: index, end: index + 3, text: 'new' }], () => file),
  );
}

describe('the fingerprints of one function twice', () => {
  it('are not alike, since each arm of an `#if` is decided by itself', async () => {
    const body = 'int a(void)\n{\n\treturn old();\n}\n';
    const text = `#ifdef A\n${body}#else\n${body}#endif\n`;
    const file = openSource(await testParser(), 'a.c', text);
    const [one, other] = [text.indexOf('old'), text.lastIndexOf('old')].map(start =>
      fingerprintOf([{ path: 'a.c', start, end: start + 3, text: 'new' }], () => file),
    );
    expect(one).not.toBe(other);
  });

  it('stay with their arms where another one comes to stand above', async () => {
    const body = 'int a(void)\n{\n\treturn old();\n}\n';
    const two = await printsIn(`#if A\n${body}#else\n${body}#endif\n`);
    const three = await printsIn(`#if B\n${body}#elif A\n${body}#else\n${body}#endif\n`);
    expect(three.slice(1)).toEqual(two);
    expect(two).not.toContain(three[0]);
  });

  it('are all new where one comes or goes of which nothing tells the others apart', async () => {
    const arm = '#if A\nint a(void)\n{\n\treturn old();\n}\n#endif\n';
    const two = await printsIn(arm.repeat(2));
    const three = await printsIn(arm.repeat(3));
    expect(new Set([...two, ...three]).size).toBe(5);
  });
});

describe('the file of decisions', () => {
  const print = fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: 32, maxLength: 32 })
    .map(digits => digits.join(''));
  const answer = fc.constantFrom<Decision['answer']>('yes', 'no');

  it('is read as it was written, and does not depend on the order of decisions', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), print, answer)), list => {
        const all = list.map(([change, fingerprint, said]) => decision(change, fingerprint, said));
        const map = new Map(all.map(one => [one.fingerprint, one]));
        const text = decisionsText(map);
        expect(decisionsText(new Map([...map].reverse()))).toBe(text);
        expect(decisionsText(parseDecisions(text, 'x'))).toBe(text);
      }),
    );
  });

  it('has one decision a line, for people and for merges', () => {
    const one = decision('a.c:f', '0'.repeat(32), 'yes');
    expect(decisionsText(new Map([[one.fingerprint, one]]))).toBe(
      [
        '{',
        '  "decisionsVersion": 1,',
        '  "madeBy": "faultline review",',
        '  "decisions": [',
        `    {"change":"a.c:f","answer":"yes","fingerprint":"${'0'.repeat(32)}"}`,
        '  ]',
        '}',
        '',
      ].join('\n'),
    );
  });

  it('may begin with a mark of its byte order, and hold a decision twice', () => {
    const text = decisionsText(new Map([['0'.repeat(32), decision('a.c:f', '0'.repeat(32), 'yes')]]));
    expect(decisionsText(parseDecisions(`\ufeff${text}`, 'x'))).toBe(text);
    const line = /^ {4}\{.*$/m.exec(text)![0];
    expect(decisionsText(parseDecisions(text.replace(line, `${line},\n${line}`), 'x'))).toBe(text);
  });

  it.each([
    ['"answer":"maybe"', 'expected "yes" or "no" as "answer", found "maybe" in decision 1 (a.c:f)'],
    [
      '"answer":"yes","edited":"-a"',
      'expected the lines of a diff as "edited", found "-a" in decision 1 (a.c:f)',
    ],
    [
      '"answer":"yes","edited":["-a",1]',
      'expected the lines of a diff as "edited", found ["-a",1] in decision 1',
    ],
    [
      '"answer":"no","edited":["-a"]',
      'expected "answer": "yes" beside "edited", found "no": take "edited" away, or say yes to it in decision 1',
    ],
    ['"answer":"yes","outcome":5', 'expected a text as "outcome", found 5 in decision 1'],
    [
      `"answer":"yes"},{"change":"a.c:f","fingerprint":"${'0'.repeat(32)}","answer":"no"`,
      'expected one decision about each change, found two about a.c:f that contradict each other',
    ],
  ])('says what is wrong with a decision that has %s', (said, message) => {
    const one = `{"change":"a.c:f","fingerprint":"${'0'.repeat(32)}",${said}}`;
    const text = `{"decisionsVersion":1,"decisions":[${one}]}`;
    expect(() => parseDecisions(text, 'my.json')).toThrow(message);
  });

  it.each([
    ['text', 'expected JSON'],
    ['[]', 'expected "decisionsVersion": 1, found none'],
    ['{"decisionsVersion":2}', 'found 2'],
    ['{"decisionsVersion":1}', 'expected a list "decisions"'],
    [`{"decisionsVersion":1,"decisions":[{"change":"a","fingerprint":"0","answer":"yes"}]}`, 'decision 1'],
  ])('says what is wrong with %s', (text, said) => {
    expect(() => parseDecisions(text, 'my.json')).toThrow(said);
    expect(() => parseDecisions(text, 'my.json')).toThrow(/^my\.json holds no decisions: .*faultline review/);
  });
});
