/** What the prover takes for the same, and what it does not. */
import { ask, f } from './prover.js';

/** Expects the two to be the same but for these differences. */
async function same(
  before: string,
  after: string,
  differences: readonly string[] = [],
  above = '',
): Promise<void> {
  const answer = await ask(before, after, { above });
  expect(answer).toMatchObject({ kind: 'proven', proof: { differences } });
}

async function differs(before: string, after: string, sentence: RegExp, above = ''): Promise<void> {
  const answer = await ask(before, after, { above });
  expect(answer).toMatchObject({ kind: 'differs', sentence: expect.stringMatching(sentence) });
}

async function unknown(before: string, why: RegExp, above = ''): Promise<void> {
  // Both versions are the same: what cannot be followed is unknown all the same.
  const answer = await ask(before, before, { above });
  expect(answer).toMatchObject({ kind: 'unknown', why: expect.stringMatching(why) });
}

const MAP = [
  'switch (ret) {',
  'case 0:',
  'case -EBUSY:',
  '\treturn CODE_OK;',
  'case -ENOMEM:',
  '\treturn CODE_OOM;',
  'default:',
  '\treturn CODE_BUS;',
  '}',
];
const NEW = f('return new_put(g);');

describe('programs that do the same', () => {
  it.each<[string, string, string]>([
    ['itself', f('int ret;', '', 'ret = old_put(g);', 'return ret;'), f('return old_put(g);')],
    ['a switch', f('int ret;', '', 'ret = old_put(g);', ...MAP), NEW],
    [
      'a chain of tests',
      f(
        'int ret = old_put(g);',
        '',
        'if (ret == -ENOMEM)',
        '\treturn CODE_OOM;',
        'if (ret < 0 && ret != -EBUSY)',
        '\treturn CODE_BUS;',
        'return CODE_OK;',
      ),
      NEW,
    ],
    [
      'a mapping function',
      f(
        'int ret = old_put(g);',
        '',
        'if (!ret || ret == -EBUSY)',
        '\treturn CODE_OK;',
        'return code_error(ret);',
      ),
      NEW,
    ],
    [
      'another order of tests that have no effect',
      f('if (g->a)', '\treturn 1;', 'if (g->b)', '\treturn 2;', 'return 0;'),
      f('if (!g->a && g->b)', '\treturn 2;', 'if (g->a)', '\treturn 1;', 'return 0;'),
    ],
    [
      'a jump taken away',
      f('int ret = n;', '', 'if (n)', '\tgoto out;', 'ret = 0;', 'out:', 'gizmo_put(g);', 'return ret;'),
      f('if (n) {', '\tgizmo_put(g);', '\treturn n;', '}', 'gizmo_put(g);', 'return 0;'),
    ],
    [
      'case labels that fall through',
      f('switch (n) {', 'case 1:', '\tgizmo_get(g);', 'case 2:', '\tgizmo_put(g);', '}', 'return 0;'),
      f('if (n == 1)', '\tgizmo_get(g);', 'if (n == 1 || n == 2)', '\tgizmo_put(g);', 'return 0;'),
    ],
    [
      'a case range',
      f('switch (n) {', 'case 1 ... 3:', '\treturn 1;', 'default:', '\treturn 2;', '}'),
      f('return n >= 1 && n <= 3 ? 1 : 2;'),
    ],
    [
      'an inner variable of the same name',
      f(
        'int ret = 0;',
        '',
        'if (n) {',
        '\tint ret = gizmo_get(g);',
        '',
        '\tgizmo_note(g, ret);',
        '}',
        'return ret;',
      ),
      f('if (n) {', '\tint err = gizmo_get(g);', '', '\tgizmo_note(g, err);', '}', 'return 0;'),
    ],
    [
      'a pointer that may be an error',
      f(
        'struct page *p = gizmo_page(g);',
        'int ret;',
        '',
        'if (IS_ERR(p)) {',
        '\tret = PTR_ERR(p);',
        '\treturn ret == -ENOMEM ? CODE_OOM : CODE_BUS;',
        '}',
        'return 0;',
      ),
      f(
        'struct page *p = gizmo_page(g);',
        '',
        'if (IS_ERR(p))',
        '\treturn code_error(PTR_ERR(p));',
        'return 0;',
      ),
    ],
    [
      'two spellings of one type',
      f('u32 a = -1;', '', 'return a == 0xffffffff;'),
      f('unsigned int a = -1;', '', 'return a == 0xffffffff;'),
    ],
    [
      'a code in a variable of its own type',
      f('int ret = gizmo_code(g);', '', 'return ret;'),
      f('code_t ret = gizmo_code(g);', '', 'return ret;'),
    ],
    [
      'the name of the call in a message',
      f('old_put(g);', 'pr_err("old_put failed");', 'return 0;'),
      f('new_put(g);', 'pr_err("new_put failed");', 'return 0;'),
    ],
    [
      'a part of a value',
      f('pfn_t p = gizmo_pfn(g);', '', 'return p.val;'),
      f('pfn_t q = gizmo_pfn(g);', '', 'return q.val;'),
    ],
  ])('%s', async (_what, before, after) => same(before, after));

  it('follows functions that map', async () => {
    const above =
      'static int map(int err)\n{\n\tif (err == -ENOMEM)\n\t\treturn CODE_OOM;\n\treturn err && err != -EBUSY ? CODE_BUS : CODE_OK;\n}\n';
    await same(f('return map(old_put(g));'), NEW, [], above);
  });
});

it('keeps values apart that only a function which is stepped into tells apart', async () => {
  const above =
    'static int map(int err)\n{\n\tif (err == -ENOMEM)\n\t\treturn CODE_OOM;\n\tif (err == -EINVAL)\n\t\treturn CODE_MAJOR;\n\treturn err && err != -EBUSY ? CODE_BUS : CODE_OK;\n}\n';
  await differs(f('return map(old_put(g));'), NEW, /^-EINVAL gave CODE_MAJOR, would give CODE_BUS$/, above);
});

