/** What each class of refusal comes to in each step. Each run meets one refusal at every call. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StepReceipt } from '../../src/domain/result.ts';
import { desktop, orderFor } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { resolve, startHouse, status, untilBlocked } from '../support/house.ts';
import { until } from '../support/until.ts';

let house: House;

/** The calls of a run, and the activity that makes each first. */
const steps = [
  { operation: 'ShowDesktopDetail', step: 'showDesktopDetail' },
  { operation: 'ShowRemoteAssistance', step: 'cancelRemoteAssistance' },
  { operation: 'CancelRemoteAssistance', step: 'cancelRemoteAssistance' },
  { operation: 'DeleteDesktopSubResources', step: 'deleteDesktopSubResources' },
  { operation: 'ShowJob', step: 'showJob' },
  { operation: 'DeleteDesktop', step: 'deleteDesktop' },
  { operation: 'ListUserDetail', step: 'confirmDesktopGone' },
] as const;

/** A code of each class that is tried again. */
const passing = [
  { kind: 'retry', status: 500, error_code: 'APIGW.0601' },
  { kind: 'busy', status: 409, error_code: 'WKS.00010032' },
  { kind: 'throttled', status: 429, error_code: 'APIGW.0308' },
  { kind: 'credentials', status: 401, error_code: 'APIGW.0301' },
] as const;

const denied = { status: 403, error_code: 'APIGW.0306' } as const;
const notFound = { status: 404, error_code: 'WKS.00010202' } as const;

/** Run by run every operation meets another class: in all of them each class at each operation. */
const rounds = passing.map((_, round) => ({
  name: `round-${round}`,
  met: steps.map((row, index) => {
    const refusal = passing[(index + round) % passing.length] ?? passing[0];
    return { ...row, ...refusal };
  }),
}));

/** Everything there is to be undone before a desktop can go. */
const laden = (name: string) =>
  desktop(name, { share_resource_sku: 'sharer.basic', sim: { assistance: 'OPEN' } });

beforeAll(async () => {
  house = await startHouse({
    settings: {
      timing: { jobPoll: '1 s', confirmPoll: '1 s', waitPoll: '1 s', deleteVisibleAfter: '1 s' },
      errorCodes: passing.map(({ error_code: code }) => ({ code, delay: '1 s', cap: '1 s' })),
    },
    estate: {
      desktops: [
        ...rounds.map(({ name }) => laden(name)),
        ...['stopped', 'denied', 'undone', 'standing'].map(laden),
        desktop('no-assistance-ever'),
      ],
    },
  });
});
afterAll(() => house?.stop());

const refuse = (
  name: string,
  operation: (typeof steps)[number]['operation'],
  refusal: { status: number; error_code: string },
  times = 1,
) => {
  const { status: code, error_code } = refusal;
  return house.simulator.fault({ operation, desktop_id: name, times, status: code, error_code });
};

const called = async (name: string) =>
  (await house.simulator.requests(name)).map(({ operation }) => operation);

const rowOf = (rows: readonly StepReceipt[], name: string) =>
  rows.find(({ step }) => step === name);

const codes = passing.map(({ error_code }) => error_code as string);

test.concurrent.for(rounds)(
  'a refusal that passes is waited out, and counted where it was met: $name',
  async ({ name, met }) => {
    await Promise.all(met.map((refusal) => refuse(name, refusal.operation, refusal, 2)));
    const result = await (await house.order(orderFor(name))).result();
    expect(result.outcome).toBe('deleted');
    for (const { step } of met) {
      const own = met.filter((refusal) => refusal.step === step);
      const receipt = rowOf(result.steps, step);
      expect(receipt, step).toMatchObject({ outcome: 'done' });
      expect(receipt?.attempts, step).toBeGreaterThan(2 * own.length);
      // On a busy machine a step may be tried again for reasons of its own.
      const counted = Object.entries(receipt?.errorCodes ?? {});
      expect(Object.fromEntries(counted.filter(([code]) => codes.includes(code))), step).toEqual(
        Object.fromEntries(own.map(({ error_code }) => [error_code, 2])),
      );
    }
  },
);

test.concurrent('a refusal for good blocks each step at once', async () => {
  const name = 'stopped';
  await Promise.all(steps.map(({ operation }) => refuse(name, operation, denied)));
  const handle = await house.order(orderFor(name));
  let before: string | undefined;
  for (const [index, { operation, step }] of steps.entries()) {
    const { since, ...blocked } = await until(`blocked at ${operation}`, async () => {
      const now = (await status(handle)).blocked;
      return now?.since !== before && now;
    });
    before = since;
    expect(blocked, operation).toMatchObject({
      step,
      errorCode: denied.error_code,
      advice: expect.stringMatching(/./),
    });
    const row = (await status(handle)).steps.findLast((receipt) => receipt.step === step);
    expect(row).toMatchObject({ outcome: 'blocked', errorCodes: { [denied.error_code]: 1 } });
    // Nothing that comes after the refused call was begun.
    const later: string[] = steps.slice(index + 1).map((next) => next.operation);
    expect((await called(name)).filter((call) => later.includes(call))).toEqual([]);
    await resolve(handle, 'retry');
  }
  expect(await handle.result()).toMatchObject({ outcome: 'deleted' });
});

describe.concurrent('what is not found counts as gone', () => {
  test('a desktop that every read denies, and its user is not touched', async () => {
    const name = 'denied';
    await refuse(name, 'ShowDesktopDetail', notFound, 100);
    const result = await (await house.order(orderFor(name, { deleteUsers: true }))).result();
    expect(result).toMatchObject({ outcome: 'already-gone', user: { outcome: 'kept' } });
    expect(result.user.reason).toContain('gone before');
    expect((await called(name)).filter((call) => !/^(Show|List)/.test(call))).toEqual([]);
  });

  test('no assistance was ever open', async () => {
    // The simulator answers 404 here of itself.
    const result = await (await house.order(orderFor('no-assistance-ever'))).result();
    expect(result.outcome).toBe('deleted');
    expect(rowOf(result.steps, 'cancelRemoteAssistance')?.outcome).toBe('nothing-to-do');
  });

  test('what was to be undone, unless it is shown to be there; a job, unless the list of its sub-jobs knows better; and a user', async () => {
    const name = 'undone';
    await refuse(name, 'CancelRemoteAssistance', notFound);
    await refuse(name, 'DeleteDesktopSubResources', notFound);
    await refuse(name, 'ShowJob', notFound);
    await refuse(name, 'ListUserDetail', notFound);
    const result = await (await house.order(orderFor(name))).result();
    expect(result).toMatchObject({ outcome: 'deleted', user: { outcome: 'gone' } });
    expect(rowOf(result.steps, 'cancelRemoteAssistance')).toMatchObject({
      attempts: 2,
      errorCodes: { 'ASSISTANCE.OPEN': 1 },
    });
    const calls = await called(name);
    expect(calls).toContain('ListItaSubJobs');
    expect(calls.filter((call) => call === 'DeleteDesktopSubResources')).toHaveLength(2);
  });

  test('a desktop that is gone when it is to be deleted, unless it still stands', async () => {
    const name = 'standing';
    await refuse(name, 'DeleteDesktop', notFound);
    const handle = await house.order(orderFor(name));
    expect(await untilBlocked(handle)).toMatchObject({
      step: 'confirmDesktopGone',
      errorCode: 'DELETE.WITHOUT_EFFECT',
    });
    await handle.terminate();
  });
});

test('no desktop was deleted that still had something to undo', async () => {
  expect((await house.simulator.audit()).violations).toEqual([]);
});
