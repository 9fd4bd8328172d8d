import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { digest } from '../../src/evidence/digest.ts';

test('is the SHA-256 of the canonical JSON', () => {
  // printf '{"a":1,"b":[true,null,"x"]}' | sha256sum
  expect(digest({ b: [true, null, 'x'], a: 1 })).toBe(
    'eca8cfb31ab74533e1eb2f4c74d2d55dfe3c79ac704787e54be8647ea7777eb1',
  );
});

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
};

test('does not depend on the order of keys, at any depth', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(digest(reversed(value))).toBe(digest(value));
    }),
  );
});

test('tells values apart', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(digest({ value })).not.toBe(digest({ value: [value] }));
    }),
  );
  const alike = [{ a: 1 }, { a: '1' }, { a: null }, {}, [], '', null, { a: { b: 1 } }, { b: 1 }];
  expect(new Set(alike.map(digest)).size).toBe(alike.length);
});

test('depends on the order in a list', () => {
  expect(digest([1, 2])).not.toBe(digest([2, 1]));
});