describe('loops', () => {
  const loop = (head: string, ...body: readonly string[]) => [`${head} {`, ...body.map(l => `\t${l}`), '}'];

  it.each<[string, string, string]>([
    [
      'for',
      f(
        'int i, ret = 0;',
        '',
        ...loop(
          'for (i = 0; i < g->count; i++)',
          'ret = old_put(g);',
          'if (ret && ret != -EBUSY)',
          '\tbreak;',
        ),
        'if (ret == -ENOMEM)',
        '\treturn CODE_OOM;',
        'return ret && ret != -EBUSY ? CODE_BUS : CODE_OK;',
      ),
      f(
        'code_t ret = CODE_OK;',
        'int i;',
        '',
        ...loop('for (i = 0; i < g->count; i++)', 'ret = new_put(g);', 'if (ret & CODE_ERROR)', '\tbreak;'),
        'return ret;',
      ),
    ],
    [
      'while with continue',
      f(...loop('while (gizmo_more(g))', 'if (old_put(g))', '\tcontinue;', 'gizmo_count(g);'), 'return 0;'),
      f(
        ...loop('while (gizmo_more(g))', 'if (!(new_put(g) & CODE_ERROR))', '\tgizmo_count(g);'),
        'return 0;',
      ),
    ],
    [
      'do with continue, which goes on with the test',
      f(
        'int i = 0;',
        '',
        'do {',
        '\tif (gizmo_skip(g))',
        '\t\tcontinue;',
        '\tgizmo_put(g);',
        '} while (i++ < 3);',
        'return i;',
      ),
      f(
        'int i = 0;',
        '',
        'do {',
        '\tif (!gizmo_skip(g))',
        '\t\tgizmo_put(g);',
        '} while (i++ < 3);',
        'return i;',
      ),
    ],
    [
      'goto',
      f(
        'int ret;',
        '',
        'again:',
        'ret = gizmo_try(g);',
        'if (ret == -EAGAIN)',
        '\tgoto again;',
        'return ret;',
      ),
      f(
        'int err;',
        '',
        'again:',
        'err = gizmo_try(g);',
        'if (err == -EAGAIN)',
        '\tgoto again;',
        'return err;',
      ),
    ],
    [
      'a switch inside, whose continue belongs to the loop',
      f(
        ...loop(
          'while (gizmo_more(g))',
          'switch (n) {',
          'case 1:',
          '\tcontinue;',
          'case 2:',
          '\tbreak;',
          'default:',
          '\treturn 1;',
          '}',
          'gizmo_put(g);',
        ),
        'return 0;',
      ),
      f(
        ...loop(
          'while (gizmo_more(g))',
          'if (n == 1)',
          '\tcontinue;',
          'if (n != 2)',
          '\treturn 1;',
          'gizmo_put(g);',
        ),
        'return 0;',
      ),
    ],
    [
      'an iterator macro',
      f(
        'struct item *i;',
        '',
        ...loop('list_for_each_entry(i, &g->items, node)', 'gizmo_put(i);'),
        'return 0;',
      ),
      f(
        'struct item *it;',
        '',
        ...loop('list_for_each_entry(it, &g->items, node)', 'gizmo_put(it);'),
        'return 0;',
      ),
    ],
    [
      'a counter declared in the head',
      f('for (int i = 0; i < 4; i++)', '\tgizmo_put(i);', 'return n;'),
      f('int i;', '', 'for (i = 0; i < 4; i++)', '\tgizmo_put(i);', 'return n;'),
    ],
  ])('are followed: %s', async (_what, before, after) => {
    const answer = await ask(before, after);
    expect(answer).toMatchObject({ kind: 'proven' });
  });

  it.each<[string, string, string]>([
    [
      'what the second round does differently',
      f(
        'int i, last = 0;',
        '',
        ...loop('for (i = 0; i < 4; i++)', 'gizmo_put(last);', 'last = i;'),
        'return 0;',
      ),
      f(
        'int i, last = 0;',
        '',
        ...loop('for (i = 0; i < 4; i++)', 'gizmo_put(0);', 'last = i;'),
        'return 0;',
      ),
    ],
    [
      'a value that only a later round reads',
      f(
        'int i, ret = 0;',
        '',
        ...loop('for (i = 0; i < n; i++)', 'if (ret)', '\tgizmo_note(g);', 'ret = old_put(g);'),
        'return 0;',
      ),
      f(
        'int i;',
        'code_t ret = CODE_OK;',
        '',
        ...loop('for (i = 0; i < n; i++)', 'if (ret)', '\tgizmo_note(g);', 'ret = new_put(g);'),
        'return 0;',
      ),
    ],
    [
      'an error that ends the loop',
      f(
        'int i, ret;',
        '',
        ...loop('for (i = 0; i < n; i++)', 'ret = old_put(g);', 'if (ret == -ENOMEM)', '\tbreak;'),
        'return 0;',
      ),
      f(
        'int i;',
        'code_t ret;',
        '',
        ...loop('for (i = 0; i < n; i++)', 'ret = new_put(g);', 'if (ret & CODE_ERROR)', '\tbreak;'),
        'return 0;',
      ),
    ],
    [
      'another count',
      f('int i;', '', ...loop('for (i = 0; i < 4; i++)', 'gizmo_put(g);'), 'return i;'),
      f('int i;', '', ...loop('for (i = 1; i < 4; i++)', 'gizmo_put(g);'), 'return i;'),
    ],
    [
      'what an iterator macro is given',
      f('int i = 0;', '', ...loop('for_each_slot(i)', 'gizmo_put(i);'), 'return 0;'),
      f('int i = 1;', '', ...loop('for_each_slot(i)', 'gizmo_put(i);'), 'return 0;'),
    ],
  ])('show %s', async (_what, before, after) => {
    const answer = await ask(before, after);
    expect(answer).toMatchObject({ kind: 'differs' });
  });
});

