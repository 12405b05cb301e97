import { findApart } from '../../src/series/apart.js';
import { planSeries } from '../../src/series/plan.js';
import { bodyOf } from '../../src/series/words.js';
import { openParser } from '../../src/source/index.js';
import { openRead, openSources } from '../../src/sources.js';
import { memoryTree } from '../../src/tree/memory.js';
import type { Tree } from '../../src/tree/tree.js';
import type { Change } from '../../src/verdict.js';

const SLOTS = [{ struct: 'gizmo_ops', fields: ['poke', 'prod'], context: 'poke' }];

const driver = (name: string, type: string, member = 'poke') =>
  `#include <linux/gizmo.h>\n\n${type} ${name}(struct gizmo *g)\n{\n\treturn 0;\n}\n\n` +
  `static const struct gizmo_ops ${name}_ops = {\n\t.${member} = ${name},\n};\n`;

const HEADER =
  'typedef int poke_t;\nstruct gizmo;\nstruct gizmo_ops {\n\tint (*poke)(struct gizmo *g);\n\tint (*prod)(struct gizmo *g);\n};\n';

const FILES = {
  'include/linux/gizmo.h': HEADER,
  'drivers/a.c': driver('a_poke', 'static int'),
  'drivers/b.c': driver('b_poke', 'static int'),
  'drivers/c.c': driver('c_poke', 'poke_t'),
  'drivers/d.c': driver('d_prod', 'static int', 'prod'),
  // Of that name, but in no slot.
  'drivers/e.c': '#include <linux/gizmo.h>\nstatic int c_poke(struct gizmo *g)\n{\n\treturn 1;\n}\n',
} as const;

async function apart(changed: Readonly<Partial<Record<keyof typeof FILES, string>>>) {
  const tree = memoryTree(FILES);
  const sources = openSources(tree, await openParser());
  const after = Object.entries(changed).map(([path, text]) => openRead(sources, path).reopen(text));
  return findApart(after, { tree, sources, slots: SLOTS });
}

const slot = HEADER.replace('int (*poke)', 'poke_t (*poke)');

test('functions that stay are found in the whole tree, by the slot that is given another name', async () => {
  const found = await apart({
    'include/linux/gizmo.h': slot,
    'drivers/a.c': driver('a_poke', 'static poke_t'),
  });
  expect(
    found.map(({ head: { name, type, path, line }, slotType }) => [name, type, path, line, slotType]),
  ).toEqual([['b_poke', 'int', 'drivers/b.c', 3, 'poke_t']]);
});

test('the tree is searched for those functions alone that no file with a slot defines', async () => {
  const far = 'int far_poke(struct gizmo *g)\n{\n\treturn 0;\n}\n';
  const stored =
    '#include <linux/gizmo.h>\nint far_poke(struct gizmo *g);\n' +
    'static const struct gizmo_ops far_ops = { .poke = far_poke, .prod = NULL };\n';
  const files = { ...FILES, 'drivers/f.c': stored, 'drivers/g.c': far };
  const asked: (readonly string[])[] = [];
  const tree = memoryTree(files);
  const withWords: Tree['withWords'] = (words, ...rest) => {
    asked.push(words);
    return tree.withWords(words, ...rest);
  };
  const watched = { ...tree, withWords };
  const sources = openSources(watched, await openParser());
  const after = [openRead(sources, 'include/linux/gizmo.h').reopen(slot)];
  const found = await findApart(after, { tree: watched, sources, slots: SLOTS });
  expect(found.map(({ head: { name } }) => name).sort()).toEqual(['a_poke', 'b_poke', 'far_poke']);
  expect(asked.flat()).toContain('far_poke');
  for (const word of ['NULL', 'a_poke']) expect(asked.flat()).not.toContain(word);
});

test('where no slot changes there is nothing to say', async () => {
  expect(await apart({ 'drivers/a.c': driver('a_poke', 'static poke_t') })).toEqual([]);
  expect(await apart({})).toEqual([]);
});

test('the patch of the slot says which, but for those that its words name already', async () => {
  const change: Change = {
    ...{ id: 's', kind: 'convert', transforms: [], table: [], differences: [], phase: 'last' },
    edits: [{ path: 'include/linux/gizmo.h', start: 0, end: 1, text: 'x' }],
  };
  const found = await apart({ 'include/linux/gizmo.h': slot });
  const said = (why: string) => {
    const [step] = planSeries([{ ...change, words: { title: 'poke', why: [why] } }]);
    const making = { command: ['faultline series'], ledger: { verdicts: [] }, apart: found };
    return bodyOf(step!, [], making).replace(/\s+/g, ' ');
  };
  const end = 'still return int, which to the compiler is the same as poke_t for now.';
  expect(said('All but some.')).toContain(
    `All but some. a_poke() in drivers/a.c and b_poke() in drivers/b.c ${end}`,
  );
  expect(said('All but a_poke().')).toContain(
    'All but a_poke(). b_poke() in drivers/b.c still returns int, which to the compiler is the same as poke_t for now.',
  );
});
