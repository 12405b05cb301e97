import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { described, expected, filesIn, study } from './forest.js';

const GOLDEN = join(dirname(fileURLToPath(import.meta.url)), '../golden/facts');

describe('contexts in whole trees', () => {
  for (const name of readdirSync(GOLDEN)) {
    const files = filesIn(join(GOLDEN, name));
    it(`${name}: every function has the context that is written above it`, async () => {
      const { facts, functions } = await study(files);
      const said = functions.map(fn => `${fn.path} ${fn.name}: ${described(facts, fn)}`);
      const wanted = functions.map(fn => `${fn.path} ${fn.name}: ${expected(files, fn)}`);
      expect(said).toEqual(wanted);
      expect(said.length).toBeGreaterThan(0);
    });
  }
});
