/** What a function can come to by what it says itself. */
import { mayComeToErrno } from '../../src/flow/constants.js';
import { codeOf } from '../../src/flow/prove.js';
import { openSource } from '../../src/source/index.js';
import { testParser } from '../check.js';
import { functionIn } from '../source/opened.js';

/** Whether `f`, with the functions and macros above it, may come to an errno. */
async function mayCome(text: string): Promise<boolean> {
  const file = openSource(await testParser(), 'gizmo.c', text);
  const names = new Set(file.items.map(({ name }) => name));
  const inline = (name: string) =>
    name !== 'f' && names.has(name) ? codeOf(functionIn(text, name)) : undefined;
  return mayComeToErrno(codeOf(functionIn(text), inline, name => file.macros.filter(m => m.name === name)));
}

it.each([
  ['a name', 'int f(void)\n{\n\treturn -ENOMEM;\n}\n'],
  ['a number', 'int f(void)\n{\n\treturn -12;\n}\n'],
  ['a test', 'int f(int a)\n{\n\tif (a + ENOMEM == 0)\n\t\treturn a;\n\treturn 0;\n}\n'],
  ['a difference', 'int f(void)\n{\n\tint a = 0, b = 12;\n\n\treturn a - b;\n}\n'],
  ['an assignment', 'int f(void)\n{\n\tint a = 0;\n\n\ta -= 12;\n\treturn a;\n}\n'],
  ['counting down', 'int f(void)\n{\n\tint a = 0;\n\n\ta--;\n\treturn a;\n}\n'],
  ['all bits', 'int f(void)\n{\n\treturn ~11;\n}\n'],
  ['a macro', '#define GONE (-12)\nint f(void)\n{\n\treturn GONE;\n}\n'],
  ['a function below', 'static int g(void)\n{\n\treturn -ENOMEM;\n}\n\nint f(void)\n{\n\treturn g();\n}\n'],
])('an errno can come of %s', async (_, text) => {
  expect(await mayCome(text)).toBe(true);
});

it.each([
  ['codes', 'int f(int a)\n{\n\tif (a)\n\t\treturn VM_FAULT_OOM | VM_FAULT_RETRY;\n\treturn 0;\n}\n'],
  ['what is not known', 'int f(int a)\n{\n\tint b = g(a + 1);\n\n\treturn b;\n}\n'],
  ['a macro without one', '#define FINE (256)\nint f(void)\n{\n\treturn FINE;\n}\n'],
])('no errno that is known comes of %s', async (_, text) => {
  expect(await mayCome(text)).toBe(false);
});
