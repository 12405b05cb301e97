import { agreed, declaredBetween, typeFromText, typesOf, UNSURE } from '../../src/facts/structs.js';
import { openSource } from '../../src/source/index.js';
import { theParser } from './forest.js';

async function read(text: string) {
  return openSource(await theParser(), 'types.h', text);
}

async function fieldsOf(text: string): Promise<readonly string[]> {
  const { structs } = typesOf(await read(text));
  const [def] = [...structs.values()].at(-1)!;
  return def!.fields.map(({ name, type }) => `${name}: ${type.base}${'*'.repeat(type.stars)}`);
}

describe('typesOf', () => {
  it('reads members of every shape, in order', async () => {
    const text = `struct gizmo {
	const struct gizmo_ops *ops, inner;
	unsigned long flags : 3, : 5, rest : 24;
	u32 __iomem *__regs;
	int (*fault)(struct vm_fault *vmf, int (*again)(void));
	int (*table[4])(void);
	char name[16], *alias;
	struct list_head list ____cacheline_aligned_in_smp;
	enum { A, B } state;
} __packed;`;
    expect(await fieldsOf(text)).toEqual([
      'ops: struct gizmo_ops*',
      'inner: struct gizmo_ops',
      'flags: long',
      'rest: long',
      '__regs: u32*',
      'fault: ()*',
      'table: ()*',
      'name: char*',
      'alias: char*',
      'list: struct list_head',
      'state: enum',
    ]);
  });

  it('gives the members of anonymous structs to the struct around, and named ones a type', async () => {
    const { structs } = typesOf(
      await read('struct outer { union { int a; struct { int b; }; }; struct named { int c; } d[2]; };'),
    );
    const [outer] = structs.get('outer')!;
    expect(outer!.fields.map(field => field.name)).toEqual(['a', 'b', 'd']);
    expect(outer!.fields[2]!.type).toEqual({ base: 'struct named', stars: 1 });
    expect(structs.get('named')![0]!.fields.map(field => field.name)).toEqual(['c']);
    expect(outer!.ordered).toBe(false);
  });

  it('does not vouch for the order where #if or a union makes it doubtful', async () => {
    const { structs } = typesOf(
      await read(
        'struct a { int x; };\nstruct b {\n#ifdef X\nint y;\n#endif\nint z;\n};\nunion c { int p; };',
      ),
    );
    const ordered = ['a', 'b', 'c'].map(tag => structs.get(tag)![0]!.ordered);
    expect(ordered).toEqual([true, false, false]);
  });

  it('reads typedefs of structs, pointers and functions', async () => {
    const { typedefs } = typesOf(
      await read(
        'typedef struct gizmo gizmo_t;\ntypedef struct { int n; } bare_t;\ntypedef gizmo_t *gizmo_p;\ntypedef int (*fn_t)(int);',
      ),
    );
    expect([...typedefs]).toEqual([
      ['gizmo_t', [{ base: 'struct gizmo', stars: 0 }]],
      ['bare_t', [{ base: 'struct (at types.h:2)', stars: 0 }]],
      ['gizmo_p', [{ base: 'gizmo_t', stars: 1 }]],
      ['fn_t', [{ base: '()', stars: 1 }]],
    ]);
  });

  it('keeps both meanings of a typedef that is declared twice', async () => {
    const { typedefs } = typesOf(
      await read('#ifdef X\ntypedef struct a t;\n#else\ntypedef struct b t;\n#endif\n'),
    );
    expect(typedefs.get('t')?.map(({ base }) => base)).toEqual(['struct a', 'struct b']);
    expect(agreed(typedefs.get('t')!)).toBe(UNSURE);
  });

  it('ends on bodies that are never closed', async () => {
    expect([...typesOf(await read('struct a { int x; struct b { int (*f)(')).structs]).toEqual([]);
  });
});

describe('declaredBetween', () => {
  it.each([
    ['static struct gizmo *to_gizmo(struct thing *t)', 'to_gizmo', { base: 'struct gizmo', stars: 1 }],
    ['static const struct ops a, *b[3] = { 0 };', 'b', { base: 'struct ops', stars: 2 }],
    ['extern struct ops gizmo_ops __initdata;', 'gizmo_ops', { base: 'struct ops', stars: 0 }],
    ['static struct ops { int n; } table[] = { 1 };', 'table', { base: 'struct ops', stars: 1 }],
  ])('%s', async (text, name, type) => {
    const file = await read(text);
    const found = declaredBetween(file, 0, file.tokens.length).find(field => field.name === name);
    expect(found?.type).toEqual(type);
  });
});

describe('typeFromText', () => {
  it.each([
    ['static const struct gizmo_ops', 0, 'struct gizmo_ops', 0],
    ['struct vm_fault *', 0, 'struct vm_fault', 1],
    ['union u **', 1, 'struct u', 3],
    ['const gizmo_t', 2, 'gizmo_t', 2],
    ['unsigned int', 0, 'int', 0],
    ['__u32', 0, '__u32', 0],
  ])('%s with %i stars', (text, given, base, stars) => {
    expect(typeFromText(text, given)).toEqual({ base, stars });
  });
});
