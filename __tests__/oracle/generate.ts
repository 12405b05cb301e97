/**
 * Makes up fault handlers: random bodies in kernel style, weighted towards what drivers look like.
 *
 * A program is text that compiles without a warning, ends, and never reads a local that was not set. Bodies are
 * put together freely and thrown away where `faultOf` finds something that nobody would write; the same seed
 * gives the same text for ever.
 */
import {
  faultOf,
  holdsOf,
  type Made,
  type MadeFunction,
  type MadeLocal,
  printFunction,
  smaller,
} from './made.js';
import { type Random, randomOf, seedOf } from './rng.js';

/** A made-up program: one file, one handler in an operations table. */
export interface Program {
  readonly seed: number;
  readonly text: string;
  /** The handler, in the `.fault` slot. */
  readonly entry: string;
  /** What it was made of, for statistics: `map-switch`, `loop`, `ignored`, … */
  readonly traits: readonly string[];
  readonly functions: readonly MadeFunction[];
}

/**
 * How a body leaves early: by `return`; by a jump to a label where the errno is mapped; by a jump with the code in
 * a local of its own, or in the very local that held the errno.
 */
type Exit = 'return' | 'map' | 'code' | 'mixed';

/** Something held, to be given back at the end. */
interface Resource {
  readonly release: Made;
  readonly label: string;
}

/** Where the result of the body lies when it is through: in the errno local, in the code local, nowhere (it is
 * fine), or the body has returned. */
type Result = 'errno' | 'code' | 'fine' | 'left';

const NOPAGE = 'VM_FAULT_NOPAGE';
const OOM = 'VM_FAULT_OOM';
const SIGBUS = 'VM_FAULT_SIGBUS';

const text = (line: string): Made => ({ kind: 'text', text: line });
const note = (line: string): Made => ({ kind: 'note', text: line });
const blank: Made = { kind: 'blank' };
const give = (value: string): Made => ({ kind: 'return', value });
const go = (label: string): Made => ({ kind: 'goto', label });
const test = (condition: string, body: readonly Made[], otherwise: readonly Made[] = []): Made => ({
  kind: 'if',
  test: condition,
  body,
  otherwise,
});
const set = (name: string, value: string): Made => ({ kind: 'set', name, value, holds: holdsOf(value) });

interface Context {
  readonly rng: Random;
  readonly exit: Exit;
  readonly answers: 'errno' | 'code';
  /** A function that maps errnos to codes, if the file has or knows one. */
  readonly mapper: string | undefined;
  /** Whether it maps 0 too, which is no error. */
  readonly mapsZero: boolean;
  /** A helper of the file with the insertion in it; it answers with an errno. */
  readonly inner: string | undefined;
}

/** Puts one function together. */
class Body {
  private readonly rng: Random;
  private readonly locals = new Map<string, string>();
  private readonly held: Resource[] = [];
  private readonly given = new Set<Resource>();
  private readonly ever: Resource[] = [];
  private readonly jumped = new Set<string>();
  private readonly errno: string;
  private readonly code: string;
  private memory = 0;
  readonly traits = new Set<string>();

  constructor(private readonly context: Context) {
    const { rng, exit } = context;
    this.rng = rng;
    this.errno = rng.pick(['ret', 'ret', 'ret', 'err', 'err', 'rc', 'error']);
    this.code =
      exit === 'mixed'
        ? this.errno
        : rng.pick(['retval', 'result', 'fault', this.errno === 'ret' ? 'vmf_ret' : 'ret']);
    this.traits.add(`exit-${exit}`);
  }

  // ---------------------------------------------------------------- locals

  private use(name: string, type: string): string {
    this.locals.set(name, type);
    return name;
  }

  private g(): string {
    return this.use('g', 'struct gizmo *');
  }

  private vma(): string {
    return this.rng.chance(0.6) ? this.use('vma', 'struct vm_area_struct *') : 'vmf->vma';
  }

  /** The errno local, as something to set or to read. */
  private e(): string {
    return this.use(this.errno, 'int');
  }

  private c(): string {
    return this.use(this.code, 'int');
  }

  private toErrno(value: string): Made {
    return { kind: 'set', name: this.e(), value, holds: value === '0' ? 'zero' : 'errno' };
  }

  private toCode(value: string): Made {
    return { kind: 'set', name: this.c(), value, holds: value === '0' ? 'zero' : 'code' };
  }

  /** The declarations, in an order and grouping that people use. */
  private declared(): MadeLocal[] {
    const r = this.rng;
    const values: Readonly<Record<string, string>> = {
      vma: 'vmf->vma',
      g: this.locals.has('vma') && r.chance(0.5) ? 'vma->vm_private_data' : 'vmf->vma->vm_private_data',
    };
    const first = ['vma', 'g', 'w'].filter(name => this.locals.has(name));
    const rest = r.shuffle([...this.locals.keys()].filter(name => !first.includes(name)));
    const rows: MadeLocal[] = first.map((name, row) => ({
      type: this.locals.get(name)!,
      name,
      value: name === 'w' ? (r.chance(0.5) ? 'g->widget' : 'to_widget(g)') : values[name],
      row,
    }));
    let row = first.length;
    for (const name of rest) {
      const type = this.locals.get(name)!;
      const with_ = rows.at(-1);
      const shares = with_ !== undefined && with_.type === type && !type.endsWith('*') && r.chance(0.6);
      if (!shares) row++;
      let value: string | undefined;
      if (name === this.errno && name !== this.code && r.chance(0.22))
        value = r.pick(['0', '0', '-EFAULT', '-EINVAL']);
      if (name === this.code && r.chance(0.4))
        value = r.pick([NOPAGE, SIGBUS, name === this.errno ? '0' : NOPAGE]);
      rows.push({ type, name, value, row });
    }
    return rows;
  }

  // ---------------------------------------------------------------- expressions

