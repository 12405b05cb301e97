import { functionIn } from './opened.js';

/** A header as its parts: return type, text of its span, name, flags, parameters. */
function headerOf(header: string, name = 'f'): string {
  const text = `${header}\n{\n}\n`;
  const fn = functionIn(text, name);
  const flags = `${fn.isStatic ? 's' : ''}${fn.isInline ? 'i' : ''}${fn.variadic ? 'v' : ''}`;
  expect(text.slice(fn.nameSpan.start, fn.nameSpan.end)).toBe(fn.name);
  for (const { nameSpan, name } of fn.params) {
    if (nameSpan !== undefined) expect(text.slice(nameSpan.start, nameSpan.end)).toBe(name);
  }
  const params = fn.params.map(param => `${param.type} ${param.name ?? '-'}`).join(', ');
  const words = text.slice(fn.returnTypeSpan.start, fn.returnTypeSpan.end);
  return `${fn.returnType} [${words}] ${flags}(${params})`;
}

describe('the head of a function', () => {
  it.each([
    ['int f(void)', 'int [int] ()'],
    ['static int f(int a, char *b)', 'int [int] s(int a, char * b)'],
    ['int static inline f()', 'int [int] si()'],
    ['static __always_inline u32 f(void)', 'u32 [u32] si()'],
    ['static int __init f(void)', 'int [int] s()'],
    ['static __init int f(void)', 'int [int] s()'],
    ['static int NOISY f(void)', 'int [int] s()'],
    ['static NOISY int f(void)', 'int [int] s()'],
    ['NOISY gizmo_t f(void)', 'gizmo_t [gizmo_t] ()'],
    ['asmlinkage __visible void f(void)', 'void [void] ()'],
    ['unsigned long f(void)', 'unsigned long [unsigned long] ()'],
    ['struct gizmo *f(void)', 'struct gizmo * [struct gizmo] ()'],
    ['static const char __user *\nf(void)', 'const char * [const char] s()'],
    ['static struct gizmo __rcu **f(void)', 'struct gizmo ** [struct gizmo] s()'],
    ['static vm_gizmo_t\nf(struct gizmo *g)', 'vm_gizmo_t [vm_gizmo_t] s(struct gizmo * g)'],
    ['__printf(1, 2) int f(const char *fmt, ...)', 'int [int] v(const char * fmt)'],
    ['__attribute__((weak)) int f(void)', 'int [int] ()'],
    ['GIZMO_ATTR(1) static int f(void)', 'int [int] s()'],
    ['int f(int a) __acquires(a->lock) FOO(x) BAR', 'int [int] (int a)'],
    ['int f(struct gizmo *g, u32 __iomem *regs)', 'int [int] (struct gizmo * g, u32 * regs)'],
    ['int f(char __user *const __user *argv)', 'int [int] (char * const * argv)'],
    ['int f(int a __maybe_unused, int __always_unused b)', 'int [int] (int a, int b)'],
    [
      'int f(int, char *, struct gizmo *, gizmo_t)',
      'int [int] (int -, char * -, struct gizmo * -, gizmo_t -)',
    ],
    ['int f(const gizmo_t g)', 'int [int] (const gizmo_t g)'],
    ['int f(u8 buf[16], int n[])', 'int [int] (u8[16] buf, int[] n)'],
    ['int f(int (*cb)(int, char *), void *arg)', 'int [int] (int (*)(int, char *) cb, void * arg)'],
    ['int f(STUFF int a)', 'int [int] (int a)'],
    ['static void (*f(int a))(int)', 'void [void] s(int a)'],
    ['int f(a, b, c) int a, *c; char *b;', 'int [int] (int a, char * b, int * c)'],
    ['int f(a) /* an int */', 'int [int] (a -)'],
  ])('%s', (header, parts) => expect(headerOf(header)).toBe(parts));

  it('that is a macro has the name of the macro and no type', () => {
    expect(headerOf('SYSCALL_DEFINE2(f, int, fd, char *, p)', 'SYSCALL_DEFINE2')).toBe(' [] ()');
  });
});
