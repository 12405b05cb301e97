/**
 * Trees whose functions say what their context is, in a comment right before them that begins with `=`:
 * `= only fault: x_ops.fault -> handler`. Every function has one, and every one is compared.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectFacts, type Facts, type FunctionRef, type SlotTable } from '../../src/facts/index.js';
import { openParser, type Parser } from '../../src/source/index.js';
import { isRead, openSources } from '../../src/sources.js';
import { type Files, memoryTree } from '../../src/tree/memory.js';

/** Where the invented trees' functions run. */
export const SLOTS: readonly SlotTable[] = [
  { struct: 'vm_operations_struct', fields: ['fault', 'page_mkwrite', 'map_pages'], context: 'fault' },
  { struct: 'vm_special_mapping', fields: ['fault'], context: 'fault' },
  {
    struct: 'file_operations',
    fields: ['mmap', 'open', 'unlocked_ioctl'],
    context: 'process',
    unless: 'fault',
  },
  { struct: 'file_operations', fields: ['fsync'], context: 'process', shared: true },
  { struct: 'platform_driver', fields: ['probe', 'remove'], context: 'process', unless: 'fault' },
];

let parser: Parser | undefined;

/** The one parser of all tests. */
export async function theParser(): Promise<Parser> {
  parser ??= await openParser();
  return parser;
}

/** The files of a folder, by path below it. */
export function filesIn(folder: string): Files {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name =>
    /\.|Makefile$/.test(name),
  );
  return Object.fromEntries(names.map(name => [name, readFileSync(join(folder, name), 'latin1')]));
}

export interface Studied {
  readonly facts: Facts;
  /** Every function of the tree, in order. */
  readonly functions: readonly FunctionRef[];
}

/** The facts about every function of a tree, or about those of one name alone. */
export async function study(files: Files, only?: string): Promise<Studied> {
  const tree = memoryTree(files);
  const { open } = openSources(tree, await theParser());
  const paths = only === undefined ? await tree.list() : await tree.withWords([only]);
  const seeds = paths.flatMap(path => {
    const file = open(path);
    const items = isRead(file) ? file.items : [];
    return items.filter(({ name }) => only === undefined || name === only).map(item => ({ path, item }));
  });
  const facts = await collectFacts({
    tree,
    open,
    slots: SLOTS,
    seeds,
    allSlots: only === undefined && ['fault'],
  });
  const functions = seeds.flatMap(({ path, item }) => facts.functionAt(path, item) ?? []);
  return { facts, functions };
}

/** A context in the words of the trees' comments. */
export function described(facts: Facts, fn: FunctionRef): string {
  const { kind, names, chains, why } = facts.contextOf(fn);
  const head = [kind, ...names].join(' ');
  if (kind === 'unknown') return `${head}: ${why}`;
  return [head, ...chains.map(chain => chain.map(step => step.name).join(' -> '))].join(': ');
}

/** What the comment right before a function says of it; undefined where there is none. */
export function expected(files: Files, fn: FunctionRef): string | undefined {
  const before = String(files[fn.path]).slice(0, fn.item.start);
  return /\/\* = ([^*]*?) \*\/\s*$/.exec(before)?.[1]?.replace(/\s+/g, ' ');
}