describe('programs that differ', () => {
  it.each<[string, string, string, RegExp]>([
    [
      'another code for one value',
      f('int ret = old_put(g);', '', 'return ret ? CODE_OOM : CODE_OK;'),
      NEW,
      /-EFAULT.* gave CODE_OOM, would give CODE_BUS/,
    ],
    [
      '0 taken for success',
      f('int ret = old_put(g);', '', 'if (ret)', '\tgizmo_log(g);', 'return 0;'),
      f('if (new_put(g))', '\tgizmo_log(g);', 'return 0;'),
      /^0 would no longer do the same at gizmo_log\(\)$/,
    ],
    [
      'an effect that is gone',
      f('gizmo_get(g);', 'gizmo_put(g);', 'return 0;'),
      f('gizmo_get(g);', 'return 0;'),
      /gizmo_put\(\)/,
    ],
    [
      'effects in another order',
      f('gizmo_get(g);', 'gizmo_put(g);', 'return 0;'),
      f('gizmo_put(g);', 'gizmo_get(g);', 'return 0;'),
      /gizmo_get\(\)/,
    ],
    [
      'another argument',
      f('gizmo_get(g, 1);', 'return 0;'),
      f('gizmo_get(g, 2);', 'return 0;'),
      /gizmo_get\(\)/,
    ],
    [
      'a store to another place',
      f('g->a = n;', 'return 0;'),
      f('g->b = n;', 'return 0;'),
      /the store to g->a/,
    ],
    [
      'a case that no longer falls through',
      f('switch (n) {', 'case 1:', '\tgizmo_get(g);', 'case 2:', '\tgizmo_put(g);', '}', 'return 0;'),
      f(
        'switch (n) {',
        'case 1:',
        '\tgizmo_get(g);',
        '\tbreak;',
        'case 2:',
        '\tgizmo_put(g);',
        '}',
        'return 0;',
      ),
      /gizmo_put\(\)/,
    ],
    [
      'a variable read before it is set',
      f('int ret = 0;', '', 'if (n)', '\tret = gizmo_get(g);', 'return ret;'),
      f('int ret;', '', 'if (n)', '\tret = gizmo_get(g);', 'return ret;'),
      /^ret would be read before it is set$/,
    ],
    [
      'a test of an unset variable that changes nothing',
      f('return 0;'),
      f('int ret;', '', 'if (ret)', '\treturn 0;', 'return 0;'),
      /^ret would be read before it is set$/,
    ],
    [
      'memory read before and after a call',
      f('int a = g->a;', '', 'gizmo_get(g);', 'return a;'),
      f('gizmo_get(g);', 'return g->a;'),
      /gave/,
    ],
    [
      'memory that another pointer may reach',
      f('int a = g->a;', '', 'g->next->a = 1;', 'return a;'),
      f('g->next->a = 1;', 'return g->a;'),
      /gave/,
    ],
    [
      'what a narrow member keeps of a value',
      f('g->a = -1;', 'return g->a < 0;'),
      f('g->a = -1;', 'return 1;'),
      /gave/,
    ],
    [
      'an unsigned comparison',
      f('unsigned int a = n;', '', 'return a < 0;'),
      f('int a = n;', '', 'return a < 0;'),
      /gave/,
    ],
    ['a byte', f('u8 a = n;', '', 'return a == n;'), f('return 1;'), /gave/],
    ['a bool', f('bool a = n;', '', 'return a;'), f('return n;'), /gave/],
    ['a cast', f('return (u8)n == n;'), f('return 1;'), /gave/],
    ['a sum that no constant names', f('return n == 2 * 3 + 15;'), f('return 0;'), /gave/],
    [
      'a mask that tells errors apart',
      f('return old_put(g) & 4 ? 1 : 0;'),
      f('return old_put(g) == -EFAULT ? 1 : 0;'),
      /gave/,
    ],
    [
      'a constant between two errors',
      f('return old_put(g) < -20 ? 1 : 0;'),
      f('old_put(g);', 'return 0;'),
      /-EINVAL/,
    ],
    [
      'part of a value that was replaced',
      f('pfn_t p = a(g);', 'int v = p.val;', '', 'p = b(g);', 'return v;'),
      f('pfn_t p = a(g);', '', 'p = b(g);', 'return p.val;'),
      /gave/,
    ],
    [
      'a local that is memory, for another of its name',
      f(
        'int a;',
        '',
        '{',
        '\tint a;',
        '',
        '\tgizmo_init(&a);',
        '\tgizmo_use(&a);',
        '}',
        'gizmo_init(&a);',
        'return a;',
      ),
      f(
        'int a;',
        '',
        '{',
        '\tint a;',
        '',
        '\tgizmo_init(&a);',
        '}',
        'gizmo_use(&a);',
        'gizmo_init(&a);',
        'return a;',
      ),
      /gizmo_use/,
    ],
    ['a helper that is called once more', f('return map(n);'), f('return map(map(n));'), /gave|map/],
  ])('%s', async (_what, before, after, sentence) => differs(before, after, sentence));

  it('a return as errno where a code is wanted, and the other way round', async () => {
    const before = f('return old_put(g);');
    expect(await ask(before, NEW)).toMatchObject({ kind: 'differs' });
    expect(await ask(before, NEW, { returns: 'mapped' })).toMatchObject({ kind: 'proven' });
    expect(await ask(before, before, { returns: 'mapped' })).toMatchObject({ kind: 'differs' });
  });
});

