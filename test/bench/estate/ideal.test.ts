import { expect, test } from 'vitest';
import { retired } from '../../../bench/estate/desktops.ts';
import { idealOf } from '../../../bench/estate/ideal.ts';

const size = (seen: number, removed: number) => ({ name: '', seen, removed });

test('at best every desktop is one read of remote assistance, and all else goes by the hundred', () => {
  const ideal = idealOf(size(10_000, 1_000), retired(size(10_000, 1_000)));
  expect(ideal.slowest).toBe('ShowRemoteAssistance');
  expect(ideal.calls).toMatchObject({
    ShowRemoteAssistance: 1_000,
    CancelRemoteAssistance: 50,
    DeleteDesktopSubResources: 2,
    BatchDeleteDesktops: 10,
  });
  // 1,000 reads at 200 a minute, four times faster, and the way of one desktop.
  expect(ideal.ms).toBeGreaterThan(75_000);
  expect(ideal.ms).toBeLessThan(84_000);
});

test('the desktops that go lie in all of the estate, and each is another one', () => {
  const ids = retired(size(10_000, 1_000)).map(({ desktopId }) => desktopId);
  expect(new Set(ids).size).toBe(1_000);
  expect(ids.at(-1)).toBe('estate-009990');
});

test('in every hundred one refuses its batch and one fails in its sub-job', () => {
  const refusals = retired(size(1_000, 1_000)).map(({ refuses }) => refuses);
  for (let from = 0; from < 1_000; from += 100) {
    const hundred = refusals.slice(from, from + 100).filter((refusal) => refusal !== undefined);
    expect(hundred.toSorted()).toEqual(['batch', 'sub-job']);
  }
});
