import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectFacts } from '../../src/facts/index.js';
import { openSources } from '../../src/sources.js';
import { memoryTree } from '../../src/tree/memory.js';
import { filesIn, SLOTS, theParser } from './forest.js';

const TREE = join(dirname(fileURLToPath(import.meta.url)), '../golden/facts/included-tables');

describe('slots of a unit of several files', () => {
  it('finds the functions from the tables alone', async () => {
    const tree = memoryTree(filesIn(TREE));
    const { open } = openSources(tree, await theParser());
    const facts = await collectFacts({ tree, open, slots: SLOTS, seeds: [], allSlots: ['fault'] });
    expect(facts.slotFunctions('fault').map(({ path, name }) => `${path} ${name}`)).toEqual([
      'part.c part_fault',
      'whole.c whole_fault',
    ]);
    expect(facts.undefinedInSlots('fault')).toEqual([]);
  });
});