describe('declared differences', () => {
  it('counts busy as success', async () => {
    const before = f(
      'int ret = old_put(g);',
      '',
      'if (ret == -ENOMEM)',
      '\treturn CODE_OOM;',
      'return ret ? CODE_BUS : CODE_OK;',
    );
    await same(before, NEW, ['busy is success']);
  });

  it('reports an error that was ignored', async () => {
    const answer = await ask(
      f('old_put(g);', 'gizmo_put(g);', 'return CODE_OK;'),
      f('code_t ret = new_put(g);', '', 'gizmo_put(g);', 'return ret;'),
    );
    expect(answer).toMatchObject({
      kind: 'proven',
      proof: {
        differences: ['an ignored error is reported'],
        table: [
          { value: '0', before: 'returns CODE_OK', after: 'returns CODE_OK', difference: undefined },
          { value: '-EBUSY', difference: undefined },
          { value: '-ENOMEM', after: 'returns CODE_OOM', difference: 'an ignored error is reported' },
          {
            value: '-EFAULT, -EINVAL',
            after: 'returns CODE_BUS',
            difference: 'an ignored error is reported',
          },
        ],
      },
    });
  });

  it('says in the row of a value that no longer ends there what a second call may report', async () => {
    const answer = await ask(
      f('int a = old_put(g);', 'int ret = old_put(g);', '', 'if (a)', '\tret = a;', ...MAP),
      f('code_t a = new_put(g);', 'code_t ret = new_put(g);', '', 'return a & CODE_ERROR ? a : ret;'),
    );
    const rows = answer.kind === 'proven' ? answer.proof.table : [];
    expect(rows.map(({ value, difference }) => [value, difference])).toEqual([
      ['0', undefined],
      ['-EBUSY', 'an ignored error is reported'],
      ['-ENOMEM', undefined],
      ['-EFAULT, -EINVAL', undefined],
    ]);
  });

  describe('says in the table what else is not done any more', () => {
    /** The columns of a value: `before / after`. */
    const rowOf = async (before: string, after: string, value = '-EBUSY') => {
      const answer = await ask(before, after);
      const rows = answer.kind === 'proven' ? answer.proof.table : [];
      const row = rows.find(r => r.value.split(', ').includes(value));
      return row ? `${row.before} / ${row.after}` : JSON.stringify(answer);
    };
    const failing = ['if (ret & CODE_ERROR)', '\treturn ret;'];

    it.each<[string, string[], string[], string]>([
      [
        'a call',
        ['int ret = old_put(g);', '', 'if (ret == -EBUSY)', '\tgizmo_log(g);', ...MAP],
        ['return new_put(g);'],
        'returns CODE_OK after gizmo_log() / returns CODE_OK without gizmo_log()',
      ],
      [
        'a call that comes instead of another',
        [
          'int ret = old_put(g);',
          '',
          'if (ret) {',
          '\tif (ret == -EBUSY)',
          '\t\tgizmo_undo(g);',
          '} else {',
          '\tgizmo_mark(g);',
          '}',
          ...MAP,
        ],
        ['code_t ret = new_put(g);', '', ...failing, 'gizmo_mark(g);', 'return ret;'],
        'returns CODE_OK after gizmo_undo() / returns CODE_OK after gizmo_mark(), without gizmo_undo()',
      ],
      [
        'a call that others follow, whose results decide',
        [
          'int ret = old_put(g);',
          '',
          'if (ret == -EBUSY)',
          '\tgizmo_log(g);',
          'if (gizmo_more(g))',
          '\tgizmo_mark(g);',
          ...MAP,
        ],
        ['code_t ret = new_put(g);', '', 'if (gizmo_more(g))', '\tgizmo_mark(g);', 'return ret;'],
        'returns CODE_OK after gizmo_log() / returns CODE_OK without gizmo_log()',
      ],
      [
        'a call that is made whatever was read before',
        ['int ret = old_put(g);', '', 'if (ret == -EBUSY || (!ret && g->tell))', '\tgizmo_tell(g);', ...MAP],
        ['code_t ret = new_put(g);', '', ...failing, 'if (g->tell)', '\tgizmo_tell(g);', 'return ret;'],
        'returns CODE_OK after gizmo_tell() / returns CODE_OK perhaps after gizmo_tell()',
      ],
      [
        'one of two calls',
        ['int ret = old_put(g);', '', 'gizmo_tell(g);', 'if (ret == -EBUSY)', '\tgizmo_tell(g);', ...MAP],
        ['code_t ret = new_put(g);', '', 'gizmo_tell(g);', 'return ret;'],
        'returns CODE_OK after another gizmo_tell() / returns CODE_OK after gizmo_tell(), without another gizmo_tell()',
      ],
      [
        'a store',
        ['int ret = old_put(g);', '', 'if (ret == -EBUSY)', '\tg->busy = 1;', ...MAP],
        ['return new_put(g);'],
        'returns CODE_OK after the store to g->busy / returns CODE_OK without the store to g->busy',
      ],
      [
        'the value of a store',
        ['int ret = old_put(g);', '', 'g->last = ret == -EBUSY ? -1 : 7;', ...MAP],
        ['code_t ret = new_put(g);', '', 'g->last = 7;', 'return ret;'],
        'returns CODE_OK after the store to g->last with -1 / returns CODE_OK after the store to g->last with 7',
      ],
      [
        'an argument that is no number',
        ['int ret = old_put(g);', '', 'gizmo_use(g, ret == -EBUSY ? g->old : g->new);', ...MAP],
        ['code_t ret = new_put(g);', '', 'gizmo_use(g, ret & CODE_ERROR ? g->new : g->new);', 'return ret;'],
        'returns CODE_OK after gizmo_use() with one value / returns CODE_OK after gizmo_use() with another value',
      ],
      [
        'what comes behind the end of a loop',
        [
          'int ret, busy = 0;',
          '',
          'while (gizmo_more(g)) {',
          '\tret = old_put(g);',
          '\tif (ret == -EBUSY)',
          '\t\tbusy = 1;',
          '\telse if (ret)',
          '\t\treturn ret == -ENOMEM ? CODE_OOM : CODE_BUS;',
          '}',
          'if (busy)',
          '\tgizmo_log(g);',
          'return CODE_OK;',
        ],
        [
          'code_t ret;',
          '',
          'while (gizmo_more(g)) {',
          '\tret = new_put(g);',
          '\tif (ret & CODE_ERROR)',
          '\t\treturn ret;',
          '}',
          'return CODE_OK;',
        ],
        'goes on / goes on with other values',
      ],
      [
        'what may still come, where it goes on',
        [
          'int ret;',
          '',
          'while (gizmo_more(g)) {',
          '\tret = old_put(g);',
          '\tif (ret == -EBUSY)',
          '\t\tbreak;',
          '\tif (ret) {',
          '\t\tgizmo_unlock(g);',
          '\t\treturn ret == -ENOMEM ? CODE_OOM : CODE_BUS;',
          '\t}',
          '\tgizmo_mark(g);',
          '}',
          'gizmo_unlock(g);',
          'return CODE_OK;',
        ],
        [
          'code_t ret;',
          '',
          'while (gizmo_more(g)) {',
          '\tret = new_put(g);',
          '\tif (ret & CODE_ERROR) {',
          '\t\tgizmo_unlock(g);',
          '\t\treturn ret;',
          '\t}',
          '\tgizmo_mark(g);',
          '}',
          'gizmo_unlock(g);',
          'return CODE_OK;',
        ],
        'returns CODE_OK / goes on after gizmo_mark()',
      ],
    ])('%s', async (_what, before, after, row) => {
      expect(await rowOf(f(...before), f(...after))).toBe(row);
    });

    it('and nothing where all is done', async () => {
      const row = await rowOf(
        f('int ret = old_put(g);', '', 'gizmo_tell(g);', 'if (gizmo_more(g))', '\tg->more = 1;', ...MAP),
        f(
          'code_t ret = new_put(g);',
          '',
          'gizmo_tell(g);',
          'if (gizmo_more(g))',
          '\tg->more = 1;',
          'return ret;',
        ),
      );
      expect(row).toBe('returns CODE_OK / returns CODE_OK');
    });

    it('and how many there are besides, where they are many', async () => {
      const calls = ['a', 'b', 'c', 'd', 'e'].map(name => `\tgizmo_${name}(g);`);
      const before = f('int ret = old_put(g);', '', 'if (ret == -EBUSY) {', ...calls, '}', ...MAP);
      expect(await rowOf(before, NEW)).toBe(
        'returns CODE_OK after gizmo_a(), gizmo_b(), gizmo_c() and 2 others / ' +
          'returns CODE_OK without gizmo_a(), gizmo_b(), gizmo_c() or 2 others',
      );
    });

    it('and what an ignored error shows, where it is reported', async () => {
      const row = await rowOf(
        f('old_put(g);', 'gizmo_trace(g, CODE_OK);', 'return CODE_OK;'),
        f('code_t ret = new_put(g);', '', 'gizmo_trace(g, ret);', 'return ret;'),
        '-ENOMEM',
      );
      expect(row).toBe(
        'returns CODE_OK after gizmo_trace() with CODE_OK / returns CODE_OOM after gizmo_trace() with CODE_OOM',
      );
    });
  });

  describe('says in the table what is done for some values alone, though that stays', () => {
    /** The rows: `value: before`, and what is after where that differs. */
    const rowsOf = async (before: string, after: string) => {
      const answer = await ask(before, after);
      if (answer.kind !== 'proven') return JSON.stringify(answer);
      return answer.proof.table.map(
        r => `${r.value}: ${r.before}${r.before === r.after ? '' : ` / ${r.after}`}`,
      );
    };
    const OLD_MAP = MAP.map(line => line.replace('ret ?', 'ret && ret != -EBUSY ?'));

    it.each<[string, string[], string[], string[]]>([
      [
        'for errors',
        ['int ret = old_put(g);', '', 'if (ret && ret != -EBUSY)', '\tgizmo_log(g);', ...OLD_MAP],
        ['code_t ret = new_put(g);', '', 'if (ret & CODE_ERROR)', '\tgizmo_log(g);', 'return ret;'],
        [
          '0: returns CODE_OK',
          '-EBUSY: returns CODE_OK',
          '-ENOMEM: returns CODE_OOM after gizmo_log()',
          '-EFAULT, -EINVAL: returns CODE_BUS after gizmo_log()',
        ],
      ],
      [
        'for success, and on some ways for one of the errors',
        [
          'int ret = old_put(g);',
          '',
          'if (ret == -ENOMEM && g->loud)',
          '\tgizmo_log(g);',
          'if (!ret || ret == -EBUSY)',
          '\tg->pages++;',
          ...OLD_MAP,
        ],
        [
          'code_t ret = new_put(g);',
          '',
          'if (ret == CODE_OOM && g->loud)',
          '\tgizmo_log(g);',
          'if (!(ret & CODE_ERROR))',
          '\tg->pages++;',
          'return ret;',
        ],
        [
          '0: returns CODE_OK after the store to g->pages',
          '-EBUSY: returns CODE_OK after the store to g->pages',
          '-ENOMEM: returns CODE_OOM perhaps after gizmo_log()',
          '-EFAULT, -EINVAL: returns CODE_BUS',
        ],
      ],
      [
        'and not what is done for all, in loops neither',
        [
          'int ret;',
          '',
          'gizmo_lock(g);',
          'while (gizmo_more(g)) {',
          '\tgizmo_next(g);',
          '\tret = old_put(g);',
          '\tif (ret && ret != -EBUSY) {',
          '\t\tgizmo_log(g);',
          '\t\tgizmo_unlock(g);',
          '\t\treturn ret == -ENOMEM ? CODE_OOM : CODE_BUS;',
          '\t}',
          '}',
          'gizmo_unlock(g);',
          'return CODE_OK;',
        ],
        [
          'code_t ret;',
          '',
          'gizmo_lock(g);',
          'while (gizmo_more(g)) {',
          '\tgizmo_next(g);',
          '\tret = new_put(g);',
          '\tif (ret & CODE_ERROR) {',
          '\t\tgizmo_log(g);',
          '\t\tgizmo_unlock(g);',
          '\t\treturn ret;',
          '\t}',
          '}',
          'gizmo_unlock(g);',
          'return CODE_OK;',
        ],
        [
          '0: goes on',
          '-EBUSY: goes on',
          '-ENOMEM: returns CODE_OOM after gizmo_log()',
          '-EFAULT, -EINVAL: returns CODE_BUS after gizmo_log()',
        ],
      ],
      [
        'and not what the next round of a loop begins with, nor what a flag of all rounds leads to',
        [
          'int i, ret, bad = 0;',
          '',
          'for (i = 0; i < n; i++) {',
          '\tgizmo_next(g);',
          '\tret = old_put(g);',
          '\tif (ret && ret != -EBUSY)',
          '\t\tbad = 1;',
          '}',
          'if (bad)',
          '\tgizmo_log(g);',
          'return CODE_OK;',
        ],
        [
          'int i, bad = 0;',
          '',
          'for (i = 0; i < n; i++) {',
          '\tgizmo_next(g);',
          '\tif (new_put(g) & CODE_ERROR)',
          '\t\tbad = 1;',
          '}',
          'if (bad)',
          '\tgizmo_log(g);',
          'return CODE_OK;',
        ],
        ['0: goes on', '-EBUSY: goes on', '-ENOMEM, -EFAULT, -EINVAL: goes on or returns CODE_OK'],
      ],
      [
        'and before the function returns elsewhere',
        [
          'int ret = 0;',
          '',
          'while (!ret && gizmo_more(g)) {',
          '\tif (gizmo_busy(g)) {',
          '\t\tgizmo_log(g);',
          '\t\treturn CODE_OK;',
          '\t}',
          '\tret = old_put(g);',
          '\tif (ret == -EBUSY)',
          '\t\tret = 0;',
          '\tif (ret)',
          '\t\tgizmo_log(g);',
          '}',
          ...MAP,
        ],
        [
          'code_t ret = CODE_OK;',
          '',
          'while (!(ret & CODE_ERROR) && gizmo_more(g)) {',
          '\tif (gizmo_busy(g)) {',
          '\t\tgizmo_log(g);',
          '\t\treturn CODE_OK;',
          '\t}',
          '\tret = new_put(g);',
          '\tif (ret & CODE_ERROR)',
          '\t\tgizmo_log(g);',
          '}',
          'return ret;',
        ],
        [
          '0: goes on',
          '-EBUSY: goes on',
          '-ENOMEM: goes on or returns CODE_OOM after gizmo_log()',
          '-EFAULT, -EINVAL: goes on or returns CODE_BUS after gizmo_log()',
        ],
      ],
    ])('%s', async (_what, before, after, rows) => {
      expect(await rowsOf(f(...before), f(...after))).toEqual(rows);
    });
  });

  it('does not call an error ignored that did something', async () => {
    const before = f('if (old_put(g))', '\tgizmo_log(g);', 'return CODE_OK;');
    const after = f(
      'code_t ret = new_put(g);',
      '',
      'if (ret & CODE_ERROR)',
      '\tgizmo_log(g);',
      'return ret;',
    );
    await differs(before, after, /-ENOMEM gave CODE_OK, would give CODE_OOM/);
  });

  it('tells no memory apart, also behind a loop', async () => {
    const loop = (call: string, test: string) => [
      'while (gizmo_more(g)) {',
      `\tret = ${call}(g);`,
      `\tif (${test})`,
      '\t\tbreak;',
      '}',
    ];
    const before = f('int ret = 0;', '', ...loop('old_put', 'ret'), 'return ret ? CODE_BUS : CODE_OK;');
    const after = f('code_t ret = CODE_OK;', '', ...loop('new_put', 'ret & CODE_ERROR'), 'return ret;');
    await same(before, after, ['busy is success', 'no memory is told apart']);
  });

  it('does not let another error be told apart', async () => {
    await differs(f('return old_put(g) ? CODE_OOM : CODE_OK;'), NEW, /-EFAULT/);
  });
});

