/**
 * Holds the bodies that faultline writes against those that people wrote: the change that a converted copy makes to a
 * function of BEFORE, and the change that AFTER makes to it. Run by hand: `bodies-oracle BEFORE AFTER CONVERTED`.
 *
 * A body is taken as its statements without braces, comments and line breaks, and a shared declaration as its parts, so
 * that layout makes no difference. Only those count that name a code, the type, the calls, or a variable that holds a
 * code or an errno next to one. A function is looked at where it is in BEFORE and AFTER under the same path and name, and
 * faultline changes it or people gave it the type or a call. CONVERTED may be only the files that were changed.
 */
import { walk } from '../src/flow/walk.js';
import type { Declaration, FunctionDef, Stmt } from '../src/source/ast.js';
import type { SourceFile } from '../src/source/file.js';
import { openParser } from '../src/source/index.js';
import { isRead, openSources, type Sources } from '../src/sources.js';
import { openDisk } from '../src/tree/disk.js';

const [before = '', after = '', converted = ''] = process.argv.slice(2);
const print = (line: string) => process.stdout.write(`${line}\n`);
const NEW_WORD = /\b(?:vm_fault_t|vmf_(?:insert|error)\w*)\b/g;
const MATTERS = /\b(?:vm_fault_t|VM_FAULT_[A-Z]\w*|vmf_(?:insert|error)\w*|vm_insert_\w+)\b/;
const CODE_TYPE = /\bvm_fault_t\b/;

/** A statement's own text, of one that encloses others its head. */
interface Piece {
  readonly text: string;
}

/** What is compared of a function, over all of its configurations. */
interface Body {
  readonly pieces: readonly Piece[];
  /** The type of each variable and parameter; of one declared twice, all of them. */
  readonly types: ReadonlyMap<string, string>;
}

const plain = (text: string) =>
  text
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ' ')
    .replace(/\\\n/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

function piecesOfDeclaration(node: Declaration, text: (start: number, end: number) => string): Piece[] {
  const type = node.type.replace(/\b(?:const|static|volatile|register|uninitialized_var)\b ?/g, '');
  return node.declarators.flatMap(({ name, init, pointers }) => [
    { text: `${type} ${'*'.repeat(pointers)}${name};` },
    ...(init ? [{ text: `${name} = ${text(init.start, init.end)};` }] : []),
  ]);
}

function headOf(node: Stmt, text: (start: number, end: number) => string): string | undefined {
  switch (node.kind) {
    case 'block':
    case 'empty':
    case 'declaration':
      return undefined;
    case 'if':
      return `if (${text(node.test.start, node.test.end)})`;
    case 'while':
    case 'do':
      return `while (${text(node.test.start, node.test.end)})`;
    case 'switch':
      return `switch (${text(node.test.start, node.test.end)})`;
    case 'for':
    case 'foreach':
      return text(node.start, node.body.start);
    default:
      return text(node.start, node.end);
  }
}

const STATEMENTS = new Set(
  'block expr empty declaration if while do for foreach switch case default label goto return break continue asm unknown'.split(
    ' ',
  ),
);

/** The function's pieces in order of the text, those that configurations share once. */
function bodyOf(file: SourceFile, fns: readonly FunctionDef[]): Body {
  const text = (start: number, end: number) => plain(file.text.slice(start, end));
  const found = new Map<number, readonly Piece[]>();
  const types = new Map<string, string>();
  const note = (name: string | undefined, type: string) => {
    if (name !== undefined) types.set(name, types.has(name) ? `${types.get(name)} ${type}` : type);
  };
  for (const fn of fns) {
    found.set(fn.start, [{ text: `returns ${fn.returnType};` }]);
    for (const { name, type, start } of fn.params) {
      found.set(start, [{ text: `takes ${type} ${name ?? ''};` }]);
      note(name, type);
    }
    walk(fn, node => {
      if (!STATEMENTS.has(node.kind)) return;
      if (node.kind === 'declaration') {
        found.set(node.start, piecesOfDeclaration(node, text));
        for (const { name } of node.declarators) note(name, node.type);
      } else {
        const head = headOf(node as Stmt, text);
        if (head !== undefined) found.set(node.start, [{ text: head }]);
      }
    });
  }
  return { pieces: [...found].sort(([a], [b]) => a - b).flatMap(([, pieces]) => pieces), types };
}

/** The bodies of a file's functions by name. */
function bodiesOf(file: SourceFile): ReadonlyMap<string, Body> {
  const found = new Map<string, FunctionDef[]>();
  for (const item of file.items) {
    if (item.kind !== 'function' || item.name === undefined) continue;
    const variants = file.functionsOf(item);
    if ('why' in variants) continue;
    found.set(item.name, [...(found.get(item.name) ?? []), ...variants.map(({ fn }) => fn)]);
  }
  return new Map([...found].map(([name, fns]) => [name, bodyOf(file, fns)]));
}

/** What remains of the first list when each of the second is taken out once. */
function less(from: readonly string[], taken: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const text of taken) left.set(text, (left.get(text) ?? 0) + 1);
  return from.filter(text => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
}

/** The variables whose statements matter: those of the new type, and what takes part of their work. */
function carriersOf(was: Body, theirs: Body, mine: Body): Set<string> {
  const carriers = new Set<string>();
  for (const { types } of [theirs, mine])
    for (const [name, type] of types) if (CODE_TYPE.test(type)) carriers.add(name);
  for (const { pieces } of [was, theirs, mine])
    for (const { text } of pieces) {
      const kept = /^(\w+) = vm_insert_\w+\(/.exec(text)?.[1] ?? /\bvmf_error\((\w+)\)/.exec(text)?.[1];
      if (kept !== undefined) carriers.add(kept);
    }
  for (const { types, pieces } of [theirs, mine])
    for (const [name, type] of types) {
      if (was.types.has(name) || !/^(?:int|long|ssize_t)$/.test(type)) continue;
      const texts = new Set(was.pieces.map(({ text }) => text));
      const renamed = (text: string) =>
        [...carriers].some(old => texts.has(text.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), old)));
      if (pieces.some(({ text }) => new RegExp(`\\b${name}\\b`).test(text) && renamed(text)))
        carriers.add(name);
    }
  return carriers;
}

