/** Random bodies are printed as people write them and must come back as they were made; then the oddities one by one. */
import fc from 'fast-check';
import { bodyOf, doubtsIn, functionIn } from './opened.js';
import { stmt } from './render.js';

/** A statement as it was made: how it is written, how it must be read. */
interface Made {
  readonly text: string;
  readonly read: string;
}

const plain = fc
  .constantFrom(
    ['x = fn(a);', '(x = fn(a));'],
    ['fn(x);', 'fn(x);'],
    ['(void)fn(x);', '{void}fn(x);'],
    ['*p = 1;', '((*p) = 1);'],
    ['(*p)++;', '(<(*p)>++);'],
    ['x++;', '(x++);'],
    [';', ';'],
    ['return;', 'return;'],
    ['return (u32)x;', 'return {u32}x;'],
    ['return (x) && y == z;', 'return (<x> && (y == z));'],
    ['break;', 'break;'],
    ['continue;', 'continue;'],
    ['goto out;', 'goto out;'],
    ['goto *table[x];', 'goto *;'],
    ['asm volatile("nop" : : "r" (x) : "memory");', 'asm;'],
    ['asm goto("jmp %l0" : : : : out);', 'asm goto;'],
    ['x = ({ int y; y; });', '(x = ({ int y; y; }));'],
  )
  .map(([text = '', read = '']) => ({ text, read }));

const declaration = fc
  .constantFrom(
    ['int i;', 'int i;'],
    ['struct gizmo *g = to_gizmo(w);', 'struct gizmo *g = to_gizmo(w);'],
    ['u8 __user *p, n[4];', 'u8 *p, n[];'],
    ['static const char *names[] = { "a", [2] = "b" };', 'static const char *names[] = ["a", [2]: "b"];'],
    ['int (*cb)(struct gizmo *, int) = fn;', 'int *cb = fn;'],
    ['struct { int a; } s = { .a = 1 };', 'struct s = [a: 1];'],
    ['__maybe_unused unsigned long flags;', 'unsigned long flags;'],
    ['gizmo_t *t = NULL;', 'gizmo_t *t = NULL;'],
    ['typeof(x) y = x;', 'typeof(x) y = x;'],
  )
  .map(([text = '', read = '']) => ({ text, read }));

const made: fc.Arbitrary<readonly Made[]> = fc.letrec<{ one: Made; list: readonly Made[] }>(tie => {
  const one = tie('one');
  const list = tie('list');
  const block = list.map(all => ({
    text: `{\n${all.map(s => s.text).join('\n')}\n}`,
    read: `{ ${all.map(s => s.read).join(' ')} }`,
  }));
  const body = fc.oneof(block, plain);
  const test = fc.constantFrom(
    ['x', 'x'],
    ['!p->n++', '(!(p->n++))'],
    ['(x) && y == z', '(<x> && (y == z))'],
  );
  const wrap = (head: string, read: string, inner: Made): Made => ({
    text: `${head}\n\t${inner.text}`,
    read: `${read} ${inner.read}`,
  });
  const nested = fc.oneof(
    block,
    fc.tuple(test, body).map(([[t = '', r = ''], inner]) => wrap(`if (${t})`, `if ${r}`, inner)),
    fc.tuple(test, body, body).map(([[t = '', r = ''], yes, no]) => ({
      text: `if (${t})\n\t${yes.text}\nelse\n\t${no.text}`,
      read: `if ${r} ${yes.read} else ${no.read}`,
    })),
    fc.tuple(test, body).map(([[t = '', r = ''], inner]) => wrap(`while (${t})`, `while ${r}`, inner)),
    fc.tuple(test, body).map(([[t = '', r = ''], inner]) => ({
      text: `do ${inner.text} while (${t});`,
      read: `do ${inner.read} while ${r};`,
    })),
    body.map(inner => wrap('for (i = 0; i < n; i++)', 'for [(i = 0); (i < n); (i++)]', inner)),
    body.map(inner => wrap('for (int i = 0; ; )', 'for [int i = 0;; ; ]', inner)),
    body.map(inner =>
      wrap(
        'list_for_each_entry(g, &h->list, node)',
        'foreach list_for_each_entry(g, (&h->list), node)',
        inner,
      ),
    ),
    block.map(inner => wrap('for_ever()', 'foreach for_ever()', inner)),
    list.map(all => ({
      text: `switch (x) {\n${all.map((s, i) => `case ${i} ... B:\n${s.text}\n`).join('')}default:\n}`,
      read: `switch x { ${all.map((s, i) => `case ${i} ... B: ${s.read} `).join('')}default: }`,
    })),
  );
  const labelled = one.map(inner => ({
    text: `out:\n${inner.text}`,
    read: `out: ${inner.read}`,
  }));
  // After a macro without a semicolon only a word can begin a statement: `F(x)` and `*p = 1` would be a product.
  const macro = fc.constantFrom('x = 1;', '(void)x;', 'fn(x);', 'return;', 'int i;').map(next => ({
    text: `TRACE_GIZMO(x, 1)\n${next}`,
    read: `TRACE_GIZMO(x, 1); ${next === 'x = 1;' ? '(x = 1);' : next.replace('(void)', '{void}')}`,
  }));
  return {
    one: fc.oneof({ maxDepth: 4, depthSize: 'small' }, plain, declaration, nested, labelled),
    list: fc
      .array(fc.oneof({ arbitrary: one, weight: 8 }, { arbitrary: macro, weight: 1 }), { maxLength: 4 })
      .map(all => all),
  };
}).list;