  private condition(): string {
    const r = this.rng;
    const one = (): string => {
      const g = this.g();
      if (this.memory >= 2 || r.chance(0.45))
        return r.weighted([
          [3, `!gizmo_ready(${g})`],
          [2, `gizmo_busy(${g})`],
          [2, `gizmo_is_tiled(${g})`],
          [1, `!gizmo_access_ok(${g}, vmf)`],
          [1, 'fatal_signal_pending()'],
        ]);
      this.memory++;
      return r.weighted([
        [3, `!${g}->pages`],
        [3, `vmf->pgoff >= ${g}->npages`],
        [2, `${g}->state != GIZMO_RUNNING`],
        [2, `${g}->state == GIZMO_SAVED`],
        [3, `${g}->flags & GIZMO_TILED`],
        [2, 'vmf->flags & FAULT_FLAG_WRITE'],
        [1, '!(vmf->flags & FAULT_FLAG_ALLOW_RETRY)'],
        [1, `${g}->pinned == 0`],
        [1, `${g}->users`],
      ]);
    };
    if (r.chance(0.1)) return `${bracketed(one())} ${r.pick(['&&', '||'])} ${bracketed(one())}`;
    const it = one();
    return r.chance(0.1) ? `unlikely(${it})` : r.chance(0.03) ? `WARN_ON(${it})` : it;
  }

  private producer(): string {
    const g = this.g();
    return this.rng.weighted([
      [4, `gizmo_prepare(${g})`],
      [4, `gizmo_pin(${g})`],
      [3, `gizmo_wait(${g})`],
      [2, `gizmo_sync(${g}, vmf->pgoff)`],
      [2, `${g}->ops->notify(${g})`],
    ]);
  }

  private insertion(address = 'vmf->address', index = 'vmf->pgoff'): string {
    const r = this.rng;
    const vma = this.vma();
    const g = this.g();
    const pfn = this.locals.has('pfn')
      ? 'pfn'
      : r.chance(0.5)
        ? `gizmo_pfn(${g}, ${index})`
        : `(${g}->base >> PAGE_SHIFT) + ${index}`;
    const [api, last] = r.weighted<readonly [string, string]>([
      [10, ['pfn', pfn]],
      [9, ['mixed', `__pfn_to_pfn_t(${pfn}, PFN_DEV)`]],
      [4, ['page', this.locals.has('page') ? 'page' : `${g}->page`]],
      [1, ['mixed_mkwrite', `phys_to_pfn_t(${g}->base, PFN_DEV)`]],
      [0.7, ['pfn_prot', `${pfn}, ${vma}->vm_page_prot`]],
    ]);
    return `vm_insert_${api}(${vma}, ${address}, ${last})`;
  }

  /** A test of an errno local for failure. */
  private failing(name: string): string {
    const it = this.rng.weighted([
      [8, name],
      [4, `${name} < 0`],
      [2, `${name} != 0`],
      [0.6, `${name} && ${name} != -EBUSY`],
      [0.2, `!(${name} == 0)`],
    ]);
    return this.rng.chance(0.15) ? `unlikely(${it})` : it;
  }

  /** The code for an errno that is known to be a failure. */
  private failureMap(name: string): string {
    const { mapper } = this.context;
    return this.rng.weighted([
      [5, `${name} == -ENOMEM ? ${OOM} : ${SIGBUS}`],
      [1, `${name} != -ERESTARTSYS ? ${SIGBUS} : ${NOPAGE}`],
      [1.5, SIGBUS],
      [mapper ? 6 : 0, `${mapper}(${name})`],
    ]);
  }

  /** The code for an errno or 0, as one expression. */
  private wholeMap(name: string): string {
    const { mapper, mapsZero } = this.context;
    return this.rng.weighted([
      [3, `${name} ? ${SIGBUS} : ${NOPAGE}`],
      [2, `!${name} || ${name} == -EBUSY ? ${NOPAGE} : ${SIGBUS}`],
      [1.5, `${name} == 0 ? ${NOPAGE} : ${name} == -ENOMEM ? ${OOM} : ${SIGBUS}`],
      [mapper && !mapsZero ? 3 : 0, `${name} ? ${mapper}(${name}) : ${NOPAGE}`],
      [mapper && !mapsZero ? 1.5 : 0, `!${name} || ${name} == -EBUSY ? ${NOPAGE} : ${mapper}(${name})`],
      [mapper && mapsZero ? 12 : 0, `${mapper}(${name})`],
    ]);
  }

  private constantCode(): string {
    return this.rng.weighted([
      [10, SIGBUS],
      [3, NOPAGE],
      [2, OOM],
      [1, 'VM_FAULT_RETRY'],
    ]);
  }

  // ---------------------------------------------------------------- leaving

  private jump(): Made {
    const label = this.held.at(-1)?.label ?? 'out';
    this.jumped.add(label);
    return go(label);
  }

  private leave(value: string): Made[] {
    return [...this.held.map(({ release }) => release).reverse(), give(value)];
  }

  /** An errno that the body chooses itself, at times one that the insertion gives as well. */
  private ownErrno(): string {
    const errno = this.rng.weighted([
      [3, '-EINVAL'],
      [3, '-EFAULT'],
      [3, '-ENOMEM'],
      [2.5, '-EBUSY'],
      [1, '-EAGAIN'],
      [0.5, '-EIO'],
    ]);
    if (errno === '-EBUSY') this.traits.add('own-busy');
    return errno;
  }

  /** Leaves for a reason of the handler's own. */
  private leaveConstant(): Made[] {
    const r = this.rng;
    const { exit, answers } = this.context;
    if (answers === 'errno') {
      const value = this.ownErrno();
      return exit === 'map' && r.chance(0.7) ? [this.toErrno(value), this.jump()] : this.leave(value);
    }
    if (exit === 'map' && r.chance(0.55))
      return [this.toErrno(r.chance(0.15) ? '0' : this.ownErrno()), this.jump()];
    if ((exit === 'code' || exit === 'mixed') && r.chance(0.85))
      return [this.toCode(this.constantCode()), this.jump()];
    return this.leave(this.constantCode());
  }

