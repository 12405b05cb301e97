import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Arguments } from '../../src/edge/command.js';
import { selectorOf } from '../../src/edge/select.js';
import {
  checkHeaders,
  findSettings,
  parseSettings,
  readSettings,
  withSettings,
} from '../../src/edge/settings.js';
import { transforms } from '../../transforms/index.js';
import { scratch } from '../tree/scratch.js';
import { violations } from './schema.js';

const schema = JSON.parse(readFileSync('docs/schema/config-1.json', 'utf8'));

const ARGS: Arguments = {
  ...{ place: undefined, tree: '.', paths: [], transforms: [], review: false, quiet: false, debug: false },
  budget: {},
  timing: false,
  color: 'never',
  globs: [{ include: [], exclude: [], prefix: '' }],
  flag: () => false,
  text: name => (name === 'kernel' ? undefined : name === 'headers' ? undefined : `own ${name}`),
};

const ALL = {
  $schema: 'https://example.com/config-1.json',
  transforms: ['vm-fault-t'],
  include: ['drivers/**'],
  exclude: ['*.h'],
  review: true,
  kernel: '4.20',
  headers: '../linux/include',
  effort: 4,
  largest: 64,
};

test('settings obey the schema that describes them, and the schema knows all of them', () => {
  expect(parseSettings(JSON.stringify(ALL), 'x')).toEqual(ALL);
  expect(violations(schema, ALL)).toEqual([]);
  expect(Object.keys(schema.properties)).toEqual(Object.keys(ALL));
  expect(parseSettings('\ufeff{}', 'x')).toEqual({});
});

test.each([
  [
    '{"exlude": []}',
    'x: "exlude" is no setting; expected one of $schema, transforms, include, exclude, review, kernel, headers, effort, largest',
  ],
  ['{"include": "drivers"}', 'x: include: expected a list of globs, found "drivers"'],
  ['{"exclude": [1]}', 'x: exclude: expected a list of globs, found [1]'],
  ['{"review": "yes"}', 'x: review: expected true or false, found "yes"'],
  ['{"kernel": 4.2}', 'x: kernel: expected a release such as 4.20, or releases such as 4.4..6.12, found 4.2'],
  ['{"headers": ""}', 'x: headers: expected a text, found ""'],
  ['{"effort": 0}', 'x: effort: expected a number from 0.01 to 1000, found 0'],
  ['{"largest": "64"}', 'x: largest: expected a number from 1 to 256, found "64"'],
  ['[]', 'x: expected an object, found []'],
  [
    '{"__proto__": 1}',
    'x: "__proto__" is no setting; expected one of $schema, transforms, include, exclude, review, kernel, headers, effort, largest',
  ],
])('%s is told with its key', (text, message) => {
  expect(() => parseSettings(text, 'x')).toThrow(message);
  // A schema knows no prototypes.
  if (!text.includes('__proto__')) expect(violations(schema, JSON.parse(text))).not.toEqual([]);
});

test('a key that stands twice is told, with its lines', () => {
  expect(() =>
    parseSettings('{\n  "exclude": ["a"],\n  "kernel": "\\"exclude\\":",\n  "exclud\\u0065" : ["b"]\n}', 'x'),
  ).toThrow('x: expected each key once, found "exclude" twice, in lines 2 and 4');
  expect(() => parseSettings('{"review": true, "review": true}', 'x')).toThrow(
    'x: expected each key once, found "review" twice, in line 1',
  );
  expect(
    parseSettings('{"include": ["exclude", "{", "a:"], "exclude": ["include"]}', 'x').include,
  ).toHaveLength(3);
});

const isTaken = (settings: object) => {
  try {
    parseSettings(JSON.stringify(settings), 'x');
    return true;
  } catch {
    return false;
  }
};
const madeOf = (parts: readonly string[]) =>
  fc.array(fc.constantFrom(...parts), { maxLength: 7 }).map(list => list.join(''));

test('the schema and the program take the same globs', () => {
  const parts = ['/', '..', '.', '[', ']', '\\', '!', '*', 'a', '{', '\n', 'ö'];
  const isSame = (glob: string) => {
    for (const key of ['include', 'exclude'])
      expect([glob, violations(schema, { [key]: [glob] }).length === 0]).toEqual([
        glob,
        isTaken({ [key]: [glob] }),
      ]);
  };
  for (const glob of [
    '',
    '/',
    '/drivers',
    '../x',
    'a/..',
    '..a',
    '[a',
    '[a]',
    '\\[',
    '\\\\[',
    '\\',
    '!a',
    '\\!a',
  ])
    isSame(glob);
  fc.assert(fc.property(madeOf(parts), isSame), { numRuns: 2000 });
});

