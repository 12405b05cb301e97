/** What holds of the prover for any function: made-up bodies, in which each return can be reached. */
import * as fc from 'fast-check';
import { ask, f } from './prover.js';

type Node =
  | { readonly kind: 'do'; readonly what: string }
  | { readonly kind: 'if'; readonly then: readonly Node[]; readonly otherwise: readonly Node[] }
  | { readonly kind: 'leave'; readonly then: readonly Node[] };

const WORK = [
  'err = probe(g);',
  'mark(g, n);',
  'n = n + 1;',
  'g->last = n;',
  'n = err;',
  'while (probe(n)) mark(g, 7);',
];

const { body } = fc.letrec<{ body: readonly Node[]; node: Node }>(tie => ({
  body: fc.array(tie('node'), { maxLength: 3, depthIdentifier: 'body' }),
  node: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'body' },
    fc.record({ kind: fc.constant('do' as const), what: fc.constantFrom(...WORK) }),
    fc.record({ kind: fc.constant('if' as const), then: tie('body'), otherwise: tie('body') }),
    fc.record({ kind: fc.constant('leave' as const), then: tie('body') }),
  ),
}));

/** Text of a body; every return gives another number, and every test asks somebody anew. */
function textOf(nodes: readonly Node[]): { readonly lines: readonly string[]; readonly returns: number } {
  let returns = 0;
  const say = (some: readonly Node[]): string[] =>
    some.flatMap(node => {
      if (node.kind === 'do') return [node.what];
      const then = say(node.then);
      if (node.kind === 'leave') return ['if (probe(g)) {', ...then, `return ${200 + returns++};`, '}'];
      return ['if (probe(g)) {', ...then, '} else {', ...say(node.otherwise), '}'];
    });
  const lines = ['int err = 0;', ...say(nodes), `return ${200 + returns++};`];
  return { lines, returns };
}

const runs = { numRuns: 40 };
const functionOf = (nodes: readonly Node[]) => f(...textOf(nodes).lines);

it('a function does what it does', async () => {
  await fc.assert(
    fc.asyncProperty(body, async nodes => {
      const answer = await ask(functionOf(nodes), functionOf(nodes));
      expect(answer).toMatchObject({ kind: 'proven', proof: { differences: [] } });
    }),
    runs,
  );
});

it('what is equal one way is equal the other way', async () => {
  await fc.assert(
    fc.asyncProperty(body, body, async (a, b) => {
      const one = await ask(functionOf(a), functionOf(b));
      const other = await ask(functionOf(b), functionOf(a));
      expect(other.kind).toBe(one.kind);
    }),
    runs,
  );
});

it('a returned number that changes is never proven', async () => {
  await fc.assert(
    fc.asyncProperty(body, fc.nat(), async (nodes, at) => {
      const { lines, returns } = textOf(nodes);
      const number = 200 + (at % returns);
      const changed = lines.map(line => line.replace(`return ${number};`, `return ${number + 500};`));
      expect((await ask(f(...lines), f(...changed))).kind).toBe('differs');
    }),
    runs,
  );
});

it('a table mentions each value once', async () => {
  const MAP = ['if (err == -12)', '\treturn 1;', 'return err && err != -16 ? 2 : 0x100;'];
  await fc.assert(
    fc.asyncProperty(body, async nodes => {
      const { lines } = textOf(nodes);
      const before = f(...lines.slice(0, -1), 'err = old_put(g);', 'mark(g, n);', ...MAP);
      const after = f(...lines.slice(0, -1), 'err = new_put(g);', 'mark(g, n);', 'return err;');
      const answer = await ask(before, after);
      if (answer.kind !== 'proven') throw new Error(JSON.stringify(answer));
      const values = answer.proof.table.flatMap(row => row.value.split(', '));
      expect(values.filter(value => value.startsWith('-') || value === '0').sort()).toEqual([
        '-EBUSY',
        '-EFAULT',
        '-EINVAL',
        '-ENOMEM',
        '0',
      ]);
      expect(new Set(values).size).toBe(values.length);
    }),
    runs,
  );
});
