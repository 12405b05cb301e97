/**
 * Compares who we say should get a patch with what the tree's own scripts/get_maintainer.pl says:
 * `node --import ./scripts/ts.js scripts/people-oracle.ts TREE COUNT`,  or with a folder of patches instead of COUNT;
 * a third argument names another get_maintainer.pl than the tree's own.
 * It runs that script, so only give it a tree that you trust.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPeople } from '../src/edge/series/people.js';
import { type Recipient, renderSeries } from '../src/patch/index.js';
import { openDisk } from '../src/tree/disk.js';
import { decodeUtf8 } from '../src/unicode.js';

/** So many orders of the script's hash are tried before an answer counts as another one. */
const SEEDS = 24;

const [folder = '', what = '1000', script = 'scripts/get_maintainer.pl'] = process.argv.slice(2);
const tree = await openDisk(folder);
const people = readPeople(tree);
if (people === undefined) throw new Error('the tree has no MAINTAINERS');
const scratch = mkdtempSync(join(tmpdir(), 'people-oracle-'));

/** Addresses that MAINTAINERS has and the script does not print. */
const corrected = new Set<string>();
let same = 0;
let all = 0;
try {
  for (const { name, paths, mail } of /^\d+$/.test(what) ? await madeUp(Number(what)) : found(what)) {
    const file = join(scratch, 'mail.patch');
    writeFileSync(file, mail, 'latin1');
    const ours = people.of(paths, mail).map(shown).sort();
    let expected: readonly string[] = [];
    // Sections that look equally close come in the order of a Perl hash, which is another one in each run.
    for (let seed = 0; seed < SEEDS; seed++) {
      expected = theirs(file, seed);
      if (isSame(ours, expected)) break;
    }
    all++;
    if (isSame(ours, expected)) same++;
    else {
      const missing = expected.filter(line => !ours.includes(line));
      const extra = ours.filter(line => !expected.includes(line));
      process.stdout.write(
        `${name}\n  theirs only: ${missing.join('; ')}\n  ours only: ${extra.join('; ')}\n`,
      );
    }
  }
} finally {
  rmSync(scratch, { recursive: true });
}
process.stdout.write(`${same} of ${all} the same\n`);
for (const one of corrected) process.stdout.write(`where the script prints no address, ours is ${one}\n`);
process.exitCode = same === all ? 0 : 1;

function theirs(file: string, seed: number): readonly string[] {
  const options = ['--nogit', '--nogit-fallback', '--nogit-blame', '--rolestats', '--no-fixes'];
  const out = execFileSync('perl', [script, ...options, file], {
    cwd: tree.root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH, PERL_HASH_SEED: `${seed}` },
  });
  return out
    .split('\n')
    .filter(line => line !== '')
    .map(unquoted)
    .sort();
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

interface Case {
  readonly name: string;
  readonly paths: readonly string[];
  /** One unit per byte. */
  readonly mail: string;
}

/** Patches that add a line to files spread evenly over the tree. */
async function madeUp(count: number): Promise<readonly Case[]> {
  const listed = await tree.list();
  return Array.from({ length: count }, (_, at) => listed[Math.floor((at * listed.length) / count)]!).flatMap(
    path => {
      const read = tree.read(path);
      if ('unread' in read) return [];
      const before = read.bytes.toString('latin1');
      const [file] = renderSeries(
        [
          {
            subject: 'gizmo: Add a line',
            body: 'A line.',
            files: [{ path, before, after: `${before}\n/* line */\n` }],
          },
        ],
        undefined,
        {
          sender: { name: 'A', email: 'a@example.org' },
          date: { seconds: 1526279400, offset: 0 },
          signature: '1',
        },
      );
      return [{ name: path, paths: [path], mail: file!.bytes.toString('latin1') }];
    },
  );
}

/** The patches in a folder. */
function found(from: string): readonly Case[] {
  return readdirSync(from)
    .filter(name => name.endsWith('.patch') && !name.includes('0000-'))
    .map(name => {
      const mail = readFileSync(join(from, name), 'latin1');
      return { name, paths: [...mail.matchAll(/^\+\+\+ b\/(.*)$/gm)].map(match => match[1]!), mail };
    });
}

/** As the script prints it. */
function shown({ name, email, role, unprinted }: Recipient): string {
  if (unprinted) {
    corrected.add(email);
    return ` (${role})`;
  }
  return name === undefined || name === '' ? `${email} (${role})` : `${name} <${email}> (${role})`;
}

function unquoted(line: string): string {
  return decodeUtf8(Buffer.from(line).toString('latin1'))
    .replace(/^"(.*)" </, '$1 <')
    .replace(/\\(["\\])/g, '$1');
}
