import * as fc from 'fast-check';
import { UserError } from '../src/errors.js';
import { IGNORE_WORD } from '../src/ignore.js';
import { run } from '../src/run.js';
import { memoryTree } from '../src/tree/memory.js';
import { check, codesOf, filesOf, leavesAlone, refuses, runOn, testParser, textsAfter } from './check.js';
import { file, fn, keywords, rule, toy, toyOf } from './toy.js';

const messages = async (tree: string, review = false) => {
  const { ledger } = await runOn(toy, tree, { review });
  return ledger.verdicts.map(
    ({ occurrence, kind, code, message }) => `${occurrence.keyword}: ${kind} ${code}: ${message}`,
  );
};

describe('run: verdicts', () => {
  it('converts, and the ledger says so', async () => {
    const { ledger } = await check(toy, fn('f', 'gizmo_put'), fn('f', 'gizmo_drop'));
    expect(ledger.verdicts).toEqual([
      {
        transform: 'gizmo',
        occurrence: {
          path: 'drivers/gizmo/gizmo.c',
          keyword: 'gizmo_put',
          place: 'code',
          start: 15,
          end: 24,
          line: 3,
          column: 2,
          inside: 'f',
        },
        kind: 'convert',
        code: 'plain',
        message: 'becomes new',
        change: 'drivers/gizmo/gizmo.c:f',
        chain: [],
      },
    ]);
    expect(ledger.totals).toEqual({
      filesListed: 1,
      filesWithKeywords: 1,
      occurrences: 1,
      convert: 1,
      review: 0,
      refuse: 0,
      done: 0,
    });
  });

  it('takes what needs consent only with it, and shows its edits without', async () => {
    await check(toy, fn('f', 'gizmo_ask'), fn('f', 'gizmo_told'), { review: true });
    const { ledger, files } = await runOn(toy, fn('f', 'gizmo_ask'));
    expect(files).toEqual([]);
    expect(ledger.verdicts.map(({ kind, change }) => [kind, change])).toEqual([
      ['review', 'drivers/gizmo/gizmo.c:f'],
    ]);
    expect(ledger.changes.map(({ kind, edits }) => [kind, edits.length])).toEqual([['review', 1]]);
  });

  it('refuses a keyword that is torn by the end of a line, though no search for it finds it', async () => {
    const torn = 'int f(void)\n{\n\treturn gizmo_\\\nput(1);\n}\n/* gizmo_\\\nput */\n';
    const { ledger, files } = await runOn(toy, torn);
    expect(files).toEqual([]);
    expect(ledger.verdicts.map(({ occurrence, kind, code }) => [occurrence, kind, code])).toEqual([
      [
        expect.objectContaining({ keyword: 'gizmo_put', line: 3, column: 9, start: 22, end: 33 }),
        'refuse',
        'torn',
      ],
    ]);
    expect(ledger.totals).toMatchObject({ filesWithKeywords: 1, occurrences: 1, refuse: 1 });
    expect(await messages(fn('f', 'gizmo\\u005fput'))).toEqual([
      'gizmo_put: refuse torn: gizmo_put is written over the end of a line, or with a character by its number, and is not followed',
    ]);
  });

  it('refuses with the sentence of the rule, holes filled', async () => {
    await refuses(toy, fn('f', 'gizmo_keep'), 'stays');
    expect(await messages(fn('f', 'gizmo_keep'))).toEqual([
      'gizmo_keep: refuse stays: it stays, since a test says so',
    ]);
  });

  it('has nothing to do where the rule says so', async () => {
    await leavesAlone(toy, fn('f', 'gizmo_ready'));
    await leavesAlone(toy, fn('f', 'gizmo_put_2'));
  });

  it('gives one change to the occurrences that share an offer', async () => {
    const before = fn('f', 'gizmo_pair', 'other', 'gizmo_pair');
    const { ledger } = await check(toy, before, before.replaceAll('gizmo_pair', 'gizmo_two'));
    expect(ledger.verdicts.map(({ change }) => change)).toEqual(Array(2).fill('drivers/gizmo/gizmo.c:f'));
    expect(ledger.changes.map(({ edits }) => edits.length)).toEqual([2]);
  });

  it('asks for consent to a whole change where one of its occurrences does', async () => {
    const before = fn('f', 'gizmo_pair', 'gizmo_maybe');
    const { ledger, files } = await runOn(toy, before);
    expect(files).toEqual([]);
    expect(ledger.verdicts.map(({ kind }) => kind)).toEqual(['review', 'review']);
    await check(toy, before, fn('f', 'gizmo_two', 'gizmo_two'), { review: true });
  });

  it('numbers the changes of one function', async () => {
    const { ledger } = await runOn(toy, fn('f', 'gizmo_put', 'gizmo_put') + fn('g', 'gizmo_put'));
    expect(ledger.changes.map(({ id }) => id.replace(/.*:/, ''))).toEqual(['f', 'f#2', 'g']);
  });
});

