/** Drivers with bytes flipped, cut out, doubled and mixed up, and what must hold of them all the same. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Edit } from '../src/edit/edit.js';
import { applyPatchText, unifiedDiff } from '../src/patch/index.js';
import { type RunRequest, type RunResult, run } from '../src/run.js';
import type { Parser } from '../src/source/index.js';
import { memoryTree } from '../src/tree/memory.js';
import { transforms } from '../transforms/index.js';
import { type Random, randomOf } from './oracle/rng.js';

const FOLDERS = ['./oracle/fixtures/', './oracle/restored/', './oracle/misread/', './golden/kernels/'];

/** Our own drivers. */
export const drivers: readonly string[] = shortFirst(
  FOLDERS.flatMap(folder => {
    const from = new URL(folder, import.meta.url);
    const names = readdirSync(from).filter(name => name.endsWith('.c') && name !== 'main.c');
    return names.map(name => readFileSync(new URL(name, from), 'latin1'));
  }),
);

const standIn = readFileSync(new URL('./oracle/standin.h', import.meta.url), 'latin1');

/** What a driver's calls need of it, and nothing else: most of the time of a small driver would go into the rest. */
const smallStandIn = `#define VM_FAULT_OOM 0x0001
#define VM_FAULT_SIGBUS 0x0002
#define VM_FAULT_NOPAGE 0x0100
#define VM_FAULT_ERROR (VM_FAULT_OOM | VM_FAULT_SIGBUS)
typedef int vm_fault_t;
struct vm_operations_struct { vm_fault_t (*fault)(struct vm_fault *vmf); };
${['page', 'pfn', 'mixed'].map(what => `vm_fault_t vmf_insert_${what}();\nint vm_insert_${what}();\n`).join('')}
static inline vm_fault_t vmf_error(int err)
{
	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	return VM_FAULT_SIGBUS;
}
`;

/** What breaks code most. */
const BITS = [
  ...['(', ')', '{', '}', ';', ',', '"', "'", '\\', '\n', '#', '?', ':', '\0', '\xff'],
  ...['#if A\n', '#else\n', '#endif\n', '/*', '*/', 'goto out;', 'return', '= '],
];

/** What the damage is worth most near to. */
const SITE = /\bvmf?_insert_\w+|\bVM_FAULT_\w+|\bvm_fault_t\b/g;
const NEAR = 400;

/** Drivers in the order in which they are damaged most: the short ones, of which there can be many in little time. */
export function shortFirst(texts: readonly string[]): readonly string[] {
  return [...texts].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}

/** A driver with some damage; the same for the same seed and drivers. Those in front come more often. */
export function damaged(seed: number, texts: readonly string[]): string {
  const r = randomOf(seed);
  let text = texts[Math.floor(texts.length * r.next() ** 2)]!;
  for (let i = 1 + r.below(1 + r.below(6)); i > 0; i--) text = hurt(text, r, texts);
  return text;
}

function hurt(text: string, r: Random, texts: readonly string[]): string {
  const at = placeIn(text, r);
  const end = Math.min(text.length, at + 1 + r.below(60));
  switch (r.below(5)) {
    case 0:
      return text.slice(0, at) + String.fromCharCode(r.below(256)) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + text.slice(end);
    case 2:
      return text.slice(0, end) + text.slice(at, end) + text.slice(end);
    case 3: {
      const other = r.pick(texts);
      const from = placeIn(other, r);
      return text.slice(0, at) + other.slice(from, from + 1 + r.below(200)) + text.slice(at);
    }
    default:
      return text.slice(0, at) + r.pick(BITS) + text.slice(at);
  }
}

/** Anywhere in a short text; in a long one mostly near a site. */
function placeIn(text: string, r: Random): number {
  const sites = text.length > 4 * NEAR && r.chance(0.8) ? [...text.matchAll(SITE)] : [];
  const anywhere = r.below(Math.max(1, text.length));
  if (sites.length === 0) return anywhere;
  const near = r.pick(sites).index - NEAR + r.below(2 * NEAR);
  return Math.min(Math.max(0, near), text.length - 1);
}

const PATH = 'drivers/gizmo/gizmo.c';

/** The transforms of calls, without that of types. */
const calls = transforms.filter(({ name }) => name.startsWith('vm-insert-'));

