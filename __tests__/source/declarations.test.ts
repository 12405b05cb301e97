import type { DeclarationVariant } from '../../src/source/index.js';
import { open } from './opened.js';
import { declaration } from './render.js';

/** The declarations of all items, rendered, or why they cannot be read. */
function declarationsIn(text: string): string[] {
  const file = open(text);
  return file.items
    .filter(item => item.kind === 'declaration')
    .flatMap(item => {
      const found = file.declarationsOf(item);
      return 'why' in found ? [`?${found.why}?`] : found.map(shown);
    });
}

function shown({ decl, under }: DeclarationVariant): string {
  const flags = `${decl.isStatic ? 's' : ''}${decl.isExtern ? 'e' : ''}${decl.isTypedef ? 't' : ''}`;
  const tests = under.map(test => `${test.holds ? '' : '!'}${test.condition}`).join(' ');
  return `${tests === '' ? '' : `${tests} | `}${flags === '' ? '' : `${flags}: `}${declaration(decl)}`;
}

describe('top-level declarations', () => {
  it.each([
    ['variables', 'static int a, *b = &a;\n', ['s: static int a, *b = (&a);']],
    ['a prototype', 'extern int f(struct gizmo __user *g, int);\n', ['e: extern int f();']],
    [
      'a prototype with annotations',
      'vm_gizmo_t f(int a) __must_check __releases(x);\n',
      ['vm_gizmo_t f();'],
    ],
    ['a pointer with an annotation behind', 'struct gizmo *g __read_mostly;\n', ['struct gizmo *g;']],
    ['a typedef', 'typedef struct gizmo { int a; } gizmo_t;\n', ['t: typedef struct gizmo gizmo_t;']],
    ['unknown annotations of a prototype', 'int f(struct gizmo *g) GIZMO_LOCKS(*g) NOISY;\n', ['int f();']],
    [
      'a typedef of a function',
      'typedef void (gizmo_fn)(struct gizmo *);\n',
      ['t: typedef void gizmo_fn();'],
    ],
    [
      'a typedef of a pointer to a function',
      'typedef void (*gizmo_fn)(unsigned long) __noreturn;\n',
      ['t: typedef void *gizmo_fn;'],
    ],
    ['an annotated tag', 'typedef struct {\n\tint a;\n} PACKED gizmo_t;\n', ['t: typedef struct gizmo_t;']],
    ['a tag', 'struct gizmo {\n\tint a;\n};\n', ['struct gizmo;']],
    ['a tag without members', 'struct gizmo;\n', ['struct gizmo;']],
    ['a variable of an unnamed tag', 'static struct { int a; } g = { 1 };\n', ['s: static struct g = [1];']],
    [
      'a table',
      'const struct gizmo_ops ops = {\n\t.open = f,\n\t.inner.close = g,\n\t.n[2] = 3,\n};\n',
      ['const struct gizmo_ops ops = [open: f, inner: close: g, n: [2]: 3];'],
    ],
    [
      'old designators',
      'struct gizmo_ops ops = { open: f, close: g };\n',
      ['struct gizmo_ops ops = [open: f, close: g];'],
    ],
    ['ranges and indexes', 'int a[] = { [0 ... 3] = 1, [B] = 2 };\n', ['int a[] = [[0 ... 3]: 1, [B]: 2];']],
    ['indexes without =', 'char *a[] = { [1] "x", [2] "y" };\n', ['char *a[] = [[1]: "x", [2]: "y"];']],
    [
      'nested tables',
      'struct t x[] = { { .a = f }, { .b = (u8)g } };\n',
      ['struct t x[] = [[a: f], [b: {u8}g]];'],
    ],
    [
      'macros that bring their commas',
      'struct t x = {\n\tOPS(f, g)\n\tMORE()\n\t.a = h,\n};\n',
      ['struct t x = [OPS(f, g), MORE(), a: h];'],
    ],
    [
      'macros that are designators',
      'int x[][1] = { CH( 1) = { 2 }, CH(2) = { 3 } };\n',
      ['int x[][] = [CH( 1): [2], CH(2): [3]];'.replace('[][]', '[]')],
    ],
    [
      'macros that open an element',
      'struct t x[] = { { REG("a", 1) { 2, 3 } } };\n',
      ['struct t x[] = [[REG("a", 1), [2, 3]]];'],
    ],
    ['casts and addresses', 'void *p = (void __iomem *)&g;\n', ['void *p = {void *}(&g);']],
    ['a function pointer', 'static gizmo_t (*cb)(int) = f;\n', ['s: static gizmo_t *cb = f;']],
    [
      'a group in a table',
      'struct t x = {\n#ifdef A\n\t.a = f,\n#endif\n\t.b = g,\n};\n',
      ['defined(A) | struct t x = [a: f, b: g];', '!defined(A) | struct t x = [b: g];'],
    ],
    ['what the parser cannot read', 'int x = 1 2 3;\n', ['?the parser could not read it?']],
  ])('%s', (_, text, seen) => expect(declarationsIn(text)).toEqual(seen));

  it('give spans in the file', () => {
    const text = 'int y;\nstatic const struct gizmo *g = NULL;\n';
    const file = open(text);
    const found = file.items[1] && file.declarationsOf(file.items[1]);
    if (found === undefined || 'why' in found) throw new Error('unreadable');
    const decl = found[0]?.decl;
    expect(text.slice(decl?.start, decl?.end)).toBe('static const struct gizmo *g = NULL;');
    expect(text.slice(decl?.typeSpan.start, decl?.typeSpan.end)).toBe('static const struct gizmo');
  });

  it('are not read from functions', () => {
    const file = open('int f(void)\n{\n}\n');
    expect(file.items[0] && file.declarationsOf(file.items[0])).toEqual({ why: 'it is no declaration' });
  });
});