describe('numbers that only some types hold', () => {
  const failing = (test: string, ...first: string[]) => [
    'int ret = old_put(g);',
    ...first,
    '',
    `if (${test}) {`,
    '\tgizmo_log(g);',
    '\treturn ret == -ENOMEM ? CODE_OOM : CODE_BUS;',
    '}',
    'return CODE_OK;',
  ];
  const now = f('code_t ret = new_put(g);', '', 'if (ret & CODE_ERROR)', '\tgizmo_log(g);', 'return ret;');

  it.each<[string, string[]]>([
    ['a shift to the right', ['ret >> 31']],
    ['a shift to the left', ['ret << 1']],
    ['a bit that is the sign', ['ret & 0x80000000']],
    ['unsigned int', ['(unsigned)ret >= (unsigned)-4095']],
    ['unsigned int, with a number that is', ['ret >= -4095U']],
    ['unsigned int, with a sum', ['(u32)ret + 4095u < 4095u']],
    ['unsigned long', ['(unsigned long)ret >= (unsigned long)-4095']],
    ['unsigned long, with a number that is', ['ret >= -4095UL']],
    ['unsigned long in a variable', ['left > 4096', 'unsigned long left = ret;']],
    ['unsigned long there and back', ['(long)(unsigned long)ret < 0']],
    ['a pointer', ['IS_ERR(ERR_PTR(ret))']],
    ['IS_ERR_VALUE()', ['IS_ERR_VALUE(ret)']],
    ['IS_ERR_VALUE() of unsigned long', ['IS_ERR_VALUE((unsigned long)ret)']],
    ['IS_ERR_VALUE() of a pointer', ['IS_ERR_VALUE((void *)ret)']],
  ])('%s', async (_what, [test, ...first]) => same(f(...failing(test!, ...first)), now, ['busy is success']));

  it('does not take for an error what is none in its type', async () => {
    await differs(f(...failing('IS_ERR_VALUE((unsigned)ret)')), now, /-ENOMEM gave CODE_OK/);
    await differs(f(...failing('(unsigned)ret > (unsigned)-4')), now, /-ENOMEM gave CODE_OK/);
    await differs(f(...failing('ret >= 4095UL && ret < -13UL')), now, /-ENOMEM gave CODE_OK/);
  });

  it.each<[string, string[], RegExp, string]>([
    ['a product that overflows', ['ret * 1000000000'], /it is not known what comes of$/, 'ret * 1000000000'],
    ['a shift by too much', ['ret << 33'], /it is not known what comes of$/, 'ret << 33'],
    [
      'a type that is declared elsewhere',
      ['left', 'gizmo_err_t left = ret;'],
      /it is not known what the type gizmo_err_t leaves of -(EBUSY|ENOMEM|EFAULT|EINVAL)/,
      'ret',
    ],
  ])('says that it is not known: %s', async (_what, [test, ...first], why, place) => {
    const before = f(...failing(test!, ...first));
    const answer = await ask(before, now);
    expect(answer).toMatchObject({ kind: 'unknown', why: expect.stringMatching(why), version: 'before' });
    const at = answer.kind === 'unknown' ? answer.at : 0;
    expect(before.slice(at, at + place.length)).toBe(place);
  });

  it('is sure where what is not known decides nothing', async () => {
    const before = f('int ret = old_put(g);', '', 'gizmo_tell(ret << 33);', 'return ret;');
    await differs(before, now, /0 gave 0/);
  });
});

