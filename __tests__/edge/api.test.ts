import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import {
  createSourceFile,
  type InterfaceDeclaration,
  isArrayTypeNode,
  isInterfaceDeclaration,
  isTypeLiteralNode,
  isTypeOperatorNode,
  isTypeReferenceNode,
  type PropertySignature,
  ScriptTarget,
  type TypeElement,
  type TypeNode,
} from 'typescript';
import { diff, list, type Progress, plan, scan, UserError } from '../../src/edge/api.js';
import { FAULT, MMAP } from '../e2e/trees.js';
import { scratch } from '../tree/scratch.js';

// A thread begins anew, and has to read the sources as this one does.
process.execArgv = [`--import=${pathToFileURL('scripts/ts.js')}`];

const TREE = { 'drivers/gizmo/gizmo.c': FAULT, 'drivers/widget/widget.c': MMAP };
const transforms = ['vm-insert-page'];

describe('the programmatic API', () => {
  it('scans, as the command does', async () => {
    const ledger = await scan({ tree: scratch(TREE), transforms });
    expect(ledger.totals).toMatchObject({ occurrences: 3, convert: 1, review: 2 });
    expect(ledger.verdicts[0]).toMatchObject({ path: 'drivers/gizmo/gizmo.c', function: 'gizmo_fault' });
  });

  it('gives the diff, the texts, and the names that no header declares', async () => {
    const tree = scratch(TREE);
    const sure = await diff({ tree, transforms });
    expect(sure.files.map(({ path }) => path)).toEqual(['drivers/gizmo/gizmo.c']);
    expect(sure.files[0]!.before).toBe(FAULT);
    expect(sure.diff).toContain('+	return vmf_insert_page(');
    expect(sure.missing).toContain('vmf_insert_page');
    const all = await diff({ tree, transforms, review: true, exclude: ['gizmo'] });
    expect(all.files.map(({ path }) => path)).toEqual(['drivers/widget/widget.c']);
  });

  it('plans a series', async () => {
    const { series } = await plan({ tree: scratch(TREE), transforms, review: true }, { split: 'file' });
    expect(series[0]!.patches.map(({ files }) => files)).toEqual([
      ['drivers/gizmo/gizmo.c'],
      ['drivers/widget/widget.c'],
    ]);
  });

  it('takes no plan that says nothing', async () => {
    const request = { tree: scratch(TREE), transforms };
    const split = 'folder' as 'file';
    await expect(plan(request, { split })).rejects.toThrow(
      'split: expected driver, maintainer, file or one, found "folder"',
    );
    await expect(plan(request, { most: 0.5 })).rejects.toThrow(
      'most: expected a whole number from 1 on, found 0.5',
    );
    await expect(plan(request, { most: 0 })).rejects.toThrow(UserError);
  });

  it('gives plain data only', async () => {
    const request = { tree: scratch(TREE), transforms };
    for (const data of [await scan(request), await diff(request), await plan(request), list()]) {
      expect(structuredClone(data)).toEqual(data);
      expect(JSON.parse(JSON.stringify(data))).toEqual(data);
    }
  });

  it('tells its progress, and stops when it is told to', async () => {
    const seen: Progress[] = [];
    await scan({ tree: scratch(TREE), transforms, onProgress: step => void seen.push(step) });
    expect(new Set(seen.map(({ phase }) => phase))).toContain('judge');

    const controller = new AbortController();
    const reason = new Error('enough');
    const stopped = scan({
      tree: scratch(TREE),
      transforms,
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(stopped).rejects.toBe(reason);
  });

  it.each([
    ['no folder', { tree: '' }, /^tree: expected a folder, found ""$/],
    ['a folder that is not there', { tree: '/nowhere/at/all' }, /nowhere/],
    ['a transform that is not there', { tree: '.', transforms: ['nope'] }, /^transforms: .*nope/],
    ['a path that leads out', { tree: '.', paths: ['..'] }, /\.\./],
  ])('says what is wrong with %s', async (_, request, message) => {
    const failed = scan(request);
    await expect(failed).rejects.toBeInstanceOf(UserError);
    await expect(failed).rejects.toThrow(message);
  });
});

describe('what a request may hold', () => {
  // What no type checker has seen.
  const asked = (request?: unknown) => scan(request as Parameters<typeof scan>[0]);
  const KEYS =
    'tree, paths, include, exclude, transforms, review, prepare, effort, largest, signal, onProgress';

  it.each<[string, unknown, string]>([
    ['nothing', undefined, `request: expected an object with ${KEYS}, found nothing`],
    ['a text', 'linux', `request: expected an object with ${KEYS}, found "linux"`],
    ['no tree', {}, 'tree: expected a folder, found nothing'],
    [
      'a path alone',
      { tree: '.', paths: 'drivers' },
      'paths: expected a list of files and folders of the tree, found "drivers"',
    ],
    ['a glob alone', { tree: '.', include: '*.c' }, 'include: expected a list of globs, found "*.c"'],
    [
      'a glob that is none',
      { tree: '.', exclude: [1n] },
      'exclude: expected a list of globs, found an object',
    ],
    ['a signal that is none', { tree: '.', signal: {} }, 'signal: expected an AbortSignal, found {}'],
    [
      'an effort in words',
      { tree: '.', effort: '2' },
      'effort: expected a number from 0.01 to 1000, found "2"',
    ],
    ['no number', { tree: '.', largest: Number.NaN }, 'largest: expected a number from 1 to 256, found NaN'],
    ['a yes', { tree: '.', review: 'yes' }, 'review: expected true or false, found "yes"'],
    [
      'a listener that is none',
      { tree: '.', onProgress: null },
      'onProgress: expected a function, found null',
    ],
    [
      'a key that is none',
      { tree: '.', path: ['drivers'] },
      `request: expected no keys but ${KEYS}, found "path"`,
    ],
  ])('says what is wrong with %s', async (_, request, message) => {
    await expect(asked(request)).rejects.toBeInstanceOf(UserError);
    await expect(asked(request)).rejects.toThrow(new Error(message));
  });

  it('takes what is undefined for not given', async () => {
    const { totals } = await asked({ tree: scratch(TREE), transforms, paths: undefined, signal: undefined });
    expect(totals.occurrences).toBe(3);
  });

  it('does not take a tree in which the globs leave nothing for one without findings', async () => {
    const failed = scan({ tree: scratch(TREE), transforms, include: ['sound/**', '*.cpp'] });
    await expect(failed).rejects.toThrow(
      new UserError(
        'include: expected a glob that holds for a .c or .h file, its path relative to the tree, found sound/**, *.cpp',
      ),
    );
  });

  it('plans after no wish that says nothing', async () => {
    const wish = { splits: 'file' } as object;
    await expect(plan({ tree: scratch(TREE), transforms }, wish)).rejects.toThrow(
      new UserError('wish: expected no keys but split, most, found "splits"'),
    );
  });
});

describe('the types', () => {
  const source = createSourceFile(
    'api.ts',
    readFileSync('src/edge/api.ts', 'utf8'),
    ScriptTarget.ESNext,
    true,
  );

  /** The keys of a type, those of what it holds below it: `verdicts[].chain[].name`. */
  function keysOfType(node: TypeNode | undefined, above: string): string[] {
    if (node === undefined) return [];
    if (isTypeOperatorNode(node)) return keysOfType(node.type, above);
    if (isArrayTypeNode(node)) return keysOfType(node.elementType, `${above}[]`);
    if (isTypeLiteralNode(node)) return node.members.flatMap(member => keysOfMember(member, above));
    if (!isTypeReferenceNode(node)) return [];
    const name = node.typeName.getText(source);
    if (name === 'Readonly') return keysOfType(node.typeArguments![0], above);
    if (name === 'Record') return namesIn(node.typeArguments![0]!).map(key => `${above}.${key}`);
    return keysOfInterface(name, above);
  }
  const namesIn = (node: TypeNode) => [...node.getText(source).matchAll(/'(\w+)'/g)].map(([, key]) => key!);
  function keysOfMember(member: TypeElement, above: string): string[] {
    const key = `${above}.${member.name!.getText(source)}`;
    return [key, ...keysOfType((member as PropertySignature).type, key)];
  }
  function keysOfInterface(name: string, above = ''): string[] {
    const found = source.statements.find(one => isInterfaceDeclaration(one) && one.name.text === name);
    return found === undefined
      ? []
      : (found as InterfaceDeclaration).members.flatMap(member => keysOfMember(member, above));
  }

  /** The keys of a value likewise. */
  function keysOfValue(value: unknown, above = ''): string[] {
    if (Array.isArray(value)) return value.flatMap(one => keysOfValue(one, `${above}[]`));
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, one]) => [
      `${above}.${key}`,
      ...keysOfValue(one, `${above}.${key}`),
    ]);
  }
  const sorted = (keys: readonly string[]) => [...new Set(keys)].sort();

  it('have the keys that there are at run time', async () => {
    const huge = scratch({
      ...TREE,
      'drivers/char/big.c': `${' '.repeat(1_100_000)}vm_insert_page();`,
      'drivers/char/left.c': '/* faultline-ignore known to be fine */\nint vm_insert_page(int);\n',
    });
    const request = { tree: huge, transforms, review: true, largest: 1 };
    const made = {
      LedgerDocument: await scan(request),
      DiffDocument: await diff(request),
      PlanDocument: await plan(request),
    };
    expect(made.LedgerDocument.unread).toHaveLength(1);
    expect(made.LedgerDocument.ignores).toHaveLength(1);
    for (const [name, value] of Object.entries(made)) {
      expect(sorted(keysOfInterface(name))).toEqual(sorted(keysOfValue(value)));
    }
  });

  it('have the keys of the schema', () => {
    const schema = JSON.parse(readFileSync('docs/schema/ledger-1.json', 'utf8'));
    const keysOf = (node: { $ref?: string; items?: object; properties?: object }, above = ''): string[] => {
      if (node.$ref !== undefined) return keysOf(schema.$defs[node.$ref.split('/').at(-1)!], above);
      if (node.items !== undefined) return keysOf(node.items, `${above}[]`);
      return Object.entries(node.properties ?? {}).flatMap(([key, one]) => [
        `${above}.${key}`,
        ...keysOf(one, `${above}.${key}`),
      ]);
    };
    expect(sorted(keysOfInterface('LedgerDocument'))).toEqual(sorted(keysOf(schema)));
  });
});

describe('the package', () => {
  const packed: string[] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )[0].files.map(({ path }: { path: string }) => path);

  it('holds what it runs on, and no sources, tests or maps', () => {
    const { exports: doors, bin } = JSON.parse(readFileSync('package.json', 'utf8'));
    const needed = [doors['.'].types, doors['.'].default, bin.faultline].map(path =>
      path.replace(/^\.\//, ''),
    );
    expect(packed).toEqual(expect.arrayContaining([...needed, 'README.md', 'LICENSE', 'CHANGELOG.md']));
    expect(
      packed.filter(path => /^(?:src|transforms|__tests__|bench|scripts|node_modules)\//.test(path)),
    ).toEqual([]);
  });

  it('holds every module that was built', () => {
    const built = readdirSync('dist', { recursive: true, encoding: 'utf8' }).filter(path =>
      path.endsWith('.js'),
    );
    expect(built.filter(path => !packed.includes(`dist/${path}`))).toEqual([]);
  });
});
