import { expect, test } from 'vitest';
import { growthOf } from '../../../bench/estate/growth.ts';

test.each([
  { law: 'linear', exponent: 1, of: (x: number) => 7 * x },
  { law: 'quadratic', exponent: 2, of: (x: number) => 0.1 * x ** 2 },
  { law: 'constant', exponent: 0, of: () => 5 },
])('growth that is $law has the exponent $exponent', ({ exponent, of }) => {
  expect(growthOf([10, 100, 1_000].map((x) => ({ x, y: of(x) })))).toBeCloseTo(exponent);
});

test('of one size there is no growth', () => {
  expect(growthOf([{ x: 10, y: 3 }])).toBeNaN();
});
