import fc from 'fast-check';
import { cLike } from './made-text.js';
import { open } from './opened.js';

/** Items as `kind name`, with marks for what is split or doubtful. */
function itemsOf(text: string): string[] {
  return open(text).items.map(item => {
    const marks = `${item.split ? ' split' : ''}${item.doubt === undefined ? '' : ' doubt'}`;
    return `${item.kind} ${item.name ?? '-'}${marks}`;
  });
}

describe('top-level items', () => {
  it.each([
    ['a function', 'int f(void)\n{\n\treturn 0;\n}\n', ['function f']],
    ['its type on its own line', 'static struct gizmo *\nf(struct gizmo *g)\n{\n}\n', ['function f']],
    [
      'annotations everywhere',
      'static STUFF int __init NOISY f(int a) __acquires(g) FOO(a)\n{\n}\n',
      ['function f'],
    ],
    ['an attribute in front', '__printf(1, 2)\nint f(const char *fmt, ...)\n{\n}\n', ['function f']],
    [
      'an unknown attribute with arguments in front',
      'static GIZMO_ATTR(3) int f(void)\n{\n}\n',
      ['function f'],
    ],
    ['a function that returns a function', 'static void (*f(int a))(int)\n{\n}\n', ['function f']],
    [
      'old-style parameters',
      'int f(a, b)\n\tint a;\n\tchar *b;\n{\n}\nint x;\n',
      ['function f', 'declaration x'],
    ],
    [
      'a macro that defines a function',
      'SYSCALL_DEFINE1(close, unsigned int, fd)\n{\n}\n',
      ['function SYSCALL_DEFINE1'],
    ],
    [
      'a function whose body is a macro',
      'static int f(void) BODY(1)\nstatic int g(int a)\nBODY(2)\nconst struct gizmo_ops ops = { f };\n',
      ['other -', 'other -', 'declaration ops'],
    ],
    [
      'a function whose parameters are a macro',
      'STATIC int f ARGS\n{\n\treturn 0;\n}\nstatic int g(void)\n{\n}\n',
      ['other -', 'function g'],
    ],
    ['functions on one line', 'int f(void) { } int g(void) { }', ['function f', 'function g']],
    ['a semicolon too many', 'int f(void)\n{\n};\nint x;\n', ['function f', 'other -', 'declaration x']],
    ['a prototype', 'struct gizmo *f(int a);\n', ['declaration f']],
    ['variables', 'static int a, b = 2;\nint *c[3];\n', ['declaration a', 'declaration c']],
    ['a function pointer', 'static int (*cb)(int) = f;\n', ['declaration cb']],
    ['a table', 'static const struct gizmo_ops ops = {\n\t.open = f,\n};\n', ['declaration ops']],
    ['a table with an annotation', 'struct gizmo *g __read_mostly = NULL;\n', ['declaration g']],
    [
      'tags',
      'struct gizmo {\n\tint (*f)(void);\n};\nenum e { A };\nstruct gizmo;\n',
      ['declaration -', 'declaration -', 'declaration -'],
    ],
    [
      'a tag with attributes',
      'struct __attribute__((packed)) gizmo {\n\tint a;\n} __aligned(4) g;\n',
      ['declaration g'],
    ],
    ['a typedef', 'typedef struct gizmo gizmo_t;\n', ['declaration gizmo_t']],
    ['macros with a semicolon', 'EXPORT_SYMBOL(f);\nstatic DEFINE_MUTEX(m);\n', ['other -', 'other -']],
    [
      'a macro without one before a function',
      'EXPORT_SYMBOL(g)\nint f(void)\n{\n}\n',
      ['other -', 'function f'],
    ],
    [
      'a macro without one before a type on its own line',
      'EXPORT_SYMBOL(g)\nstatic int\nf(void)\n{\n}\n',
      ['other -', 'function f'],
    ],
    [
      'macros without one in a row',
      'MODULE_LICENSE("GPL")\nMODULE_ALIAS("x")\nint x;\n',
      ['other -', 'other -', 'declaration x'],
    ],
    ['a macro without one at the end', 'int x;\nMODULE_LICENSE("GPL")\n', ['declaration x', 'other -']],
    ['a macro without one before #if', 'A(x)\n#ifdef B\nint y;\n#endif\n', ['other -', 'declaration y']],
    ['a macro without one before #endif', '#ifdef B\nA(x)\n#endif\nint y;\n', ['other -', 'declaration y']],
    [
      'extern "C"',
      '#ifdef __cplusplus\nextern "C" {\n#endif\nint f(void);\n#ifdef __cplusplus\n}\n#endif\n',
      ['other -', 'declaration f', 'other -'],
    ],
    [
      'members between macros',
      'DT_MACHINE_START(G, "x")\n\t.init = f,\nMACHINE_END\nint f(void)\n{\n}\n',
      ['other -', 'function f'],
    ],
    [
      'a macro that is a variable',
      'define_machine(g) {\n\t.init = f,\n};\nint f(void)\n{\n}\n',
      ['other -', 'function f'],
    ],
    ['asm', 'asm(".globl x");\nint y;\n', ['other -', 'declaration y']],
    ['comments alone', '/* int x; */\n// int y;\n', []],
    ['CRLF', 'int f(void)\r\n{\r\n}\r\nint x;\r\n', ['function f', 'declaration x']],
  ])('%s', (_, text, items) => expect(itemsOf(text)).toEqual(items));

  it('end where their last token ends', () => {
    const text = '/* a */ int x; /* b */\nint f(void) { } // c\n';
    const [x, f] = open(text).items;
    expect(text.slice(x?.start, x?.end)).toBe('int x;');
    expect(text.slice(f?.start, f?.end)).toBe('int f(void) { }');
    expect(text.slice(f?.body?.start, f?.body?.end)).toBe('{ }');
  });
});