describe('statements', () => {
  it('are read as they were made', () => {
    fc.assert(
      fc.property(made, all => {
        const fn = functionIn(`int f(void)\n{\n${all.map(s => s.text).join('\n')}\n}\n`);
        expect(fn.doubtful).toEqual([]);
        expect(fn.body.body.map(stmt).join(' ')).toBe(all.map(s => s.read).join(' '));
      }),
      { numRuns: 500 },
    );
  });
});

describe('labels and cases', () => {
  it.each([
    ['a label before the end of a block', 'goto out;\nout:\n', 'goto out; out:'],
    ['a label right before #endif', '#ifdef A\nout:\n#endif\n\treturn 0;', undefined],
    ['two labels', 'a: b: x = 1;', 'a: b: (x = 1);'],
    ['a label before a declaration', 'a: int x = 1;', 'a: int x = 1;'],
    [
      'cases as siblings',
      'switch (x) { case 1: case 2: y = 1; break; default: z = 1; }',
      'switch x { case 1: case 2: (y = 1); break; default: (z = 1); }',
    ],
    ['a case that is a product', 'switch (x) { case A * B: y = 1; }', 'switch x { case (A * B): (y = 1); }'],
    [
      'a case that is a choice',
      'switch (x) { case A ? B : C: y = 1; }',
      'switch x { case (A ? B : C): (y = 1); }',
    ],
    ['a case range', "switch (x) { case 'a' ... 'z': y = 1; }", "switch x { case 'a' ... 'z': (y = 1); }"],
    [
      'a case in a nested block',
      'switch (x) { case 1: { y = 1; case 2: z = 1; } }',
      'switch x { case 1: { (y = 1); case 2: (z = 1); } }',
    ],
    [
      'a default before a closing brace',
      'switch (x) { case 1: y = 1; default: }',
      'switch x { case 1: (y = 1); default: }',
    ],
    ['a choice that looks like a label', 'x = a ? b : c;', '(x = (a ? b : c));'],
  ])('reads %s', (_, text, read) => {
    if (read !== undefined) expect(bodyOf(text)).toBe(read);
    else expect(() => bodyOf(text)).toThrow('2 variants');
  });

  it('doubts a label in the place of a single statement, which the AST cannot show', () => {
    expect(doubtsIn('if (x) again: y = 1;')).toHaveLength(1);
  });
});

