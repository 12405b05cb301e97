import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Arguments } from '../../src/edge/command.js';
import { selectorOf } from '../../src/edge/select.js';
import { findSettings, parseSettings, readSettings, withSettings } from '../../src/edge/settings.js';
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
  ['{"include": "drivers"}', 'x: include: expected a list of names, found "drivers"'],
  ['{"exclude": [1]}', 'x: exclude: expected a list of names, found [1]'],
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
  // The schema knows no patterns and no prototypes.
  if (!/kernel|headers|__proto__/.test(text)) {
    expect(violations(schema, JSON.parse(text))).not.toEqual([]);
  }
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

test('headers that are no folder are told of where they are needed', () => {
  const file = join(scratch({ 'a.c': '' }), 'faultline.config.json');
  const headersOf = (headers: string) =>
    withSettings(ARGS, { file, settings: { headers } }, '/').text('headers');
  expect(() => headersOf('../no/such')).toThrow(
    `${file}: headers: expected a folder, found nothing at "../no/such"`,
  );
  expect(() => headersOf('a.c')).toThrow(
    `${file}: headers: expected a folder, found something else at "a.c"`,
  );
  expect(withSettings(ARGS, { file, settings: { headers: 'x' } }, '/').text('kernel')).toBeUndefined();
});

test.each([
  ['["drivers/[ab"]', 'x: include: expected a "]" for each "[" for "drivers/[ab", found ["drivers/[ab"]'],
  [
    '["/drivers"]',
    'x: include: expected a glob that is relative to the folder of the file for "/drivers", found',
  ],
  ['["../x"]', 'x: include: expected a glob that does not lead out of its folder for "../x", found ["../x"]'],
])('globs that can hold for nothing are told: %s', (include, message) => {
  expect(() => parseSettings(`{"include": ${include}}`, 'x')).toThrow(message);
  expect(parseSettings('{"include": ["a[bc]*.c", "x\\\\[y", "..a"]}', 'x').include).toHaveLength(3);
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