test('the schema takes the kernels that the program takes, but for ranges that end before they begin', () => {
  const parts = ['4', '20', '256', '0', '.', '..', '-rc1', 'v', '-', '6.12', '4.4', ' ', '\n', 'x'];
  const isSame = (kernel: string) => {
    const [first = '', last = ''] = kernel.split('..');
    const isTurned =
      kernel.split('..').length === 2 && isTaken({ kernel: first }) && isTaken({ kernel: last });
    const isValid = violations(schema, { kernel }).length === 0;
    expect([kernel, isValid]).toEqual([kernel, isTaken({ kernel }) || isTurned]);
  };
  for (const kernel of [
    '4.20',
    '4.4..6.12',
    '..4.20',
    '4.20..',
    '6.12..4.4',
    '..',
    '4',
    '4.20-rc1',
    '4.300',
    '',
  ])
    isSame(kernel);
  fc.assert(fc.property(madeOf(parts), isSame), { numRuns: 2000 });
});

test('the schema names the transforms', () => {
  expect(schema.properties.transforms.items.enum).toEqual(transforms.map(({ name }) => name).sort());
});

test('what is no JSON is told as such', () => {
  expect(() => parseSettings('module.exports = {}', 'x')).toThrow(
    /^x: expected JSON, found something else: /,
  );
});

test('the nearest file counts, in the folder or above it', () => {
  const top = scratch();
  const below = join(top, 'drivers', 'gizmo');
  mkdirSync(below, { recursive: true });
  expect(findSettings(below)).toBeUndefined();
  writeFileSync(join(top, 'faultline.config.json'), '{"review": true}');
  expect(findSettings(below)).toEqual({
    file: join(top, 'faultline.config.json'),
    settings: { review: true },
  });
  writeFileSync(join(below, 'faultline.config.json'), '{"review": false}');
  expect(findSettings(below)!.settings).toEqual({ review: false });
  expect(readSettings('faultline.config.json', { cwd: top }).settings).toEqual({ review: true });
  expect(() => readSettings('other.json', { cwd: top })).toThrow(
    '--config: expected a file, found none at other.json',
  );
});

test('the command line goes before; globs of both have to hold', () => {
  const top = scratch({ 'linux/include/a.h': '' });
  const settings = { ...ALL, headers: join(top, 'linux/include') };
  const found = { file: '/linux/faultline.config.json', settings };
  const args = withSettings(ARGS, found, '/linux/drivers/gpu');
  expect(args).toMatchObject({ transforms: ['vm-fault-t'], review: true });
  expect(args.globs).toEqual([
    { include: [], exclude: [], prefix: '' },
    { include: ['drivers/**'], exclude: ['*.h'], prefix: 'drivers/gpu/' },
  ]);
  expect([args.text('kernel'), args.text('headers'), args.text('format')]).toEqual([
    '4.20',
    settings.headers,
    'own format',
  ]);
  expect(args.budget).toEqual({ effort: 4, largest: 64 });
  expect(withSettings({ ...ARGS, budget: { effort: 2 } }, found, '/linux').budget).toEqual({
    effort: 2,
    largest: 64,
  });
  const given = { ...ARGS, transforms: ['vm-insert-page'], text: () => '4.19' };
  expect(withSettings(given, found, '/linux')).toMatchObject({ transforms: ['vm-insert-page'] });
  expect(withSettings(given, found, '/linux').text('kernel')).toBe('4.19');
  expect(withSettings(ARGS, found, '/linux').globs[1]!.prefix).toBe('');
});

test('headers that are no folder are told of', () => {
  const file = join(scratch({ 'a.c': '' }), 'faultline.config.json');
  const told = (headers?: string) => () =>
    checkHeaders({ file, settings: headers === undefined ? {} : { headers } });
  expect(told('../no/such')).toThrow(`${file}: headers: expected a folder, found nothing at "../no/such"`);
  expect(told('a.c')).toThrow(`${file}: headers: expected a folder, found something else at "a.c"`);
  for (const fine of ['.', undefined]) expect(told(fine)).not.toThrow();
});

