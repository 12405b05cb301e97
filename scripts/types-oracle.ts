/**
 * Holds the types that faultline gives against those that people gave: what became `vm_fault_t` between two kernels,
 * looked up in a converted copy of the first. Run by hand: `types-oracle BEFORE AFTER CONVERTED [--decoys]`, which names
 * the decoys one by one.
 *
 * A function, prototype or local counts as far as it is there in BEFORE and AFTER under the same path and name. A decoy
 * is a function that names codes, returns an integer in both, and so must not be retyped.
 */
import { walk } from '../src/flow/walk.js';
import { declaredFunctions } from '../src/rewrite/prototypes.js';
import type { FunctionDef } from '../src/source/ast.js';
import type { Item, SourceFile } from '../src/source/file.js';
import { openParser } from '../src/source/index.js';
import { isRead, openSources, type Sources } from '../src/sources.js';
import { openDisk } from '../src/tree/disk.js';

const [before = '', after = '', converted = ''] = process.argv.slice(2);
const print = (line: string) => process.stdout.write(`${line}\n`);
const CODE_TYPE = /\bvm_fault_t\b/;
const INTEGER = /^(?:unsigned int|unsigned|int)$/;
const CODE = /\bVM_FAULT_[A-Z]/;

const parser = await openParser();
const open = async (folder: string): Promise<Sources> => openSources(await openDisk(folder), parser);
const [old, theirs, ours] = [await open(before), await open(after), await open(converted)];
const paths = new Set([
  ...(await (await openDisk(after)).withWords(['vm_fault_t'])),
  ...(await (await openDisk(converted)).withWords(['vm_fault_t'])),
]);

/** What is compared, and what of it was found to be otherwise. */
const tallies = new Map<string, { right: number; wrong: string[] }>();
function count(what: string, isRight: boolean, name: string): void {
  const tally = tallies.get(what) ?? { right: 0, wrong: [] };
  tallies.set(what, tally);
  if (isRight) tally.right++;
  else tally.wrong.push(name);
}

/** The body of a function without comments: a code that is only spoken of makes no decoy. */
function codeOf({ text, tokens }: SourceFile, { body }: FunctionDef): string {
  return tokens
    .within(body.start, body.end)
    .filter(({ kind }) => kind !== 'comment')
    .map(({ start, end }) => text.slice(start, end))
    .join(' ');
}

/** The readings of a function's definitions in a file, by name. */
function functionsIn(file: SourceFile): ReadonlyMap<string, readonly FunctionDef[]> {
  const found = new Map<string, FunctionDef[]>();
  for (const item of file.items) {
    if (item.kind !== 'function' || item.name === undefined) continue;
    const variants = file.functionsOf(item);
    const fns = 'why' in variants ? [] : variants.map(({ fn }) => fn);
    found.set(item.name, [...(found.get(item.name) ?? []), ...fns]);
  }
  return found;
}

/** The types that a declaration of a name in a file gives, one for each declaration. */
function prototypesIn(file: SourceFile): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const text = ({ start, end }: Item) => file.text.slice(start, end);
  for (const item of file.items) {
    if (item.kind !== 'declaration' || item.name === undefined || !text(item).includes('(')) continue;
    const type = CODE_TYPE.test(text(item).split('(')[0]!)
      ? 'vm_fault_t'
      : declaredFunctions(file, item)?.type;
    if (type !== undefined) found.set(item.name, [...(found.get(item.name) ?? []), type]);
  }
  return found;
}

/** How many variables a function declares to hold codes. */
function codeLocals(fns: readonly FunctionDef[]): number {
  const found = new Set<number>();
  for (const fn of fns) {
    walk(fn, node => {
      if (node.kind !== 'declaration' || !CODE_TYPE.test(node.type)) return;
      for (const { start } of node.declarators) found.add(start);
    });
  }
  return found.size;
}

const returns = (fns: readonly FunctionDef[] | undefined, type: RegExp) =>
  (fns ?? []).some(fn => type.test(fn.returnType));

for (const path of [...paths].sort()) {
  const [a, b, c] = [old.open(path), theirs.open(path), ours.open(path)];
  if (!isRead(a) || !isRead(c)) continue;
  const [was, mine] = [functionsIn(a), functionsIn(c)];
  const mainline = isRead(b) ? functionsIn(b) : new Map<string, readonly FunctionDef[]>();
  for (const [name, fns] of was) {
    const theirFns = mainline.get(name);
    if (theirFns === undefined || !returns(fns, INTEGER)) continue;
    const full = `${path} ${name}`;
    if (returns(theirFns, CODE_TYPE)) {
      count('functions', returns(mine.get(name), CODE_TYPE), full);
      const wanted = codeLocals(theirFns);
      const had = codeLocals(mine.get(name) ?? []);
      for (let i = 0; i < wanted; i++)
        count('locals of these', i < had, `${full}: ${wanted} there, ${had} here`);
    } else if (fns.some(fn => CODE.test(codeOf(a, fn)))) {
      count('decoys', !returns(mine.get(name), CODE_TYPE), full);
      if (process.argv.includes('--decoys'))
        print(`decoy ${full}: returns ${fns[0]!.returnType}, here ${(mine.get(name) ?? fns)[0]!.returnType}`);
      const wanted = codeLocals(theirFns);
      const had = codeLocals(mine.get(name) ?? []);
      for (let i = 0; i < wanted; i++)
        count('locals of callers', i < had, `${full}: ${wanted} there, ${had} here`);
    }
  }
  const [protosWere, protosMine] = [prototypesIn(a), prototypesIn(c)];
  for (const [name, types] of isRead(b) ? prototypesIn(b) : []) {
    if (!types.includes('vm_fault_t') || !protosWere.get(name)?.some(type => INTEGER.test(type))) continue;
    count('prototypes', protosMine.get(name)?.includes('vm_fault_t') === true, `${path} ${name}`);
  }
}
for (const [what, { right, wrong }] of [...tallies].sort()) {
  print(`${what}: ${right} of ${right + wrong.length}`);
  for (const name of new Set(wrong)) print(`  ${name}`);
}
