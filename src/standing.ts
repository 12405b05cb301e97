/**
 * What a place in a file stands in, said so that it stays when other lines come and go: its statement, and the blocks,
 * cases and conditions around it. Comments and the layout are none of it.
 */
import { ensure, remember } from './remember.js';
import type { Item, SourceFile } from './source/file.js';
import { contains, type Span } from './source/span.js';

/** A statement of a function with what stands before its block, or a part of another item. */
export interface Piece extends Span {
  /** Its tokens, with a blank between them. */
  readonly statement: string;
  /** What is around it within the item, outermost first: heads of blocks, cases, conditions of `#if`. */
  readonly within: string;
  /** The condition of the item, and the last piece before it that reads otherwise. */
  readonly behind: string;
  /** Which of those is it that read the same and follow on that, from 1. */
  readonly run: number;
}

/** A name for a piece: equal for pieces that read the same and stand in the same. */
export function pieceKey({ statement, within }: Pick<Piece, 'statement' | 'within'>): string {
  return `${within}\n${statement}`;
}

/** What an offset stands in. In a comment that is the line; nothing, where the file has no item there. */
export function pieceAt(file: SourceFile, offset: number): Piece {
  const { kind, start, end } = file.tokens.holding(offset) ?? { kind: 'comment', start: offset, end: offset };
  if (kind === 'directive') return lone(file, start, end);
  const line = file.lineSpan(file.position(offset).line);
  if (kind === 'comment') return lone(file, line.start, line.end);
  const item = file.itemAt(offset);
  const found =
    item && piecesOf(file, item).find(piece => contains(piece, { start: offset, end: offset + 1 }));
  return found ?? lone(file, line.start, line.end);
}

/** What stands at an offset of a file that was not read: nothing is known of it. */
export const unknownPiece = (start: number): Piece => ({
  ...{ start, end: 0, statement: '', within: '', behind: '', run: 1 },
});

function lone(file: SourceFile, start: number, end: number): Piece {
  const statement = file.text.slice(start, end).trim().replace(/\s+/g, ' ');
  return { start, end, statement, within: '', behind: armOf(file.underAt(start)), run: 1 };
}

/** The pieces of an item, in order; the same list each time. */
export function piecesOf(file: SourceFile, item: Item): readonly Piece[] {
  return ensure(known(file), item, () => placed(cut(file, item), armOf(item.under)));
}

/** The innermost condition that something stands under, and whether it holds there: arms above it say nothing of it. */
export function armOf(under: Item['under']): string {
  const own = under.at(-1);
  return own === undefined ? '' : `${own.holds ? '' : '!'}${own.condition}`;
}

/** What was cut out of an item, each with what it comes behind. */
function placed(pieces: readonly Cut[], arm: string): readonly Piece[] {
  let [last, behind, run] = ['', arm, 0];
  return pieces.map((piece, i) => {
    const former = pieces[i - 1];
    const key = pieceKey(piece);
    if (key === last) run++;
    else [behind, run] = [former === undefined ? arm : `${arm} ${former.statement}`.trim(), 1];
    last = key;
    return { ...piece, behind, run };
  });
}

type Cut = Omit<Piece, 'behind' | 'run'>;

const known = remember((_file: SourceFile) => new Map<Item, readonly Piece[]>());

/** Numbers what is alike among some things, from 1, in their order. */
export function tiesIn(): (key: string) => number {
  const counts = new Map<string, number>();
  return key => {
    const tie = (counts.get(key) ?? 0) + 1;
    counts.set(key, tie);
    return tie;
  };
}

/** A block that is open: what stands before its brace, the case that holds, and what ended last in it. */
interface Block {
  readonly head: string;
  label: string;
  last: string;
  /** How many parentheses are open in it. */
  depth: number;
}

function cut(file: SourceFile, item: Item): readonly Cut[] {
  const ends = item.kind === 'function' ? ';' : ',';
  const blocks: Block[] = [{ head: '', label: '', last: '', depth: 0 }];
  const arms: string[] = [];
  const pieces: Cut[] = [];
  let texts: string[] = [];
  let [from, within] = [item.start, ''];
  const around = () =>
    [...blocks.flatMap(({ head, label }) => [head, label]), ...arms].filter(text => text !== '').join(' ');
  const close = (end: number) => {
    if (texts.length > 0) pieces.push({ start: from, end, statement: texts.join(' '), within });
    texts = [];
  };
  for (const { kind, start, end } of file.tokens.within(item.start, item.end)) {
    if (kind === 'comment') continue;
    const said = file.text.slice(start, end);
    if (kind === 'directive') {
      enter(arms, said);
      continue;
    }
    const block = blocks.at(-1)!;
    if (texts.length === 0) [from, within] = [start, around()];
    texts.push(said);
    if (said === '(' || said === '[') block.depth++;
    if (said === ')' || said === ']') block.depth--;
    if (said === '{') {
      // What is said of the function itself is no part of what a statement stands in.
      const head = blocks.length === 1 && item.kind === 'function' ? '' : headOf(texts, block.last);
      close(end);
      blocks.push({ head, label: '', last: '', depth: 0 });
    } else if (said === '}') {
      close(end);
      const ended = blocks.length > 1 ? blocks.pop()! : block;
      blocks.at(-1)!.last = ended.head;
    } else if (block.depth <= 0 && (said === ';' || said === ends)) {
      block.last = texts.join(' ');
      close(end);
    } else if (item.kind === 'function' && said === ':' && isLabel(texts)) {
      if (texts.length > 2 || texts[0] === 'default') block.label = texts.join(' ');
      texts = [];
    }
  }
  close(item.end);
  return pieces;
}

/** A head with what it is the other side of. */
function headOf(texts: readonly string[], last: string): string {
  const head = texts.slice(0, -1).join(' ');
  return texts[0] === 'else' ? `${last} ${head}` : head;
}

/** Whether a colon behind tokens makes them a label: of a `switch`, or one that is gone to. */
function isLabel(texts: readonly string[]): boolean {
  return texts[0] === 'case' ? !texts.includes('?') : texts.length === 2;
}

/** Takes a preprocessor line into the conditions that hold from there on. */
function enter(arms: string[], line: string): void {
  const [, word, rest = ''] = /^#\s*(\w+)\s*([\s\S]*)$/.exec(line) ?? [];
  const said = `#${word} ${rest.trim().replace(/\s+/g, ' ')}`;
  if (word === 'endif') arms.pop();
  else if (word === 'else' || word === 'elif') arms.push(`${arms.pop() ?? ''} ${said}`);
  else if (word?.startsWith('if')) arms.push(said);
}