describe('run: a tree that fails', () => {
  const text = fn('f', 'gizmo_put') + fn('g', 'gizmo_keep');
  /** A tree that fails when it is searched for anything but the keywords, as the facts do. */
  const failing = async (error: Error) => {
    const tree = memoryTree({ 'a.c': text });
    const withWords = async (words: readonly string[]) => {
      if (words.includes('f')) throw error;
      return tree.withWords(words);
    };
    return run({
      tree: { ...tree, withWords },
      transforms: toy,
      parser: await testParser(),
      takeReview: true,
    });
  };

  it('under the facts: every occurrence is refused as crashed, with one slip', async () => {
    const { ledger, files, slips } = await failing(new TypeError('no such thing'));
    expect(files).toEqual([]);
    expect(ledger.verdicts.map(({ code, message }) => [code, message])).toEqual(
      Array(2).fill(['crashed', 'the transform failed here: no such thing']),
    );
    expect(slips.map(({ what, stack }) => [what, stack !== undefined])).toEqual([['no such thing', true]]);
  });

  it('in a way that the user can put right: the run ends and says so', async () => {
    await expect(failing(new UserError('git is missing'))).rejects.toThrow('git is missing');
  });
});

describe('run: combining offers', () => {
  it('refuses the later of two that overlap, and names the other', async () => {
    const tree = fn('f', 'gizmo_line(gizmo_put), x');
    const { ledger, files } = await runOn(toy, tree);
    expect(files.map(({ after }) => after)).toEqual([fn('f', 'gizmo_l')]);
    expect(ledger.verdicts.map(({ code, message }) => [code, message])).toEqual([
      ['plain', 'becomes new'],
      ['overlap', 'its edits meet those of the change at drivers/gizmo/gizmo.c:3'],
    ]);
  });

  it('refuses whole what inserts at the point where another inserts', async () => {
    const { ledger, files } = await runOn(toy, fn('f', 'gizmo_noted', 'gizmo_noted'));
    expect(files.map(({ after }) => after)).toEqual([`static ${fn('f', 'gizmo_n', 'gizmo_noted')}`]);
    expect(ledger.verdicts.map(({ code }) => code)).toEqual(['plain', 'overlap']);
  });

  it('lets two changes share the replacement of a third place', async () => {
    const tree = [
      file('a.c', fn('a', 'gizmo_typed')),
      file('b.c', fn('b', 'gizmo_typed')),
      file('gizmo.h', 'int x;\n/* gizmo_ready */\n'),
    ];
    const { ledger } = await check(
      toy,
      tree.join(''),
      tree.join('').replaceAll('gizmo_typed', 'gizmo_t_new').replace('int x;', 'gizmo_t x;'),
    );
    expect(ledger.totals.convert).toBe(2);
  });

  it('takes the same offer of two families once', async () => {
    const two = [toyOf('gizmo', ['gizmo_put']), toyOf('widget', ['gizmo_put'], { ...rule })];
    const { ledger } = await check(two, fn('f', 'gizmo_put'), fn('f', 'gizmo_drop'));
    expect(ledger.changes.map(({ transforms }) => transforms)).toEqual([['gizmo', 'widget']]);
    expect(ledger.totals).toMatchObject({ occurrences: 2, convert: 2 });
  });
});

