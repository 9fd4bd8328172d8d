import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallOutcome, RecordedCall } from '../../src/evidence/store.ts';
import { latestDelete, mayHaveDeleted, unsettledDelete } from '../../src/evidence/unsettled.ts';
import { call, intent, outcome } from './call.ts';

type Seen = Parameters<typeof unsettledDelete>[2];

const minute = 60_000;
const time = (at: string) => Date.parse(`2026-03-01T${at}Z`);

describe('a delete that may still take effect', () => {
  test.for<[string, RecordedCall, object | undefined]>([
    [
      'was accepted: counted from the reply',
      call({}, outcome('accepted')),
      {
        until: time('12:01:01'),
        at: '2026-03-01T12:00:01.000Z',
        isKnownAccepted: true,
        hadFailedBefore: false,
      },
    ],
    [
      'ended no one knows how: counted from its end',
      call({}, outcome('unknown')),
      {
        until: time('12:01:01'),
        at: '2026-03-01T12:00:01.000Z',
        isKnownAccepted: false,
        hadFailedBefore: false,
      },
    ],
    [
      'has no outcome: counted from the end of its lease',
      call({}),
      {
        until: time('12:01:30'),
        at: '2026-03-01T12:00:00.000Z',
        isKnownAccepted: false,
        hadFailedBefore: false,
      },
    ],
    [
      'was one of many in a call',
      call({ operation: 'BatchDeleteDesktops' }, outcome('accepted')),
      {
        until: time('12:01:01'),
        at: '2026-03-01T12:00:01.000Z',
        isKnownAccepted: true,
        hadFailedBefore: false,
      },
    ],
    ['is none that was refused', call({}, outcome('refused')), undefined],
    ['is none that was not sent', call({}, outcome('not-sent')), undefined],
    [
      'is none of the collaboration resources',
      call({ operation: 'DeleteDesktopSubResources' }, outcome('accepted')),
      undefined,
    ],
  ])('%s', ([, recorded, expected]) => {
    expect(latestDelete([recorded], minute)).toEqual(expected);
    expect(mayHaveDeleted(recorded)).toBe(expected !== undefined);
  });

  test('is none, where nothing is on record', () => {
    expect(latestDelete([], minute)).toBeUndefined();
  });
});

describe('a desktop that stands', () => {
  const accepted = call({}, outcome('accepted'));
  const overFailure = call(
    { facts: { ...intent().facts, taskStatus: 'DELETEFAILED' } },
    outcome('accepted'),
  );
  const before = time('12:01:00');
  const after = time('12:01:02');

  test.for<[string, RecordedCall, Seen, boolean]>([
    ['is waited for', accepted, { deleteFailed: false, now: before }, true],
    ['is not waited for too long', accepted, { deleteFailed: false, now: after }, false],
    [
      'is not waited for once the cloud has failed',
      accepted,
      { deleteFailed: true, now: before },
      false,
    ],
    [
      'is waited for where that mark is older',
      overFailure,
      { deleteFailed: true, now: before },
      true,
    ],
    ['is not, even then, for ever', overFailure, { deleteFailed: true, now: after }, false],
    [
      'is waited for as long as its job is open',
      accepted,
      { deleteFailed: false, now: after, jobId: 'job-1' },
      true,
    ],
    [
      'is not waited for where no delete of ours can be in its job',
      call({}, outcome('refused')),
      { deleteFailed: false, now: before, jobId: 'job-1' },
      false,
    ],
  ])('%s', ([, recorded, seen, isWaitedFor]) => {
    expect(unsettledDelete([recorded], minute, seen) !== undefined).toBe(isWaitedFor);
  });
});

const anyTime = fc
  .date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const anyOutcome: fc.Arbitrary<CallOutcome> = fc
  .tuple(fc.constantFrom('accepted', 'refused', 'unknown', 'not-sent'), anyTime)
  .map(([is, at]) => outcome(is, at));
const anyCall = fc
  .record({
    operation: fc.constantFrom('DeleteDesktop', 'DeleteDesktopSubResources'),
    sentBefore: anyTime,
    ended: fc.option(anyOutcome, { nil: undefined }),
  })
  .map(({ ended, ...more }) => call(more, ended));
const anyCalls = fc.array(anyCall, { maxLength: 6 });
const anyDelay = fc.nat({ max: 10 * minute });

describe('whatever is on record', () => {
  test('the wait is as long as the longest that any one call asks for', () => {
    fc.assert(
      fc.property(anyCalls, anyDelay, (calls, visibleAfterMs) => {
        const each = calls.flatMap((one) => latestDelete([one], visibleAfterMs)?.until ?? []);
        const longest = each.length === 0 ? undefined : Math.max(...each);
        expect(latestDelete(calls, visibleAfterMs)?.until).toBe(longest);
      }),
    );
  });

  test('the order of the records does not matter', () => {
    fc.assert(
      fc.property(anyCalls, anyDelay, (calls, visibleAfterMs) => {
        expect(latestDelete(calls.toReversed(), visibleAfterMs)?.until).toBe(
          latestDelete(calls, visibleAfterMs)?.until,
        );
      }),
    );
  });

  test('one more record never shortens the wait', () => {
    fc.assert(
      fc.property(anyCalls, anyCall, anyDelay, (calls, another, visibleAfterMs) => {
        const before = latestDelete(calls, visibleAfterMs)?.until ?? 0;
        const after = latestDelete([...calls, another], visibleAfterMs)?.until ?? 0;
        expect(after).toBeGreaterThanOrEqual(before);
      }),
    );
  });
});