  /** Leaves because a local holds an error. */
  private leaveError(name: string): Made[] {
    const r = this.rng;
    const { exit, answers } = this.context;
    if (answers === 'errno')
      return exit === 'map' && name === this.errno && r.chance(0.7) ? [this.jump()] : this.leave(name);
    if (exit === 'map' && name === this.errno && r.chance(0.88)) return [this.jump()];
    if (exit === 'code' || exit === 'mixed') return [...this.mapFailure(name), this.jump()];
    if (r.chance(0.1)) return this.leave(r.pick([NOPAGE, SIGBUS]));
    return this.leave(this.failureMap(name));
  }

  private mapFailure(name: string): Made[] {
    if (this.rng.chance(0.25)) return [test(`${name} == -ENOMEM`, [this.toCode(OOM)], [this.toCode(SIGBUS)])];
    return [this.toCode(this.failureMap(name))];
  }

  // ---------------------------------------------------------------- steps before the insertion

  private message(name: string): Made {
    this.traits.add('message');
    const g = this.g();
    return text(
      this.rng.pick([
        `dev_err(${g}->dev, "fault failed: %d\\n", ${name});`,
        `pr_err("gizmo: no page at %#lx: %d\\n", vmf->address, ${name});`,
        `gizmo_trace_error(vmf, ${name});`,
      ]),
    );
  }

  private effect(): Made {
    const g = this.g();
    return text(
      this.rng.weighted([
        [3, `gizmo_touch(${g}, vmf->pgoff);`],
        [2, `${g}->faults++;`],
        [1, `gizmo_mark(${g}, ${this.rng.below(4)});`],
        [1, `${g}->state = GIZMO_RUNNING;`],
        [0.6, 'cond_resched();'],
        [0.6, `dev_dbg(${g}->dev, "fault at %#lx\\n", vmf->address);`],
      ]),
    );
  }

  private guard(): Made[] {
    const early = this.rng.chance(0.06)
      ? [text(`dev_warn(${this.g()}->dev, "bad fault at %#lx\\n", vmf->address);`)]
      : [];
    return [test(this.condition(), [...early, ...this.leaveConstant()])];
  }

  /** Another call that can fail, most often into the errno local that the insertion will use. */
  private otherProducer(): Made[] {
    const r = this.rng;
    this.traits.add('producer');
    const name = this.context.exit !== 'map' && r.chance(0.15) ? this.use('status', 'int') : this.e();
    const call = this.producer();
    const early = r.chance(0.12) ? [this.message(name)] : [];
    if (r.chance(0.06)) {
      const inside = r.pick([`(${name} = ${call})`, `(${name} = ${call}) != 0`, `(${name} = ${call}) < 0`]);
      return [test(inside, [...early, ...this.leaveError(name)])];
    }
    const get: Made = { kind: 'set', name, value: call, holds: 'errno' };
    if (r.chance(0.06))
      return [
        get,
        test(
          `${name} == -EAGAIN`,
          this.context.answers === 'code' ? this.leave('VM_FAULT_RETRY') : this.leave(name),
        ),
        test(this.failing(name), this.leaveError(name)),
      ];
    return [get, test(this.failing(name), [...early, ...this.leaveError(name)])];
  }

  /** A call that gives a pointer, or an errno in its place. */
  private pointer(): Made[] {
    const r = this.rng;
    const { exit, answers, mapper } = this.context;
    this.traits.add('pointer');
    const [name, get] = r.chance(0.5)
      ? ([this.use('pages', 'struct page **'), `gizmo_pages(${this.g()})`] as const)
      : ([this.use('page', 'struct page *'), `gizmo_page(${this.g()}, vmf->pgoff)`] as const);
    const first: Made = { kind: 'set', name, value: get, holds: 'zero' };
    if (r.chance(0.2)) return [first, test(`!${name}`, this.leaveConstant())];
    const errno = `PTR_ERR(${name})`;
    let body: Made[];
    if (exit !== 'return' && r.chance(0.85)) {
      body =
        exit === 'code' && mapper && r.chance(0.5)
          ? [this.toCode(`${mapper}(${errno})`), this.jump()]
          : [this.toErrno(errno), ...this.leaveError(this.errno)];
    } else if (answers === 'errno') body = this.leave(errno);
    else if (mapper && r.chance(0.6)) body = this.leave(`${mapper}(${errno})`);
    else body = this.leave(r.chance(0.6) ? this.constantCode() : `${errno} == -ENOMEM ? ${OOM} : ${SIGBUS}`);
    return [first, test(`IS_ERR(${name})`, body)];
  }

  private pfn(): Made[] {
    const g = this.g();
    const name = this.use('pfn', 'unsigned long');
    const direct: Made = { kind: 'set', name, value: `gizmo_pfn(${g}, vmf->pgoff)`, holds: 'zero' };
    if (this.rng.chance(0.5)) return [direct];
    return [
      test(
        this.condition(),
        [{ kind: 'set', name, value: `(${g}->base >> PAGE_SHIFT) + vmf->pgoff`, holds: 'zero' }],
        [direct],
      ),
    ];
  }

  private branch(): Made[] {
    const r = this.rng;
    const then = Array.from({ length: 1 + r.below(2) }, () =>
      r.weighted([
        [3, () => [this.effect()]],
        [2, () => this.otherProducer()],
        [1, () => this.guard()],
      ])(),
    ).flat();
    const otherwise = r.chance(0.3) ? (r.chance(0.4) ? this.otherProducer() : [this.effect()]) : [];
    return [test(this.condition(), then, otherwise)];
  }

  private taken(label: string): boolean {
    return this.ever.some(resource => resource.label === label);
  }

  private hold(release: string, ...labels: string[]): void {
    const taken = new Set(this.ever.map(({ label }) => label));
    const label = [...labels, `${labels[0]}2`, `${labels[0]}3`].find(name => !taken.has(name))!;
    const resource = { release: text(release), label };
    this.held.push(resource);
    this.ever.push(resource);
  }

