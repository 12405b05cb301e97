import { recently } from '../../src/source/recent.js';

it('remembers answers for those it was asked about last', () => {
  const asked: string[] = [];
  const answer = recently(2, ({ name }: { name: string }) => {
    asked.push(name);
    return name.toUpperCase();
  });
  const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];
  expect([a, a, b, a, c, a, b, b].map(answer)).toEqual(['A', 'A', 'B', 'A', 'C', 'A', 'B', 'B']);
  // `b` had gone when `c` came, since `a` was asked about after it.
  expect(asked).toEqual(['a', 'b', 'c', 'b']);
});
