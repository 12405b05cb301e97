import { refuses, runOn, textsAfter } from './check.js';
import { fn, toy } from './toy.js';

describe('judgeUnit: the engine speaks where the rule is silent', () => {
  it.each([
    ['code', fn('f', 'gizmo_mute'), 'unclaimed'],
    ['a comment between functions', `/* gizmo_mute() is old. */\n${fn('f')}`, 'unclaimed'],
    ['a string', fn('f', 'log("gizmo_mute"), x'), 'unclaimed'],
    ['a declaration', 'int gizmo_mute(void);\n', 'unclaimed'],
    ['a macro', '#define GIZMO() \\\n\tgizmo_mute()\n', 'inside-macro'],
    [
      'a dead arm',
      fn('f', 'x').replace('return', '#if 0\n\tgizmo_mute();\n#endif\n\treturn'),
      'config-branch',
    ],
    ['a doubtful place', fn('f', 'if (+ gizmo_mute * / 2) y'), 'unparsed'],
    ['a doubtful declaration', 'int gizmo_mute(void;\n', 'unparsed'],
    [
      'a function that cannot be read',
      'int f(void)\n{\n\tif (gizmo_mute( {\n\t\t+ ;\n\t} ) ) ] }\n',
      'unparsed',
    ],
  ])('in %s', async (_, text, code) => {
    await refuses(toy, text, code);
  });

  it('in each place that it finds, and counts them all', async () => {
    const text = `/* gizmo_mute, gizmo_mute */\n#define G gizmo_mute\n${fn('f', 'gizmo_mute', 'log("gizmo_mute"), x')}`;
    const { ledger } = await runOn(toy, text);
    expect(ledger.verdicts.map(({ code, occurrence }) => [occurrence.place, code])).toEqual([
      ['comment', 'unclaimed'],
      ['comment', 'unclaimed'],
      ['directive', 'inside-macro'],
      ['code', 'unclaimed'],
      ['string', 'unclaimed'],
    ]);
  });
});

describe('judgeUnit: a rule that breaks the contract', () => {
  it.each([
    ['gizmo_throw', 'the toy broke'],
    ['gizmo_many', 'it gave 0 judgements for 1 occurrences'],
    ['gizmo_code', 'its code "toString" is not in its table of reasons'],
  ])('%s: the unit is refused as crashed, and the run goes on', async (keyword, what) => {
    const tree = fn('f', keyword) + fn('g', 'gizmo_put');
    const result = await runOn(toy, tree);
    expect(result.ledger.verdicts.map(({ code }) => code)).toEqual(['crashed', 'plain']);
    expect(result.ledger.verdicts[0]!.message).toBe(`the transform failed here: ${what}`);
    expect(Object.values(textsAfter(result))).toEqual([tree.replace('gizmo_put', 'gizmo_drop')]);
    expect(result.slips).toEqual([
      {
        path: 'drivers/gizmo/gizmo.c',
        line: 3,
        transforms: ['gizmo'],
        what,
        stack: expect.stringContaining(what),
      },
    ]);
  });

  it.each([
    ['gizmo_claim', 'it was offered without a proof'],
    ['gizmo_empty', 'it was offered without edits'],
    ['gizmo_far', 'it edits nowhere.c, which was not read'],
    ['gizmo_past', 'it edits [1000000000, 1000000000) of drivers/gizmo/gizmo.c, which has 42 bytes'],
    ['gizmo_wide', 'it writes a character into drivers/gizmo/gizmo.c that is not a byte'],
    ['gizmo_twice', 'its edits overlap one another'],
  ])('%s: the offer is refused as unproven', async (keyword, why) => {
    const { ledger } = await refuses(toy, fn('f', keyword), 'unproven');
    expect(ledger.verdicts[0]!.message).toBe(`the rewrite was dropped, since its proof failed: ${why}`);
    expect(ledger.changes).toEqual([]);
  });

  it('an edit where the parser is in doubt: the offer is refused as unparsed', async () => {
    await refuses(toy, fn('f', 'if (+ gizmo_put * / 2) y'), 'unparsed');
  });

  it('tells of a hole without a value, and shows a question mark', async () => {
    const { ledger, slips } = await runOn(toy, fn('f', 'gizmo_hollow'));
    expect(ledger.verdicts[0]!.message).toBe('nobody says ?');
    expect(slips.map(({ what }) => what)).toEqual(['the reason hollow has no value for {{what}}']);
  });
});
