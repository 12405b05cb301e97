/**
 * Handlers that nobody would write, for the prover's sake: statements of all kinds nested at will, several locals
 * of both kinds, insertions anywhere. What the realistic generator has as a habit, this one has as an accident.
 */
import { type Program, textOf } from './generate.js';
import { faultOf, type Made, type MadeFunction, type MadeLocal } from './made.js';
import { type Random, randomOf, seedOf } from './rng.js';

const ERRNOS = ['ret', 'err'] as const;
const CODES = ['-EBUSY', '-ENOMEM', '-EFAULT', '-EINVAL', '-EAGAIN'] as const;
const FAULTS = ['VM_FAULT_NOPAGE', 'VM_FAULT_SIGBUS', 'VM_FAULT_OOM', 'VM_FAULT_RETRY'] as const;

class Soup {
  private left: number;
  private insertions = 0;
  private loops = 0;
  private innermost: 'loop' | 'switch' | undefined;
  private jumps = false;

  constructor(private readonly rng: Random) {
    this.left = 6 + rng.below(10);
  }

  private errno(): string {
    return this.rng.pick(ERRNOS);
  }

  private insertion(): string {
    const r = this.rng;
    this.insertions++;
    const address = this.loops > 0 ? 'vmf->address + i * PAGE_SIZE' : 'vmf->address';
    return r.pick([
      `vm_insert_pfn(vmf->vma, ${address}, gizmo_pfn(g, 0))`,
      `vm_insert_page(vmf->vma, ${address}, g->page)`,
      `vm_insert_mixed(vmf->vma, ${address}, phys_to_pfn_t(g->base, PFN_DEV))`,
    ]);
  }

  private opaque(): string {
    return this.rng.pick(['gizmo_ready(g)', '!gizmo_busy(g)', 'gizmo_is_tiled(g)', 'g->users']);
  }

  private about(name: string): string {
    const r = this.rng;
    const text = r.pick([
      name,
      `!${name}`,
      `${name} < 0`,
      `${name} == ${r.pick(CODES)}`,
      `${name} != ${r.pick(CODES)}`,
      `${name} && ${name} != -EBUSY`,
      `${name} == 0 || ${name} == ${r.pick(CODES)}`,
      `${name} <= 0`,
      `${name} >= 0`,
    ]);
    return r.chance(0.1) ? `unlikely(${text})` : text;
  }

  private condition(): string {
    const r = this.rng;
    if (r.chance(0.65)) return this.about(this.errno());
    if (r.chance(0.3))
      return `fault ${r.pick(['== VM_FAULT_NOPAGE', '& VM_FAULT_ERROR', '!= VM_FAULT_SIGBUS'])}`;
    if (r.chance(0.15)) return `${this.opaque()} && ${this.insertion()} == ${r.pick(['0', ...CODES])}`;
    return this.opaque();
  }

  private set(name: string, value: string, holds: 'errno' | 'code' | 'zero'): Made {
    return { kind: 'set', name, value, holds };
  }

  private map(name: string): string {
    return this.rng.pick([
      `${name} == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS`,
      `${name} ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE`,
      `!${name} || ${name} == -EBUSY ? VM_FAULT_NOPAGE : VM_FAULT_SIGBUS`,
      `${name} < 0 ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE`,
    ]);
  }

  private simple(): Made {
    const r = this.rng;
    const name = this.errno();
    return r.weighted<() => Made>([
      [6, () => this.set(name, this.insertion(), 'errno')],
      [3, () => this.set(name, r.pick(['gizmo_prepare(g)', 'gizmo_wait(g)', 'gizmo_pin(g)']), 'errno')],
      [1.5, () => this.set(name, r.pick(['0', '0', ...CODES]), 'errno')],
      [1, () => this.set(name, name === 'ret' ? 'err' : 'ret', 'errno')],
      [
        1,
        () => this.set(name, `${this.opaque()} ? ${this.insertion()} : ${r.pick(['0', ...CODES])}`, 'errno'),
      ],
      [0.7, () => this.set(name, `${name} ? ${name} : ${this.insertion()}`, 'errno')],
      [2, () => this.set('fault', r.pick(FAULTS), 'code')],
      [2, () => this.set('fault', this.map(name), 'code')],
      [0.4, () => this.set('fault', 'fault | VM_FAULT_MAJOR', 'code')],
      [1, () => ({ kind: 'text', text: `${this.insertion()};` })],
      [
        2,
        () => ({ kind: 'text', text: r.pick(['gizmo_touch(g, 0);', 'gizmo_mark(g, 1);', 'g->faults++;']) }),
      ],
      [0.3, () => ({ kind: 'text', text: `gizmo_trace_error(vmf, ${name});` })],
      [0.3, () => ({ kind: 'text', text: 'gizmo_trace_fault(vmf, fault);' })],
    ])();
  }

  private leave(): Made {
    const r = this.rng;
    const inside = this.innermost;
    return r.weighted<() => Made>([
      [2, () => ({ kind: 'return', value: r.pick(FAULTS) })],
      [1, () => ({ kind: 'return', value: this.map(this.errno()) })],
      [1, () => ({ kind: 'return', value: 'fault' })],
      [
        3,
        () => {
          this.jumps = true;
          return { kind: 'goto', label: 'out' };
        },
      ],
      [inside ? 3 : 0, () => ({ kind: 'break' })],
      [this.loops > 0 && inside === 'loop' ? 2 : 0, () => ({ kind: 'continue' })],
    ])();
  }

