/** Texts for property tests: from bytes at random to what nearly is C. */
import fc from 'fast-check';

const PIECES = `
  { } ( ) [ ] ; , : ? = == + - * & && || ! ~ . -> ... < > << ++ -- # ## \\ " ' /* */ // a b g x1 u32 0 42 0x1f 1.5 'c' "s"
  int void static inline struct union enum typedef const unsigned long return if else for while do switch case
  default break continue goto sizeof typeof asm __user __init __attribute__((x)) list_for_each_entry container_of
  EXPORT_SYMBOL(f) SYSCALL_DEFINE1(f,int,x) DEFINE_GIZMO(x) MODULE_LICENSE("GPL") \xe9 \x00 \x7f
`
  .trim()
  .split(/\s+/);

const LINES = [
  '\n#if A\n',
  '\n#ifdef B\n',
  '\n#if 0\n',
  '\n#elif defined(C)\n',
  '\n#else\n',
  '\n#endif\n',
  '\n#define A(x) x\\\n y\n',
  '\n#error no\n',
  '\\\n',
  '\\\r\n',
  '\r\n',
  '\n',
  '\n}\n',
  '\nint f(void)\n{\n',
  '\nstatic struct gizmo *find(int a, ...)\n{\n',
];

/** Text made of the pieces of C, in no order. */
export const cLike: fc.Arbitrary<string> = fc
  .array(
    fc.tuple(
      fc.oneof(
        { arbitrary: fc.constantFrom(...PIECES), weight: 8 },
        { arbitrary: fc.constantFrom(...LINES), weight: 2 },
        {
          arbitrary: fc.uint8Array({ maxLength: 3 }).map(bytes => Buffer.from(bytes).toString('latin1')),
          weight: 1,
        },
      ),
      fc.constantFrom('', ' ', ' ', '\n', '\t'),
    ),
    { maxLength: 60 },
  )
  .map(parts => parts.flat().join(''));