describe('loops that are none any more', () => {
  it.each<[string, string[]]>([
    [
      'a retry with goto',
      [
        'int ret, tries = 3;',
        '',
        'again:',
        'ret = old_put(g);',
        'if (ret == -EBUSY && --tries) {',
        '\tgizmo_zap(g);',
        '\tgoto again;',
        '}',
        ...MAP,
      ],
    ],
    [
      'a retry with while',
      ['int ret;', '', 'while ((ret = old_put(g)) == -EBUSY)', '\tgizmo_zap(g);', ...MAP],
    ],
  ])('%s', async (_what, before) => same(f(...before), NEW, ['busy is success']));

  it('sees what a loop does that is not left', async () => {
    const before = f('int ret;', '', 'while ((ret = old_put(g)) == -ENOMEM)', '\tgizmo_zap(g);', ...MAP);
    await differs(before, NEW, /-ENOMEM went on, would give CODE_OOM/);
  });
});

describe('what cannot be followed', () => {
  it.each<[string, string, RegExp]>([
    ['inline assembly', f('asm("nop");', 'return 0;'), /inline assembly/],
    ['a computed goto', f('void *p = &&out;', '', 'goto *p;', 'out:', 'return 0;'), /computed goto|&&|label/],
    ['a statement expression', f('return ({ int a = 1; a; });'), /statement expression/],
    [
      'a lock that ends with its block',
      f('if (n) {', '\tguard(mutex)(&g->lock);', '\tgizmo_put(g);', '}', 'return 0;'),
      /ends with its block/,
    ],
    ['a loop in a helper', f('return helper(n);'), /a loop in helper\(\)/],
  ])('%s', async (_what, text, why) =>
    unknown(text, why, 'static int helper(int n)\n{\n\twhile (n)\n\t\tn--;\n\treturn n;\n}\n'),
  );

  it.each<[string, string, string, RegExp]>([
    [
      'returns',
      '#define TRY(x) do { if (x) return -1; } while (0)',
      'TRY(n);',
      /the macro TRY\(\) has a hidden return/,
    ],
    ['jumps', '#define TRY(x) if (x) goto out', 'TRY(n);', /hidden goto/],
    ['breaks out of a loop that is not its own', '#define TRY(x) if (x) break', 'TRY(n);', /hidden break/],
    [
      'assigns a local',
      '#define FAIL(x) do { if (x) err = -EIO; } while (0)',
      'FAIL(n);',
      /the macro FAIL\(\) may assign the local variable err/,
    ],
    [
      'hands a local to one that assigns it',
      '#define INNER(v) do { v = 1; } while (0)\n#define FAIL() INNER(err)',
      'FAIL();',
      /the macro FAIL\(\) may assign the local variable err/,
    ],
    [
      'takes the address of a local',
      '#define FILL() fill(&err)',
      'FILL();',
      /may assign the local variable err/,
    ],
    ['is another name for a local', '#define status err', 'status = 1;', /macro status uses .* err/],
    [
      'pastes the name of a local',
      '#define FAIL(x) x##rr = 1',
      'FAIL(e);',
      /may assign the local variable err/,
    ],
    [
      'hides another one',
      '#define INNER(x) return x\n#define TRY(x) INNER(x)',
      'TRY(n);',
      /the macro TRY\(\) leads to INNER\(\), which has a hidden return/,
    ],
    ['is only a word', '#define BAIL return -1', 'BAIL;', /hidden return/],
    ['is given the call', '#define TWICE(x) ((x) + (x))', 'err = TWICE(old_put(g));', /is given the call/],
  ])('a macro that %s', async (_what, macro, use, why) =>
    unknown(
      f('int err = n;', '', 'while (gizmo_more(g)) {', `\t${use}`, '}', 'out:', 'return err;'),
      why,
      `${macro}\n`,
    ),
  );

  it.each<[string, string, string, RegExp]>([
    ['a condition on it', '#define FAILED (ret && ret != -EBUSY)', 'if (FAILED)', /do the same at FAILED/],
    ['a call with it', '#define FAILED() failed(ret)', 'if (FAILED())', /do the same at FAILED\(\)/],
    ['a test besides its argument', '#define OK(g) ((g)->x && ret)', 'if (OK(g))', /do the same at OK\(\)/],
    ['another name', '#define status ret', 'if (status)', /do the same at status/],
    ['a macro behind it', '#define A (B)\n#define B ret', 'if (A)', /do the same at A/],
    ['an iterator', '#define for_ret(i) for (i = 0; i < ret; i++)', 'for_ret(n)', /do the same at for_ret/],
  ])('a macro that is not given the value it reads is seen: %s', async (_what, macro, test, why) =>
    differs(
      f('int ret = old_put(g);', '', test, '\tgizmo_log(g);', 'return 0;'),
      f('int ret = new_put(g);', '', test, '\tgizmo_log(g);', 'return 0;'),
      why,
      `${macro}\n`,
    ),
  );

  it('a macro that reads a local which stays as it was is like a call', async () => {
    const text = (put: string) =>
      f('int k = n;', `int ret = ${put}(g);`, '', 'SAY();', 'if (READY)', '\tgizmo_log(g);', 'return k;');
    const above = '#define SAY() pr_err("%d", k)\n#define READY (k > g->limit)\n';
    await same(text('old_put'), text('new_put'), [], above);
  });

  it.each<[string, string, string]>([
    [
      'names a member as an argument',
      '#define to_widget(g) container_of(g, struct widget, err)',
      'to_widget(g);',
    ],
    ['breaks inside a loop of its own', '#define WAIT(x) do { if (x) break; } while (1)', 'WAIT(n);'],
    [
      'declares what it names',
      '#define SAY(x) do { int err = (x); pr_err("%d", err); } while (0)',
      'SAY(n);',
    ],
    ['names a member like a local', '#define SAY(x) pr_err("%d", (x)->err)', 'SAY(g);'],
  ])('but not a macro that %s', async (_what, macro, use) => {
    const text = f('int err = n;', '', use, 'return err;');
    expect(await ask(text, text, { above: `${macro}\n` })).toMatchObject({ kind: 'proven' });
  });

  it('a new value that is handed to a map of old ones, even where the right code comes of it', async () => {
    const end = (map: string) => ['if (ret && ret != CODE_OK)', `\treturn ${map};`, 'return CODE_OK;'];
    const answer = await ask(
      f('int ret = old_put(g);', '', 'if (ret && ret != -EBUSY)', '\treturn CODE_BUS;', 'return CODE_OK;'),
      f('code_t ret = new_put(g);', '', ...end('code_error(ret)')),
    );
    expect(answer).toMatchObject({ kind: 'unknown', why: 'code_error() is given a new value' });
    const untyped = await ask(
      f('int ret = old_put(g);', '', 'if (ret && ret != -EBUSY)', '\treturn CODE_BUS;', 'return CODE_OK;'),
      f('int ret = new_put(g);', '', ...end('code_error(ret)')),
    );
    expect(untyped).toMatchObject({ kind: 'unknown', why: 'code_error() is given a new value' });
  });

  it('knows nothing of a variable that a macro assigns', async () => {
    const above = '#define GET(v) do { v = read_it(); } while (0)\n';
    await differs(
      f('int a = 0;', '', 'GET(a);', 'return a;'),
      f('int a = 0;', '', 'GET(a);', 'return 0;'),
      /gave/,
      above,
    );
    await same(
      f('int a = 0;', '', 'GET(a);', 'return a;'),
      f('int b;', '', 'b = 0;', 'GET(b);', 'return b;'),
      [],
      above,
    );
  });

  it('reads a macro that is a constant as one, and another as memory', async () => {
    const above = '#define LIMIT (PAGE_SIZE * 2)\n#define STATE (the_gizmo->state)\n';
    const around = (name: string) =>
      [
        f(`int a = ${name};`, '', 'gizmo_put(g);', 'return a;'),
        f('gizmo_put(g);', `return ${name};`),
      ] as const;
    await same(...around('LIMIT'), [], above);
    await differs(...around('STATE'), /gave/, above);
  });
});

describe('bounds', () => {
  it('ends for many ways after the call', async () => {
    const ifs = Array.from({ length: 300 }, (_, i) => `if (gizmo_is(g, ${i}))\n\t\tgizmo_put(g);`);
    const text = f('int ret = old_put(g);', '', ...ifs, 'return ret ? CODE_BUS : CODE_OK;');
    expect(await ask(text, text)).toMatchObject({ kind: 'unknown', why: expect.stringMatching(/too many/) });
  }, 300_000);

  it('does not mind many ways before it', async () => {
    const ifs = Array.from({ length: 300 }, (_, i) => `if (gizmo_is(g, ${i}))\n\t\tgizmo_put(g);`);
    await same(f('int ret;', '', ...ifs, 'ret = old_put(g);', ...MAP), f(...ifs, 'return new_put(g);'));
  }, 300_000);

  it('gives up on nesting without end', async () => {
    const text = f(`return ${'!'.repeat(250)}n;`);
    expect(await ask(text, text)).toMatchObject({ kind: 'unknown', why: 'it is nested too deeply' });
  });
});
