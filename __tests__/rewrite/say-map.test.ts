/** A map that is said means what it was to mean: the text is run as it stands, C's operators being JavaScript's. */
import fc from 'fast-check';
import { codeOfOwn, type OwnErrors } from '../../src/flow/contract.js';
import { ERRNO } from '../../src/flow/idioms.js';
import type { Draft } from '../../src/rewrite/draft.js';
import { advance } from '../../src/rewrite/layout.js';
import type { Migration } from '../../src/rewrite/migration.js';
import { layMap, sayMap } from '../../src/rewrite/say-map.js';
import { CONTRACT } from '../flow/prover.js';

const OK = CONTRACT.classes[0]!.after;
const [mapper] = CONTRACT.mappers;
const migration: Migration = {
  ...CONTRACT,
  codeType: 'code_t',
  successName: 'CODE_OK',
  errorMask: 'CODE_ERROR',
  codeNames: ['ret'],
  oldNames: ['err'],
  usable: [mapper!],
};

/** Runs an expression with the names that it may use. */
function run(text: string, err: number): unknown {
  const names = new Map<string, unknown>([...ERRNO, ...CONTRACT.constants]);
  names.set('err', err);
  names.set(mapper!.name, (n: number) => mapper!.cases.find(c => c.value === n)?.result ?? mapper!.otherwise);
  return new Function(...names.keys(), `return ${text};`)(...names.values());
}

const errno = fc.constantFrom('EBUSY', 'ENOMEM', 'EAGAIN', 'EINTR', 'EIO', 'EINVAL').map(n => -ERRNO.get(n)!);
const code = fc.constantFrom(OK, 1, 2);
const own: fc.Arbitrary<OwnErrors> = fc.record({
  negative: fc.constant(true),
  map: fc.dictionary(errno.map(String), code).map(d => new Map(Object.entries(d).map(([k, v]) => [+k, v]))),
  otherwise: code,
});
/** The same for callers that take what is above 0 for success, or for an error. */
const withPositive = fc
  .tuple(own, fc.option(code, { nil: undefined }))
  .map(([errors, positive]): OwnErrors => (positive === undefined ? errors : { ...errors, positive }));

it('says a map so that it gives each value what it is to become, or does not say it', () => {
  const values = fc.uniqueArray(fc.oneof(errno, fc.constantFrom(0, -4.5, 0.5, 1, 256)), { minLength: 1 });
  let said = 0;
  let upwards = 0;
  fc.assert(
    fc.property(withPositive, values, (errors, some) => {
      const codes = new Map([[0, OK], ...some.map(n => [n, codeOfOwn(errors, n) ?? OK] as const)]);
      const text = sayMap('err', undefined as unknown as Draft, codes, some, errors, migration);
      if (text === undefined) return;
      if (errors.positive !== undefined && some.some(n => n > 0)) upwards++;
      said++;
      for (const n of some) expect(run(text, n)).toBe(codes.get(n));
      expect(run(layMap(text, 40).replaceAll('\n', ' '), some[0]!)).toBe(codes.get(some[0]!));
    }),
  );
  expect(said).toBeGreaterThan(50);
  expect(upwards).toBeGreaterThan(5);
});

it('prefers the function of the tree, and a constant where that is all', () => {
  const errors: OwnErrors = { negative: true, map: new Map([[-12, 1]]), otherwise: 2 };
  const codes = new Map([
    [-12, 1],
    [-16, 2],
    [-4.5, 2],
  ]);
  const say = (values?: readonly number[]) =>
    sayMap('err', undefined as unknown as Draft, codes, values, errors, migration);
  expect(say()).toBe('code_error(err)');
  expect(say([-16, -4.5])).toBe('CODE_BUS');
});

it('breaks a long map behind its question mark', () => {
  const text = `err == -EBUSY || err == -EAGAIN || err == -EINTR ? CODE_OK : code_error(err)`;
  const lines = layMap(text, 24).split('\n');
  expect(lines).toHaveLength(2);
  for (const [i, line] of lines.entries()) expect(advance(i === 0 ? 24 : 0, line)).toBeLessThanOrEqual(80);
});