describe('macros in the place of statements', () => {
  it.each([
    [
      'a loop with a block',
      'list_for_each_entry(g, &h, node) { x++; }',
      'foreach list_for_each_entry(g, (&h), node) { (x++); }',
    ],
    ['a loop with one statement', 'for_each_gizmo(g) fn(g);', 'foreach for_each_gizmo(g) fn(g);'],
    [
      'a loop with a type argument',
      'for_each(g, struct gizmo, h) x++;',
      'foreach for_each(g, `struct gizmo`, h) (x++);',
    ],
    [
      'a loop under an if with else',
      'if (a) for_each(g) x++; else y++;',
      'if a foreach for_each(g) (x++); else (y++);',
    ],
    [
      'loops in loops',
      'for_each(g) for_each(h) { break; }',
      'foreach for_each(g) foreach for_each(h) { break; }',
    ],
    ['a short name', 'EACH(g) { x++; }', 'foreach EACH(g) { (x++); }'],
    ['an unknown macro with a block', 'locked(&lock) { x++; }', 'foreach locked((&lock)) { (x++); }'],
    ['an unknown macro with an indented statement', 'IF_DEBUG(x)\n\t\tfn(x);', 'foreach IF_DEBUG(x) fn(x);'],
    ['a macro without a semicolon', 'TRACE(x)\nfn(x);', 'TRACE(x); fn(x);'],
    ['a macro without a semicolon at the end', 'fn(x);\nTRACE()', 'fn(x); TRACE();'],
    ['a declaring macro', 'static DEFINE_GIZMO(g);', 'DEFINE_GIZMO(g);'],
    ['a macro with a block as argument', 'run_on(cpu, { x = 1; });', 'run_on(cpu, ({ (x = 1); }));'],
    ['a macro with an operator as argument', 'check(a, ==, b);', 'check(a, `==`, b);'],
    ['a macro with an empty argument', 'fill(a, , b);', 'fill(a, b);'],
    ['a macro with an empty last argument', 'fill(a,);', 'fill(a);'],
  ])('reads %s', (_, text, read) => expect(bodyOf(text)).toBe(read));

  it('keeps the name and arguments of an iterator macro where they stand', () => {
    const text = 'void f(void)\n{\n\tlist_for_each(p, &head) {\n\t\tx++;\n\t}\n}\n';
    const [loop] = functionIn(text).body.body;
    if (loop?.kind !== 'foreach') throw new Error(`a ${loop?.kind}`);
    expect(text.slice(loop.start, loop.end)).toBe('list_for_each(p, &head) {\n\t\tx++;\n\t}');
    expect(loop.args.map(arg => text.slice(arg.start, arg.end))).toEqual(['p', '&head']);
  });

  it.each([
    ['an else after an unknown macro', 'IF_LOG(x) { y = 1; } else { z = 1; }'],
    ['a jump in an unknown macro', 'while (x) { guarded(y) { break; } }'],
    ['a return as an argument', 'check(x, return 0);'],
    ['an attribute as a declarator', 'int j, __maybe_unused, k;'],
    ['an attribute with arguments as a declarator', 'int j, __aligned(4), k;'],
    ['an attribute as a statement', 'int j; __maybe_unused;'],
    ['statements as an argument', 'wait_for(x, y = 1; z = 2);'],
  ])('doubts %s', (_, text) => expect(doubtsIn(text)).toHaveLength(1));

  it('never takes such a macro for a function', () => {
    const fn = functionIn(
      'void f(void)\n{\n\tIF_LOG(x) {\n\t\ty = 1;\n\t} else {\n\t\tz = 1;\n\t}\n\tw = 1;\n}\n',
    );
    expect(fn.body.body.map(one => one.kind)).toEqual(['unknown', 'expr']);
  });
});

