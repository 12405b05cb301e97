import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../src/errors.js';
import { limitTo } from '../../src/tree/limit.js';
import { scratch } from './scratch.js';

const root = () => scratch({ 'drivers/gpu/a.c': '', 'mm/b.c': '', '-x.c': '' });

test('paths are taken relative to the tree, then to where the command runs, or as absolute ones', () => {
  const tree = root();
  const elsewhere = scratch();
  expect(limitTo(tree, elsewhere, ['drivers', './mm/b.c', '-x.c', '.', join(tree, 'mm')])).toEqual([
    'drivers',
    'mm/b.c',
    '-x.c',
    '',
    'mm',
  ]);
  expect(limitTo(tree, join(tree, 'drivers'), ['gpu/a.c'])).toEqual(['drivers/gpu/a.c']);
});

test('a path that is not there, or outside, is a clear error', () => {
  const tree = root();
  const beside = scratch();
  expect(() => limitTo(tree, '/', ['none.c'])).toThrow(UserError);
  expect(() => limitTo(tree, '/', ['none.c'])).toThrow(/^no file or folder none\.c in /);
  expect(() => limitTo(tree, '/', ['mm/b.c/deeper'])).toThrow(/^no file or folder/);
  expect(() => limitTo(tree, '/', ['..'])).toThrow(/^\.\. lies outside the tree/);
  expect(() => limitTo(tree, '/', [beside])).toThrow(/lies outside the tree/);
});

test('a link inside the tree stands for its target, one out of it is refused', () => {
  const tree = root();
  symlinkSync('drivers/gpu', join(tree, 'short'));
  symlinkSync(scratch({ 'x.c': '' }), join(tree, 'away'));
  symlinkSync('loop', join(tree, 'loop'));
  expect(limitTo(tree, '/', ['short/a.c'])).toEqual(['drivers/gpu/a.c']);
  expect(() => limitTo(tree, '/', ['away/x.c'])).toThrow(/lies outside the tree/);
  expect(() => limitTo(tree, '/', ['loop'])).toThrow(/^cannot look at .*loop: it is a symbolic link/);
});
