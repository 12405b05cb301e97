/** Names of a file's own for error numbers: which are taken for one, and which may be something else. */
import { ownErrnosOf } from '../../src/rewrite/own-errnos.js';
import { openSource } from '../../src/source/index.js';
import { testParser } from '../check.js';

const named = async (text: string) => [
  ...ownErrnosOf(openSource(await testParser(), 'drivers/gizmo/gizmo.c', text)),
];

it.each([
  ['a macro', '#define NOMEM (-ENOMEM)\n', ['NOMEM', -12]],
  ['a macro with a remark', '#define NOMEM -ENOMEM /* full */\n', ['NOMEM', -12]],
  [
    'an enumerator, and one that is 0',
    'enum {\n\tOTHER,\n\tRACED = -EBUSY,\n};\n',
    ['OTHER', 0],
    ['RACED', -16],
  ],
  ['an enumerator with a number', 'enum gizmo_error { RACED = -16 };\n', ['RACED', -16]],
  [
    'an enumerator behind one',
    'enum { A = -17, B };\n\nint f(int e)\n{\n\treturn e == B;\n}\n',
    ['A', -17],
    ['B', -16],
  ],
  [
    'an enumerator without the sign',
    'enum { RACED = EBUSY, OTHER = 3 };\nint f(int e)\n{\n\treturn e == -RACED;\n}\n',
    ['RACED', 16],
  ],
  [
    'an enumerator of a function',
    'int f(int e)\n{\n\tenum { RACED = 0x10 };\n\n\treturn e == -RACED;\n}\n',
    ['RACED', 16],
  ],
  ['a constant', 'static const int raced = -EBUSY;\n\nint f(void)\n{\n\treturn raced;\n}\n', ['raced', -16]],
])('%s', async (_, text, ...expected) => {
  expect(await named(text)).toEqual(expected);
});

it.each([
  ['with two definitions', '#ifdef X\n#define NOMEM (-ENOMEM)\n#else\n#define NOMEM (-EIO)\n#endif\n'],
  ['that is undefined again', '#define NOMEM (-ENOMEM)\n#undef NOMEM\n'],
  ['with arguments', '#define NOMEM(x) (-ENOMEM)\n'],
  ['that is no errno', '#define NOMEM 12\n'],
  ['that names one of the kernel', '#define EBUSY (-EAGAIN)\n'],
  ['that a variable hides', 'static const int raced = -EBUSY;\n\nint f(int raced)\n{\n\treturn raced;\n}\n'],
  [
    'that is two',
    'int f(void)\n{\n\tenum { R = -16 };\n\treturn R;\n}\n\nint g(void)\n{\n\tenum { R = -5 };\n\treturn R;\n}\n',
  ],
  ['that is no constant', 'static int raced = -EBUSY;\n'],
])('is none: a name %s', async (_, text) => {
  expect(await named(text)).toEqual([]);
});
