/** Made-up C: the statements that the generator composes, their text in kernel style, and what flows in them. */

/** What a local holds: an errno, a fault code, or 0, which is either. */
export type Holds = 'errno' | 'code' | 'zero';

export type Made =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'blank' }
  | { readonly kind: 'set'; readonly name: string; readonly value: string; readonly holds: Holds }
  | { readonly kind: 'local'; readonly type: string; readonly name: string; readonly value: string }
  | {
      readonly kind: 'if';
      readonly test: string;
      readonly body: readonly Made[];
      readonly otherwise: readonly Made[];
    }
  | { readonly kind: 'switch'; readonly on: string; readonly cases: readonly MadeCase[] }
  | { readonly kind: 'loop'; readonly head: string; readonly body: readonly Made[] }
  | { readonly kind: 'do'; readonly body: readonly Made[]; readonly test: string }
  | { readonly kind: 'block'; readonly body: readonly Made[] }
  | { readonly kind: 'label'; readonly name: string }
  | { readonly kind: 'goto'; readonly label: string }
  | { readonly kind: 'break' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'return'; readonly value: string };

export interface MadeCase {
  /** `-EBUSY`, or `default`. */
  readonly labels: readonly string[];
  /** Falls into the next case where it does not end in a jump. */
  readonly body: readonly Made[];
}

/** A local of a function, declared at its top. */
export interface MadeLocal {
  readonly type: string;
  readonly name: string;
  readonly value: string | undefined;
  /** Locals of the same row share a declaration. */
  readonly row: number;
}

export interface MadeFunction {
  /** `static int gizmo_fault(struct vm_fault *vmf)` */
  readonly head: string;
  readonly answers: 'errno' | 'code';
  readonly parameters: readonly string[];
  readonly locals: readonly MadeLocal[];
  readonly body: readonly Made[];
}

// ------------------------------------------------------------------------ text

/** The text of a function. */
export function printFunction(fn: MadeFunction): string {
  const rows = new Map<number, MadeLocal[]>();
  for (const local of fn.locals) rows.set(local.row, [...(rows.get(local.row) ?? []), local]);
  const lines = [fn.head, '{'];
  for (const row of rows.values()) {
    const { type } = row[0]!;
    const gap = type.endsWith('*') ? '' : ' ';
    const names = row.map(({ name, value }) => (value === undefined ? name : `${name} = ${value}`));
    lines.push(`\t${type}${gap}${names.join(', ')};`);
  }
  if (rows.size > 0) lines.push('');
  printAll(fn.body, 1, lines);
  return [...tidy(lines), '}', ''].join('\n');
}

/** No two blank lines, none behind a brace or before one. */
function tidy(lines: readonly string[]): string[] {
  return lines.filter((line, i) => {
    if (line !== '') return true;
    const next = lines[i + 1];
    return (
      next !== undefined && next !== '' && !/^\t*\}/.test(next) && !/(\{|^\w+:)$/.test(lines[i - 1] ?? '')
    );
  });
}

function printAll(all: readonly Made[], depth: number, lines: string[]): void {
  for (const made of all) print(made, depth, lines);
}

const isSimple = (body: readonly Made[]): boolean =>
  body.length === 1 && ['text', 'set', 'goto', 'break', 'continue', 'return'].includes(body[0]!.kind);

function print(made: Made, depth: number, lines: string[]): void {
  const tabs = '\t'.repeat(depth);
  const put = (text: string): void => {
    lines.push(...wrapped(tabs + text));
  };
  switch (made.kind) {
    case 'text':
      put(made.text);
      return;
    case 'note':
      lines.push(`${tabs}/* ${made.text} */`);
      return;
    case 'blank':
      lines.push('');
      return;
    case 'set':
      put(`${made.name} = ${made.value};`);
      return;
    case 'local':
      put(`${made.type} ${made.name} = ${made.value};`);
      return;
    case 'if':
      printIf(made, depth, lines);
      return;
    case 'switch':
      put(`switch (${made.on}) {`);
      for (const { labels, body } of made.cases) {
        for (const label of labels) put(label === 'default' ? 'default:' : `case ${label}:`);
        printAll(body, depth + 1, lines);
      }
      put('}');
      return;
    case 'loop': {
      const bare = isSimple(made.body);
      put(made.head + (bare ? '' : ' {'));
      printAll(made.body, depth + 1, lines);
      if (!bare) put('}');
      return;
    }
    case 'do':
      put('do {');
      printAll(made.body, depth + 1, lines);
      put(`} while (${made.test});`);
      return;
    case 'block':
      put('{');
      printAll(made.body, depth + 1, lines);
      put('}');
      return;
    case 'label':
      lines.push(`${made.name}:`);
      return;
    case 'goto':
      put(`goto ${made.label};`);
      return;
    case 'return':
      put(`return ${made.value};`);
      return;
    default:
      put(`${made.kind};`);
      return;
  }
}

