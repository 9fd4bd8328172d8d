import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readWholeList } from '../../src/workspace/read-whole-list.ts';

const ids = (count: number) => Array.from({ length: count }, (_, n) => `id-${n}`);

test('a list of any length is read whole, and no page twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(350), async (length) => {
      const all = ids(length);
      const offsets: number[] = [];
      const read = await readWholeList(
        async ({ offset, limit }) => {
          offsets.push(offset);
          return { entries: all.slice(offset, offset + limit), total: all.length };
        },
        (id) => id,
      );
      expect(read).toEqual(all);
      expect(offsets).toEqual([...new Set(offsets)]);
      expect(offsets.length).toBe(Math.max(1, Math.ceil(length / 100)));
    }),
  );
});

test('an entry that moves to a later page meanwhile is there once', async () => {
  const pages = [ids(100), ['id-99', 'id-100']];
  const read = await readWholeList(
    async ({ offset }) => ({ entries: pages[offset / 100] ?? [], total: 101 }),
    (id) => id,
  );
  expect(read).toEqual(ids(101));
});

test('a list that is shorter than it says it is, is not taken for whole', async () => {
  const read = readWholeList(
    async ({ offset }) => ({ entries: offset === 0 ? ids(2) : [], total: 3 }),
    (id) => id,
  );
  await expect(read).rejects.toThrow('The API lists 2 of 3 entries that it says there are.');
});
