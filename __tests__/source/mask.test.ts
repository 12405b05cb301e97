import fc from 'fast-check';
import { lex } from '../../src/source/lex.js';
import { mask } from '../../src/source/mask.js';
import { cLike } from './made-text.js';

/** The clean and the masked text of tokens taken as one item. */
function masked(text: string): { clean: string; masked: string } {
  const tokens = [...lex(text)].filter(token => token.kind !== 'comment' && token.kind !== 'directive');
  const sheet = mask(text, tokens, 0, text.length);
  if ('why' in sheet) throw new Error(sheet.why);
  return { clean: sheet.clean.toString('latin1'), masked: sheet.masked.toString('latin1') };
}

describe('the mask', () => {
  it.each([
    ['static int __init x /* y */;', 'static int        x        ;'],
    ['p = (void __user *)q;', 'p = *              q;'],
    ['for_each(a, b) { c(); }', 'while   (a, b) { 1(); }'],
    ['x = container_of(p, struct gizmo, m);', 'x = container_of(p, x___________, m);'],
    ['out: ;', 'out; ;'],
    ['x = "a\\xff" B "c";', 'x = ""           ;'],
    ['if ((a[i]) && b) c();', 'if ((1[i]) && b) 1();'],
  ])('%s', (text, seen) => expect(masked(`{ ${text} }`).masked).toBe(`{ ${seen} }`));

  it('keeps length and line ends, whatever the text', () => {
    const ends = (text: string) => text.replace(/[^\r\n]/g, '.');
    fc.assert(
      fc.property(cLike, text => {
        const { clean, masked: parsed } = masked(`{${text}}`);
        expect(ends(clean)).toBe(ends(`{${text}}`));
        expect(ends(parsed)).toBe(ends(`{${text}}`));
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses what is nested as no person nests it', () => {
    expect(() => masked(`${'('.repeat(401)}${')'.repeat(401)}`)).toThrow('its brackets nest deeper than 400');
  });

  it('refuses what is longer than any item', () => {
    expect(() => masked(' '.repeat(4_000_001))).toThrow('it is longer than 4000000 bytes');
  });
});
