/** The campaign against converters that are known to be wrong, and mutants of conversions that are known to be right. */
import {
  type Convert,
  campaign,
  minimised,
  possible,
  sabotage,
  subjectOf,
  subjectOfText,
} from './campaign.js';
import { generate } from './generate.js';
import { compareAll, isDistinguishable } from './harness.js';
import { isBalanced, mutantsOf } from './mutate.js';
import { seedOf } from './rng.js';

const subjects = Array.from({ length: 60 }, (_, i) => subjectOf(generate(seedOf(7, i))));

/** Renames the calls, and leaves what is done with the results. */
const literal: Convert = text => ({
  after: text.replace(/\bvm_insert_/g, 'vmf_insert_'),
  differences: ['ebusy-success', 'ignored-error', 'oom-code'],
});

const OPS = '\nstatic const struct vm_operations_struct gizmo_vm_ops = {\n\t.fault = gizmo_fault,\n};\n';
const before = `static int gizmo_fault(struct vm_fault *vmf)
{
	struct gizmo *g = vmf->vma->vm_private_data;
	int err;

	err = gizmo_prepare(g);
	if (err) {
		gizmo_put(g);
		return err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;
	}
	err = vm_insert_pfn(vmf->vma, vmf->address, gizmo_pfn(g, 0));
	gizmo_put(g);
	switch (err) {
	case 0:
	case -EBUSY:
		return VM_FAULT_NOPAGE;
	case -ENOMEM:
		return VM_FAULT_OOM;
	default:
		return VM_FAULT_SIGBUS;
	}
}
${OPS}`;
const after = `static int gizmo_fault(struct vm_fault *vmf)
{
	struct gizmo *g = vmf->vma->vm_private_data;
	vm_fault_t ret;
	int err;

	err = gizmo_prepare(g);
	if (err) {
		ret = vmf_error(err);
		goto out;
	}
	ret = vmf_insert_pfn(vmf->vma, vmf->address, gizmo_pfn(g, 0));
	if (ret & VM_FAULT_ERROR)
		goto out;
	ret = VM_FAULT_NOPAGE;
out:
	gizmo_put(g);
	return ret;
}
${OPS}`;

describe('a converter that only renames', () => {
  it('is wrong on most programs, right where only the return was', async () => {
    const report = await campaign(subjects, literal, { budget: 500 });
    expect(report.converted).toHaveLength(60);
    expect(report.failures.length).toBeGreaterThan(30);
    expect(report.failures.length).toBeLessThan(60);
  }, 300_000);

  it('is shown by a small program', async () => {
    const report = await campaign(subjects, literal, { budget: 500 });
    const longest = [...report.failures].sort((a, b) => b.subject.text.length - a.subject.text.length)[0]!;
    const small = await minimised(longest, literal, { budget: 200 });
    expect(small.objections.length).toBeGreaterThan(0);
    expect(small.subject.text.split('\n').length).toBeLessThan(40);
    expect(small.subject.text.length).toBeLessThan(longest.subject.text.length / 2);
  }, 300_000);
});

it('counts refusals by code, and a converter that throws as wrong', async () => {
  const report = await campaign(subjects.slice(0, 4), text => {
    if (text === subjects[0]!.text) throw new Error('oops');
    return { refused: text === subjects[1]!.text ? 'too-hard' : 'obstacle' };
  });
  expect([...report.refused]).toEqual([
    ['too-hard', 1],
    ['obstacle', 2],
  ]);
  expect(report.failures.map(({ objections }) => objections[0]!.split('\n')[0])).toEqual([
    'convert threw: Error: oops',
  ]);
});

it('knows what nobody could convert: what hangs on errnos that the new call does not tell apart', async () => {
  const body = (test: string) => subjectOfText(test, before.replace('case 0:', `${test}\n\tcase 0:`));
  const some = [
    body(''),
    body('case -EINVAL:\n\t\treturn VM_FAULT_RETRY;'),
    body('case -EAGAIN:\n\t\treturn VM_FAULT_RETRY;'),
    subjectOfText('logs', before.replace('switch (err)', 'gizmo_mark(g, err);\n\tswitch (err)')),
  ];
  const could = await possible(some);
  expect(could.map(subject => some.indexOf(subject))).toEqual([0, 2]);
});

describe('sabotage', () => {
  const subject = subjectOfText('pair', before);
  const pair = { subject, conversion: { after } };

  it('has a right conversion to start from', async () => {
    const report = await campaign([subject], () => ({ after, differences: [] }));
    expect(report.failures).toEqual([]);
  });

  it('makes mutants of every kind that applies, all different and balanced', () => {
    const mutants = mutantsOf(after);
    expect(new Set(mutants.map(({ text }) => text)).size).toBe(mutants.length);
    expect(mutants.every(({ text }) => isBalanced(text))).toBe(true);
    expect(new Set(mutants.map(({ kind }) => kind))).toEqual(
      new Set([
        'wrong constant',
        'changed operator',
        'old call',
        'lost map',
        'wrong local',
        'negated condition',
        'removed statement',
        'unguarded',
      ]),
    );
    expect(new Set(mutantsOf(before).map(({ kind }) => kind))).toContain('dropped case');
  });

  it('tells nearly all mutants from the text before by running', async () => {
    const mutants = mutantsOf(after);
    const comparisons = await compareAll(
      mutants.map(({ text }) => ({ before, after: text, entry: 'gizmo_fault' })),
    );
    const alike = mutants.filter(
      (_, i) => comparisons[i]!.error === undefined && !isDistinguishable(comparisons[i]!),
    );
    // They go by another way to the same end: both leave the reset out, or the test that only guards the reset.
    expect(alike.map(({ what }) => what)).toEqual([
      'if (ret & VM_FAULT_ERROR) goto out; -> goto out;',
      'VM_FAULT_ERROR -> ~0',
      'ret -> err',
      'ret = VM_FAULT_NOPAGE; -> ;',
    ]);
  });

  it('blames a prover that takes everything, and none that takes nothing', async () => {
    const gullible = await sabotage([pair], () => true, 40, 1);
    expect(gullible.taken.length).toBe(gullible.distinguishable);
    expect(gullible.distinguishable).toBeGreaterThan(15);
    const strict = await sabotage([pair], () => false, 40, 1);
    expect(strict.taken).toEqual([]);
    expect(strict.distinguishable).toBe(gullible.distinguishable);
  }, 300_000);
});