/** One branch with braces gives braces to all, as checkpatch wants. */
function printIf(
  made: Made & { kind: 'if' },
  depth: number,
  lines: string[],
  before = '',
  bare = isBare(made),
): void {
  const tabs = '\t'.repeat(depth);
  const close = bare ? 'else' : '} else';
  lines.push(...wrapped(`${tabs}${before}if (${made.test})${bare ? '' : ' {'}`));
  printAll(made.body, depth + 1, lines);
  const chain = chainOf(made);
  if (chain) {
    printIf(chain, depth, lines, `${close} `, bare);
    return;
  }
  if (made.otherwise.length > 0) {
    lines.push(`${tabs}${close}${bare ? '' : ' {'}`);
    printAll(made.otherwise, depth + 1, lines);
  }
  if (!bare) lines.push(`${tabs}}`);
}

function chainOf(made: Made & { kind: 'if' }): (Made & { kind: 'if' }) | undefined {
  const next = made.otherwise[0];
  return made.otherwise.length === 1 && next?.kind === 'if' ? next : undefined;
}

function isBare(made: Made & { kind: 'if' }): boolean {
  const chain = chainOf(made);
  return (
    isSimple(made.body) &&
    (made.otherwise.length === 0 || isSimple(made.otherwise) || (chain !== undefined && isBare(chain)))
  );
}

/** Breaks a line that is longer than 80 columns behind its last comma or operator that fits. */
function wrapped(line: string): string[] {
  const tabs = /^\t*/.exec(line)![0].length;
  if (line.length + 7 * tabs <= 80) return [line];
  const room = 80 - 7 * tabs;
  const at = Math.max(
    line.lastIndexOf(', ', room - 1) + 1,
    line.lastIndexOf(' && ', room - 3) + 3,
    line.lastIndexOf(' || ', room - 3) + 3,
    line.lastIndexOf(' ? ', room - 2) + 2,
  );
  if (at < tabs + 8) return [line];
  return [line.slice(0, at), ...wrapped(`${'\t'.repeat(tabs + 2)}${line.slice(at + 1)}`)];
}

// ------------------------------------------------------------------------ flow

/** What every local that is surely set may hold. */
type State = ReadonlyMap<string, ReadonlySet<Holds>>;

const meet = (a: State | undefined, b: State | undefined): State | undefined => {
  if (!a || !b) return a ?? b;
  const out = new Map<string, ReadonlySet<Holds>>();
  for (const [name, holds] of a) {
    const other = b.get(name);
    if (other) out.set(name, new Set([...holds, ...other]));
  }
  return out;
};

const key = (state: State | undefined): string =>
  state
    ? [...state]
        .map(([name, holds]) => `${name}:${[...holds].sort().join('')}`)
        .sort()
        .join(' ')
    : '-';

/**
 * Why a function is not one that a person would write: reads a local that may not be set, hands an errno out
 * as a code or a code as an errno, has a jump to nowhere, statements that are never reached, or an open end.
 * Undefined where it is fine.
 */
export function faultOf(fn: MadeFunction): string | undefined {
  const flow = new Flow(fn);
  return flow.fault();
}

class Flow {
  private labels = new Map<string, State | undefined>();
  private problem: string | undefined;
  private readonly locals: ReadonlySet<string>;