  private lock(): Made[] {
    const r = this.rng;
    const g = this.g();
    const { answers } = this.context;
    this.traits.add('lock');
    const checked = (call: string): Made[] => {
      const name = this.e();
      const body =
        answers === 'code' && r.chance(0.25)
          ? this.leave(r.pick([NOPAGE, NOPAGE, 'VM_FAULT_RETRY']))
          : this.leaveError(name);
      return [
        { kind: 'set', name, value: call, holds: 'errno' },
        test(r.chance(0.2) ? `unlikely(${name} != 0)` : this.failing(name), body),
        blank,
      ];
    };
    const refused = (condition: string): Made[] => [
      test(
        condition,
        answers === 'errno'
          ? this.leaveConstant()
          : this.leave(r.pick([NOPAGE, NOPAGE, 'VM_FAULT_RETRY', SIGBUS])),
      ),
      blank,
    ];
    const again = this.ever.length > 0;
    const kind = r.weighted([
      [again ? 0 : 5, 'mutex'],
      [again ? 0 : 4, 'interruptible'],
      [again ? 0 : 2, 'refused'],
      [this.taken('out_unreserve') ? 0 : 2, 'reserve'],
      [this.taken('out_release') ? 0 : 2, 'widget'],
      [this.taken('out_put') ? 0.01 : 1.5, 'reference'],
      [again ? 0 : 1, 'trylock'],
    ]);
    const steps = ((): Made[] => {
      switch (kind) {
        case 'mutex':
          return [text(`mutex_lock(&${g}->lock);`), blank];
        case 'interruptible':
          return checked(
            r.chance(0.8) ? `mutex_lock_interruptible(&${g}->lock)` : `mutex_lock_killable(&${g}->lock)`,
          );
        case 'refused':
          return refused(`mutex_lock_interruptible(&${g}->lock)`);
        case 'trylock':
          return refused(`!mutex_trylock(&${g}->lock)`);
        case 'reserve':
          return checked(`gizmo_reserve(${g}, true)`);
        case 'widget':
          return refused(`widget_acquire(${this.use('w', 'struct widget *')})`);
        default:
          return [text(`gizmo_get(${g});`), blank];
      }
    })();
    if (kind === 'reserve') this.hold(`gizmo_unreserve(${g});`, 'out_unreserve');
    else if (kind === 'widget') this.hold('widget_release(w);', 'out_release');
    else if (kind === 'reference') this.hold(`gizmo_put(${g});`, 'out_put');
    else this.hold(`mutex_unlock(&${g}->lock);`, ...r.shuffle(['out_unlock', 'unlock', 'fail']));
    return steps;
  }

  /** Gives the last resource back before the end, if no jump needs it there. */
  private release(): Made[] {
    const last = this.held.at(-1);
    if (!last || this.jumped.has(last.label)) return [];
    this.held.pop();
    this.given.add(last);
    return [last.release, blank];
  }

  // ---------------------------------------------------------------- the insertion and its result

  private insert(): readonly [Made[], Result] {
    const r = this.rng;
    const { answers, inner } = this.context;
    if (inner) return this.byHelper(inner);
    const shape = r.weighted<() => readonly [Made[], Result]>([
      [12, () => this.straight()],
      [3, () => this.inArms()],
      [2, () => this.inLoop()],
      [3, () => this.ignored()],
      [0.8, () => this.retried()],
      [0.7, () => this.shadowed()],
      [1, () => this.inCondition()],
      [0.6, () => this.throughSwitch()],
      [0.8, () => this.twice()],
      [answers === 'code' ? 4 : 0, () => this.mapped()],
      [answers === 'code' ? 1 : 0, () => this.ternary()],
    ]);
    return shape();
  }

  /** What a body may do with the result before it goes on. */
  private afterwards(): Made[] {
    const r = this.rng;
    const name = this.e();
    const ease = test(`${name} == -EBUSY`, [this.toErrno('0')]);
    return r.weighted<() => Made[]>([
      [10, () => []],
      [3, () => [this.effect()]],
      [1.2, () => [ease]],
      [
        1.5,
        () => [
          test(this.failing(name), [
            ...(r.chance(0.2) ? [this.message(name)] : []),
            ...this.leaveError(name),
          ]),
          ...(r.chance(0.7) ? [this.effect()] : []),
        ],
      ],
      [0.5, () => [test(this.failing(name), [this.message(name)])]],
      [1, () => [test(r.pick([`!${name}`, `${name} == 0`]), [text(`${this.g()}->faults++;`)])]],
      [0.2, () => [text(`${this.g()}->last_error = ${name};`)]],
      [0.4, () => [test(`${name} == -ENOMEM`, this.leaveConstant())]],
    ])();
  }

  private byHelper(inner: string): readonly [Made[], Result] {
    const steps: Made[] = [this.toErrno(`${inner}(${this.g()}, vmf)`)];
    if (this.rng.chance(0.3)) steps.push(test(`${this.errno} == -EBUSY`, [this.toErrno('0')]));
    return [[...steps, ...this.afterwards()], 'errno'];
  }

  private straight(): readonly [Made[], Result] {
    const r = this.rng;
    const name = this.e();
    if (r.chance(0.03)) {
      const line = `gizmo_touch(${this.g()}, vmf->pgoff), ${this.insertion()}`;
      return [[this.toErrno(`(${line})`), ...this.afterwards()], 'errno'];
    }
    const steps: Made[] = [this.toErrno(this.insertion())];
    if (r.chance(0.05)) {
      this.traits.add('copy');
      const copy = this.use(name === 'err' ? 'res' : 'err', r.chance(0.3) ? 'long' : 'int');
      steps.push(
        { kind: 'set', name: copy, value: name, holds: 'errno' },
        test(`${copy} == -EBUSY`, [this.toErrno('0')]),
      );
    }
    return [[...steps, ...this.afterwards()], 'errno'];
  }

  private inArms(): readonly [Made[], Result] {
    const r = this.rng;
    this.traits.add('arms');
    const arm = (): Made[] => [...(r.chance(0.15) ? [this.effect()] : []), this.toErrno(this.insertion())];
    const guarded = (): Made[] => (r.chance(0.15) ? [test(this.condition(), arm())] : arm());
    const covered = r.chance(0.7);
    const last = covered
      ? r.chance(0.75)
        ? arm()
        : r.chance(0.5)
          ? [this.toErrno('-EINVAL')]
          : [this.toErrno(this.producer())]
      : [];
    const first: Made[] = covered ? [] : [this.toErrno(r.pick(['-EFAULT', '0', '-EINVAL']))];
    const chain = test(
      this.condition(),
      covered ? arm() : guarded(),
      r.chance(0.3) ? [test(this.condition(), covered ? arm() : guarded(), last)] : last,
    );
    return [[...first, chain, blank, ...this.afterwards()], 'errno'];
  }

