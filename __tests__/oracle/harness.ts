/**
 * Judges pairs of programs by running them: compiles both versions of many programs into one binary, runs
 * each with every injected combination of answers, and reports where they differ.
 *
 * The compiler is tcc where there is one (a hundred programs in a blink), else gcc; ORACLE_CC overrides.
 */
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type FileScope, fileScopeOf, type Signature } from './ctext.js';
import { domainOf, stubOf } from './stubs.js';

/** A program before and after; `entry` is the function to call, of the same name in both. */
export interface Pair {
  readonly before: string;
  readonly after: string;
  readonly entry: string;
  /** What the conversion owns up to; where a run can be explained in several ways, one that was declared is taken. */
  readonly declared?: readonly string[];
}

/** Ways in which the code after may differ, if the conversion declares it; `undeclared` never may. */
export type DifferenceKind = 'ebusy-success' | 'ignored-error' | 'oom-code' | 'errno-merged' | 'undeclared';

/** One combination of kinds that explains a run in which the versions differ. */
export interface Difference {
  readonly kinds: readonly DifferenceKind[];
  /** The number of runs. */
  readonly count: number;
  /** The simplest of them: `insert #2 = -EFAULT: before returned RETRY, after returned SIGBUS`. */
  readonly example: string;
}

/** What one version did in all runs in which one insertion gave this answer, and all others succeeded. */
export interface Told {
  readonly side: 'before' | 'after';
  readonly value: number;
  readonly runs: number;
  readonly returned: readonly number[];
  /** In how many of the runs a function was called from then on. */
  readonly doing: ReadonlyMap<string, number>;
}

export interface Comparison {
  /** Set where nothing could be run: the first error of the compiler, or how the judge ended. */
  readonly error: string | undefined;
  /** Runs of each version. */
  readonly runs: number;
  /** Whether all combinations were tried, or only a sample. */
  readonly exhaustive: boolean;
  /** Runs in which the version before came to a return. */
  readonly returned: number;
  readonly differences: readonly Difference[];
  readonly told: readonly Told[];
}

export interface HarnessOptions {
  /** Most combinations per program. Default 3000. */
  readonly budget?: number;
  /** Seeds the sample where the budget is too small. Default 1. */
  readonly seed?: number;
  /** Programs per binary. Default 100. */
  readonly batch?: number;
  /** Binaries at a time. Default 2. */
  readonly jobs?: number;
}

const HERE = fileURLToPath(new URL('.', import.meta.url));
const KINDS: readonly (readonly [number, DifferenceKind])[] = [
  [1, 'ebusy-success'],
  [2, 'ignored-error'],
  [4, 'oom-code'],
  [8, 'errno-merged'],
  [16, 'undeclared'],
];

/** The compiler that the oracle uses: the name of a program. */
export const compiler: string = process.env.ORACLE_CC ?? (works('tcc') ? 'tcc' : 'gcc');