  constructor(private readonly fn: MadeFunction) {
    const names = new Set(fn.locals.map(local => local.name));
    const collect = (all: readonly Made[]): void => {
      for (const made of all) {
        if (made.kind === 'local') names.add(made.name);
        for (const inner of innerOf(made)) collect(inner);
      }
    };
    collect(fn.body);
    this.locals = names;
  }

  fault(): string | undefined {
    let state: State = new Map();
    for (const { name, value } of this.fn.locals) {
      if (value === undefined) continue;
      this.read(value, state);
      state = new Map([...state, [name, new Set([holdsOf(value)])]]);
    }
    for (let round = 0; round < 5; round++) {
      const before = [...this.labels].map(([name, at]) => name + key(at)).join();
      this.problem = undefined;
      const end = this.all(this.fn.body, state, {});
      if (end !== undefined) this.problem ??= 'falls off the end';
      if ([...this.labels].map(([name, at]) => name + key(at)).join() === before) break;
    }
    const labels = new Set<string>();
    const visit = (all: readonly Made[]): void => {
      for (const made of all) {
        if (made.kind === 'label') {
          if (labels.has(made.name)) this.problem ??= `label ${made.name} stands twice`;
          labels.add(made.name);
        }
        for (const inner of innerOf(made)) visit(inner);
      }
    };
    visit(this.fn.body);
    for (const name of this.labels.keys()) if (!labels.has(name)) this.problem ??= `no label ${name}`;
    return this.problem;
  }

