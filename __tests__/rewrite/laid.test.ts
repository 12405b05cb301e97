/** Statements of one line, laid out. */
import { statementsOf } from '../../src/rewrite/laid.js';

const laid = (text: string) => statementsOf(text, '\t', '\n');

it.each<[string, readonly string[] | undefined]>([
  ['goto out', ['goto out;']],
  ['do { log(x); goto out; } while (0)', ['log(x);', 'goto out;']],
  ['do { if (x) return 1; } while (0)', ['if (x)\n\t\treturn 1;']],
  ['if (x) { log(x);  return 1; }', ['if (x) {\n\t\tlog(x);\n\t\treturn 1;\n\t}']],
  ['if (f(a, (b))) g(); h()', ['if (f(a, (b)))\n\t\tg();', 'h();']],
  // What asks for more than that stays with the macro.
  ['if (x) a(); else b();', undefined],
  ['while (x) a();', undefined],
  ['for (;;) a();', undefined],
  ['if (x', undefined],
  [';', undefined],
])('%s', (text, lines) => expect(laid(text)).toEqual(lines));
