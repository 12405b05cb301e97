/** Changes made at random: what is said of one is what two checks of whole trees say, one before and one after it. */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { functionsAffected } from '../../src/check/affected.js';
import { newFindings } from '../../src/check/compare.js';
import { novelWords } from '../../src/check/novel.js';
import { isRead, openSources } from '../../src/sources.js';
import { memoryTree } from '../../src/tree/memory.js';
import { testParser } from '../check.js';
import { filesIn } from '../facts/forest.js';
import { randomOf, seedOf } from '../oracle/rng.js';
import { added, found, MM_H, short } from './trees.js';

const GOLDEN = join(dirname(fileURLToPath(import.meta.url)), '../golden/facts');
const COUNT = Number(process.env.CHANGES ?? 4);

/** What functions are made to do wrong, one after the other: an errno's call, or a code taken for an errno. */
const CALLS = ['\tvm_insert_page(0, 0, 0);\n', ''];
const CODES = ['\tif (vmf_insert_pfn(0, 0, 0))\n\t\treturn 1;\n', '', '\treturn vmf_insert_pfn(0, 0, 0);\n'];

/** A golden tree in which many functions do something wrong. */
function wrongTree(name: string, wrong: readonly string[]): Record<string, string> {
  let turn = 0;
  const files = Object.entries(filesIn(join(GOLDEN, name))).map(([path, content]) => {
    const text = String(content);
    const made = text.replace(
      /^(\w[^;{}()=]*\([^;{}]*\)\n\{\n)/gm,
      head => head + wrong[turn++ % wrong.length],
    );
    return [path, made];
  });
  return { 'include/linux/mm_types.h': MM_H, ...Object.fromEntries(files) };
}

interface RandomChange {
  readonly path: string;
  readonly after: Record<string, string>;
  /** For a person. */
  readonly said: string;
}

/** So many random changes of one line of a tree; fewer, where some change nothing. */
function changesOf(name: string, tree: Record<string, string>): readonly RandomChange[] {
  const paths = Object.keys(tree).filter(path => /\.[ch]$/.test(path) && path !== 'include/linux/mm_types.h');
  const words = [...new Set(paths.flatMap(path => tree[path]!.match(/[A-Za-z_]\w{2,}/g) ?? []))];
  return Array.from({ length: COUNT }, (_, turn): RandomChange => {
    const rng = randomOf(seedOf(name.length * 1009 + name.charCodeAt(0), turn));
    const path = rng.pick(paths);
    const lines = tree[path]!.split('\n');
    const at = rng.below(lines.length);
    const line = lines[at]!;
    const changed = [
      () => lines.splice(at, 1),
      () => lines.splice(at, 0, rng.pick(tree[rng.pick(paths)]!.split('\n'))),
      () => lines.splice(at, 1, line.replace(/[A-Za-z_]\w{2,}/, rng.pick(words))),
      () => lines.splice(at, 1, line.replace(/([A-Za-z_]\w{2,})(\W*)$/, `${rng.pick(words)}$2`)),
    ];
    rng.pick(changed)();
    const after = { ...tree, [path]: lines.join('\n') };
    return { path, after, said: `${path}:${at + 1}: ${line} => ${lines[at]}` };
  }).filter(({ path, after }) => after[path] !== tree[path]);
}

describe.each(readdirSync(GOLDEN))('changes of %s', name => {
  it('says of each what two checks say', async () => {
    const tree = wrongTree(name, CALLS);
    const different: object[] = [];
    for (const { after, said: change } of changesOf(name, tree)) {
      const [then, now] = [await found(tree), await found(after)];
      const wanted = short({ ...now, findings: newFindings(then.findings, now.findings) });
      const said = short(await added(tree, after));
      if (JSON.stringify(said) !== JSON.stringify(wanted)) different.push({ change, said, wanted });
    }
    expect(different).toEqual([]);
  }, 300_000);

  it('looks at each function of a changed file of which something new is to be said', async () => {
    const tree = wrongTree(name, CODES);
    const parser = await testParser();
    const missed: object[] = [];
    for (const { path, after, said: change } of changesOf(name, tree)) {
      const [then, now] = [await found(tree), await found(after)];
      const file = openSources(memoryTree(after), parser).open(path);
      if (!isRead(file)) throw new Error(file.unread);
      const before = tree[path]!;
      const affected = functionsAffected({ file, was: path, before, novel: novelWords(before, file) });
      const names = new Set([...affected].map(item => item.name));
      const fresh = newFindings(then.findings, now.findings).filter(one => one.path === path);
      const unseen = fresh.filter(one => one.kind === 'inspected' && !names.has(one.function));
      if (unseen.length > 0) missed.push({ change, unseen: short({ ...now, findings: unseen }) });
    }
    expect(missed).toEqual([]);
  }, 300_000);
});