describe('what the grammar alone reads wrongly', () => {
  it.each([
    ['!x++', '!x++ && y;', '((!(x++)) && y);'],
    ['a cast of a typedef before a sign', 'x = (u32)-1;', '(x = {u32}(-1));'],
    ['a parenthesised variable before a sign', 'x = (count) - 1;', '(x = (<count> - 1));'],
    [
      'a variable named like a type',
      'count_t = 1; x = (count_t) - 1;',
      '(count_t = 1); (x = (<count_t> - 1));',
    ],
    ['a call after a cast', 'x = (u32)(y);', '(x = {u32}<y>);'],
    ['a call through parentheses', 'x = (fn)(y);', '(x = <fn>(y));'],
    ['a cast with an annotation', 'p = (void __user *)q;', '(p = {void *}q);'],
    ['a forced cast', 'x = (__force u32)y;', '(x = {u32}y);'],
    ['a cast of an unknown typedef', 'x = (gizmo_handle)y;', '(x = {gizmo_handle}y);'],
    ['a cast to a function pointer', 'x = (int (*)(void))y;', '(x = {int (*)(void)}y);'],
    ['a compound literal', 'x = (struct gizmo){ .a = 1 };', '(x = {struct gizmo}[a: 1]);'],
    ['a compound literal that is returned', 'return (gizmo_t) { val(x) };', 'return {gizmo_t}[val(x)];'],
    [
      'a call of a call of a product',
      'assert(fn(MACRO((a * 2)), 2 * sizeof(b)));',
      'assert(fn(MACRO(<(a * 2)>), (2 * `sizeof(b)`)));',
    ],
    [
      'a cast to a typedef that is also a member',
      'r.u64 = 1; x = (u64)fn(y);',
      '(r.u64 = 1); (x = {u64}fn(y));',
    ],
    ['a cast with an unknown annotation', 'x = (FOO_FORCE gizmo_t)y;', '(x = {FOO_FORCE gizmo_t}y);'],
    ['words between literals', 'fn("a" B C D "e");', 'fn("a" B C D "e");'],
    ['alignof without parentheses', 'x = __alignof__ *p > 1;', '(x = (`__alignof__ *p` > 1));'],
    ['a compound literal of a typedef', 'x = (gizmo_t){ 0 };', '(x = {gizmo_t}[0]);'],
    ['a compound literal of an array', 'fn((u8[]){ 1, 2 });', 'fn({u8[]}[1, 2]);'],
    ['sizeof and a product', 'x = sizeof(y) * z;', '(x = (`sizeof(y)` * z));'],
    ['sizeof of a member', 'x = sizeof(y)->z;', '(x = `sizeof(y)->z`);'],
    ['sizeof without parentheses', 'x = sizeof *p + 1;', '(x = (`sizeof *p` + 1));'],
    ['offsetof of a path', 'x = offsetof(struct gizmo, a.b[2]);', '(x = `offsetof(struct gizmo, a.b[2])`);'],
    ['a type as an argument', 'x = min_t(unsigned long, a, b);', '(x = min_t(`unsigned long`, a, b));'],
    ['a typedef as an argument', 'x = min_t(u32, a, b);', '(x = min_t(`u32`, a, b));'],
    ['a pointer type as an argument', 'x = va_arg(ap, gizmo *);', '(x = va_arg(ap, `gizmo *`));'],
    ['typeof as an argument', 'x = list_entry(p, typeof(*g), m);', '(x = list_entry(p, `typeof(*g)`, m));'],
    ['GNU ?:', 'x = y ?: z;', '(x = (y ? : z));'],
    [
      'words of the grammar as names',
      'noreturn = TRUE; p->asm = offsetof;',
      '(noreturn = TRUE); (p->asm = offsetof);',
    ],
    [
      'macros between literals',
      'fn(KERN_INFO "a" FMT(x) "b\\n" TAIL, x);',
      'fn(KERN_INFO "a" FMT(x) "b\\n" TAIL, x);',
    ],
    ['the address of a label', 'p = &&out;', '(p = (&out));'],
    ['__extension__', 'x = __extension__ ({ y; });', '(x = ({ y; }));'],
    ['an annotation after a pointer', 'int *p __maybe_unused = q;', 'int *p = q;'],
    ['an annotation of a second declarator', 'u32 a, __user *b;', 'u32 a, *b;'],
    ['an unknown annotation', 'u32 FOO_ALIGNED x;', 'u32 x;'],
    ['an aligned array', 'u8 buf[8] __aligned(4) = { 0 };', 'u8 buf[] = [0];'],
    ['a register variable', 'register int x asm("r0") = 1;', 'register int x = 1;'],
    ['a local tag', 'struct gizmo { int a __packed; } g;', 'struct gizmo g;'],
    ['a local enum', 'enum { A, B = 2 } e = A;', 'enum e = A;'],
    ['a multiplication or a declaration', 'a * b;', 'a *b;'],
    ['a local prototype', 'int g(struct gizmo *a);', 'int g();'],
    ['a function pointer to a typedef', 'gizmo_t (*done)(int) = fn;', 'gizmo_t *done = fn;'],
    ['a static function pointer', 'static int (*cb)(int);', 'static int *cb;'],
  ])('reads %s', (_, text, read) => expect(bodyOf(text)).toBe(read));
});
