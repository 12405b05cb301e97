/** The judge is judged first: known right conversions pass, and each known wrong one is caught, for its reason. */
import { compareAll, compareByExecution, isDistinguishable, objections } from './harness.js';

const handler = (locals: string, body: string): string => `static int gizmo_fault(struct vm_fault *vmf)
{
	struct gizmo *g = vmf->vma->vm_private_data;
${locals}
${body}}
`;

const OLD = 'vm_insert_pfn(vmf->vma, vmf->address, gizmo_pfn(g, 0))';
const NEW = 'vmf_insert_pfn(vmf->vma, vmf->address, gizmo_pfn(g, 0))';

const SWITCH = `	switch (ret) {
	case 0:
	case -EBUSY:
		return VM_FAULT_NOPAGE;
	case -ENOMEM:
		return VM_FAULT_OOM;
	default:
		return VM_FAULT_SIGBUS;
	}
`;

const mapped = handler('\tint ret;\n', `	ret = ${OLD};\n	gizmo_put(g);\n${SWITCH}`);

async function against(before: string, after: string, declared: readonly string[] = []): Promise<string[]> {
  return objections(await compareByExecution(before, after, 'gizmo_fault'), declared);
}

describe('right conversions', () => {
  it('passes a map that is exactly the map of the new call, and runs every class', async () => {
    const after = handler('\tvm_fault_t ret;\n', `	ret = ${NEW};\n	gizmo_put(g);\n	return ret;\n`);
    const comparison = await compareByExecution(mapped, after, 'gizmo_fault');
    expect(comparison).toMatchObject({
      error: undefined,
      runs: 6,
      exhaustive: true,
      returned: 6,
      differences: [],
    });
  });

  it('passes a text against itself, with other producers', async () => {
    const text = handler(
      '\tint ret;\n',
      `	ret = gizmo_prepare(g);\n	if (!ret)\n		ret = ${OLD};\n${SWITCH}`,
    );
    const comparison = await compareByExecution(text, text, 'gizmo_fault');
    expect(comparison.runs).toBe(10 + 6 - 1);
    expect(comparison.differences).toEqual([]);
  });

  it('knows that a conversion of the old call into itself says nothing new', async () => {
    expect(isDistinguishable(await compareByExecution(mapped, mapped, 'gizmo_fault'))).toBe(false);
  });
});

describe('declared differences', () => {
  const strict = (test: string): string =>
    handler(
      '\tint err;\n',
      `	err = ${OLD};\n	if (${test})\n		return VM_FAULT_SIGBUS;\n	return VM_FAULT_NOPAGE;\n`,
    );

  it('names -EBUSY that counts as success', async () => {
    const after = handler('', `	return ${NEW};\n`);
    const { differences } = await compareByExecution(
      handler('\tint ret;\n', `	ret = ${OLD};\n${SWITCH.replace('\tcase -EBUSY:\n', '')}`),
      after,
      'gizmo_fault',
    );
    expect(differences).toEqual([
      {
        kinds: ['ebusy-success'],
        count: 1,
        example: 'insert #1 = -EBUSY: before returned SIGBUS, after returned NOPAGE',
      },
    ]);
  });

  it('names out of memory that was a bus error', async () => {
    const after = handler('', `	return ${NEW};\n`);
    expect(await against(strict('err && err != -EBUSY'), after, ['oom-code'])).toEqual([]);
    expect(await against(strict('err && err != -EBUSY'), after)).toEqual([
      'oom-code: insert #1 = -ENOMEM: before returned SIGBUS, after returned OOM',
    ]);
  });

  it('does not call it out of memory where another error became OOM', async () => {
    const after = handler(
      '\tvm_fault_t ret;\n',
      `	ret = ${NEW};\n	return ret & VM_FAULT_ERROR ? VM_FAULT_OOM : ret;\n`,
    );
    expect(
      await against(strict('err && err != -EBUSY'), after, ['oom-code', 'ebusy-success', 'ignored-error']),
    ).toEqual(['undeclared: insert #1 = -EFAULT: before returned SIGBUS, after returned OOM']);
  });

  it('names an error that was ignored, where all other steps stay', async () => {
    const ignoring = handler('', `	${OLD};\n	gizmo_put(g);\n	return VM_FAULT_NOPAGE;\n`);
    const after = handler('\tvm_fault_t ret;\n', `	ret = ${NEW};\n	gizmo_put(g);\n	return ret;\n`);
    expect(await against(ignoring, after, ['ignored-error'])).toEqual([]);
    const leaking = handler('', `	return ${NEW};\n`);
    expect(await against(ignoring, leaking, ['ignored-error'])).toHaveLength(1);
  });

  it('names an error that was ignored in a loop, where the loop ends by it', async () => {
    const loop = (call: string, end: string): string =>
      handler(
        '\tint i, ret = VM_FAULT_NOPAGE;\n',
        `	for (i = 0; i < 3; i++) {\n		${call};\n${end}		gizmo_touch(g, i);\n	}\n	gizmo_put(g);\n	return ret;\n`,
      );
    const leaves = '		if (ret & VM_FAULT_ERROR)\n			break;\n';
    expect(await against(loop(OLD, ''), loop(`ret = ${NEW}`, leaves), ['ignored-error'])).toEqual([]);
    const [objection] = await against(
      loop(OLD, ''),
      loop(`ret = ${NEW}`, leaves.replace('ret & VM_FAULT_ERROR', 'ret')),
      ['ignored-error'],
    );
    expect(objection).toContain(
      'undeclared: no failure: before returned NOPAGE, after returned NOPAGE; step 3 was',
    );
  });
});

