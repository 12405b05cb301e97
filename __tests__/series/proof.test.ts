import { applyEdits } from '../../src/edit/apply.js';
import type { Edit } from '../../src/edit/edit.js';
import { insert, replace } from '../../src/edit/edit.js';
import { planSeries } from '../../src/series/plan.js';
import { findFailing } from '../../src/series/proof.js';
import { type Stage, stagesOf } from '../../src/series/stages.js';
import { openParser } from '../../src/source/index.js';
import { openSources } from '../../src/sources.js';
import { memoryTree } from '../../src/tree/memory.js';
import type { Tree } from '../../src/tree/tree.js';
import type { Change, Phase } from '../../src/verdict.js';

const SLOTS = [{ struct: 'gizmo_ops', fields: ['poke'], context: 'poke' }];

const FILES = {
  'include/linux/gizmo.h':
    'struct gizmo;\nstruct gizmo_ops {\n\tint (*poke)(struct gizmo *g);\n};\nint gizmo_poke(struct gizmo *g);\n',
  'drivers/misc/gizmo.c':
    '#include <linux/gizmo.h>\n\nint gizmo_poke(struct gizmo *g)\n{\n\treturn 0;\n}\n\n' +
    'static const struct gizmo_ops gizmo_ops = {\n\t.poke = gizmo_poke,\n};\n',
  'drivers/misc/widget.c':
    '#include <linux/gizmo.h>\n\nstatic int widget_poke(struct gizmo *g)\n{\n\treturn 1;\n}\n',
} as const;

/** An edit that puts `into` in the place of the first `what` of a file. */
function edit(path: keyof typeof FILES, what: string, into: string): Edit {
  const start = FILES[path].indexOf(what);
  expect(start).toBeGreaterThanOrEqual(0);
  return replace(path, { start, end: start + what.length }, into);
}

function change(id: string, edits: readonly Edit[], phase?: Phase): Change {
  return { id, kind: 'convert', transforms: [], edits, table: [], differences: [], phase };
}

async function failing(
  changes: readonly Change[],
  meddle: (stages: readonly Stage[]) => readonly Stage[] = s => s,
  tree: Tree = memoryTree(FILES),
) {
  const sources = openSources(tree, await openParser());
  const edits = changes.flatMap(one => one.edits);
  const files = Object.entries(FILES).flatMap(([path, before]) => {
    const own = edits.filter(one => one.path === path).sort((a, b) => a.start - b.start);
    return own.length === 0 ? [] : [{ path, before, after: applyEdits(before, own) }];
  });
  const steps = planSeries(changes, { split: 'file' });
  const stages = stagesOf(steps, new Map(files.map(file => [file.path, file])));
  return findFailing(meddle(stages), { tree, sources, slots: SLOTS });
}

const definition = (type: string) => edit('drivers/misc/gizmo.c', 'int gizmo_poke', `${type} gizmo_poke`);
const prototype = (type: string) => edit('include/linux/gizmo.h', 'int gizmo_poke', `${type} gizmo_poke`);
const slot = (type: string) => edit('include/linux/gizmo.h', 'int (*poke)', `${type} (*poke)`);
const typedef = (type: string) => insert('include/linux/gizmo.h', 0, `typedef ${type} poke_t;\n`);

test('a series holds together where what a type is said in is changed together', async () => {
  expect(await failing([change('a', [definition('long'), prototype('long'), slot('long')])])).toBeUndefined();
});

test('a declaration that comes later than its definition does not', async () => {
  expect(
    await failing([change('a', [definition('long')]), change('b', [prototype('long')], 'last')]),
  ).toEqual({
    step: 1,
    why: 'gizmo_poke() returns long (drivers/misc/gizmo.c:3), but its declaration in include/linux/gizmo.h:5 says int',
  });
});

test('nor does a slot that is left as it was', async () => {
  expect(await failing([change('a', [definition('long'), prototype('long')])])).toEqual({
    step: 1,
    why: 'gizmo_poke() returns long (drivers/misc/gizmo.c:3), but struct gizmo_ops.poke in include/linux/gizmo.h:3 says int',
  });
});

test('a typedef is what it stands for: the slot may come last, but not where the type is another', async () => {
  const series = (type: string) => [
    change('t', [typedef(type)], 'first'),
    change('a', [definition('poke_t'), prototype('poke_t')]),
    change('s', [slot('poke_t')], 'last'),
  ];
  expect(await failing(series('int'))).toBeUndefined();
  expect(await failing(series('unsigned __bitwise'))).toMatchObject({
    step: 2,
    why: expect.stringContaining('struct gizmo_ops.poke'),
  });
});

test('what disagrees before the series begins is not its own', async () => {
  const static_ = edit('drivers/misc/widget.c', 'return 1', 'return 2');
  expect(await failing([change('a', [static_])])).toBeUndefined();
});

test('a step that leaves a file unreadable, or does not apply, is found', async () => {
  const brace = change('a', [edit('drivers/misc/widget.c', '\treturn 1;\n}', '\treturn 1;')]);
  expect(await failing([brace])).toMatchObject({ step: 1, why: expect.stringContaining('widget_poke') });
  const plain = change('a', [edit('drivers/misc/widget.c', 'return 1', 'return 2')]);
  const shifted = (stages: readonly Stage[]) =>
    stages.map(stage => ({
      ...stage,
      files: stage.files.map(file => ({ ...file, before: `\n${file.before}`, after: `\n${file.after}` })),
    }));
  expect(await failing([plain], shifted)).toMatchObject({
    step: 1,
    why: expect.stringContaining('would not take its patch'),
  });
});

test('a slot that alone is given another type falls out with what stands in it', async () => {
  expect(await failing([change('s', [slot('long')])])).toEqual({
    step: 1,
    why: 'gizmo_poke() returns int (drivers/misc/gizmo.c:3), but struct gizmo_ops.poke in include/linux/gizmo.h:3 says long',
  });
  expect(
    await failing([change('t', [typedef('int')], 'first'), change('s', [slot('poke_t')], 'last')]),
  ).toBeUndefined();
});

test('a function that a step brings has to agree with what is said of it elsewhere', async () => {
  const brought = (type: string) =>
    change('n', [insert('drivers/misc/widget.c', 0, `${type} gizmo_poke(struct gizmo *g);\n`)]);
  expect(await failing([brought('int')])).toBeUndefined();
  expect(await failing([brought('long')])).toMatchObject({ step: 1 });
});

test('the tree is searched as often for many steps as for few', async () => {
  const count = async (changes: readonly Change[]) => {
    let searches = 0;
    const tree = memoryTree(FILES);
    const withWords: Tree['withWords'] = (...asked) => {
      searches++;
      return tree.withWords(...asked);
    };
    expect(await failing(changes, undefined, { ...tree, withWords })).toBeUndefined();
    return searches;
  };
  const [together, typed] = [
    change('a', [definition('long'), prototype('long'), slot('long')]),
    typedef('int'),
  ];
  const later = change('b', [edit('drivers/misc/widget.c', 'return 1', 'return 2')], 'last');
  const retyping = await count([together]);
  expect(retyping).toBeGreaterThan(0);
  expect(await count([together, later])).toBe(retyping);
  // A type that is but another name of the old one needs no search at all, but for the name before it is there.
  const named = [
    change('a', [definition('poke_t'), prototype('poke_t')]),
    change('s', [slot('poke_t')], 'last'),
  ];
  expect(await count([change('t', [typed], 'first'), ...named])).toBe(0);
});
