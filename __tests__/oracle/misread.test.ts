/**
 * Repairs of code that was converted by renaming, before the judge. What was meant is what the same text does with the
 * old call; it and the repaired text are compiled and run for every value, and have to agree. The text as it stands
 * does not agree with the repaired one: else there was nothing to repair.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { run } from '../../src/run.js';
import { openParser } from '../../src/source/index.js';
import { memoryTree } from '../../src/tree/memory.js';
import { transforms } from '../../transforms/index.js';
import { compareAll, objections } from './harness.js';

const folder = new URL('misread/', import.meta.url);
const header = readFileSync(new URL('standin.h', import.meta.url), 'latin1');
const PATH = 'drivers/gizmo/gizmo.c';

/** The accepted differences from what was meant, as the judge names them. */
const ACCEPTED = ['ebusy-success', 'oom-code', 'ignored-error'];

const fixtures = readdirSync(folder).map(name => ({
  name,
  before: readFileSync(new URL(name, folder), 'latin1'),
}));

async function repaired(
  text: string,
): Promise<{ readonly after: string; readonly differences: readonly string[] }> {
  const result = await run({
    tree: memoryTree({ [PATH]: text, 'include/linux/mm.h': header }),
    paths: [PATH],
    transforms: transforms.filter(({ name }) => name !== 'vm-fault-t'),
    parser: await openParser(),
    takeReview: false,
  });
  expect(result.slips).toEqual([]);
  const after = result.files.find(({ path }) => path === PATH)?.after;
  if (after === undefined) throw new Error(result.ledger.verdicts.map(({ message }) => message).join('\n'));
  return { after, differences: result.ledger.changes.flatMap(({ differences }) => differences) };
}

const asMeant = (text: string): string => text.replace(/\bvmf_insert_/g, 'vm_insert_');

it('repairs what was meant, and nothing else', async () => {
  const pairs = await Promise.all(
    fixtures.map(async ({ name, before }) => ({ name, before, ...(await repaired(before)) })),
  );
  const meant = await compareAll(
    pairs.map(({ before, after }) => ({ before: asMeant(before), after, entry: 'gizmo_fault' })),
  );
  expect(meant.flatMap((one, i) => objections(one, ACCEPTED).map(o => `${pairs[i]!.name}: ${o}`))).toEqual(
    [],
  );
  const today = await compareAll(pairs.map(({ before, after }) => ({ before, after, entry: 'gizmo_fault' })));
  const silent = pairs.filter((pair, i) => today[i]!.differences.length > 0 !== pair.differences.length > 0);
  expect(silent.map(({ name }) => name)).toEqual([]);
  expect(today.every(({ differences }) => differences.length > 0)).toBe(true);
});

it('is caught where the repair is another one', async () => {
  const { before } = fixtures.find(({ name }) => name === 'unlock.c')!;
  const { after } = await repaired(before);
  const wrong = after.replace('VM_FAULT_SIGBUS', 'VM_FAULT_HWPOISON');
  const [result] = await compareAll([
    { before: asMeant(before), after: wrong === after ? before : wrong, entry: 'gizmo_fault' },
  ]);
  expect(objections(result!, ACCEPTED)).not.toEqual([]);
});