describe('#if groups', () => {
  it.each([
    [
      'whole functions in arms',
      '#ifdef A\nint f(void)\n{\n}\n#else\nint g(void)\n{\n}\n#endif\n',
      ['function f', 'function g'],
    ],
    [
      'a group in a body',
      'int f(void)\n{\n#ifdef A\n\tx();\n#endif\n}\nint y;\n',
      ['function f split', 'declaration y'],
    ],
    [
      'a header in each arm',
      '#ifdef A\nint f(int a) {\n#else\nint f(void) {\n#endif\n\tx();\n}\nint y;\n',
      ['function f split', 'declaration y'],
    ],
    [
      'a header without its brace in each arm',
      '#ifdef A\nint f(int a)\n#else\nint f(void)\n#endif\n{\n}\nint y;\n',
      ['function f split', 'declaration y'],
    ],
    [
      'macro headers in arms',
      '#ifdef A\nSYSCALL_DEFINE1(x, int, a)\n#elif B\nSYSCALL_DEFINE1(x, long, a)\n#else\nSYSCALL_DEFINE0(x)\n#endif\n{\n}\nint y;\n',
      ['function SYSCALL_DEFINE1 split', 'declaration y'],
    ],
    ['storage in an arm', '#ifdef A\nstatic\n#endif\nint f(void)\n{\n}\n', ['function f split']],
    [
      'an opening brace in each arm',
      'int f(void)\n{\n#ifdef A\n\tif (x) {\n#else\n\tif (y) {\n#endif\n\t\tz();\n\t}\n}\nint w;\n',
      ['function f split', 'declaration w'],
    ],
    [
      'an opening brace in one arm, closed in another group',
      'int f(void)\n{\n#ifdef A\n\tif (x) {\n#endif\n\tz();\n#ifdef A\n\t}\n#endif\n}\nint w;\n',
      ['function f split', 'declaration w'],
    ],
    [
      'an else in an arm',
      'int f(void)\n{\n\tif (x) {\n#ifdef A\n\t} else {\n#endif\n\t}\n}\nint w;\n',
      ['function f split', 'declaration w'],
    ],
    [
      'the end of a function in each arm',
      'int f(void)\n{\n#ifdef A\n\treturn 1;\n}\n#else\n\treturn 2;\n}\n#endif\nint w;\n',
      ['function f split', 'declaration w'],
    ],
    [
      'the end of a function in one arm',
      'int f(void)\n{\n#ifdef A\n\treturn 1;\n}\n#endif\nint w;\n',
      ['function f split doubt', 'declaration w'],
    ],
    [
      'arms that leave different brackets',
      'int f(void)\n{\n#ifdef A\n\tif (x) {\n#else\n\tif (y) {{\n#endif\n\t}\n}\nint w;\n',
      ['function f split doubt', 'declaration w'],
    ],
    [
      'a dead arm with prose',
      "int f(void)\n{\n#if 0\n\tthis isn't C: ({[\n#endif\n}\nint w;\n",
      ['function f split', 'declaration w'],
    ],
    [
      'dead prose between items',
      "#if 0\nthis isn't C (\n#endif\nint w;\n",
      ['other - doubt', 'declaration w'],
    ],
    [
      'a value in each arm',
      'static int x =\n#ifdef A\n\t1;\n#else\n\t2;\n#endif\nint w;\n',
      ['declaration x split', 'declaration w'],
    ],
    [
      'an #error instead of a value',
      'static int x =\n#ifdef A\n\t1;\n#else\n#error no\n#endif\nint w;\n',
      ['declaration x split', 'declaration w'],
    ],
  ])('%s', (_, text, items) => expect(itemsOf(text)).toEqual(items));
});