test.each([
  ['["drivers/[ab"]', 'x: include: expected a "]" for each "[" for "drivers/[ab", found ["drivers/[ab"]'],
  [
    '["!fs"]',
    'x: include: expected a glob without a "!", which takes nothing back here for "!fs", found ["!fs"]',
  ],
  ['["../x"]', 'x: include: expected a glob that does not lead out of its folder for "../x", found ["../x"]'],
])('globs that can hold for nothing are told: %s', (include, message) => {
  expect(() => parseSettings(`{"include": ${include}}`, 'x')).toThrow(message);
  expect(parseSettings('{"include": ["a[bc]*.c", "x\\\\[y", "..a", "/drivers"]}', 'x').include).toHaveLength(
    4,
  );
});

test('a glob that names the folder that it counts from is told what to say', () => {
  const found = (exclude: string) => ({
    file: '/home/linux/faultline.config.json',
    settings: { exclude: [exclude] },
  });
  const told = (glob: string) => () => withSettings(ARGS, found(glob), '/home/linux');
  expect(told('/home/linux/drivers')).toThrow(
    '/home/linux/faultline.config.json: exclude: expected a glob that counts from /home/linux, such as "/drivers", found "/home/linux/drivers"',
  );
  expect(told('/home/linux')).toThrow('such as "/", found');
  expect(told('/home/linuxes')).not.toThrow();
  expect(told('/drivers')).not.toThrow();
});

test('settings that are a link to nothing are told, and not passed over', () => {
  const tree = scratch({ 'drivers/a.c': '' });
  symlinkSync('nowhere.json', join(tree, 'faultline.config.json'));
  expect(() => findSettings(join(tree, 'drivers'))).toThrow(
    `cannot read the settings ${join(tree, 'faultline.config.json')}: it is a symbolic link that leads nowhere`,
  );
});

test('a transform that there is not is told with file and key', () => {
  const found = { file: '/linux/faultline.config.json', settings: { transforms: ['vm-nothing'] } };
  expect(() => withSettings(ARGS, found, '/linux')).toThrow(
    /^\/linux\/faultline\.config\.json: transforms: no transform is called "vm-nothing"/,
  );
});

describe('globs', () => {
  const selected = (include: readonly string[], exclude: readonly string[] = [], prefix = '') => {
    const selects = selectorOf([{ include, exclude, prefix }]) ?? (() => true);
    return ['drivers/gpu/a.c', 'drivers/gpu/a.h', 'fs/.x/b.c', 'fs/c.c'].filter(selects);
  };

  test.each([
    [['drivers/gpu'], ['drivers/gpu/a.c', 'drivers/gpu/a.h']],
    [['drivers/gpu/'], ['drivers/gpu/a.c', 'drivers/gpu/a.h']],
    [['./fs/**'], ['fs/.x/b.c', 'fs/c.c']],
    [['*.h'], ['drivers/gpu/a.h']],
    [['gpu'], ['drivers/gpu/a.c', 'drivers/gpu/a.h']],
    [['/drivers'], ['drivers/gpu/a.c', 'drivers/gpu/a.h']],
    [['/'], ['drivers/gpu/a.c', 'drivers/gpu/a.h', 'fs/.x/b.c', 'fs/c.c']],
    [['/fs/c.c', '/gpu', './gpu/', '/c.c'], ['fs/c.c']],
    [
      ['fs/*.c', '*.h'],
      ['drivers/gpu/a.h', 'fs/c.c'],
    ],
    [['{fs,net}/c.c'], ['fs/c.c']],
    [['!fs'], []],
    [[], ['drivers/gpu/a.c', 'drivers/gpu/a.h', 'fs/.x/b.c', 'fs/c.c']],
  ])('%j', (include, expected) => {
    expect(selected(include)).toEqual(expected);
  });

  test('what is excluded is out, whatever includes it; a prefix stands before the paths', () => {
    expect(selected(['fs'], ['.x'])).toEqual(['fs/c.c']);
    expect(selected(['linux/fs/*.c'], [], 'linux/')).toEqual(['fs/c.c']);
    expect(selectorOf([{ include: [], exclude: [], prefix: '' }])).toBeUndefined();
  });
});
