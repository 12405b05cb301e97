/** What may import what: read from the import lines themselves. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

interface Module {
  readonly path: string;
  readonly text: string;
  /** As resolved: `src/edit/edit.ts` for our own, the package's name for a foreign one. */
  readonly imports: readonly string[];
}

const modules: readonly Module[] = ['src', 'transforms'].flatMap(top =>
  readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
    .map(name => posix.join(top, name.replaceAll('\\', '/')))
    .filter(path => path.endsWith('.ts'))
    .sort()
    .map(path => moduleOf(path, readFileSync(join(root, path), 'utf8'))),
);

function moduleOf(path: string, text: string): Module {
  const specifiers = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map(match => match[1]!);
  const imports = specifiers.map(specifier =>
    specifier.startsWith('.')
      ? posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts')
      : specifier,
  );
  return { path, text, imports };
}

const isForeign = (name: string) => !/^(?:src|transforms)\//.test(name) && !name.startsWith('node:');
const under = (folder: string) => modules.filter(({ path }) => path.startsWith(`${folder}/`));
/** Lines `importer -> imported` that break a rule: shown whole, so that a failure says what to mend. */
const edges = (from: readonly Module[], isBad: (imported: string, importer: string) => boolean) =>
  from.flatMap(({ path, imports }) =>
    imports.filter(name => isBad(name, path)).map(name => `${path} -> ${name}`),
  );

/** All but the edge: `edge/`, the ports to disk in `tree/`, and `main.ts`, where the process begins. */
const engine = modules.filter(({ path }) => /^src\/(?!edge\/|tree\/|main\.ts)/.test(path));

describe('borders', () => {
  it('reads the modules it judges', () => {
    expect(modules.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['src/run.ts', 'src/edit/apply.ts', 'transforms/index.ts']),
    );
    expect(moduleOf('src/a/b.ts', "import x from '../c.js';\nexport * from 'diff';").imports).toEqual([
      'src/c.ts',
      'diff',
    ]);
  });

  it('gives each foreign library one importer', () => {
    const importers = new Map<string, Set<string>>();
    for (const { path, imports } of modules) {
      for (const name of imports.filter(isForeign))
        importers.set(name, (importers.get(name) ?? new Set()).add(path));
    }
    const shared = [...importers].filter(([, paths]) => paths.size > 1);
    expect(shared.map(([name, paths]) => `${name}: ${[...paths].join(', ')}`)).toEqual([]);
    expect([...(importers.get('magic-string') ?? [])]).toEqual(['src/edit/apply.ts']);
  });

  it('lets transforms use the kit, their own folder, and nothing else', () => {
    const isBad = (name: string) => name !== 'src/kit.ts' && !name.startsWith('transforms/');
    const shelf = (path: string) => path === 'transforms/index.ts';
    expect(edges(under('transforms'), (name, path) => isBad(name) && !shelf(path))).toEqual([]);
  });

  it('keeps the engine from the transforms', () => {
    expect(edges(engine, name => name.startsWith('transforms/'))).toEqual([]);
  });

  it('never lets the engine name an API of the transforms', () => {
    const named = modules
      .filter(({ path }) => path.startsWith('src/'))
      .flatMap(({ path, text }) =>
        [...withoutComments(text).matchAll(/\b(?:vmf?_\w+|VM_FAULT\w*)/g)].map(
          ([name]) => `${path}: ${name}`,
        ),
      );
    expect(named).toEqual([]);
  });

  it('keeps disk, clock, environment and terminal out of the pure core', () => {
    const tools = [
      'node:fs',
      'node:fs/promises',
      'node:child_process',
      'node:os',
      'node:process',
      'node:timers',
    ];
    expect(edges(engine, name => tools.includes(name) || name.startsWith('src/edge/'))).toEqual([]);
    const impure = namesIn(
      engine,
      /\b(?:process|console|Date\.now|new Date(?=\(\))|performance|setTimeout|Math\.random)\b/g,
    );
    expect(impure).toEqual([]);
  });

  it('waits for nothing where texts are judged and made', () => {
    const waiting = ['flow', 'rewrite', 'edit', 'patch'].flatMap(name => under(`src/${name}`));
    expect(namesIn(waiting, /\b(?:async|await|Promise)\b/g)).toEqual([]);
  });

  it('lets text become markup in one place', () => {
    const makers = under('src/report').filter(({ text }) => /\bnew Html\(|\.markup\b/.test(code(text)));
    expect(makers.map(({ path }) => path)).toEqual(['src/report/page/html.ts', 'src/report/page/page.ts']);
    const trusting = under('src').filter(({ text }) => /\btrusted\(/.test(withoutComments(text)));
    expect(trusting.map(({ path }) => path)).toEqual(['src/report/page/html.ts', 'src/report/page/page.ts']);
  });

  it('lets the source layer know nothing of what is built on it', () => {
    const above = /^src\/(?:facts|flow|rewrite|edit|patch|tree|edge)\//;
    expect(edges(under('src/source'), name => above.test(name))).toEqual([]);
    expect(
      edges(under('src/patch'), name => /^src\/(?:facts|flow|rewrite|edit|tree|edge)\//.test(name)),
    ).toEqual([]);
  });

  it('mints proofs in the provers only', () => {
    const isMinting = ({ text }: Module) => /\bmint\b/.test(code(text));
    expect(modules.filter(isMinting).filter(({ path }) => !path.startsWith('src/flow/'))).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*/g, '');
}

/** The text without comments and strings, roughly: enough to look for names. */
function code(text: string): string {
  return withoutComments(text).replace(/'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g, '');
}

function namesIn(from: readonly Module[], pattern: RegExp): readonly string[] {
  return from.flatMap(({ path, text }) =>
    [...code(text).matchAll(pattern)].map(([name]) => `${path}: ${name}`),
  );
}
