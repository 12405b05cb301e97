import fc from 'fast-check';
import type { Doubt, SourceFile } from '../../src/source/index.js';
import { contains, decode } from '../../src/source/index.js';
import { cLike } from './made-text.js';
import { open } from './opened.js';

/** Every node of a tree together with the node around it. */
function* nodesIn(
  value: unknown,
  around: Node | undefined,
): Generator<{ node: Node; around: Node | undefined }> {
  if (value === null || typeof value !== 'object') return;
  const isNode = 'kind' in value && 'start' in value;
  if (isNode) yield { node: value as Node, around };
  for (const [key, inner] of Object.entries(value)) {
    if (key !== 'doubtful') yield* nodesIn(inner, isNode ? (value as Node) : around);
  }
}

interface Node {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

/** Reads all that can be read of a file, and gives it back. */
function readAll(file: SourceFile): { trees: unknown[]; doubts: readonly Doubt[] } {
  const trees: unknown[] = [];
  const doubts: Doubt[] = [];
  for (const item of file.items) {
    const found = item.kind === 'function' ? file.functionsOf(item) : file.declarationsOf(item);
    if ('why' in found) continue;
    for (const one of found) {
      if ('fn' in one) doubts.push(...one.fn.doubtful);
      trees.push('fn' in one ? one.fn : one.decl);
    }
  }
  return { trees, doubts };
}

describe('openSource', () => {
  it('never throws, and puts children inside their parents, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          cLike,
          cLike.map(text => `int f(void)\n{\n${text}\n}\n`),
        ),
        text => {
          const { trees } = readAll(open(text));
          for (const { node, around } of nodesIn(trees, undefined)) {
            expect(node.end).toBeGreaterThanOrEqual(node.start);
            if (around !== undefined) expect(contains(around, node)).toBe(true);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('doubts a function for every unknown node in it', () => {
    fc.assert(
      fc.property(cLike, text => {
        const file = open(`int f(void)\n{\n${text}\n}\n`);
        const { trees, doubts } = readAll(file);
        for (const { node } of nodesIn(trees, undefined)) {
          if (node.kind === 'unknown') expect(doubts.some(doubt => contains(doubt, node))).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('never throws for bytes that are no text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        expect(() => readAll(open(decode(bytes)))).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  it('parses an item once', () => {
    const file = open('int f(void)\n{\n}\nint x;\n');
    const [f, x] = file.items;
    if (f === undefined || x === undefined) throw new Error('two items');
    expect(file.functionsOf(f)).toBe(file.functionsOf(f));
    expect(file.declarationsOf(x)).toBe(file.declarationsOf(x));
  });

  it('keeps an error in one function from the others', () => {
    const file = open('int f(void)\n{\n\tx = = 1;\n}\nint g(void)\n{\n\treturn 0;\n}\n');
    const doubts = file.items.map(item => {
      const found = file.functionsOf(item);
      return 'why' in found ? found.why : found[0]?.fn.doubtful.length;
    });
    expect(doubts).toEqual([1, 0]);
  });

  it('refuses an item of another file', () => {
    const [item] = open('int x;\n').items;
    expect(() => item && open('int x;\n').declarationsOf(item)).toThrow(
      'the item at 0 is not one of gizmo.c',
    );
  });

  it('opens another text under the same path', () => {
    const again = open('int x;\n').reopen('int y;\n');
    expect([again.path, again.items[0]?.name]).toEqual(['gizmo.c', 'y']);
  });

  it('survives what would overflow a stack', () => {
    const deep = (inner: string) => open(`int f(void)\n{\n${inner}\n}\n`);
    const whyOf = (file: SourceFile) => {
      const found = file.items[0] && file.functionsOf(file.items[0]);
      return found !== undefined && 'why' in found ? found.why : undefined;
    };
    expect(whyOf(deep(`x = ${'('.repeat(100_000)}y${')'.repeat(100_000)};`))).toBe(
      'its brackets nest deeper than 400',
    );
    expect(whyOf(deep(`${'{'.repeat(100_000)}${'}'.repeat(100_000)}`))).toBe(
      'its brackets nest deeper than 400',
    );
    expect(whyOf(deep(`x = ${'!'.repeat(100_000)}y;`))).toBe('it is nested too deeply');
    expect(whyOf(deep(`${'if (x) y(); else '.repeat(20_000)}z();`))).toBe('it is nested too deeply');
    expect(whyOf(deep(`x = ${'a + '.repeat(1_000)}b;`))).toBeUndefined();
  });
});

describe('places', () => {
  const text = 'int x;\r\n\n  int f(void) { }';
  const file = open(text);

  it.each([
    [0, { line: 1, column: 1 }],
    [6, { line: 1, column: 7 }],
    [8, { line: 2, column: 1 }],
    [9, { line: 3, column: 1 }],
    [11, { line: 3, column: 3 }],
    [text.length, { line: 3, column: 18 }],
  ])('offset %i', (offset, place) => expect(file.position(offset)).toEqual(place));

  it.each([
    [1, 'int x;'],
    [2, ''],
    [3, '  int f(void) { }'],
    [4, ''],
  ])('line %i', (line, shown) => {
    const { start, end } = file.lineSpan(line);
    expect(text.slice(start, end)).toBe(shown);
  });

  it.each([
    [0, 'x'],
    [5, 'x'],
    [6, undefined],
    [10, undefined],
    [11, 'f'],
    [text.length - 1, 'f'],
    [text.length, undefined],
  ])('the item at %i', (offset, name) => expect(file.itemAt(offset)?.name).toBe(name));
});