it('takes the explanation that was declared, where there are several', async () => {
  const call = (api: string, i: number) => `${api}(vmf->vma, vmf->address, gizmo_pfn(g, ${i}))`;
  const text = (api: string, second: string): string =>
    handler(
      '\tint ret;\n',
      `	ret = ${call(api, 0)};\n${second}	ret = ${call(api, 1)};\n	return ${api === 'vm_insert_pfn' ? 'ret && ret != -EBUSY ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE' : 'ret'};\n`,
    );
  const old = text('vm_insert_pfn', `	if (ret == -EBUSY)\n		${call('vm_insert_pfn', 1)};\n`);
  const pair = { before: old, after: text('vmf_insert_pfn', ''), entry: 'gizmo_fault' };
  const declared = ['ebusy-success', 'oom-code'];
  const [plain, owned] = await compareAll([pair, { ...pair, declared }]);
  expect(objections(owned!, declared)).toEqual([]);
  expect(objections(plain!, declared)).toEqual([
    expect.stringMatching(
      /^ignored-error: insert #1 = -EBUSY, insert #2 = -ENOMEM: before returned NOPAGE, after returned OOM/,
    ),
  ]);
});

describe('wrong conversions', () => {
  const changed = (middle: string): string =>
    handler('\tvm_fault_t ret;\n', `	ret = ${NEW};\n${middle}	gizmo_put(g);\n	return ret;\n`);

  it('catches a test for success that knows only 0', async () => {
    const [objection] = await against(mapped, changed('	if (ret)\n		return ret;\n'));
    expect(objection).toMatch(
      /^undeclared: no failure: before returned NOPAGE, after returned NOPAGE; step \d was gizmo_put/,
    );
  });

  it('catches a wrong code, and says for which value', async () => {
    expect(
      await against(mapped, changed('	if (ret == VM_FAULT_SIGBUS)\n		ret = VM_FAULT_RETRY;\n')),
    ).toEqual(['undeclared: insert #1 = -EFAULT: before returned SIGBUS, after returned RETRY']);
  });

  it('catches a step left out, one too many, and steps in another order', async () => {
    const less = handler('', `	return ${NEW};\n`);
    const more = changed('	gizmo_touch(g, 1);\n');
    const swapped = handler('\tvm_fault_t ret;\n', `	gizmo_put(g);\n	ret = ${NEW};\n	return ret;\n`);
    for (const text of [less, more, swapped]) expect(await against(mapped, text)).toHaveLength(1);
  });

  it('catches another kind of insertion and other arguments', async () => {
    const other = changed('').replace('gizmo_pfn(g, 0)', 'gizmo_pfn(g, 1)');
    const prot = changed('').replace(
      'vmf_insert_pfn(vmf->vma, vmf->address, gizmo_pfn(g, 0))',
      'vmf_insert_pfn_prot(vmf->vma, vmf->address, gizmo_pfn(g, 0), vmf->vma->vm_page_prot)',
    );
    expect(await against(mapped, other)).toHaveLength(1);
    expect(await against(mapped, prot)).toHaveLength(1);
  });

  it('catches a store that others see', async () => {
    expect((await against(mapped, changed('	g->last_error = ret;\n')))[0]).toContain('memory differs');
  });

  it('catches a code in a message that printed an errno', async () => {
    const logging = (call: string, type: string): string =>
      handler(
        `\t${type} ret;\n`,
        `	ret = ${call};\n	if (ret & VM_FAULT_ERROR)\n		dev_err(g->dev, "failed: %d\\n", ret);\n	return 0;\n`,
      );
    expect((await against(logging(OLD, 'int'), logging(NEW, 'vm_fault_t')))[0]).toContain('was message(');
  });

  it('does not mind %x in the place of %d', async () => {
    const text = handler('', '	dev_err(g->dev, "at %d\\n", (int)vmf->flags);\n	return 0;\n');
    expect(await against(text, text.replace('%d', '%x'))).toEqual([]);
    expect(await against(text, text.replace('at %d', 'by %x'))).toHaveLength(1);
  });

  it('catches the n-th call of a loop', async () => {
    const loop = (call: string, bad: string): string =>
      handler(
        '\tint i, ret;\n',
        `	for (i = 0; i < 3; i++) {\n		ret = ${call};\n		if (${bad})\n			return i == 2 ? VM_FAULT_SIGBUS : VM_FAULT_OOM;\n	}\n	return VM_FAULT_NOPAGE;\n`,
      );
    const right = loop(NEW, 'ret & VM_FAULT_ERROR');
    expect(await against(loop(OLD, 'ret && ret != -EBUSY'), right)).toEqual([]);
    expect(
      (await against(loop(OLD, 'ret && ret != -EBUSY'), right.replace('i == 2', 'i == 1')))[0],
    ).toContain('insert #3 = ');
  });

  it('catches a result of another call that is mapped in another way', async () => {
    const other = (answer: string): string =>
      handler(
        '\tint err = gizmo_prepare(g);\n',
        `	if (err)\n		return ${answer};\n	return ${OLD} ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;\n`,
      );
    const careful = other(
      'err == -ENOMEM ? VM_FAULT_OOM : err == -EINTR ? VM_FAULT_NOPAGE : VM_FAULT_SIGBUS',
    );
    expect(await against(careful, other('vmf_error(err)'))).toEqual([
      'undeclared: gizmo_prepare #1 = -EINTR: before returned NOPAGE, after returned SIGBUS',
    ]);
  });

  it('catches a local that is read before it is set', async () => {
    expect(
      await against(mapped, handler('\tvm_fault_t ret;\n', `	${NEW};\n	gizmo_put(g);\n	return ret;\n`)),
    ).not.toEqual([]);
  });

  it('outlives crashes and loops without an end, and goes on with the next program', async () => {
    const crash = changed('	*(volatile int *)8 = 1;\n');
    const silent = changed('	while (ret & VM_FAULT_ERROR)\n		;\n');
    const noisy = changed('	for (;;)\n		gizmo_touch(g, 1);\n');
    const results = await compareAll(
      [crash, silent, noisy, changed('')].map(text => ({
        before: mapped,
        after: text,
        entry: 'gizmo_fault',
      })),
    );
    expect(results.map(({ differences }) => differences[0]?.example.replace(/;.*/, ''))).toEqual([
      'no failure: before returned NOPAGE, after crashed',
      'insert #1 = -ENOMEM: before returned OOM, after did not end',
      'no failure: before returned NOPAGE, after did not end',
      undefined,
    ]);
  });

  it('says which text does not compile, and judges the others', async () => {
    const results = await compareAll(
      [changed('	nonsense;\n'), changed('')].map(text => ({
        before: mapped,
        after: text,
        entry: 'gizmo_fault',
      })),
    );
    expect(results[0]!.error).toMatch(/^after:[67]: .*nonsense/);
    expect(results[1]).toMatchObject({ error: undefined, differences: [] });
  });
});

