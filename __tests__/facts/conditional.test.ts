/** Conditions over the lines of a text, by its directives alone. */
import { conditionsIn, isCovered } from '../../src/facts/conditional.js';

const over = (text: string, what = 'HERE') => [...conditionsIn(text)(text.indexOf(what))];

it.each<[string, string, string[]]>([
  ['none', 'HERE\n', []],
  ['an #ifdef', '#ifdef A\nHERE\n#endif\n', ['defined(A)']],
  ['its #else', '#ifdef A\n#else\nHERE\n#endif\n', ['!defined(A)']],
  ['an #elif', '#if A > 1\n#elif B\nHERE\n#endif\n', ['!A > 1 && B']],
  ['what is behind #endif', '#if A\n#endif\nHERE\n', []],
  ['a header that counts once', '#ifndef A_H\n#define A_H\nHERE\n#endif\n', []],
  ['an #ifndef that is none', '#ifndef A\n#define B\nHERE\n#endif\n', ['!defined(A)']],
  ['the kernel alone', '#ifdef __KERNEL__\n#ifndef __ASSEMBLY__\nHERE\n#endif\n#endif\n', []],
  ['all but the kernel', '#ifndef __KERNEL__\nHERE\n#endif\n', ['!defined(__KERNEL__)']],
  ['a condition on two lines', '#if defined(A) && \\\n\tB\nHERE\n#endif\n', ['defined(A) && B']],
  ['damaged lines', '#ifndef [(\n#else\n#endif\n#endif\n#elif\nHERE\n', []],
])('of %s', (_, text, conditions) => expect(over(text)).toEqual(conditions));

it('cover what stands under them and more', () => {
  const [outer, inner] = [new Set(['a']), new Set(['a', 'b'])];
  expect([isCovered(outer, inner), isCovered(inner, outer), isCovered(new Set(), outer)]).toEqual([
    true,
    false,
    true,
  ]);
});
