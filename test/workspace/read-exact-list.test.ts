import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readExactList } from '../../src/workspace/read-exact-list.ts';

const ids = (count: number) => Array.from({ length: count }, (_, n) => `id-${n}`);
const idOf = (id: string) => id;

test('a list of any length is read whole, in pages of any size that the API deigns to give', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(350), fc.integer({ min: 1, max: 120 }), async (length, most) => {
      const all = ids(length);
      const read = await readExactList({
        readPage: async ({ offset, limit }) => ({
          entries: all.slice(offset, offset + Math.min(limit, most)),
          total: length,
        }),
        idOf,
        pageSize: 100,
      });
      expect(read).toEqual(all);
    }),
  );
});

test('an entry that moves to a later page meanwhile is there once', async () => {
  const pages = [ids(100), ['id-99', 'id-100']];
  const read = await readExactList({
    readPage: async ({ offset }) => ({ entries: pages[offset / 100] ?? [], total: 101 }),
    idOf,
    pageSize: 100,
  });
  expect(read).toEqual(ids(101));
});

/** A list that is `wrong` so many times. */
const listing = (times: number, wrong: { entries: string[]; total: number }) => {
  let readings = 0;
  return {
    readPage: async ({ offset }: { offset: number }) => {
      if (offset === 0) readings += 1;
      const { entries, total } = readings <= times ? wrong : { entries: ids(3), total: 3 };
      return { entries: entries.slice(offset, offset + 2), total };
    },
    idOf,
    pageSize: 2,
  };
};

test.each([
  ['shorter than it says it is', { entries: ids(2), total: 3 }],
  ['longer than it says it is', { entries: ids(4), total: 3 }],
  ['shows one entry twice and another not at all', { entries: ['id-0', 'id-1', 'id-1'], total: 3 }],
])('a list that is %s is read again, and believed when it is right', async (_what, wrong) => {
  expect(await readExactList(listing(2, wrong))).toEqual(ids(3));
  await expect(readExactList(listing(3, wrong))).rejects.toThrow(
    /The API shows \d different entries of a list and announces 3\./,
  );
});
