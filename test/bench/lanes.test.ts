import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inLanes } from '../../bench/lanes.ts';

test('works on as many items at once as there are lanes, and never on more', async () => {
  let atOnce = 0;
  let most = 0;
  const items = Array.from({ length: 20 }, (_, index) => index);
  const results = await inLanes(items, 4, async (item) => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    await delay(20 - item);
    atOnce -= 1;
    return item * 2;
  });
  expect(most).toBe(4);
  expect(results).toEqual(items.map((item) => item * 2));
});

test('a failure of one item is not swallowed', async () => {
  const work = async (item: number) => {
    if (item === 2) throw new Error('two');
  };
  await expect(inLanes([1, 2, 3], 2, work)).rejects.toThrow('two');
});