  private twice(): readonly [Made[], Result] {
    const name = this.e();
    const first = this.toErrno(this.insertion());
    const then = this.toErrno(this.insertion('vmf->address + PAGE_SIZE', 'vmf->pgoff + 1'));
    this.traits.add('twice');
    return [
      [
        first,
        this.rng.chance(0.5) ? test(this.failing(name), this.leaveError(name)) : test(`!${name}`, [then]),
        ...(this.rng.chance(0.5) ? this.afterwards() : []),
      ],
      'errno',
    ];
  }

  private inLoop(): readonly [Made[], Result] {
    const r = this.rng;
    const { answers, exit } = this.context;
    const name = this.e();
    this.traits.add('loop');
    this.use('i', 'int');
    this.use('address', 'unsigned long');
    const steps: Made[] = [{ kind: 'set', name: 'address', value: 'vmf->address', holds: 'zero' }];
    let limit = r.weighted([
      [4, '3'],
      [2, `(int)${this.g()}->npages`],
      [1, 'count'],
    ]);
    if (limit === 'count')
      steps.push({
        kind: 'set',
        name: this.use('count', 'int'),
        value: `gizmo_nr_pages(${this.g()})`,
        holds: 'zero',
      });
    if (limit.startsWith('(int)') && r.chance(0.5)) limit = `${this.use('count', 'int')}`;
    if (limit === 'count' && steps.length === 1)
      steps.push({ kind: 'set', name: 'count', value: `${this.g()}->npages`, holds: 'zero' });
    const head = r.chance(0.15)
      ? `for (i = ${limit}; i > 0; i--)`
      : `for (i = 0; i < ${limit}; ${r.pick(['i++', 'i++', '++i'])})`;
    const call = this.insertion('address', 'vmf->pgoff + i');
    const next = text('address += PAGE_SIZE;');
    const early = r.chance(0.2) ? [this.effect()] : [];
    const loop = (body: readonly Made[]): Made => ({ kind: 'loop', head, body: [...early, ...body, next] });
    const style = r.weighted([
      [3, 'first'],
      [4, 'break'],
      [2, 'ignored'],
      [2, 'leave'],
      [1, 'continue'],
    ]);
    this.traits.add(`loop-${style}`);
    if (style === 'ignored') {
      const [end, result] = this.fine();
      return [[...steps, loop([text(`${call};`)]), ...end], result];
    }
    if (style === 'first') {
      const enough = r.pick([
        `${name} == -EBUSY || (${name} != 0 && i > 0)`,
        `${name} && i > 0`,
        `(${name} == -EBUSY) || (${name} && i)`,
      ]);
      const wrong = r.pick([name, `${name} != 0`, `unlikely(${name} != 0)`]);
      const out =
        exit === 'code' && answers === 'code'
          ? [...this.mapFailure(name), this.jump()]
          : this.leave(answers === 'errno' ? name : this.failureMap(name));
      const stop = test(
        r.chance(0.4) ? `unlikely(${enough})` : enough,
        [{ kind: 'break' }],
        r.chance(0.6) ? [test(wrong, out)] : [],
      );
      const body =
        stop.kind === 'if' && stop.otherwise.length > 0
          ? [this.toErrno(call), stop]
          : [this.toErrno(call), stop, test(wrong, out)];
      const [end, result] = this.fine();
      return [[...steps, loop(body), ...end], result];
    }
    const broken = test(this.failing(name), [{ kind: 'break' }]);
    const body = ((): Made[] => {
      if (style === 'break') return [broken];
      if (style === 'continue') return [test(`${name} == -EBUSY`, [{ kind: 'continue' }]), broken];
      return [test(this.failing(name), this.leaveError(name))];
    })();
    return [
      [
        this.toErrno('0'),
        ...steps,
        loop([this.toErrno(call), ...body]),
        ...(r.chance(0.3) ? [this.effect()] : []),
      ],
      'errno',
    ];
  }

  /** Ends what does not depend on the insertion. */
  private fine(): readonly [Made[], Result] {
    const { exit, answers } = this.context;
    if (answers === 'errno') return exit === 'map' ? [[this.toErrno('0')], 'errno'] : [[], 'fine'];
    if (exit === 'code' || exit === 'mixed') return [[this.toCode(NOPAGE)], 'code'];
    if (exit === 'map' && this.rng.chance(0.4)) return [[this.toErrno('0')], 'errno'];
    return [[], 'fine'];
  }

  private ignored(): readonly [Made[], Result] {
    const r = this.rng;
    this.traits.add('ignored');
    const call = [
      ...(r.chance(0.1) ? [note('The other thread may have been faster.')] : []),
      text(`${r.chance(0.08) ? '(void)' : ''}${this.insertion()};`),
    ];
    const steps = r.chance(0.25)
      ? [test(this.condition(), call, r.chance(0.3) ? [this.effect()] : [])]
      : call;
    const [end, result] = this.fine();
    return [[...steps, ...(r.chance(0.3) ? [this.effect()] : []), ...end], result];
  }

  private retried(): readonly [Made[], Result] {
    const r = this.rng;
    const name = this.e();
    this.traits.add('retry');
    const body = [...(r.chance(0.4) ? [this.effect()] : []), this.toErrno(this.insertion())];
    const again = r.pick(['-EAGAIN', '-EBUSY', '-ENOMEM', '-EINTR']);
    if (r.chance(0.5))
      return [[{ kind: 'do', body, test: `${name} == ${again}` }, ...this.afterwards()], 'errno'];
    this.use('tries', 'int');
    return [
      [
        set('tries', '0'),
        { kind: 'label', name: 'again' },
        ...body,
        test(`${name} == ${again} && tries++ < 2`, [go('again')]),
        ...this.afterwards(),
      ],
      'errno',
    ];
  }

