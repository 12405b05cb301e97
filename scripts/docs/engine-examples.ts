/**
 * What brings about each of the engine's own reasons, and what is printed then. Where the transforms that come with
 * faultline have words of their own for such a place, a transform in the making stands in for them.
 */
import { testParser } from '../../__tests__/check.js';
import { keywords as behaviours, toyOf } from '../../__tests__/toy.js';
import { amenderFor, deciderFor } from '../../src/edge/decisions-file.js';
import { applyEdits } from '../../src/edit/apply.js';
import { unifiedDiff } from '../../src/patch/index.js';
import type { EngineCode } from '../../src/reasons.js';
import { type Decision, decisionsText, fingerprintOf, outcomeOf } from '../../src/review/decisions.js';
import { type RunResult, run } from '../../src/run.js';
import { openRead } from '../../src/sources.js';
import type { AnyTransform } from '../../src/transform.js';
import { memoryTree } from '../../src/tree/memory.js';
import { transforms } from '../../transforms/index.js';

/** Where the text of an example stands. */
export const EXAMPLE_FILE = 'drivers/gizmo/gizmo.c';

export interface EngineExample {
  readonly code: EngineCode;
  /** What is done with the text: a sentence that ends in a colon. */
  readonly title: string;
  readonly transform: AnyTransform;
  readonly text: string;
  /** What a person made of the change that is offered first: nothing where they said no to it. */
  readonly decided?: { readonly edited?: (after: string) => string };
}

const PAGE = transforms.find(({ name }) => name === 'vm-insert-page')!;
const TOY = toyOf('gizmo', behaviours);

const CALL = 'vm_insert_page(vmf->vma, vmf->address, gizmo_page(vmf))';
const lines = (text: readonly string[]) => text.map(line => `${line}\n`).join('');
const handler = (...body: readonly string[]) =>
  lines([
    'static int gizmo_fault(struct vm_fault *vmf)',
    '{',
    ...body,
    '}',
    '',
    'static const struct vm_operations_struct gizmo_vm_ops = {',
    '\t.fault = gizmo_fault,',
    '};',
  ]);
const fn = (...body: readonly string[]) => lines(['int gizmo_stop(struct gizmo *g)', '{', ...body, '}']);
const MAPPED = handler(`\tif (${CALL})`, '\t\treturn VM_FAULT_SIGBUS;', '', '\treturn VM_FAULT_NOPAGE;');
const FAILS = ['\t\treturn VM_FAULT_SIGBUS;', '', '\treturn VM_FAULT_NOPAGE;'];

/** One for each of the engine's reasons that no transform shows. */
export const ENGINE_EXAMPLES: readonly EngineExample[] = [
  {
    code: 'unparsed',
    title: 'A transform that has no opinion of its own on what cannot be read leaves it to the engine:',
    transform: TOY,
    text: fn('\tGIZMO_WITH(g, gizmo_mute(g) {', '\t\tgizmo_log(g);', '\t});', '\treturn 0;'),
  },
  {
    code: 'other-kernels',
    title: 'Old kernels have an arm of their own:',
    transform: PAGE,
    text: handler(
      '#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 17, 0)',
      `\tif (${CALL})`,
      ...FAILS,
      '#else',
      '\treturn gizmo_map(vmf);',
      '#endif',
    ),
  },
  {
    code: 'older-kernels',
    title: 'The arm is for new kernels, and for some that do not have the new call yet:',
    transform: PAGE,
    text: handler(
      '#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 11, 0)',
      `\tif (${CALL})`,
      '\t\treturn VM_FAULT_SIGBUS;',
      '#endif',
      '\treturn VM_FAULT_NOPAGE;',
    ),
  },
  {
    code: 'inside-macro',
    title: 'A transform that does not judge macros leaves them to the engine:',
    transform: TOY,
    text: '#define GIZMO_STOP(g)\tgizmo_mute((g)->port)\n',
  },
  {
    code: 'glued',
    title: 'The name stands nowhere, and is called all the same:',
    transform: PAGE,
    text: `#define GIZMO_INSERT(what)\tvm_insert_##what\n\n${handler(`\tif (GIZMO_INSERT(page)${CALL.slice(CALL.indexOf('('))})`, ...FAILS)}`,
  },
  {
    code: 'torn',
    title: 'The name goes on behind the end of the line:',
    transform: PAGE,
    text: handler(`\tif (vm_insert_\\\n${CALL.slice('vm_insert_'.length)})`, ...FAILS),
  },
  {
    code: 'config-branch',
    title: 'No configuration takes the arm, and the transform has no opinion on that:',
    transform: TOY,
    text: fn('#if 0', '\tgizmo_mute(g);', '#endif', '\treturn 0;'),
  },
  {
    code: 'unclaimed',
    title: 'The transform says nothing of the place:',
    transform: TOY,
    text: '/* gizmo_mute() is called with the lock held. */\n',
  },
  {
    code: 'overlap',
    title: 'The transform rewrites the line for one of the names in it, and renames the other:',
    transform: TOY,
    text: fn('\tgizmo_line(gizmo_put(g));', '\treturn 0;'),
  },
  {
    code: 'unproven',
    title: 'The transform turns one name into the other, which it would turn into a third:',
    transform: TOY,
    text: fn('\tgizmo_loop(g);', '\treturn 0;'),
  },
  {
    code: 'declined',
    title: 'A person said no to the change, and `--decisions FILE` replays that:',
    transform: PAGE,
    text: MAPPED,
    decided: {},
  },
  {
    code: 'edit-unproven',
    title: 'A person made the change return one code always, and `--decisions FILE` replays that:',
    transform: PAGE,
    text: MAPPED,
    decided: { edited: after => after.replace(/return vmf_insert_page\(.*\);/, 'return VM_FAULT_NOPAGE;') },
  },
  {
    code: 'crashed',
    title: 'The transform throws an error:',
    transform: TOY,
    text: fn('\treturn gizmo_throw(g);'),
  },
];

/** What a run makes of an example, with the file of decisions that it replays where there is one. */
export async function runEngineExample({
  transform,
  text,
  decided,
}: EngineExample): Promise<{ readonly result: RunResult; readonly decisions: string | undefined }> {
  const request = {
    tree: memoryTree({ [EXAMPLE_FILE]: text }),
    transforms: [transform],
    parser: await testParser(),
    takeReview: true,
  };
  const result = await run(request);
  if (decided === undefined) return { result, decisions: undefined };
  const change = result.ledger.changes[0]!;
  const after = applyEdits(text, change.edits);
  const edited = decided.edited?.(after);
  const decision: Decision = {
    change: change.id,
    fingerprint: fingerprintOf(change.edits, path => openRead(result.sources, path)),
    ...(edited === undefined
      ? { answer: 'no' }
      : {
          answer: 'yes',
          outcome: outcomeOf(change, path => openRead(result.sources, path)),
          edited: unifiedDiff([{ path: EXAMPLE_FILE, before: text, after: edited }]),
        }),
  };
  const decisions = new Map([[decision.fingerprint, decision]]);
  const replayed = { decide: deciderFor(decisions), amend: amenderFor(decisions) };
  return { result: await run({ ...request, ...replayed }), decisions: decisionsText(decisions) };
}