  private within<T>(kind: 'loop' | 'switch', write: () => T): T {
    const outer = this.innermost;
    this.innermost = kind;
    if (kind === 'loop') this.loops++;
    const made = write();
    if (kind === 'loop') this.loops--;
    this.innermost = outer;
    return made;
  }

  /** A list of statements; `depth` limits the nesting. */
  list(depth: number, length = 1 + this.rng.below(3)): Made[] {
    const out: Made[] = [];
    for (let n = 0; n < length; n++) out.push(this.statement(depth));
    if (depth > 0 && this.rng.chance(0.25)) out.push(this.leave());
    return out;
  }

  private statement(depth: number): Made {
    const r = this.rng;
    if (this.left-- <= 0 || depth > 3) return this.simple();
    return r.weighted<() => Made>([
      [9, () => this.simple()],
      [
        6,
        () => ({
          kind: 'if',
          test: this.condition(),
          body: this.list(depth + 1),
          otherwise: r.chance(0.4) ? this.list(depth + 1) : [],
        }),
      ],
      [2, () => this.switched(depth)],
      [
        this.loops === 0 ? 1.5 : 0,
        () =>
          this.within('loop', () => ({
            kind: 'loop',
            head: 'for (i = 0; i < 2; i++)',
            body: this.list(depth + 1),
          })),
      ],
      [
        this.loops === 0 ? 0.7 : 0,
        () =>
          this.within('loop', () => {
            const name = this.errno();
            return { kind: 'do', body: this.list(depth + 1), test: `${name} == ${r.pick(CODES)} && i++ < 2` };
          }),
      ],
      [
        0.7,
        () => ({
          kind: 'block',
          body: [
            { kind: 'local', type: 'int', name: 'err', value: this.insertion() },
            ...this.list(depth + 1),
          ],
        }),
      ],
    ])();
  }

  private switched(depth: number): Made {
    const r = this.rng;
    const labels = r.shuffle(['0', ...CODES]).slice(0, 2 + r.below(3));
    const groups: string[][] = [];
    for (const label of r.chance(0.6) ? [...labels, 'default'] : labels) {
      if (groups.length > 0 && r.chance(0.3)) groups.at(-1)!.push(label);
      else groups.push([label]);
    }
    const on = this.errno();
    return this.within('switch', () => ({
      kind: 'switch',
      on,
      cases: groups.map((labels, i) => ({
        labels,
        body: [
          ...this.list(depth + 1, 1),
          ...(i === groups.length - 1 || r.chance(0.75)
            ? [{ kind: 'break' } as Made]
            : [{ kind: 'note', text: 'fall through' } as Made]),
        ],
      })),
    }));
  }

  write(): { readonly body: Made[]; readonly insertions: number } {
    const r = this.rng;
    const body = this.list(0, 3 + r.below(3));
    if (this.jumps) body.push({ kind: 'blank' }, { kind: 'label', name: 'out' });
    if (r.chance(0.5)) body.push({ kind: 'text', text: 'gizmo_put(g);' });
    body.push({ kind: 'return', value: r.chance(0.5) ? 'fault' : this.map(this.errno()) });
    return { body: trimmed(body), insertions: this.insertions };
  }
}

/** Without what stands behind a jump. */
function trimmed(all: readonly Made[]): Made[] {
  const out: Made[] = [];
  let live = true;
  for (const made of all) {
    if (made.kind === 'label') live = true;
    if (!live) continue;
    if (made.kind === 'if')
      out.push({ ...made, body: trimmed(made.body), otherwise: trimmed(made.otherwise) });
    else if (made.kind === 'loop' || made.kind === 'do' || made.kind === 'block')
      out.push({ ...made, body: trimmed(made.body) });
    else if (made.kind === 'switch')
      out.push({ ...made, cases: made.cases.map(one => ({ ...one, body: trimmed(one.body) })) });
    else out.push(made);
    if (made.kind === 'goto' || made.kind === 'return' || made.kind === 'break' || made.kind === 'continue')
      live = false;
  }
  return out;
}

/** The weird program of a seed. */
export function generateWeird(seed: number): Program {
  for (let attempt = 0; attempt < 2000; attempt++) {
    const rng = randomOf(seedOf(seed ^ 0x5eed, attempt));
    const { body, insertions } = new Soup(rng).write();
    const locals: MadeLocal[] = [
      { type: 'struct gizmo *', name: 'g', value: 'vmf->vma->vm_private_data', row: 0 },
      { type: 'int', name: 'ret', value: rng.chance(0.6) ? '0' : undefined, row: 1 },
      { type: 'int', name: 'err', value: rng.chance(0.6) ? '0' : undefined, row: 1 },
      { type: 'int', name: 'fault', value: 'VM_FAULT_NOPAGE', row: 2 },
      { type: 'int', name: 'i', value: '0', row: 2 },
    ];
    const text = JSON.stringify(body);
    const used = locals.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(text));
    const fn: MadeFunction = {
      head: 'static int gizmo_fault(struct vm_fault *vmf)',
      answers: 'code',
      parameters: ['vmf'],
      locals: used,
      body,
    };
    if (insertions === 0 || insertions > 4 || faultOf(fn) !== undefined) continue;
    return {
      seed,
      text: textOf([fn], '', 'gizmo_fault'),
      entry: 'gizmo_fault',
      traits: ['weird', `insertions-${insertions}`],
      functions: [fn],
    };
  }
  throw new Error(`seed ${seed}: no weird program in 2000 attempts`);
}