  /** The result in a local of an inner block, perhaps under a name that the outer block has too. */
  private shadowed(): readonly [Made[], Result] {
    const r = this.rng;
    const { answers } = this.context;
    const outer = this.e();
    this.traits.add('shadow');
    const inner = r.chance(0.4) ? outer : 'res';
    const local: Made = { kind: 'local', type: 'int', name: inner, value: this.insertion() };
    if (inner === outer) {
      const out = answers === 'errno' ? this.leave(inner) : this.leave(this.failureMap(inner));
      return [
        [this.toErrno('0'), test(this.condition(), [local, blank, test(inner, out)]), ...this.afterwards()],
        'errno',
      ];
    }
    const eased = r.chance(0.5)
      ? [test('res == -EBUSY', [{ kind: 'set', name: 'res', value: '0', holds: 'zero' } as Made])]
      : [];
    const otherwise = [this.toErrno(r.pick(['0', '-EINVAL', '-EFAULT']))];
    return [
      [
        test(this.condition(), [local, blank, ...eased, this.toErrno('res')], otherwise),
        ...this.afterwards(),
      ],
      'errno',
    ];
  }

  private inCondition(): readonly [Made[], Result] {
    const r = this.rng;
    this.traits.add('condition');
    const form = r.below(4);
    if (form === 0) {
      const steps = [test(this.insertion(), this.leaveConstant()), ...(r.chance(0.3) ? [this.effect()] : [])];
      const [end, result] = this.fine();
      return [[...steps, ...end], result];
    }
    if (form === 1) {
      const name = this.use('failed', 'bool');
      const steps: Made[] = [
        { kind: 'set', name, value: `${this.insertion()}${r.pick([' != 0', ' < 0', ''])}`, holds: 'zero' },
        test(name, this.leaveConstant()),
      ];
      const [end, result] = this.fine();
      return [[...steps, ...end], result];
    }
    if (form === 2)
      return [
        [test(`(${this.e()} = ${this.insertion()}) == -EBUSY`, [this.toErrno('0')]), ...this.afterwards()],
        'errno',
      ];
    const wrong = this.toErrno(r.pick(['-EFAULT', '-EINVAL', '-ENOMEM']));
    return [
      [
        this.toErrno('0'),
        test(`${bracketed(this.condition())} && ${this.insertion()}`, [wrong]),
        ...this.afterwards(),
      ],
      'errno',
    ];
  }

  /** A switch in the middle whose cases fall out of it. */
  private throughSwitch(): readonly [Made[], Result] {
    const r = this.rng;
    const name = this.e();
    this.traits.add('inner-switch');
    const busy: Made[] = [
      ...(r.chance(0.5) ? [text(`gizmo_mark(${this.g()}, 1);`)] : []),
      ...(r.chance(0.5) ? [note('fall through')] : [this.toErrno('0'), { kind: 'break' } as Made]),
    ];
    const cases = [
      { labels: ['-EBUSY'], body: busy },
      { labels: ['0'], body: [text(`${this.g()}->faults++;`), { kind: 'break' } as Made] },
      ...(r.chance(0.6)
        ? [
            {
              labels: ['default'],
              body: [...(r.chance(0.4) ? [this.toErrno('-EFAULT')] : []), { kind: 'break' } as Made],
            },
          ]
        : []),
    ];
    const ease = r.chance(0.6) ? [test(`${name} == -EBUSY`, [this.toErrno('0')])] : [];
    return [[this.toErrno(this.insertion()), { kind: 'switch', on: name, cases }, ...ease], 'errno'];
  }

  /** The result mapped on the spot. */
  private mapped(): readonly [Made[], Result] {
    const r = this.rng;
    const { exit } = this.context;
    const name = this.e();
    const get = this.toErrno(this.insertion());
    if (exit === 'code' || exit === 'mixed') return [[get, ...this.mapInto(name)], 'code'];
    if (r.chance(0.5)) {
      const released = this.held.map(({ release }) => release).reverse();
      return [[get, ...(released.length > 0 ? [blank, ...released] : []), ...this.map(name)], 'left'];
    }
    const checks: Made[] = [
      test(`${name} == -ENOMEM`, this.leave(OOM)),
      test(
        r.pick([`${name} < 0 && ${name} != -EBUSY`, `${name} && ${name} != -EBUSY`, `${name} < 0`]),
        this.leave(SIGBUS),
      ),
    ];
    const [end, result] = this.fine();
    return [[get, ...checks, ...(r.chance(0.3) ? [this.effect()] : []), ...end], result];
  }

  private ternary(): readonly [Made[], Result] {
    const r = this.rng;
    this.traits.add('ternary');
    if (r.chance(0.5))
      return [
        [
          this.toErrno(`${bracketed(this.condition())} ? ${this.insertion()} : ${this.insertion()}`),
          ...this.afterwards(),
        ],
        'errno',
      ];
    if (this.held.length > 0) return this.straight();
    return [[give(`${this.insertion()} ? ${SIGBUS} : ${NOPAGE}`)], 'left'];
  }

  // ---------------------------------------------------------------- maps

  /** `code = map(errno);` for an errno or 0, in one of the ways that people write it. */
  private mapInto(name: string): Made[] {
    const r = this.rng;
    const form = r.below(3);
    if (form === 0) return [this.switchOn(name, code => [this.toCode(code), { kind: 'break' }], true)];
    if (form === 1) return [this.toCode(this.wholeMap(name))];
    const fine = r.pick([`${name} == 0 || ${name} == -EBUSY`, `!${name}`]);
    return [
      test(
        fine,
        [this.toCode(NOPAGE)],
        r.chance(0.6)
          ? [test(`${name} == -ENOMEM`, [this.toCode(OOM)], [this.toCode(SIGBUS)])]
          : [this.toCode(SIGBUS)],
      ),
    ];
  }

