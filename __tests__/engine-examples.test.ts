/** The examples of the engine's own reasons: each shows what it says, and no reason is left without one. */
import { ENGINE_EXAMPLES, runEngineExample } from '../scripts/docs/engine-examples.js';
import { engineReasons } from '../src/reasons.js';
import { transforms } from '../transforms/index.js';

test.each(ENGINE_EXAMPLES.map(example => [example.code, example] as const))('%s', async (code, example) => {
  const { result } = await runEngineExample(example);
  expect(result.ledger.verdicts.map(verdict => verdict.code)).toContain(code);
});

test('every reason of the engine has an example, here or in a transform', () => {
  const shown = [...ENGINE_EXAMPLES, ...transforms.flatMap(({ examples }) => examples)];
  const codes = new Set(shown.map(({ code }) => code));
  expect(Object.keys(engineReasons).filter(code => !codes.has(code))).toEqual([]);
});