  private read(text: string, state: State): void {
    for (const [, before, name] of text
      .replace(/"(?:[^"\\]|\\.)*"/g, '')
      .matchAll(/(->|\.)?\b([A-Za-z_]\w*)/g))
      if (
        !before &&
        this.locals.has(name!) &&
        !state.has(name!) &&
        !new RegExp(`\\(${name} = |&${name}\\b`).test(text)
      )
        this.problem ??= `${name} may not be set`;
  }

  /** Locals that an expression sets on the way: `(ret = f())`, `&pfn`. */
  private sets(text: string, state: State): State {
    let out = state;
    for (const [, name] of text.matchAll(/\((\w+) = /g))
      out = new Map([...out, [name!, new Set<Holds>(['errno'])]]);
    for (const [, name] of text.matchAll(/&(\w+)\b(?!->|\.)/g))
      if (this.locals.has(name!)) out = new Map([...out, [name!, new Set<Holds>(['zero'])]]);
    return out;
  }

  private all(all: readonly Made[], from: State | undefined, out: Out): State | undefined {
    let state = from;
    for (const made of all) {
      if (state === undefined && made.kind !== 'label' && made.kind !== 'blank' && made.kind !== 'note') {
        this.problem ??= `${made.kind} is never reached`;
        return undefined;
      }
      state = this.one(made, state, out);
    }
    return state;
  }

  private one(made: Made, from: State | undefined, out: Out): State | undefined {
    if (made.kind === 'label') {
      const state = meet(from, this.labels.get(made.name));
      return state;
    }
    if (from === undefined) return undefined;
    switch (made.kind) {
      case 'text':
        this.read(made.text, from);
        return this.sets(made.text, from);
      case 'set':
      case 'local': {
        this.read(made.value, from);
        const holds = made.kind === 'set' ? made.holds : 'errno';
        return new Map([...this.sets(made.value, from), [made.name, new Set([holds])]]);
      }
      case 'if': {
        this.read(made.test, from);
        const state = this.sets(made.test, from);
        return meet(this.all(made.body, state, out), this.all(made.otherwise, state, out));
      }
      case 'switch': {
        this.read(made.on, from);
        const inner: Out = { ...out, breaks: [] };
        let state: State | undefined;
        let isTotal = false;
        for (const { labels, body } of made.cases) {
          isTotal ||= labels.includes('default');
          state = this.all(body, meet(from, state), inner);
        }
        const ends = [state, isTotal ? undefined : from, ...inner.breaks!];
        return ends.reduce((a, b) => meet(a, b), undefined);
      }
      case 'loop': {
        this.read(
          made.head,
          made.head.startsWith('for (i') ? new Map([...from, ['i', new Set<Holds>()]]) : from,
        );
        const entry = /^for \((\w+) = /.exec(made.head);
        let head: State = entry ? new Map([...from, [entry[1]!, new Set<Holds>(['zero'])]]) : from;
        for (let round = 0; ; round++) {
          const inner: Out = { breaks: [], continues: [] };
          const end = [this.all(made.body, head, inner), ...inner.continues!].reduce(
            (a, b) => meet(a, b),
            undefined,
          );
          const again = meet(head, end)!;
          if (round === 3 || key(again) === key(head))
            return inner.breaks!.reduce<State | undefined>((a, b) => meet(a, b), again);
          head = again;
        }
      }
      case 'do': {
        const inner: Out = { breaks: [], continues: [] };
        const end = [this.all(made.body, from, inner), ...inner.continues!].reduce(
          (a, b) => meet(a, b),
          undefined,
        );
        if (end) this.read(made.test, end);
        return inner.breaks!.reduce<State | undefined>((a, b) => meet(a, b), end);
      }
      case 'block':
        return this.all(made.body, from, out);
      case 'goto':
        this.labels.set(made.label, meet(this.labels.get(made.label), from));
        return undefined;
      case 'return': {
        this.read(made.value, from);
        const wrong = this.fn.answers === 'code' ? 'errno' : 'code';
        if (from.get(made.value)?.has(wrong))
          this.problem ??= `returns ${made.value}, which may hold the wrong kind`;
        return undefined;
      }
      case 'break':
        if (out.breaks) out.breaks.push(from);
        else this.problem ??= 'a break without a loop';
        return undefined;
      case 'continue':
        if (out.continues) out.continues.push(from);
        else this.problem ??= 'a continue without a loop';
        return undefined;
      default:
        return from;
    }
  }
}

interface Out {
  readonly breaks?: State[];
  readonly continues?: State[];
}

/** The lists of statements inside one. */
export function innerOf(made: Made): readonly (readonly Made[])[] {
  switch (made.kind) {
    case 'if':
      return [made.body, made.otherwise];
    case 'switch':
      return made.cases.map(({ body }) => body);
    case 'loop':
    case 'do':
    case 'block':
      return [made.body];
    default:
      return [];
  }
}

/** What a constant holds. */
export function holdsOf(value: string): Holds {
  if (value === '0') return 'zero';
  return /VM_FAULT_/.test(value) ? 'code' : 'errno';
}

/** One step smaller, in every way there is: without a statement, a branch or a case, or with only its inside. */
export function* smaller(all: readonly Made[]): Generator<readonly Made[]> {
  for (let i = 0; i < all.length; i++) {
    const made = all[i]!;
    const replaced = (by: readonly Made[]): readonly Made[] => [
      ...all.slice(0, i),
      ...by,
      ...all.slice(i + 1),
    ];
    yield replaced([]);
    for (const inner of innerOf(made)) if (inner.length > 0 && made.kind !== 'switch') yield replaced(inner);
    if (made.kind === 'if') {
      for (const body of smaller(made.body)) if (body.length > 0) yield replaced([{ ...made, body }]);
      if (made.otherwise.length > 0) yield replaced([{ ...made, otherwise: [] }]);
      for (const otherwise of smaller(made.otherwise)) yield replaced([{ ...made, otherwise }]);
    } else if (made.kind === 'switch') {
      for (let k = 0; k < made.cases.length; k++) {
        const one = made.cases[k]!;
        const put = (by: readonly MadeCase[]): readonly Made[] =>
          replaced([{ ...made, cases: [...made.cases.slice(0, k), ...by, ...made.cases.slice(k + 1)] }]);
        yield put([]);
        if (one.labels.length > 1)
          for (const label of one.labels)
            yield put([{ ...one, labels: one.labels.filter(other => other !== label) }]);
        for (const body of smaller(one.body)) if (body.length > 0) yield put([{ ...one, body }]);
      }
    } else if (made.kind === 'loop' || made.kind === 'do' || made.kind === 'block') {
      for (const body of smaller(made.body)) if (body.length > 0) yield replaced([{ ...made, body }]);
    }
  }
}
