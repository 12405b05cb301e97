/** Where one more `#include` goes: where all code of the file that needs it comes behind it. */
import { applyEdits } from '../src/edit/apply.js';
import { includeIn } from '../src/include-line.js';
import { openSource } from '../src/source/index.js';
import { testParser } from './check.js';

const LINE = '#include "new.h"';
const after = async (text: string) =>
  applyEdits(text, [includeIn(openSource(await testParser(), 'gizmo.h', text), LINE)]);

it.each([
  ['behind the last one', '#include "a.h"\n\nint a;\n', `#include "a.h"\n${LINE}\n\nint a;\n`],
  ['in front of the code', 'int a;\n', `${LINE}\n\nint a;\n`],
  [
    'in front of an #if whose arms both hold code',
    '#if A\nint a;\n#else\nint b;\n#endif\n',
    `${LINE}\n\n#if A\nint a;\n#else\nint b;\n#endif\n`,
  ],
  [
    'within a header of its own guard, and in front of such an #if with an include in one arm',
    '#ifndef H\n#define H\n\n#ifdef A\n#include "a.h"\nint a;\n#else\nint b;\n#endif\n#endif\n',
    `#ifndef H\n#define H\n\n${LINE}\n\n#ifdef A\n#include "a.h"\nint a;\n#else\nint b;\n#endif\n#endif\n`,
  ],
  [
    'behind one that stands in the arm that all code stands in',
    '#ifdef A\n#include "a.h"\nint a;\nint b;\n#endif\n',
    `#ifdef A\n#include "a.h"\n${LINE}\nint a;\nint b;\n#endif\n`,
  ],
])('%s', async (_, text, wanted) => {
  expect(await after(text)).toBe(wanted);
});
