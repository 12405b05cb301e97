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
  test('has one line of a subject, whatever is encoded in it', () => {
    const mail = mailOf('gizmo: Put', 'Why.', ['a.c']).replace(
      /^Subject: .*$/m,
      'Subject: [PATCH] =?UTF-8?q?foo=0Abar?=',
    );
    expect(readMail(mail, 'the mail').subject).toBe('foo bar');
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