describe('brackets that do not balance', () => {
  it.each([
    [
      'a brace that is never closed',
      'int f(void)\n{\n\tif (x) {\n}\nint g(void)\n{\n}\n',
      ['function f doubt', 'function g'],
    ],
    [
      'the same without a brace in column 0',
      'int f(void)\n{\n\tif (x) {\n\nstatic int g(void)\n{\n}\n',
      ['function f doubt', 'function g'],
    ],
    [
      'a parenthesis that is never closed',
      'int x = fn(1;\nint y;\nint g(void)\n{\n}\n',
      ['declaration x doubt', 'declaration y', 'function g'],
    ],
    [
      'a brace too many',
      'int f(void)\n{\n}\n}\nint y;\n',
      ['function f doubt', 'other - doubt', 'declaration y'],
    ],
    [
      'a parenthesis too many',
      'int f(void)\n{\n\tx = (1));\n}\nint y;\n',
      ['function f doubt', 'declaration y'],
    ],
    [
      'a parenthesis that a brace cuts off',
      'int f(void)\n{\n\tx = (1;\n}\nint y;\n',
      ['function f doubt', 'declaration y'],
    ],
    ['the end of the file', 'int x;\nint f(void)\n{\n', ['declaration x', 'function f doubt']],
    [
      'a label in column 0 of a broken file',
      'int f(void)\n{\nout:\n\treturn 0;\n}\nint g(void)\n{\n{\n',
      ['function f', 'function g doubt'],
    ],
  ])('%s', (_, text, items) => expect(itemsOf(text)).toEqual(items));

  it('makes the function unreadable, with the reason', () => {
    const file = open('int f(void)\n{\n\tif (x) {\n}\nint g(void)\n{\n}\n');
    expect(file.items.map(item => file.functionsOf(item))).toMatchObject([
      { why: 'its brackets do not balance' },
      [{ under: [] }],
    ]);
  });
});

describe('any text', () => {
  it('gives items that are disjoint, in order, and cover every token', () => {
    fc.assert(
      fc.property(cLike, text => {
        const file = open(text);
        let at = 0;
        for (const item of file.items) {
          expect(item.start).toBeGreaterThanOrEqual(at);
          expect(item.end).toBeGreaterThan(item.start);
          at = item.end;
        }
        for (const token of file.tokens) {
          if (token.kind === 'comment' || token.kind === 'directive') continue;
          const item = file.itemAt(token.start);
          expect(item !== undefined && token.end <= item.end).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