  private switchOn(name: string, to: (code: string) => Made[], isTotal: boolean): Made {
    const r = this.rng;
    this.traits.add('switch');
    const fine = [
      '0',
      ...(r.chance(0.72) ? ['-EBUSY'] : []),
      ...['-EAGAIN', '-EINTR', '-ERESTARTSYS'].filter(() => r.chance(0.5)),
    ];
    const groups = [
      {
        labels: r.shuffle(fine),
        body: [
          ...(r.chance(0.15) ? [note('EBUSY is fine: another thread has done the job.')] : []),
          ...to(NOPAGE),
        ],
      },
      ...(r.chance(0.85) ? [{ labels: ['-ENOMEM'], body: to(OOM) }] : []),
      ...(r.chance(0.08)
        ? [{ labels: r.chance(0.4) ? ['-ENOSPC', '-EDEADLK'] : ['-ENOSPC'], body: to('VM_FAULT_RETRY') }]
        : []),
      ...(!fine.includes('-EBUSY') && r.chance(0.3)
        ? [{ labels: ['-EBUSY'], body: to('VM_FAULT_RETRY') }]
        : []),
      ...(isTotal || r.chance(0.8)
        ? [
            {
              labels: r.chance(0.15) ? ['-EINVAL', 'default'] : ['default'],
              body: [...(r.chance(0.05) ? [this.message(name)] : []), ...to(SIGBUS)],
            },
          ]
        : []),
    ];
    return { kind: 'switch', on: name, cases: r.chance(0.15) ? r.shuffle(groups) : groups };
  }

  /** Maps an errno or 0 and returns the code: the end of many handlers. */
  private map(name: string): Made[] {
    const r = this.rng;
    const form = r.weighted([
      [10, 'switch'],
      [3, 'chain'],
      [2.5, 'two'],
      [2.5, 'expression'],
      [0.7, 'labels'],
    ]);
    this.traits.add(`map-${form}`);
    if (form === 'switch') {
      const made = this.switchOn(name, code => [give(code)], false);
      const isTotal = made.kind === 'switch' && made.cases.some(({ labels }) => labels.includes('default'));
      return isTotal ? [made] : [made, blank, give(SIGBUS)];
    }
    if (form === 'chain') {
      const second = r.pick([
        `${name} < 0 && ${name} != -EBUSY`,
        `${name} && ${name} != -EBUSY`,
        `${name} < 0`,
      ]);
      const then = test(second, [give(SIGBUS)]);
      const first = r.pick([`${name} == -ENOMEM`, `unlikely(${name} == -ENOMEM)`]);
      return r.chance(0.2)
        ? [test(first, [give(OOM)], [then]), blank, give(NOPAGE)]
        : [test(first, [give(OOM)]), then, blank, give(NOPAGE)];
    }
    if (form === 'two') {
      const fine = r.pick([
        `${name} == 0 || ${name} == -EBUSY`,
        `!${name} || ${name} == -EBUSY`,
        `!${name}`,
        `${name} == 0`,
      ]);
      return [
        test(fine, [give(NOPAGE)]),
        ...(r.chance(0.6) ? [test(`${name} == -ENOMEM`, [give(OOM)])] : []),
        blank,
        give(SIGBUS),
      ];
    }
    if (form === 'labels')
      return [
        test(`${name} == -ENOMEM`, [go('oom')]),
        test(`${name} && ${name} != -EBUSY`, [go('sigbus')]),
        give(NOPAGE),
        { kind: 'label', name: 'oom' },
        give(OOM),
        { kind: 'label', name: 'sigbus' },
        give(SIGBUS),
      ];
    return [give(this.wholeMap(name))];
  }

  // ---------------------------------------------------------------- the whole

  /** The function, not yet checked. */
  write(head: string, parameters: readonly string[]): MadeFunction {
    const r = this.rng;
    const { exit, answers } = this.context;
    const steps: Made[] = [];
    const add = (some: readonly Made[]): void => {
      steps.push(...some);
      if (r.chance(0.35)) steps.push(blank);
    };
    for (
      let n = r.weighted([
        [4, 0],
        [4, 1],
        [1.5, 2],
      ]);
      n > 0;
      n--
    )
      add(this.guard());
    if (r.chance(0.55)) add(this.lock());
    if (r.chance(0.12)) add(this.lock());
    for (
      let n = r.weighted([
        [4, 0],
        [4, 1],
        [2, 2],
      ]);
      n > 0;
      n--
    ) {
      const step = r.weighted([
        [6, () => this.otherProducer()],
        [3, () => this.pointer()],
        [1.5, () => this.branch()],
        [2, () => [this.effect()]],
        [1.5, () => this.guard()],
      ]);
      add(step());
    }
    if (r.chance(0.15)) add(this.release());
    if (r.chance(0.3)) add(this.pfn());
    const [core, result] = this.insert();
    steps.push(...core);
    if (result !== 'left' || this.jumped.size > 0) steps.push(...this.end(result, exit, answers));
    return { head, answers, parameters, locals: this.declared(), body: steps };
  }

  private end(result: Result, exit: Exit, answers: 'errno' | 'code'): Made[] {
    const r = this.rng;
    const steps: Made[] = [];
    const mapsAtEnd = exit === 'map' && answers === 'code';
    const codeAtEnd = (exit === 'code' || exit === 'mixed') && answers === 'code';
    let live = result !== 'left';
    if (live && codeAtEnd && result === 'errno') steps.push(...this.mapInto(this.errno));
    if (live && result === 'fine' && this.jumped.size > 0) {
      // The labels below are for those who jumped.
      steps.push(...this.leave(answers === 'errno' ? '0' : NOPAGE));
      live = false;
    }
    if (this.jumped.size > 0) steps.push(blank);
    for (const resource of [...this.ever].reverse()) {
      if (this.given.has(resource)) continue;
      if (this.jumped.has(resource.label)) {
        steps.push({ kind: 'label', name: resource.label });
        live = true;
      }
      if (live) steps.push(resource.release);
    }
    if (this.jumped.has('out')) {
      steps.push({ kind: 'label', name: 'out' });
      live = true;
    }
    if (!live) return steps;
    if (answers === 'errno')
      return [...steps, give(result === 'fine' && this.jumped.size === 0 ? '0' : this.errno)];
    if (codeAtEnd && (result !== 'fine' || this.jumped.size > 0)) {
      const traced = r.chance(0.08) ? [text(`gizmo_trace_fault(vmf, ${this.code});`)] : [];
      return [...steps, ...traced, give(this.code)];
    }
    if (result === 'fine' && this.jumped.size === 0) return [...steps, give(NOPAGE)];
    if (mapsAtEnd || exit === 'return')
      return [...steps, ...(r.chance(0.4) ? [blank] : []), ...this.map(this.errno)];
    return [...steps, give(this.code)];
  }
}

