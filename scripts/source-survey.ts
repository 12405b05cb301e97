/**
 * Measures how well a tree's C is read: functions that cannot be trusted and why, time and memory. With `--ctags` the
 * functions are compared with those that universal-ctags finds. Run by hand:
 *
 *     node --import ./scripts/ts.js scripts/source-survey.ts TREE [--words WORD,WORD…] [--list] [--ctags]
 */
import { execFileSync } from 'node:child_process';
import { openParser, type SourceFile } from '../src/source/index.js';
import { isRead, openSources } from '../src/sources.js';
import { openDisk } from '../src/tree/disk.js';

const [root = '.', ...options] = process.argv.slice(2);
const words = options[options.indexOf('--words') + 1]?.split(',') ?? [];
const print = (line: string) => process.stdout.write(`${line}\n`);

/** Reasons, how often each occurs, and where. */
type Tally = Map<string, string[]>;

function count(tally: Tally, why: string, where: string): void {
  const places = tally.get(why) ?? [];
  places.push(where);
  tally.set(why, places);
}

const totals = {
  files: 0,
  bytes: 0,
  functions: 0,
  variants: 0,
  untrusted: 0,
  declarations: 0,
  unreadable: 0,
};
const functions: Tally = new Map();
const declarations: Tally = new Map();
const names = new Set<string>();

/** Reads every function and declaration of a file, and adds up what could not be read. */
function survey(path: string, file: SourceFile): void {
  totals.files++;
  totals.bytes += file.text.length;
  for (const item of file.items) {
    const where = `${path}:${file.position(item.start).line} ${item.name ?? ''}`;
    if (item.kind === 'function') {
      totals.functions++;
      const found = file.functionsOf(item);
      const why = 'why' in found ? found.why : found.flatMap(({ fn }) => fn.doubtful)[0]?.why;
      if (why !== undefined) count(functions, why, where);
      if ('why' in found) names.add(`${path}:${item.name}`);
      else {
        totals.variants += found.length;
        for (const { fn } of found) names.add(`${path}:${fn.name}`);
      }
    } else if (item.kind === 'declaration') {
      totals.declarations++;
      const found = file.declarationsOf(item);
      if ('why' in found) count(declarations, found.why, where);
    }
  }
}

const tree = await openDisk(root);
const paths = words.length > 0 ? await tree.withWords(words) : await tree.list();
const parser = await openParser();
const before = process.cpuUsage();
for (const path of paths) {
  // A fresh set of sources for each file: none is kept.
  const file = openSources(tree, parser).open(path);
  if (isRead(file)) survey(path, file);
  else print(`${path}: ${file.unread}`);
}
const { user, system } = process.cpuUsage(before);

for (const [title, tally] of [
  ['functions', functions],
  ['declarations', declarations],
] as const) {
  for (const [why, places] of [...tally].sort((a, b) => b[1].length - a[1].length)) {
    print(`${places.length} ${title}: ${why}`);
    if (options.includes('--list')) for (const place of places) print(`    ${place}`);
  }
}
totals.untrusted = [...functions.values()].flat().length;
totals.unreadable = [...declarations.values()].flat().length;
print(
  Object.entries(totals)
    .map(([name, n]) => `${name} ${n}`)
    .join(', '),
);
print(
  `${((100 * totals.untrusted) / Math.max(totals.functions, 1)).toFixed(2)} % of the functions are not trusted`,
);
print(
  `${((user + system) / 1e6).toFixed(1)} s of processor time, ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
);

if (options.includes('--ctags')) {
  const args = ['-x', '--c-kinds=f', '--language-force=C', '-L', '-'];
  const out = execFileSync('ctags', args, { cwd: root, input: paths.join('\n'), maxBuffer: 2 ** 30 });
  const theirs = new Set<string>();
  for (const line of out.toString('latin1').split('\n')) {
    const found = /^(\S+)\s+function\s+\d+\s+(\S+)/.exec(line);
    if (found !== null) theirs.add(`${found[2]}:${found[1]}`);
  }
  const only = (a: Set<string>, b: Set<string>) => [...a].filter(name => !b.has(name));
  print(
    `ctags finds ${theirs.size} names of functions, ${theirs.size - only(theirs, names).length} of them with us`,
  );
  print(`only ctags: ${only(theirs, names).join(' ')}`);
  print(`only here: ${only(names, theirs).slice(0, 100).join(' ')}`);
}
