import { describe, expect, test } from '@jest/globals';
import { particularsOf } from '../../src/series/particulars.js';

const said = (before: string, after: string) =>
  particularsOf([{ path: 'a.c', before, after, edits: [] }]).map(text => text.replace(/\s+/g, ' '));

describe('what a patch does besides', () => {
  test('is nothing where code alone changes, comments move, or strings look like comments', () => {
    const code = (first: string, second: string) =>
      `int a;\n${first}char *s = "/* no */";\n${second}int b;\n`;
    const comment = '/*\n * Keep\n * this.\n */\n';
    expect(said(code(comment, ''), code('', '\t/* Keep this. */\n').replace('no', 'none'))).toEqual([]);
    expect(
      said('static int f(void)\n{\n\treturn 0;\n}\n', 'static long f(void)\n{\n\treturn 0;\n}\n'),
    ).toEqual([]);
  });

  test('names comments that go, change or come', () => {
    expect(said('/* Full */\nint a; // fall through\n', 'int a;\n')).toEqual([
      'Comments that this takes away or changes: "Full"; "fall through".',
    ]);
    expect(said('/* Returns an errno. */\nint a;\n', '/* Returns a code. */\nint a;\n')).toEqual([
      'Comment that this takes away or changes: "Returns an errno.".',
      'Comment that this brings: "Returns a code.".',
    ]);
    // Where it is one word that changes, that is more than how the comment begins.
    const note = (name: string) =>
      `/*\n * A fault may come here from below, and from above.  ${name}() is\n * made for that: see ${name}().\n */\n`;
    expect(said(note('gizmo_insert'), note('gizmo_put'))).toEqual([
      'In a comment "gizmo_insert()" becomes "gizmo_put()".',
    ]);
    expect(said(`${note('gizmo_insert')}// a b\n`, `${note('gizmo_put')}// a c\n`)).toEqual([
      'In a comment "gizmo_insert()" becomes "gizmo_put()".',
      'In a comment "b" becomes "c".',
    ]);
    expect(said('/* a b */\n/* c b, d */\n', '/* a x */\n/* c x, d */\n')).toEqual([
      'In comments "b" becomes "x".',
    ]);
    const long = 'words '.repeat(20).trim();
    expect(said(`/* ${long} */\n`, '\n')[0]).toMatch(/: "(?:words ){10}\.\.\."\.$/);
  });

  test('names functions that go, and no function that is still named', () => {
    const gone =
      'static int gizmo_map(int err)\n{\n\treturn err ? 1 : 0;\n}\n\nstatic int f(int x)\n{\n\treturn x;\n}\n';
    expect(said(gone, 'static int f(int x)\n{\n\treturn x;\n}\n')).toEqual([
      'Nothing uses gizmo_map() any more; it goes.',
    ]);
    expect(said(gone, 'static int f(int x)\n{\n\treturn gizmo_map(x);\n}\n')).toEqual([]);
  });

  test('names what points to functions that get another type', () => {
    const before =
      'typedef int (*gizmo_t)(int);\nstruct ops {\n\tint (*fault)(int);\n\tint (*open)(int);\n};\n';
    const after = before
      .replace('int (*gizmo_t', 'code_t (*gizmo_t')
      .replace('int (*fault', 'code_t (*fault');
    expect(said(before, after)).toEqual([
      'What points to such functions changes with them: gizmo_t and fault.',
    ]);
  });

  test('cannot begin a line that means something to mail or git', () => {
    const [text] = particularsOf([
      { path: 'a.c', before: `/* ${'x '.repeat(24)}From here */\n`, after: '\n', edits: [] },
    ]);
    expect(text).not.toMatch(/^From /m);
  });
});
