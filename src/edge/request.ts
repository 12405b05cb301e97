/** What programs ask for, held against what can be asked: their languages may check no types. */
import { UserError } from '../errors.js';
import { budget, type Check, globs, inShort, namesOf, yesOrNo } from './shapes.js';

const folder: Check = value => (typeof value === 'string' && value !== '' ? undefined : 'a folder');
const signal: Check = value =>
  typeof (value as Partial<AbortSignal>)?.throwIfAborted === 'function' ? undefined : 'an AbortSignal';
const listener: Check = value => (typeof value === 'function' ? undefined : 'a function');
const REQUEST: Readonly<Record<string, Check>> = {
  tree: folder,
  paths: namesOf('files and folders of the tree'),
  include: globs,
  exclude: globs,
  transforms: namesOf('names of transforms'),
  review: yesOrNo,
  prepare: yesOrNo,
  effort: budget('effort'),
  largest: budget('largest'),
  signal,
  onProgress: listener,
};

/** @throws UserError that names the key, for a request that nothing can be made of. */
export function checkRequest(request: unknown): void {
  checkKeys('request', request, REQUEST);
  const { tree } = request as { readonly tree?: unknown };
  if (tree === undefined) throw new UserError('tree: expected a folder, found nothing');
}

/**
 * Holds an object against the keys that it may have; what is undefined counts as not given.
 *
 * @throws UserError that names what is wrong, what was expected and what was found
 */
export function checkKeys(what: string, value: unknown, keys: Readonly<Record<string, Check>>): void {
  const names = Object.keys(keys).join(', ');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UserError(`${what}: expected an object with ${names}, found ${inShort(value)}`);
  }
  for (const [key, one] of Object.entries(value)) {
    if (!Object.hasOwn(keys, key)) {
      throw new UserError(`${what}: expected no keys but ${names}, found ${JSON.stringify(key)}`);
    }
    const expected = one === undefined ? undefined : keys[key]!(one);
    if (expected !== undefined) throw new UserError(`${key}: expected ${expected}, found ${inShort(one)}`);
  }
}
