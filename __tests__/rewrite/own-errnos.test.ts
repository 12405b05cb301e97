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
  ['an enumerator', 'enum {\n\tOTHER,\n\tRACED = -EBUSY,\n};\n', ['RACED', -16]],
  ['a constant', 'static const int raced = -EBUSY;\n\nint f(void)\n{\n\treturn raced;\n}\n', ['raced', -16]],
])('%s', async (_, text, expected) => {
  expect(await named(text)).toEqual([expected]);
});

it.each([
  ['with two definitions', '#ifdef X\n#define NOMEM (-ENOMEM)\n#else\n#define NOMEM (-EIO)\n#endif\n'],
  ['that is undefined again', '#define NOMEM (-ENOMEM)\n#undef NOMEM\n'],
  ['with arguments', '#define NOMEM(x) (-ENOMEM)\n'],
  ['that is no errno', '#define NOMEM 12\n'],
  ['that names one of the kernel', '#define EBUSY (-EAGAIN)\n'],
  ['that a variable hides', 'static const int raced = -EBUSY;\n\nint f(int raced)\n{\n\treturn raced;\n}\n'],
  ['that is no constant', 'static int raced = -EBUSY;\n'],
])('is none: a name %s', async (_, text) => {
  expect(await named(text)).toEqual([]);
});