/** How a damaged driver is looked at, by its seed. */
function manner(seed: number): Omit<RunRequest, 'tree' | 'parser'> {
  const prepare = seed % 16 === 1;
  // The header need not be looked at each time, but where it is to change.
  return {
    transforms: seed % 3 === 0 ? transforms : calls,
    paths: prepare ? undefined : [PATH],
    takeReview: seed % 4 !== 0,
    prepare,
    compat: seed % 8 === 2,
  };
}

/** What came of a damaged driver. */
export interface Seen {
  /** What must not be; empty for a good one. */
  readonly wrong: readonly string[];
  readonly verdicts: number;
  /** The text after, where it changes. */
  readonly after: string | undefined;
}

/**
 * Looks at a driver: nothing may crash, each occurrence gets a verdict, no byte changes outside of what the changes
 * say, the printed diff gives the text, and what comes out, looked at anew, passes every proof and changes no more.
 *
 * @throws Error where a run throws.
 */
export async function look(text: string, seed: number, parser: Parser): Promise<Seen> {
  const header = seed % 5 === 0 ? standIn : smallStandIn;
  const files: Record<string, string> = { [PATH]: text, 'include/linux/mm.h': header };
  const request = { parser, ...manner(seed) };
  const result = await run({ ...request, tree: memoryTree(files) });
  const wrong = complaintsOf(result, request);
  // Each run looks at what it proposes by itself; that an outsider sees the same need not be asked each time.
  const isAskedAgain = seed % 3 === 0;
  for (let [last, times] = [result, 2]; isAskedAgain && last.files.length > 0; times++) {
    for (const { path, after } of last.files) files[path] = after;
    if (last.added !== undefined) files[last.added.path] = last.added.text;
    const next = await run({ ...request, tree: memoryTree(files) });
    wrong.push(...complaintsOf(next, request).map(what => `run ${times}: ${what}`));
    if (next.files.length > 0 && !asksForMore(last)) wrong.push(`run ${times}: it changes again`);
    if (times > MOST_RUNS) wrong.push('it never comes to an end');
    if (wrong.length > 0) break;
    last = next;
  }
  const after = result.files.find(({ path }) => path === PATH)?.after;
  return { wrong, verdicts: result.ledger.verdicts.length, after };
}

/** More often nothing need be run before all is done. */
const MOST_RUNS = 4;

/** Whether a run said that another one will find more: what met the edits of a change is judged when that is in. */
function asksForMore({ ledger }: RunResult): boolean {
  return ledger.verdicts.some(({ code }) => code === 'overlap');
}

function complaintsOf(
  { ledger, slips, files }: RunResult,
  { takeReview }: { takeReview: boolean },
): string[] {
  const wrong = slips.map(({ what, stack }) => stack ?? what);
  const crashed = ledger.verdicts.filter(({ code }) => code === 'crashed').length;
  if (crashed > 0) wrong.push(`${crashed} verdicts are "crashed"`);
  const { convert, review, refuse, done, occurrences } = ledger.totals;
  if (convert + review + refuse + done !== occurrences) wrong.push('the verdicts do not add up');
  const taken = ledger.changes.filter(({ kind }) => kind === 'convert' || takeReview);
  const edits = taken.flatMap(change => change.edits);
  for (const { path, before, after } of files) {
    const own = edits.filter(edit => edit.path === path).sort((a, b) => a.start - b.start || a.end - b.end);
    if (!isOnlyEdited(before, after, own)) wrong.push(`${path} changes outside of the edits`);
    if (applyPatchText(before, unifiedDiff([{ path, before, after }])) !== after)
      wrong.push(`${path}: the printed diff does not give the text`);
  }
  return wrong;
}

/** Whether a text becomes another by nothing but the edits, in order of their places. */
function isOnlyEdited(before: string, after: string, edits: readonly Edit[]): boolean {
  let [old, now] = [0, 0];
  for (const [i, { start, end, text }] of edits.entries()) {
    // A replacement that two changes share stands once.
    const last = edits[i - 1];
    if (end > start && last?.start === start && last.end === end && last.text === text) continue;
    const kept = before.slice(old, start);
    if (!after.startsWith(kept + text, now)) return false;
    old = end;
    now += kept.length + text.length;
  }
  return before.slice(old) === after.slice(now);
}
