/**
 * Prints what the facts say of a kernel tree: the functions in slots, and the context of every function that calls
 * one of some words. With `--decoys` also what is stored in a member that is named like one of the slots, of another
 * struct. Run by hand: `facts-figures TREE [--slots CONTEXT] [--decoys] [WORD…]`.
 */
import { openHeaders } from '../src/facts/includes.js';
import { collectFacts, type SearchCount } from '../src/facts/index.js';
import { functionEffects } from '../src/facts/mentions.js';
import { openSearch } from '../src/facts/search.js';
import type { Item } from '../src/source/file.js';
import { openParser } from '../src/source/index.js';
import { isRead, openSources } from '../src/sources.js';
import { openDisk } from '../src/tree/disk.js';
import { CONTEXTS } from '../transforms/contexts.js';

const [root = '.', ...rest] = process.argv.slice(2);
const at = rest.indexOf('--slots');
const swept = at < 0 ? [] : rest.splice(at, 2).slice(1);
const decoys = rest.includes('--decoys');
const words = rest.filter(word => word !== '--decoys');
const print = (line: string) => process.stdout.write(`${line}\n`);

const tree = await openDisk(root);
const { open } = openSources(tree, await openParser());
const started = performance.now();
const paths = (await tree.withWords(words)).filter(path => !/^(mm|include)\//.test(path));
const searched = performance.now();

const seeds: { path: string; item: Item; line: number; word: string }[] = [];
for (const path of paths) {
  const file = open(path);
  if (!isRead(file)) continue;
  for (const token of file.tokens) {
    const word = file.text.slice(token.start, token.end);
    const item = token.kind === 'word' && words.includes(word) ? file.itemAt(token.start) : undefined;
    if (item !== undefined) seeds.push({ path, item, line: file.position(token.start).line, word });
  }
}
const opened = performance.now();
const before = process.cpuUsage();
const count: SearchCount = { rounds: 0, words: 0, files: 0 };
const facts = await collectFacts({ tree, open, slots: CONTEXTS, seeds, allSlots: swept, count });
const collected = performance.now();
const { user, system } = process.cpuUsage(before);

for (const { path, item, line, word } of seeds) {
  const fn = facts.functionAt(path, item);
  if (fn === undefined) {
    print(`${path}:${line}: ${word}: in no function`);
    continue;
  }
  const { kind, names, chains, why, doubtful = [] } = facts.contextOf(fn);
  print(
    `${path}:${line}: ${word} in ${fn.name}: ${kind} ${names.join(' ')}${why === undefined ? '' : ` - ${why}`}`,
  );
  for (const chain of [...chains, doubtful]) {
    if (chain.length > 0)
      print(`    ${chain.map(step => `${step.name} (${step.path}:${step.line})`).join(' -> ')}`);
  }
}
for (const context of swept) {
  const stored = facts.slotFunctions(context);
  for (const fn of stored) {
    for (const slot of facts.slotsOf(fn)) {
      if (slot.table.context !== context) continue;
      const dead = slot.dead ? ' (never compiled)' : '';
      print(
        `${fn.path}:${fn.line}: ${fn.name} in ${slot.holder}.${slot.field} (${slot.path}:${slot.line})${dead}`,
      );
    }
  }
  const contexts = stored.map(fn => ({ fn, ...facts.contextOf(fn) }));
  for (const { fn, why } of contexts) {
    if (why !== undefined) print(`${fn.path}:${fn.line}: ${fn.name} may be called from elsewhere: ${why}`);
  }
  print(`${stored.length} functions in slots of context ${context}`);
  const kinds = contexts.map(({ kind, names }) => [kind, ...names].join(' '));
  for (const kind of [...new Set(kinds)].sort()) {
    print(`  ${kind}: ${kinds.filter(other => other === kind).length}`);
  }
}
if (decoys) await printDecoys();
const ms = (from: number, to: number) => `${Math.round(to - from)} ms`;
print(`search ${ms(started, searched)}, open ${ms(searched, opened)}, facts ${ms(opened, collected)}`);
print(`of the facts, own work ${ms(0, (user + system) / 1000)}; the rest is the tree's search`);
print(`rounds ${count.rounds}, words ${count.words}, files ${count.files}`);
print(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);

/** Every function that is stored in a member with a slot's name, of a struct that is no table of the swept contexts. */
async function printDecoys(): Promise<void> {
  const tables = CONTEXTS.filter(({ context }) => swept.includes(context));
  const fields = new Set(tables.flatMap(table => table.fields));
  const search = await openSearch(tree, open, { rounds: 0, words: 0, files: 0 });
  const headers = openHeaders(search);
  const taken = new Set(
    swept.flatMap(context => facts.slotFunctions(context)).map(({ name, path }) => `${name} ${path}`),
  );
  const filled = new RegExp(
    `(?:->|\\.)\\s*(?:${[...fields].join('|')})\\s*=[^=;,}]*?\\b([A-Za-z_]\\w*)\\s*[;,}\\n]`,
    'g',
  );
  let count = 0;
  for (const path of await tree.withWords([...fields])) {
    const file = search.open(path);
    const names = new Set([...(file?.text ?? '').matchAll(filled)].map(match => match[1]!));
    for (const name of file === undefined ? [] : names) {
      for (const effect of functionEffects(headers, file!, name)) {
        if (effect.kind !== 'store' || !fields.has(effect.field)) continue;
        if (tables.some(({ struct, fields: own }) => struct === effect.tag && own.includes(effect.field)))
          continue;
        const { line } = file!.position(effect.offset);
        print(
          `decoy ${path}:${line}: ${name} in struct ${effect.tag}.${effect.field}: ${taken.has(`${name} ${path}`) ? 'TAKEN' : 'not taken'}`,
        );
        count++;
      }
    }
  }
  print(`${count} stores in members of these names, of other structs`);
}
