import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { essenceOf, filePatch, readMail, renderSeries } from '../../src/patch/index.js';

const OPTIONS = {
  sender: { name: 'Ann Author', email: 'ann@example.org' },
  date: { seconds: 1_537_425_000, offset: 330 },
  signature: '1',
};

/** The mail of a patch to files, one unit per byte. */
function mailOf(subject: string, body: string, paths: readonly string[]): string {
  const files = paths.map(path => ({ path, before: 'one\n', after: 'two\n' }));
  return renderSeries([{ subject, body, files }], undefined, OPTIONS)[0]!.bytes.toString('latin1');
}

describe('a mail read back', () => {
  test.each([
    ['the subject', 'Subject: [PATCH] =?UTF-8?q?x=0ABcc:=20a@b?='],
    ['the subject', 'Subject: =?UTF-8?q?[PATCH]=0A?= x: Y'],
    ['the subject', 'Subject: [PATCH] x: Y\x1b[31m'],
    ['the author', 'From: =?UTF-8?q?x=0ABcc:=20a@b?= <ann@example.org>'],
    ['the author', 'From: "=?UTF-8?q?x=0DBcc:=20a@b?=" <ann@example.org>'],
  ])('has %s on one line, or is refused: %j', (what, line) => {
    const name = line.slice(0, line.indexOf(':'));
    const mail = mailOf('gizmo: Put', 'Why.', ['a.c']).replace(new RegExp(`^${name}: .*$`, 'm'), line);
    expect(() => readMail(mail, 'the mail')).toThrow(
      `expected ${what} of the mail on one line, found a line break or control character in "`,
    );
  });

  test('has a long subject in one, as a header folds it', () => {
    const mail = mailOf('gizmo: Put', 'Why.', ['a.c']).replace(
      /^Subject: .*$/m,
      'Subject: [PATCH] x: Put\n\tit',
    );
    expect(readMail(mail, 'the mail').subject).toBe('x: Put it');
  });

  test('is refused wherever it is cut off before its diff ends', () => {
    const mail = mailOf('gizmo: Put', 'Why.', ['a.c', 'b.c']);
    const end = mail.indexOf('\n-- \n') + 1;
    const whole = readMail(mail, 'the mail').files;
    for (let length = 0; length < end; length++) {
      expect(() => readMail(mail.slice(0, length), 'v1/1.patch')).toThrow(/^v1\/1\.patch: expected /);
    }
    expect(readMail(mail.slice(0, end), 'v1/1.patch').files).toEqual(whole);
  });

  test('says what it lacks', () => {
    const mail = mailOf('gizmo: Put', 'Why.', ['a.c', 'b.c']);
    const upTo = (text: string) => () => readMail(mail.slice(0, mail.indexOf(text)), 'v1/1.patch');
    expect(upTo('---\n')).toThrow(
      'v1/1.patch: expected a diff below the message ("diff --git ..."), found none; get the whole mail, or take it out',
    );
    expect(upTo('diff --git a/b.c')).toThrow(
      'v1/1.patch: expected the diff of 2 files, as its diffstat has it, found 1; get the whole mail, or take it out',
    );
    expect(upTo('+two')).toThrow(
      'v1/1.patch: expected a whole diff, found that of a.c cut off; get the whole mail, or take it out',
    );
  });

  test('of a cover letter needs no diff, nor one of a file that only moves or changes its mode', () => {
    const [cover] = renderSeries(
      [{ subject: 'x: Y', body: 'Why.', files: [{ path: 'a.c', before: 'one\n', after: 'two\n' }] }],
      { subject: 'x: Y', blurb: 'Why.' },
      OPTIONS,
    );
    expect(readMail(cover!.bytes.toString('latin1'), 'the mail').number).toBe(0);
    const mail = mailOf('gizmo: Put', 'Why.', ['a.c']);
    const head = mail.slice(0, mail.indexOf('diff --git'));
    for (const diff of [
      'diff --git a/a.sh b/a.sh\nold mode 100644\nnew mode 100755\n',
      'diff --git a/a.c b/b.c\nsimilarity index 100%\nrename from a.c\nrename to b.c\n',
      'diff --git a/a.c b/a.c\nnew file mode 100644\nindex 000000000000..e69de29bb2d1\n',
    ]) {
      expect(readMail(`${head}${diff}-- \n1\n\n`, 'the mail').files.size).toBe(0);
    }
  });

  test.each([
    { name: 'Ann Author', email: 'ann@example.org' },
    { name: 'Jörg "JJ" O\\Brien Jr.', email: 'j@example.org' },
    { name: 'Ünï, Cödé', email: 'u@example.org' },
    { name: 'H. Peter', email: 'hpa@example.org' },
  ])('says who wrote it: %j', author => {
    const files = [{ path: 'a.c', before: 'one\n', after: 'two\n' }];
    const own = renderSeries([{ subject: 'x: Y', body: 'Why.', files }], undefined, {
      ...OPTIONS,
      sender: author,
    });
    expect(readMail(own[0]!.bytes.toString('latin1'), 'the mail').author).toEqual(author);
    const passedOn = renderSeries([{ subject: 'x: Y', body: 'Why.', files, author }], undefined, {
      ...OPTIONS,
      sender: { name: 'Zoe', email: 'zoe@example.org' },
    });
    expect(readMail(passedOn[0]!.bytes.toString('latin1'), 'the mail')).toMatchObject({
      author,
      body: 'Why.',
    });
  });

  test('of nobody in a form that is understood says none', () => {
    const mail = mailOf('gizmo: Put', 'Why.', ['a.c']).replace(/^From: .*$/m, 'From: ann at example');
    expect(readMail(mail, 'the mail').author).toBeUndefined();
  });

  test.each([
    'drivers/gizmo/größe.c',
    'drivers/gizmo/a "quoted" name.c',
    'drivers/gizmo/tab\there.c',
    'drivers/gizmo/back\\slash.c',
    'drivers/gizmo/bell\x07line\nfeed\x7f.c',
    'drivers/gizmo/two  blanks.c',
    'drivers/gizmo/"',
    'drivers/gizmo/not-utf8-\udce4.c',
    'b/b/b.c',
  ])('knows the file %j by its name', path => {
    const { files } = readMail(mailOf('gizmo: Put', 'Why.', [path]), 'the mail');
    expect([...files.keys()]).toEqual([path]);
    const { text } = filePatch({ path, before: 'one\n', after: 'two\n' });
    expect(essenceOf(files.get(path)!)).toBe(essenceOf(text));
  });

  test('has the subject, the message and the files that were written, whatever their characters', () => {
    const name = fc.stringMatching(/^[ -.0-~\t\n\x01\x7fäß日]{1,12}$/);
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 3 }), names => {
        const paths = names.map(one => `dir/${one}.c`).sort();
        const read = readMail(mailOf('gizmo: Größe =?x', 'Ä body.', paths), 'the mail');
        expect([...read.files.keys()].sort()).toEqual(paths);
        expect([read.subject, read.body]).toEqual(['gizmo: Größe =?x', 'Ä body.']);
      }),
    );
  });
});