const wordsOf = ({ pieces }: Body) => pieces.flatMap(({ text }) => text.match(NEW_WORD) ?? []);

type Kind = 'same' | 'other names only' | 'other order only' | 'mainline changed more besides' | 'other text';

/** What one side changed and the other did not. */
function compare(was: Body, theirs: Body, mine: Body): { kind: Kind; lines: readonly string[] } {
  const carriers = carriersOf(was, theirs, mine);
  const named = new RegExp(`\\b(?:${[...carriers, '(?!)'].join('|')})\\b`);
  const relevant = ({ pieces }: Body) =>
    pieces.filter(({ text }) => MATTERS.test(text) || named.test(text)).map(({ text }) => text);
  const [o, t, m] = [relevant(was), relevant(theirs), relevant(mine)];
  const only = (a: readonly string[], b: readonly string[], head: string) =>
    less(a, b).map(text => `${head} ${text}`);
  const [lost, lostByUs, added, addedByUs] = [less(o, t), less(o, m), less(t, o), less(m, o)];
  const mainline = [...only(lost, lostByUs, 'mainline  -'), ...only(added, addedByUs, 'mainline  +')];
  const faultline = [...only(lostByUs, lost, 'faultline -'), ...only(addedByUs, added, 'faultline +')];
  const lines = [...mainline, ...faultline];
  if (lines.length === 0) return { kind: inOrder(t, m) ? 'same' : 'other order only', lines };
  if (areRenamed(t, m, carriers)) return { kind: 'other names only', lines };
  const isBesides = faultline.length === 0 && !mainline.some(line => line.match(NEW_WORD));
  return { kind: isBesides ? 'mainline changed more besides' : 'other text', lines };
}

/** Whether the statements that stand once in both come in the same order. */
function inOrder(t: readonly string[], m: readonly string[]): boolean {
  const once = (texts: readonly string[]) =>
    new Set(texts.filter(text => texts.indexOf(text) === texts.lastIndexOf(text)));
  const [onceInT, onceInM] = [once(t), once(m)];
  const kept = (texts: readonly string[]) =>
    texts.filter(text => onceInT.has(text) && onceInM.has(text) && !DECLARED.test(text)).join('\n');
  return kept(t) === kept(m);
}

/** A declaration's piece: the order of declarations makes no difference. */
const DECLARED = /^(?!return |goto )(?:struct |unsigned |enum )?\w+ \**\w+;$/;

/** Whether one text becomes the other when variables get other names, one for one. */
function areRenamed(t: readonly string[], m: readonly string[], carriers: ReadonlySet<string>): boolean {
  const masked = (texts: readonly string[]) => {
    const numbers = new Map<string, number>();
    const number = (word: string) => {
      if (!numbers.has(word)) numbers.set(word, numbers.size);
      return `#${numbers.get(word)}`;
    };
    return texts
      .filter(text => !DECLARED.test(text))
      .map(text => text.replace(/\b[a-z_]\w*\b/gi, word => (carriers.has(word) ? number(word) : word)))
      .join('\n');
  };
  return masked(t) === masked(m);
}

const parser = await openParser();
const open = async (folder: string): Promise<Sources> => openSources(await openDisk(folder), parser);
const [old, next, ours] = [await open(before), await open(after), await open(converted)];
const WORDS = ['vm_fault_t', 'vmf_insert_pfn', 'vmf_insert_page', 'vmf_insert_mixed', 'vmf_insert_pfn_prot'];
const paths = new Set([
  ...(await (await openDisk(after)).withWords(WORDS)),
  ...(await (await openDisk(converted)).withWords(WORDS)),
]);
const found = new Map<Kind, { name: string; lines: readonly string[] }[]>();
let alone = 0;
for (const path of [...paths].filter(p => /\.[ch]$/.test(p)).sort()) {
  const [a, b] = [old.open(path), next.open(path)];
  if (!isRead(a)) continue;
  const changed = ours.open(path);
  const [was, mine] = [bodiesOf(a), bodiesOf(isRead(changed) ? changed : a)];
  const theirs = isRead(b) ? bodiesOf(b) : new Map<string, Body>();
  for (const [name, body] of was) {
    const my = mine.get(name);
    if (my === undefined) continue;
    const isMine = my.pieces.map(p => p.text).join('\n') !== body.pieces.map(p => p.text).join('\n');
    const their = theirs.get(name);
    if (their === undefined) {
      if (isMine) alone++;
      continue;
    }
    if (!isMine && less(wordsOf(their), wordsOf(body)).length === 0) continue;
    const { kind, lines } = compare(body, their, my);
    found.set(kind, [...(found.get(kind) ?? []), { name: `${path} ${name}`, lines }]);
  }
}
for (const [kind, functions] of [...found].sort()) print(`${kind}: ${functions.length}`);
print(`not in ${after}: ${alone}`);
for (const [kind, functions] of [...found].sort())
  for (const { name, lines } of kind === 'same' ? [] : functions) {
    print(`\n${kind}: ${name}`);
    for (const line of lines) print(`  ${line}`);
  }