describe('what a program may bring along', () => {
  it('answers for functions that it only declares, by their type or remark', async () => {
    const text = (bad: string): string =>
      `int gizmo_probe(struct gizmo *g);\nint gizmo_mode(struct gizmo *g); /* count */\n${handler('', `	if (gizmo_probe(g) == -EAGAIN && gizmo_mode(g) == 3)\n		return ${bad};\n	return 0;\n`)}`;
    expect(await against(text('VM_FAULT_RETRY'), text('VM_FAULT_OOM'))).toEqual([
      'undeclared: gizmo_probe #1 = -EAGAIN, gizmo_mode #1 = 3: before returned RETRY, after returned OOM',
    ]);
  });

  it('tries values of the memory that it reads', async () => {
    const text = (bad: string): string =>
      handler('', `	if (g->flags & GIZMO_TILED)\n		return ${bad};\n	return 0;\n`);
    expect(await against(text('VM_FAULT_OOM'), text('VM_FAULT_SIGBUS'))).toEqual([
      'undeclared: flags = 1: before returned OOM, after returned SIGBUS',
    ]);
  });

  it('samples where all combinations are too many, and says so', async () => {
    const calls = Array.from(
      { length: 9 },
      (_, i) => `	sum += gizmo_sync(g, ${i}) == 0;\n	sum += gizmo_wait(g) == 0;\n`,
    ).join('');
    const text = handler('\tint sum = 0;\n', `${calls}	gizmo_mark(g, sum);\n	return 0;\n`);
    const comparison = await compareByExecution(text, text, 'gizmo_fault', { budget: 500 });
    expect(comparison.exhaustive).toBe(false);
    expect(comparison.runs).toBeGreaterThan(500);
  });
});
