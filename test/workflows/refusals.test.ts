import { afterAll, beforeAll, expect, test } from 'vitest';
import { desktop, orderFor } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { resolve, startHouse, untilBlocked } from '../support/house.ts';

let house: House;

beforeAll(async () => {
  house = await startHouse({
    settings: {
      errorCodes: [{ code: 'WKS.00010032', delay: '1 s', cap: '1 s', budget: 3 }],
    },
    estate: {
      desktops: [
        ...['always-busy', 'unknown'].map((name) => desktop(name)),
        ...['job-fails-once', 'job-always-fails'].map((name, always) =>
          desktop(name, { sim: { collaboration: true, jobFailsTimes: always ? 99 : 1 } }),
        ),
        desktop('assistance-refused', { sim: { assistance: 'OPEN' } }),
      ],
    },
  });
});
afterAll(() => house?.stop());

test.concurrent(
  'blocks when the budget of a code is used up, and goes on after retry',
  async () => {
    await house.simulator.fault({
      operation: 'DeleteDesktop',
      desktop_id: 'always-busy',
      times: 4,
      status: 409,
      error_code: 'WKS.00010032',
    });
    const handle = await house.order(orderFor('always-busy'));
    const refusal = await untilBlocked(handle);
    expect(refusal).toMatchObject({ step: 'deleteDesktop', errorCode: 'WKS.00010032' });
    expect(refusal.message).toContain('HTTP 409');
    await resolve(handle, 'retry');
    const { outcome, steps } = await handle.result();
    expect(outcome).toBe('deleted');
    expect(steps.filter(({ step }) => step === 'deleteDesktop')).toMatchObject([
      { outcome: 'blocked', attempts: 4, errorCodes: { 'WKS.00010032': 4 } },
      { outcome: 'done', attempts: 1 },
    ]);
  },
);

test.concurrent('blocks at a code that nobody knows, and says that it is unknown', async () => {
  await house.simulator.fault({
    operation: 'ShowDesktopDetail',
    desktop_id: 'unknown',
    times: 1,
    status: 400,
    error_code: 'WKS.09999999',
  });
  const handle = await house.order(orderFor('unknown'));
  expect(await untilBlocked(handle)).toMatchObject({ errorCode: 'WKS.09999999' });
  await resolve(handle, 'retry');
  await expect(handle.result()).resolves.toMatchObject({ outcome: 'deleted' });
});

test.concurrent('asks for a failed job again', async () => {
  const result = await (await house.order(orderFor('job-fails-once'))).result();
  expect(result.outcome).toBe('deleted');
  expect(result.steps.filter(({ step }) => step === 'showJob')).toHaveLength(2);
});

test.concurrent(
  'blocks at a job that keeps failing, and deletes without it only after skip',
  async () => {
    const handle = await house.order(orderFor('job-always-fails'));
    expect(await untilBlocked(handle)).toMatchObject({ step: 'showJob' });
    const calls = await house.simulator.requests('job-always-fails');
    expect(calls.filter(({ operation }) => operation === 'DeleteDesktopSubResources')).toHaveLength(
      3,
    );
    expect(calls.filter(({ operation }) => operation === 'DeleteDesktop')).toHaveLength(0);
    await resolve(handle, 'skip');
    await expect(handle.result()).resolves.toMatchObject({ outcome: 'deleted' });
  },
);

test.concurrent('goes on without a step that was skipped', async () => {
  await house.simulator.fault({
    operation: 'CancelRemoteAssistance',
    desktop_id: 'assistance-refused',
    times: 1,
    status: 403,
    error_code: 'APIGW.0306',
  });
  const handle = await house.order(orderFor('assistance-refused'));
  expect(await untilBlocked(handle)).toMatchObject({ step: 'cancelRemoteAssistance' });
  await resolve(handle, 'skip');
  const { outcome, steps } = await handle.result();
  expect(outcome).toBe('deleted');
  expect(steps.map(({ outcome: end }) => end)).toContain('skipped');
});
