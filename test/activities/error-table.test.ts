/** What each class of refusal comes to in each step: one desktop for every combination. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StepReceipt } from '../../src/domain/result.ts';
import { desktop, orderFor } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { startHouse, status, untilBlocked } from '../support/house.ts';

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

type Operation = (typeof steps)[number]['operation'];
const nameOf = (kind: string, operation: Operation) => `${kind}-at-${operation}`;

const passes = passing.flatMap(({ kind, ...refusal }) =>
  steps.map((row) => ({ ...row, kind, refusal, name: nameOf(kind, row.operation) })),
);
const stops = steps.map((row) => ({ ...row, name: nameOf('stop', row.operation) }));

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
        ...[...passes, ...stops].map(({ name }) => laden(name)),
        ...steps.map(({ operation }) => nameOf('gone', operation)).map(laden),
        desktop('no-assistance-ever'),
      ],
    },
  });
});
afterAll(() => house?.stop());

const start = async (name: string, fault: { operation: string; times: number; status: number }) => {
  await house.simulator.fault({ ...fault, desktop_id: name });
  return house.order(orderFor(name));
};

const called = async (name: string) =>
  (await house.simulator.requests(name)).map(({ operation }) => operation);

const rowOf = (rows: readonly StepReceipt[], name: string) =>
  rows.find(({ step }) => step === name);

describe.concurrent('a refusal that passes is waited out, and counted', () => {
  test.for(passes)('$kind at $operation', async ({ name, operation, step, refusal }) => {
    const handle = await start(name, { operation, times: 2, ...refusal });
    const result = await handle.result();
    expect(result.outcome).toBe('deleted');
    const receipt = rowOf(result.steps, step);
    expect(receipt).toMatchObject({ outcome: 'done', errorCodes: { [refusal.error_code]: 2 } });
    expect(receipt?.attempts).toBeGreaterThanOrEqual(3);
    const others = result.steps.filter((row) => row !== receipt);
    expect(others.flatMap(({ errorCodes }) => Object.keys(errorCodes))).not.toContain(
      refusal.error_code,
    );
  });
});

describe.concurrent('a refusal for good blocks the step at once', () => {
  test.for(stops)('$operation', async ({ name, operation, step }) => {
    const handle = await start(name, { operation, times: 1, ...denied });
    expect(await untilBlocked(handle)).toMatchObject({ step, errorCode: denied.error_code });
    expect(rowOf((await status(handle)).steps, step)).toMatchObject({
      outcome: 'blocked',
      errorCodes: { [denied.error_code]: 1 },
    });
    // Nothing that comes after the refused step was begun.
    const calls = await called(name);
    expect(calls.filter((call) => call === operation)).toHaveLength(1);
    const later = steps.slice(steps.findIndex((row) => row.operation === operation) + 1);
    expect(calls.filter((call) => later.some((row) => row.operation === call))).toEqual([]);
    await handle.terminate();
  });
});

describe.concurrent('what is not found counts as gone', () => {
  const refusedOnce = (operation: Operation, times = 1) =>
    start(nameOf('gone', operation), { operation, times, ...notFound });

  test('a desktop that every read denies', async () => {
    const operation = 'ShowDesktopDetail';
    const { outcome } = await (await refusedOnce(operation, 100)).result();
    expect(outcome).toBe('already-gone');
    const calls = await called(nameOf('gone', operation));
    expect(calls.filter((call) => !/^(Show|List)/.test(call))).toEqual([]);
  });

  test('no assistance was ever open', async () => {
    // The simulator answers 404 here of itself.
    const result = await (await house.order(orderFor('no-assistance-ever'))).result();
    expect(result.outcome).toBe('deleted');
    expect(rowOf(result.steps, 'cancelRemoteAssistance')?.outcome).toBe('nothing-to-do');
  });

  test('assistance that ended by itself, unless it is shown as open', async () => {
    const operation = 'CancelRemoteAssistance';
    const result = await (await refusedOnce(operation)).result();
    expect(result.outcome).toBe('deleted');
    expect(rowOf(result.steps, 'cancelRemoteAssistance')).toMatchObject({
      attempts: 2,
      errorCodes: { 'ASSISTANCE.OPEN': 1 },
    });
  });

  test('a job, if the list of its sub-jobs does not know better', async () => {
    const result = await (await refusedOnce('ShowJob')).result();
    expect(result.outcome).toBe('deleted');
    expect(await called(nameOf('gone', 'ShowJob'))).toContain('ListItaSubJobs');
  });

  test('collaboration resources, unless they are still there', async () => {
    const operation = 'DeleteDesktopSubResources';
    const result = await (await refusedOnce(operation)).result();
    expect(result.outcome).toBe('deleted');
    const calls = await called(nameOf('gone', operation));
    expect(calls.filter((call) => call === operation)).toHaveLength(2);
  });

  test('a desktop that is gone when it is to be deleted, unless it still stands', async () => {
    const handle = await refusedOnce('DeleteDesktop');
    expect(await untilBlocked(handle)).toMatchObject({
      step: 'confirmDesktopGone',
      errorCode: 'DELETE.WITHOUT_EFFECT',
    });
    await handle.terminate();
  });

  test('a user', async () => {
    const result = await (await refusedOnce('ListUserDetail')).result();
    expect(result).toMatchObject({ outcome: 'deleted', user: { outcome: 'gone' } });
  });
});

test('no desktop was deleted that still had something to undo', async () => {
  expect((await house.simulator.audit()).violations).toEqual([]);
});
