import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { groupBy } from '../../src/order.js';
import { cpuSeconds, grown } from '../cpu.js';
import { filesIn, study } from './forest.js';
import { brokenVersions } from './junk.js';

const GOLDEN = join(dirname(fileURLToPath(import.meta.url)), '../golden/facts');
const HEAD = 'static const struct vm_operations_struct chain_vm_ops = { .fault = f0 };\n';
const link = (i: number, storage: string) => `${storage}int f${i}(int n)\n{\n\treturn f${i + 1}(n);\n}\n`;

describe('long chains', () => {
  /** What is said of the innermost function of a tree of a size, and that the time grew no worse than the tree. */
  const contextIn = async (
    filesOf: (size: number) => Record<string, string>,
    nameOf: (size: number) => string,
  ) => {
    const { result, tooMuch } = await grown(async size => {
      const { facts, functions } = await study(filesOf(size), nameOf(size));
      return facts.contextOf(functions[0]!);
    });
    expect(tooMuch).toBeUndefined();
    return result;
  };
  const each = (size: number, part: (i: number) => string) => Array.from({ length: size }, (_, i) => part(i));
  const last = (size: number) => `f${size - 1}`;

  it('follows 10,000 static functions in one file within seconds', async () => {
    const { result, tooMuch } = await grown(async size => {
      const links = each(size, i => link(i, 'static '));
      const { facts, functions } = await study({ 'chain.c': HEAD + links.reverse().join('') });
      expect(functions).toHaveLength(size);
      return facts.contextOf(functions.find(fn => fn.name === last(size))!);
    });
    expect(result).toMatchObject({ kind: 'only', names: ['fault'] });
    expect(result.chains[0]).toHaveLength(10_001);
    expect(tooMuch).toBeUndefined();
  });

  it.each(['', 'static '])('follows 10,000 "%s" functions up from the last one', async storage => {
    const filesOf = (size: number) => ({
      'chain.c':
        each(size, i => link(i, storage))
          .reverse()
          .join('') + HEAD,
    });
    const context = await contextIn(filesOf, last);
    expect(context).toMatchObject({ kind: 'only', names: ['fault'] });
    expect(context.chains[0]).toHaveLength(10_001);
  });

  it('ends where each of 10,000 functions has a file of its own, and does not guess', async () => {
    const filesOf = (size: number) =>
      Object.fromEntries(
        Array.from({ length: size }, (_, i) => [`p${i}.c`, `${i === 0 ? HEAD : ''}${link(i, '')}`]),
      );
    expect(await contextIn(filesOf, last)).toMatchObject({ kind: 'unknown', names: [] });
  });

  it('ends where a table of 3,000 macros names as many functions', async () => {
    const size = 3_000;
    const functions = each(size, i => `static int t${i}(int n)\n{\n\treturn n;\n}\n`).join('');
    const entries = each(size, i => `\tENTRY(${i}, t${i}, "entry ${i}"),\n`).join('');
    const macro = '#define ENTRY(n, f, s) { .number = n, .run = f, .said = s }\n';
    const table = `static const struct entry table[] = {\n${entries}};\n`;
    const begun = cpuSeconds();
    const { facts, functions: found } = await study({ 'table.c': macro + functions + table });
    for (const fn of found) expect(facts.contextOf(fn).kind).toBe('unknown');
    // Reading all of the table again for each entry took minutes.
    expect(cpuSeconds() - begun).toBeLessThan(60);
  });

  it('follows a function that 10,000 others call', async () => {
    const caller = (i: number) =>
      `static int g${i}(int n)\n{\n\treturn f0(n);\n}\nstatic struct vm_operations_struct o${i} = { .fault = g${i} };\n`;
    const filesOf = (size: number) => ({ 'wide.c': link(0, 'static ') + each(size, caller).join('') });
    expect(await contextIn(filesOf, () => 'f0')).toMatchObject({ kind: 'only', names: ['fault'] });
  });

  it('follows 10,000 functions that call each other in rings', async () => {
    const filesOf = (size: number) => {
      const member = (i: number) =>
        `static int f${i}(int n)\n{\n\tf${(i * 7) % size}(n);\n\tf${i}(n);\n\treturn f${(i + 1) % size}(n);\n}\n`;
      return { 'rings.c': each(size, member).join('') + HEAD };
    };
    expect(await contextIn(filesOf, last)).toMatchObject({ kind: 'only', names: ['fault'] });
  });

  it('follows a chain from file to file, one round of questions for each', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`part${i}.c`, `${i === 0 ? HEAD : ''}${link(i, '')}`]),
    );
    const { facts, functions } = await study(files);
    const deepest = functions.find(fn => fn.name === 'f59')!;
    expect(facts.contextOf(deepest)).toMatchObject({ kind: 'only', names: ['fault'] });
  });

  it('gives up on a function that very many files name, and says so', async () => {
    const users = Object.fromEntries(
      Array.from({ length: 160 }, (_, i) => [`user${i}.c`, `int user${i}(void)\n{\n\treturn common();\n}\n`]),
    );
    const { facts, functions } = await study({
      ...users,
      'common.c': 'int common(void)\n{\n\treturn 0;\n}\n',
    });
    const common = functions.find(fn => fn.name === 'common')!;
    expect(facts.contextOf(common).why).toBe('common is named in 161 files, too many to follow (common.c:1)');
  });
});