describe('run: proofs', () => {
  const good = file('good.c', fn('good', 'gizmo_put'));

  it.each([
    [
      'gizmo_brace',
      /^the rewrite was dropped, since its proof failed: (?:f|the text at bad\.c:\d+) (?:would|could) /,
    ],
    ['gizmo_murky', /^the rewrite was dropped, since its proof failed: f (?:would|could) /],
    ['gizmo_idle', /bad\.c would not change$/],
  ])('%s: drops every change of the file, and no other', async (keyword, message) => {
    const bad = keyword === 'gizmo_idle' ? fn('f', keyword) : fn('f', keyword, 'good') + fn('g', 'gizmo_put');
    const { ledger, files } = await runOn(toy, file('bad.c', bad) + good);
    expect(files.map(({ path }) => path)).toEqual(['good.c']);
    for (const verdict of ledger.verdicts.filter(({ occurrence }) => occurrence.path === 'bad.c')) {
      expect(verdict).toMatchObject({ kind: 'refuse', code: 'unproven', change: undefined });
      expect(verdict.message).toMatch(message);
    }
    expect(ledger.changes.map(({ id }) => id)).toEqual(['good.c:good']);
  });

  it.each([
    ['gizmo_loop', /a second run would change bad\.c:3 again$/],
    [
      'gizmo_trap',
      /a second look at bad\.c:3 could not be finished: the transform failed here: the trap sprang$/,
    ],
    ['gizmo_swap', /a second run would change bad\.c:3 again$/],
  ])('%s: drops every change of the function, and no other', async (keyword, message) => {
    const bad = fn('f', keyword, 'good') + fn('g', 'gizmo_put');
    const { ledger, files } = await runOn(toy, file('bad.c', bad) + good);
    expect(files.map(({ path }) => path)).toEqual(['bad.c', 'good.c']);
    const [first, ...others] = ledger.verdicts.filter(({ occurrence }) => occurrence.path === 'bad.c');
    expect(first).toMatchObject({ kind: 'refuse', code: 'unproven', change: undefined });
    expect(first!.message).toMatch(message);
    expect(others.at(-1)).toMatchObject({ kind: 'convert' });
    expect(ledger.changes.map(({ id }) => id)).toEqual(['bad.c:g', 'good.c:good']);
  });

  it('drops a change whole where one of its files fails', async () => {
    const tree =
      file('a.c', fn('a', 'gizmo_typed'), fn('b', 'gizmo_brace')) +
      file('gizmo.h', 'int x;\n/* gizmo_ready */\n') +
      good;
    const result = await runOn(toy, tree);
    expect(Object.keys(textsAfter(result))).toEqual(['good.c']);
    expect(codesOf(result, 'refuse')).toEqual(['unproven']);
  });

  it('drops what makes another file convertible, and only that where its name leads there', async () => {
    const named =
      file('gizmo.c', fn('waker', 'gizmo_put')) + file('z.c', fn('z', 'waker(), gizmo_woke')) + good;
    const result = await runOn(toy, named);
    expect(Object.keys(textsAfter(result))).toEqual(['good.c']);
    expect(result.ledger.verdicts.map(({ code }) => code)).toEqual(['unproven', 'plain', 'unclaimed']);
    const unnamed = named.replace('waker(), ', '');
    expect(textsAfter(await runOn(toy, unnamed))).toEqual({});
  });

  it('is disturbed by what joins an offer that was left out before', async () => {
    const { ledger } = await runOn(toy, fn('f', 'gizmo_line(gizmo_pair), x', 'gizmo_pair', 'gizmo_born'));
    expect(ledger.verdicts.map(({ code }) => code)).toEqual(['unproven', 'plain', 'plain', 'unproven']);
  });

  it('is not disturbed by an offer that was left out before', async () => {
    const tree = fn('f', 'gizmo_line(gizmo_put), x') + fn('g', 'gizmo_noted', 'gizmo_noted');
    const { ledger } = await runOn(toy, tree);
    expect(ledger.verdicts.map(({ code }) => code)).toEqual(['plain', 'overlap', 'plain', 'overlap']);
  });
});