function works(program: string): boolean {
  try {
    execFileSync(program, ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const standin = readFileSync(join(HERE, 'standin.h'), 'latin1');
const shared: readonly Signature[] = fileScopeOf(
  /opaque: begin \*\/([\s\S]*)\/\* opaque: end/.exec(standin)![1]!,
).functions;
const fieldNames: readonly string[] = [
  ...readFileSync(join(HERE, 'fields.h'), 'latin1').matchAll(/^FIELD\("([\w.]+)"/gm),
].map(match => match[1]!);
const known: ReadonlySet<string> = new Set(fileScopeOf(standin).functions.map(fn => fn.name));

const strings = (names: readonly string[]): string => [...names, ''].map(name => `"${name}"`).join(', ');

const prelude: string = [
  '#include "runtime.c"',
  `const char *const shared_names[] = { ${strings(shared.map(fn => fn.name))} };`,
  `const char *const shared_domains[] = { ${strings(shared.map(domainOf))} };`,
  ...shared.map((fn, i) => stubOf(fn, `FN_SHARED + ${i}`)),
].join('\n');

/** Indices into fields.h of the memory that a text reads. */
function fieldsOf(text: string): number[] {
  return fieldNames.flatMap((name, i) => {
    const [member, owner] = name.split('.').reverse();
    const read = owner
      ? new RegExp(`\\b${owner}->${member}\\b`)
      : new RegExp(`(?<!\\bvmf)(->|\\.)${member}\\b(?!\\s*[,=]\\s*\\w+_)`);
    return read.test(text) ? [i] : [];
  });
}

/** How to call the entry with objects of the pool. */
function callOf(entry: Signature): string {
  const objects: readonly (readonly [RegExp, string])[] = [
    [/struct vm_fault \*/, '&P.vmf'],
    [/struct vm_area_struct \*/, '&P.vma'],
    [/struct vm_special_mapping \*/, '&P.sm'],
    [/struct gizmo \*/, '&P.gizmo'],
    [/struct widget \*/, '&P.widget'],
    [/struct file \*/, '&P.file'],
    [/./, '1'],
  ];
  const list = entry.parameters.map(parameter => objects.find(([type]) => type.test(parameter))![1]);
  return `${entry.name}(${list.join(', ')})`;
}

/** C text of one version, every clashing name renamed by the preprocessor so that the text stays as it is. */
function versionOf(
  id: string,
  side: 'before' | 'after',
  text: string,
  scope: FileScope,
  own: readonly string[],
) {
  const mark = side[0];
  const renames = [
    ...scope.names.map(name => [name, `${id}${mark}_${name}`] as const),
    ...own.map(name => [name, `${id}_${name}`] as const),
  ];
  return (call: string): string =>
    [
      ...renames.map(([from, to]) => `#define ${from} ${to}`),
      `#line 1 "${id}.${side}"`,
      text.replace(/^[ \t]*#[ \t]*include[^\n]*/gm, ''),
      `static long ${id}${mark}_call(void)\n{\n\treturn (int)${call};\n}`,
      ...renames.map(([from]) => `#undef ${from}`),
      ...scope.macros.map(name => `#undef ${name}`),
    ].join('\n');
}

const maskOf = (kinds: readonly string[]): number =>
  KINDS.filter(([, kind]) => kinds.includes(kind)).reduce((mask, [bit]) => mask | bit, 0);

/** An out-of-memory that a text makes itself: not one that it compares with. */
const OWN_ENOMEM = /(?:return|[^=!<>]=|[?:])\s*-ENOMEM\b(?!\s*:)/;

function programOf(id: string, pair: Pair): { text: string; row: string } {
  const before = fileScopeOf(pair.before);
  const after = fileScopeOf(pair.after);
  const defined = new Set([...before.names, ...after.names]);
  const own = before.functions.filter((fn, i, all) => {
    const first = all.findIndex(other => other.name === fn.name) === i;
    return first && !fn.body && !defined.has(fn.name) && !known.has(fn.name);
  });
  const entry = before.functions.find(fn => fn.name === pair.entry && fn.body);
  if (!entry) throw new Error(`expected a definition of ${pair.entry} in the text before`);
  const call = callOf(entry);
  const fields = fieldsOf(pair.before);
  const ownNames = own.map(fn => fn.name);
  return {
    text: [
      ...own.map((fn, i) => `static ${stubOf(fn, `FN_OWN + ${i}`, `${id}_${fn.name}`)}`),
      versionOf(id, 'before', pair.before, before, ownNames)(call),
      versionOf(id, 'after', pair.after, after, ownNames)(call),
      `static const unsigned char ${id}_fields[] = { ${[...fields, 0].join(', ')} };`,
      `static const char *const ${id}_own[] = { ${strings(ownNames)} };`,
      `static const char *const ${id}_domains[] = { ${strings(own.map(domainOf))} };`,
    ].join('\n'),
    row: `{ "${id}", ${id}b_call, ${id}a_call, ${Math.min(1 + 3 * fields.length, 10)}, ${id}_fields, ${fields.length}, ${id}_own, ${id}_domains, ${maskOf(pair.declared ?? [])}, ${OWN_ENOMEM.test(pair.before) ? 1 : 0} },`,
  };
}

const run = promisify(execFile);

interface Failure {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly message: string;
}

/** Compares every pair; the results are in the order of the pairs. */
export async function compareAll(
  pairs: readonly Pair[],
  options: HarnessOptions = {},
): Promise<Comparison[]> {
  const results: Comparison[] = new Array(pairs.length);
  const size = options.batch ?? 100;
  const batches: number[][] = [];
  for (let i = 0; i < pairs.length; i += size)
    batches.push(Array.from({ length: Math.min(size, pairs.length - i) }, (_, k) => i + k));
  const work = mkdtempSync(join(tmpdir(), 'oracle-'));
  try {
    const worker = async (): Promise<void> => {
      for (let batch = batches.pop(); batch; batch = batches.pop())
        await compareBatch(pairs, batch, results, work, options);
    };
    await Promise.all(Array.from({ length: options.jobs ?? 2 }, worker));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return results;
}

/** Compares one pair. */
export async function compareByExecution(
  before: string,
  after: string,
  entry: string,
  options: HarnessOptions = {},
): Promise<Comparison> {
  return (await compareAll([{ before, after, entry }], options))[0]!;
}

const broken = (error: string): Comparison => ({
  error,
  runs: 0,
  exhaustive: false,
  returned: 0,
  differences: [],
  told: [],
});

async function compareBatch(
  pairs: readonly Pair[],
  batch: readonly number[],
  results: Comparison[],
  work: string,
  options: HarnessOptions,
): Promise<void> {
  let todo = [...batch];
  while (todo.length > 0) {
    const programs = todo.map(i => programOf(`p${i}`, pairs[i]!));
    const base = join(work, `b${todo[0]}_${todo.length}`);
    const seed = options.seed ?? 1;
    writeFileSync(
      `${base}.c`,
      [
        prelude,
        ...programs.map(program => program.text),
        'static const struct pair pairs[] = {',
        ...programs.map(program => program.row),
        '};',
        'int main(void)\n{\n\tint i;\n\n\tprepare_to_judge();',
        `\tfor (i = 0; i < COUNT(pairs); i++)\n\t\tjudge(&pairs[i], ${options.budget ?? 3000}, ${seed}UL);`,
        '\treturn 0;\n}\n',
      ].join('\n'),
      'latin1',
    );
    try {
      await run(compiler, ['-w', '-I', HERE, '-o', base, `${base}.c`], { maxBuffer: 1 << 26 });
    } catch (failure) {
      todo = await blame(failure as Failure, todo, pairs, results, work, options);
      continue;
    }
    const { stdout } = await run(base, [], { maxBuffer: 1 << 28 }).catch((failure: Failure) => ({
      stdout: failure.stdout ?? '',
    }));
    readResults(stdout, results);
    for (const i of todo) results[i] ??= broken('the judge ended before this program');
    return;
  }
}

/** Takes the programs out that do not compile; returns those to try again. */
async function blame(
  failure: Failure,
  todo: readonly number[],
  pairs: readonly Pair[],
  results: Comparison[],
  work: string,
  options: HarnessOptions,
): Promise<number[]> {
  const errors = new Map<number, string>();
  for (const match of (failure.stderr ?? '').matchAll(
    /^(?:.*\/)?p(\d+)\.(before|after):(\d+):.*?error: (.*)$/gm,
  )) {
    const i = Number(match[1]);
    if (!errors.has(i)) errors.set(i, `${match[2]}:${match[3]}: ${match[4]}`);
  }
  if (errors.size > 0) {
    for (const [i, error] of errors) results[i] = broken(error);
    return todo.filter(i => !errors.has(i));
  }
  if (todo.length === 1) {
    results[todo[0]!] = broken((failure.stderr || failure.message).split('\n').slice(0, 4).join('; '));
    return [];
  }
  const half = todo.length >> 1;
  await compareBatch(pairs, todo.slice(0, half), results, work, options);
  return todo.slice(half);
}

function readResults(stdout: string, results: Comparison[]): void {
  let differences: Difference[] = [];
  let told: Told[] = [];
  for (const line of stdout.split('\n')) {
    const cells = line.split('\t');
    if (cells[0] === 'P') {
      differences = [];
      told = [];
      const [runs, exhaustive, returned] = cells.slice(2).map(Number);
      results[Number(cells[1]!.slice(1))] = {
        error: undefined,
        runs: runs!,
        exhaustive: exhaustive === 1,
        returned: returned!,
        differences,
        told,
      };
    } else if (cells[0] === 'D') {
      const mask = Number(cells[1]);
      const kinds = KINDS.filter(([bit]) => mask & bit).map(([, kind]) => kind);
      differences.push({ kinds, count: Number(cells[2]), example: cells[3]! });
    } else if (cells[0] === 'T') {
      const doing = cells[5]!.split(',').filter(Boolean);
      told.push({
        side: cells[1] === '0' ? 'before' : 'after',
        value: Number(cells[2]),
        runs: Number(cells[3]),
        returned: cells[4]!.split(',').map(Number),
        doing: new Map(doing.map(one => [one.split('=')[0]!, Number(one.split('=')[1])])),
      });
    }
  }
}

/** What stands against a conversion that declares these differences; empty where nothing does. */
export function objections(comparison: Comparison, declared: readonly string[]): string[] {
  if (comparison.error !== undefined) return [`does not run: ${comparison.error}`];
  return comparison.differences
    .filter(({ kinds }) => kinds.some(kind => !declared.includes(kind)))
    .map(({ kinds, example }) => `${kinds.join(' + ')}: ${example}`);
}

/** Whether running can tell the versions apart by more than differences that a conversion may declare. */
export function isDistinguishable(comparison: Comparison): boolean {
  return comparison.differences.some(({ kinds }) => kinds.includes('undeclared'));
}

/** What gcc warns of in a text that stands on its own, one line each; empty where gcc is missing. */
export function warningsOf(
  text: string,
  flags: readonly string[] = ['-Wall', '-Wno-unused', '-O1'],
): string[] {
  const { status, stderr } = spawnSync(
    'gcc',
    [...flags, '-I', HERE, '-include', 'standin.h', '-x', 'c', '-c', '-o', '/dev/null', '-'],
    {
      env: { ...process.env, LC_ALL: 'C' },
      input: text.replace(/^[ \t]*#[ \t]*include[^\n]*/gm, ''),
      encoding: 'latin1',
    },
  );
  if (status === null) return [];
  return stderr.match(/^.*(?:warning|error):.*$/gm) ?? [];
}
