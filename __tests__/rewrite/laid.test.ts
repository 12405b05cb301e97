/** Statements of one line, laid out. */
import { statementsOf } from '../../src/rewrite/laid.js';

const laid = (text: string) => statementsOf(text, '\t', '\n');

it.each<[string, readonly string[] | undefined]>([
  ['goto out', ['goto out;']],
  ['do { log(x); goto out; } while (0)', ['log(x);', 'goto out;']],
  ['do { if (x) return 1; } while (0)', ['if (x)\n\t\treturn 1;']],
  ['if (x) { log(x);  return 1; }', ['if (x) {\n\t\tlog(x);\n\t\treturn 1;\n\t}']],
  ['if (f(a, (b))) g(); h()', ['if (f(a, (b)))\n\t\tg();', 'h();']],
  [
    'do { int r = (x); if (r) goto out; } while (0)',
    ['{\n\t\tint r = x;\n\n\t\tif (r)\n\t\t\tgoto out;\n\t}'],
  ],
  ['do { struct a *p = b; log(p); } while (0)', ['{\n\t\tstruct a *p = b;\n\n\t\tlog(p);\n\t}']],
  ['do { typeof(x) y; log(y); } while (0)', ['{\n\t\ttypeof(x) y;\n\n\t\tlog(y);\n\t}']],
  ['r = (f(x)); s = (a) + (b); t = (a, b)', ['r = f(x);', 's = (a) + (b);', 't = (a, b);']],
  ['{ if (x) break; }', ['if (x)\n\t\tbreak;']],
  ['do { if (x) break; } while (0)', undefined],
  ['do { if (x) { log(x); continue; } } while (0)', undefined],
  // What asks for more than that stays with the macro.
  ['if (x) a(); else b();', undefined],
  ['while (x) a();', undefined],
  ['for (;;) a();', undefined],
  ['if (x', undefined],
  [';', undefined],
])('%s', (text, lines) => expect(laid(text)).toEqual(lines));