describe('run: files', () => {
  it('leaves out what cannot be read, and says why', async () => {
    const big = Buffer.alloc(33 * 1024 * 1024, ' ');
    big.write('gizmo_put();');
    const tree = memoryTree({
      'binary.c': 'gizmo_put();\0',
      'big.h': big,
      'good.c': fn('f', 'gizmo_put'),
      'none.c': 'int x;',
    });
    const locked = {
      ...tree,
      withWords: async () => ['big.h', 'binary.c', 'good.c', 'locked.c'],
      read: (path: string) => (path === 'locked.c' ? { unread: 'permission denied' } : tree.read(path)),
    };
    const { ledger, files } = await run({
      tree: locked,
      transforms: toy,
      parser: await testParser(),
      takeReview: false,
    });
    expect(ledger.unread).toEqual([
      { path: 'big.h', why: 'it is larger than 32 MB (--largest reads larger ones)' },
      { path: 'binary.c', why: 'it is binary' },
      { path: 'locked.c', why: 'permission denied' },
    ]);
    expect(ledger.totals).toMatchObject({ filesListed: 4, filesWithKeywords: 4, occurrences: 1, convert: 1 });
    expect(files.map(({ path }) => path)).toEqual(['good.c']);
  });

  it('looks for occurrences under the paths given', async () => {
    const tree = file('a/a.c', fn('a', 'gizmo_put')) + file('b/b.c', fn('b', 'gizmo_put'));
    await check(toy, tree, file('b/b.c', fn('b', 'gizmo_drop')), { paths: ['b'] });
  });

  it('has nothing to say of a tree without a match, or without transforms', async () => {
    const { ledger } = await leavesAlone(toy, fn('f'));
    expect(ledger).toMatchObject({
      verdicts: [],
      totals: { filesListed: 1, filesWithKeywords: 0, occurrences: 0 },
    });
    expect((await runOn([], fn('f', 'gizmo_put'))).ledger.totals).toMatchObject({ occurrences: 0 });
  });

  it.each([
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['mixed line ends', (text: string) => text.replace('\n', '\r\n')],
    ['no final newline', (text: string) => text.trimEnd()],
    ['bytes that are not UTF-8', (text: string) => `/* \xe9\xff\x80 */\n${text}/* \xa0 */`],
    ['a byte order mark', (text: string) => `\xef\xbb\xbf${text}`],
  ])('keeps %s', async (_, spoil) => {
    await check(toy, spoil(fn('f', 'gizmo_put')), spoil(fn('f', 'gizmo_drop')));
  });
});

describe('run: facts', () => {
  it('follow the functions whose code holds a keyword, and no others', async () => {
    const text = [
      fn('user', 'gizmo_put'),
      fn('gizmo_drop', 'gizmo_put'),
      fn('speaker', 'log("gizmo_put"), x').replace('return', '/* gizmo_put */\n\treturn'),
    ];
    // A tree with the kernel's headers asks for no releases of its own.
    const tree = memoryTree({ 'a.c': text.join(''), 'include/linux/mm.h': '' });
    const asked: (readonly string[])[] = [];
    const withWords = async (words: readonly string[]) => {
      asked.push(words);
      return tree.withWords(words);
    };
    await run({
      tree: { ...tree, withWords },
      transforms: toy,
      parser: await testParser(),
      takeReview: false,
    });
    // What macros may put keywords together of is looked for with them.
    const whole = asked.map(words => words.filter(word => !/^_|_$|,/.test(word)));
    expect(whole).toEqual([[...keywords, IGNORE_WORD].sort(), ['user']]);
  });
});

