import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inOrder } from '../../../src/activities/attempt/in-order.ts';

async function all<T>(results: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const result of results) found.push(result);
  return found;
}

test('gives results in the order of the items, whichever ends first', async () => {
  const work = async (ms: number) => delay(ms, ms);
  expect(await all(inOrder([30, 1, 20, 2], 3, work))).toEqual([30, 1, 20, 2]);
  expect(await all(inOrder([], 3, work))).toEqual([]);
});

test('has no more under way than it may', async () => {
  let [now, most] = [0, 0];
  const work = async () => {
    most = Math.max(most, (now += 1));
    await delay(2);
    now -= 1;
  };
  await all(inOrder(Array.from({ length: 20 }), 4, work));
  expect(most).toBe(4);
});

test('when one fails it begins no more, and waits for those under way', async () => {
  const ended: number[] = [];
  const work = async (n: number) => {
    await delay(n === 1 ? 1 : 20);
    if (n < 2) throw new Error(`failed ${n}`);
    ended.push(n);
  };
  await expect(all(inOrder([1, 0, 2, 3, 4, 5], 4, work))).rejects.toThrow('failed 1');
  expect(ended).toEqual([2, 3]);
});
