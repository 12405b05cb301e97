/** Changes made at random: what is said of one is what two checks of whole trees say, one before and one after it. */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newFindings } from '../../src/check/compare.js';
import { filesIn } from '../facts/forest.js';
import { randomOf, seedOf } from '../oracle/rng.js';
import { added, found, MM_H, short } from './trees.js';

const GOLDEN = join(dirname(fileURLToPath(import.meta.url)), '../golden/facts');
const COUNT = Number(process.env.CHANGES ?? 4);

/** A golden tree in which about half of the functions make the wrong call. */
function wrongTree(name: string): Record<string, string> {
  let turn = 0;
  const files = Object.entries(filesIn(join(GOLDEN, name))).map(([path, content]) => {
    const text = String(content);
    const calling = text.replace(/^(\w[^;{}()=]*\([^;{}]*\)\n\{\n)/gm, head =>
      turn++ % 2 === 0 ? `${head}\tvm_insert_page(0, 0, 0);\n` : head,
    );
    return [path, calling];
  });
  return { 'include/linux/mm_types.h': MM_H, ...Object.fromEntries(files) };
}

describe.each(readdirSync(GOLDEN))('changes of %s', name => {
  const tree = wrongTree(name);
  const paths = Object.keys(tree).filter(path => /\.[ch]$/.test(path) && path !== 'include/linux/mm_types.h');
  const words = [...new Set(paths.flatMap(path => tree[path]!.match(/[A-Za-z_]\w{2,}/g) ?? []))];

  it('says of each what two checks say', async () => {
    const wrong: object[] = [];
    for (let turn = 0; turn < COUNT; turn++) {
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
      if (after[path] === tree[path]) continue;
      const [then, now] = [await found(tree), await found(after)];
      const wanted = short({ ...now, findings: newFindings(then.findings, now.findings) });
      const change = `${path}:${at + 1}: ${line} => ${lines[at]}`;
      const said = short(await added(tree, after));
      if (JSON.stringify(said) !== JSON.stringify(wanted)) wrong.push({ change, said, wanted });
    }
    expect(wrong).toEqual([]);
  }, 300_000);
});