describe('run: those who wait', () => {
  it('tells them how far it is', async () => {
    const phases: string[] = [];
    const ended = new Set<string>();
    await run({
      tree: memoryTree(filesOf(fn('f', 'gizmo_put'))),
      transforms: toy,
      parser: await testParser(),
      takeReview: false,
      onProgress: ({ phase, done, total }) => {
        expect(done).toBeLessThanOrEqual(total);
        phases.push(phase);
        if (done === total) ended.add(phase);
      },
    });
    const all = ['search', 'read', 'facts', 'plan', 'judge', 'prove'];
    expect([...new Set(phases)]).toEqual(all);
    expect([...ended]).toEqual(all.slice(0, -1));
  });

  it('lets others have a turn while it follows calls, and stops then', async () => {
    const abort = new AbortController();
    const phases: string[] = [];
    const following = () => phases.filter(phase => phase === 'facts').length;
    const timer = setInterval(() => following() > 2 && abort.abort(new Error('enough')));
    const calls = Array.from({ length: 200 }, (_, i) => fn(`f${i}`, 'gizmo_put')).join('');
    const stopped = run({
      tree: memoryTree(filesOf(calls)),
      transforms: toy,
      parser: await testParser(),
      takeReview: false,
      signal: abort.signal,
      onProgress: ({ phase }) => void phases.push(phase),
    });
    await expect(stopped).rejects.toThrow('enough');
    clearInterval(timer);
    expect(phases).not.toContain('plan');
  });

  it('stops when it is told to', async () => {
    const abort = new AbortController();
    const stopped = run({
      tree: memoryTree(filesOf(fn('f', 'gizmo_put'))),
      transforms: toy,
      parser: await testParser(),
      takeReview: false,
      signal: abort.signal,
      onProgress: ({ phase }) => {
        if (phase === 'judge') abort.abort(new Error('enough'));
      },
    });
    await expect(stopped).rejects.toThrow('enough');
  });
});

describe('run: any tree of the toy', () => {
  const call = fc.constantFrom(...keywords.filter(word => word !== 'gizmo_typed'), 'other');
  const body = fc.array(call, { minLength: 1, maxLength: 4 });
  const functions = fc.array(body, { minLength: 1, maxLength: 3 });
  const trees = fc
    .array(functions, { minLength: 1, maxLength: 3 })
    .map(files =>
      files.map(
        (bodies, i) => [`${i}.c`, bodies.map((calls, j) => fn(`f${i}${j}`, ...calls)).join('')] as const,
      ),
    );
  const outcome = async (files: readonly (readonly [string, string])[], transforms = toy) => {
    const parser = await testParser();
    return run({ tree: memoryTree(Object.fromEntries(files)), transforms, parser, takeReview: true });
  };

  it('adds up, ends, and finds nothing more the second time but what it had left out', async () => {
    await fc.assert(
      fc.asyncProperty(trees, async files => {
        const first = await outcome(files);
        const second = await outcome(files.map(([path, text]) => [path, textsAfter(first)[path] ?? text]));
        const left = (codes: readonly string[]) => codes.includes('overlap') || codes.includes('unproven');
        if (!left(codesOf(first, 'refuse'))) expect(second.files).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('comes out the same in whatever order files and transforms are given', async () => {
    const halves = [toyOf('gizmo-a', keywords.slice(0, 9)), toyOf('gizmo-b', keywords.slice(9))];
    await fc.assert(
      fc.asyncProperty(trees, async files => {
        const { sources: _, ...forward } = await outcome(files, halves);
        const { sources: __, ...backward } = await outcome([...files].reverse(), [...halves].reverse());
        const stackless = (result: object) =>
          JSON.stringify(result, (key, value) => (key === 'stack' ? undefined : value));
        expect(stackless(backward)).toBe(stackless(forward));
      }),
      { numRuns: 30 },
    );
  });
});