const bracketed = (condition: string): string =>
  /^!?[\w>-]+(\([^()]*\))?$/.test(condition) ? condition : `(${condition})`;

const MAPPER = `static int gizmo_errno_to_fault(int err)
{
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
`;

const MAPPER_IF = `static int gizmo_errno_to_fault(int err)
{
	if (err == 0 || err == -EAGAIN || err == -EBUSY)
		return VM_FAULT_NOPAGE;
	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	return VM_FAULT_SIGBUS;
}
`;

/** What drivers have in the place of `vmf_error()`: the code for an error, and for nothing else. */
const MAPPERS_OF_ERRORS = [
  `static int gizmo_vmf_error(int err)
{
	return err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;
}
`,
  `static int gizmo_vmf_error(int err)
{
	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	if (err == -EAGAIN || err == -EBUSY)
		return VM_FAULT_RETRY;

	return VM_FAULT_SIGBUS;
}
`,
  `static int gizmo_vmf_error(int err)
{
	switch (err) {
	case -EINTR:
	case -EAGAIN:
		return VM_FAULT_NOPAGE;
	case -ENOMEM:
		return VM_FAULT_OOM;
	default:
		return VM_FAULT_SIGBUS;
	}
}
`,
];

/** The text of a program of these functions, the handler last. */
export function textOf(functions: readonly MadeFunction[], mapper: string, entry: string): string {
  return [
    ...(mapper ? [mapper] : []),
    ...functions.map(printFunction),
    `static const struct vm_operations_struct gizmo_vm_ops = {\n\t.fault = ${entry},\n};\n`,
  ].join('\n');
}

/** The program of a seed. */
export function generate(seed: number): Program {
  for (let attempt = 0; ; attempt++) {
    const program = attemptAt(seed, randomOf(seedOf(seed, attempt)));
    if (program) return program;
    if (attempt === 500) throw new Error(`seed ${seed}: no program in 500 attempts`);
  }
}

function attemptAt(seed: number, rng: Random): Program | undefined {
  const exit = rng.weighted<Exit>([
    [5, 'return'],
    [6, 'map'],
    [2.5, 'code'],
    [1.5, 'mixed'],
  ]);
  const mapperText = rng.weighted([
    [12, () => rng.pick([MAPPER, MAPPER_IF])],
    [16, () => rng.pick(MAPPERS_OF_ERRORS)],
    [72, () => ''],
  ])();
  const mapper = /gizmo_\w+/.exec(mapperText)?.[0] ?? (rng.chance(0.08) ? 'vmf_error' : undefined);
  const mapsZero = mapper === 'gizmo_errno_to_fault';
  const withHelper = rng.chance(0.12);
  const entry = rng.pick(['gizmo_fault', 'gizmo_vm_fault', 'gizmo_gem_fault', 'gizmo_mmap_fault']);
  const functions: MadeFunction[] = [];
  const traits = new Set<string>();
  if (withHelper) {
    const helperExit = rng.weighted<Exit>([
      [3, 'return'],
      [1, 'map'],
    ]);
    const helper = new Body({
      rng,
      exit: helperExit,
      answers: 'errno',
      mapper: undefined,
      mapsZero: false,
      inner: undefined,
    });
    functions.push(
      helper.write('static int gizmo_insert(struct gizmo *g, struct vm_fault *vmf)', ['g', 'vmf']),
    );
    for (const trait of helper.traits) if (!trait.startsWith('exit')) traits.add(trait);
    traits.add('helper');
  }
  const body = new Body({
    rng,
    exit,
    answers: 'code',
    mapper,
    mapsZero,
    inner: withHelper ? 'gizmo_insert' : undefined,
  });
  const isStatic = rng.chance(0.75);
  functions.push(body.write(`${isStatic ? 'static ' : ''}int ${entry}(struct vm_fault *vmf)`, ['vmf']));
  for (const trait of body.traits) traits.add(trait);
  const checked = functions.map(fn => ({
    ...fn,
    locals: fn.locals.filter(local => !fn.parameters.includes(local.name)),
  }));
  if (checked.some(fn => faultOf(fn) !== undefined)) return undefined;
  const usedMapper =
    mapperText && checked.some(fn => printFunction(fn).includes(`${mapper}(`)) ? mapperText : '';
  if (usedMapper) traits.add(mapsZero ? 'mapper' : 'mapper-of-errors');
  return { seed, text: textOf(checked, usedMapper, entry), entry, traits: [...traits], functions: checked };
}

/** Programs that are one step smaller and still sound, the boldest steps first. */
export function* smallerPrograms(program: Program): Generator<Program> {
  const mapper = /^static int gizmo_(?:errno_to_fault|vmf_error)[\s\S]*?^\}\n/m.exec(program.text)?.[0] ?? '';
  for (let i = 0; i < program.functions.length; i++) {
    const fn = program.functions[i]!;
    const made: MadeFunction[] = [...smaller(fn.body)].map(body => ({ ...fn, body }));
    const bodyText = printFunction(fn).split('\n').slice(2).join('\n');
    for (const local of fn.locals)
      if (bodyText.split(new RegExp(`\\b${local.name}\\b`)).length === 2)
        made.push({ ...fn, locals: fn.locals.filter(other => other !== local) });
    for (const next of made) {
      if (faultOf(next) !== undefined) continue;
      const functions = program.functions.map((old, k) => (k === i ? next : old));
      yield { ...program, functions, text: textOf(functions, mapper, program.entry) };
    }
  }
}