describe('trees that do not parse', () => {
  for (const name of readdirSync(GOLDEN)) {
    const files = filesIn(join(GOLDEN, name));
    it(`${name}: with junk in it, contexts are right or unknown, never wrong`, async () => {
      const sound = await study(files);
      // A function and its twin in another arm have one name.
      const truth = groupBy(sound.functions, fn => `${fn.path} ${fn.name}`);
      let compared = 0;
      for (const broken of brokenVersions(files)) {
        const { facts, functions } = await study(broken.files);
        for (const fn of functions) {
          const were = (truth.get(`${fn.path} ${fn.name}`) ?? []).map(one => sound.facts.contextOf(one));
          const after = facts.contextOf(fn);
          const before = were.find(one => one.names.join() === after.names.join()) ?? were[0];
          if (before === undefined || before.kind === 'unknown' || after.kind === 'unknown') continue;
          // Which of two things of one name a file means is not sure any more where junk stands in its header.
          if (after.kind === 'both' && (isTwin(sound.functions, fn.name) || hasTwinStructs(files))) continue;
          compared++;
          const said = { at: broken.at, fn: `${fn.path} ${fn.name}`, kind: after.kind, names: after.names };
          expect(said).toEqual({ ...said, kind: before.kind, names: before.names });
        }
      }
      expect(compared).toBeGreaterThan(0);
    }, 300_000);
  }
});

function isTwin(functions: readonly { readonly name: string }[], name: string): boolean {
  return functions.filter(other => other.name === name).length > 1;
}

function hasTwinStructs(files: Readonly<Record<string, string | Buffer>>): boolean {
  const tags = Object.values(files).flatMap(text => [...String(text).matchAll(/^struct (\w+) \{/gm)]);
  return new Set(tags.map(([, tag]) => tag)).size < tags.length;
}

describe('names that no search for words finds', () => {
  it.each(['fa\\\nult_too', 'fault\\u005ftoo'])('%j is one in a tree of any size', async torn => {
    const files = (name: string) => ({
      'a/a.c': `extern int fault_too(int n);\nstatic int m(struct file *f)\n{\n\treturn fault_too(1);\n}\nstatic struct file_operations fops = { .mmap = m };\n`,
      'b/b.c': 'int fault_too(int n)\n{\n\treturn n;\n}\n',
      'c/c.c': `static struct vm_operations_struct ops = { .fault = ${name} };\n`,
      ...Object.fromEntries(Array.from({ length: 2_500 }, (_, i) => [`z/z${i}.c`, `int z${i};\n`])),
    });
    const contextOf = async (name: string) => {
      const { facts, functions } = await study(files(name), 'fault_too');
      return facts.contextOf(functions.find(({ path }) => path === 'b/b.c')!).kind;
    };
    expect([await contextOf('another'), await contextOf('fault_too')]).toEqual(['only', 'both']);
    expect(await contextOf(torn)).toBe('unknown');
  });
});
