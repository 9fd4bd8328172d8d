import { WorkflowFailedError } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { desktop, orderFor } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { pace, startHouse, status, untilCalled } from '../support/house.ts';
import { until } from '../support/until.ts';

let house: House;

beforeAll(async () => {
  house = await startHouse({
    // Time to cancel while it is in doubt.
    settings: { timing: { ...pace.timing, deleteVisibleAfter: '6 s' } },
    estate: {
      desktops: [
        desktop('in-job', { sim: { collaboration: true, jobMs: 60_000 } }),
        desktop('in-read'),
        desktop('in-call', { sim: { deleteInvisibleMs: 500 } }),
        desktop('in-proof', { sim: { deletingMs: 3_000 } }),
        desktop('in-doubt', { sim: { deleteInvisibleMs: 4_500 } }),
        desktop('in-vain'),
        desktop('blocked', { is_freeze: true }),
      ],
    },
  });
});
afterAll(() => house?.stop());

const called = (name: string, operation: string, times = 1) =>
  untilCalled(house, name, operation, times);

const expectCancelled = async (result: Promise<unknown>) => {
  const error = await result.catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(WorkflowFailedError);
  expect((error as WorkflowFailedError).cause).toBeInstanceOf(CancelledFailure);
};

const deletes = async (name: string) => (await house.simulator.audit()).desktops[name];

test.concurrent('stops while a job runs, with nothing deleted', async () => {
  const handle = await house.order(orderFor('in-job'));
  await called('in-job', 'ShowJob');
  await handle.cancel();
  await expectCancelled(handle.result());
  expect((await deletes('in-job'))?.delete_requests ?? 0).toBe(0);
});

test.concurrent('stops a deleting attempt that is still reading', async () => {
  const slow = { operation: 'ShowDesktopDetail', desktop_id: 'in-read', times: 2, delay_ms: 4_000 };
  await house.simulator.fault(slow);
  const handle = await house.order(orderFor('in-read'));
  await called('in-read', 'ShowDesktopDetail', 2);
  await handle.cancel();
  await expectCancelled(handle.result());
  expect((await deletes('in-read'))?.delete_requests ?? 0).toBe(0);
});

test.concurrent('goes on to the proof when the delete is being sent already', async () => {
  const slow = { operation: 'DeleteDesktop', desktop_id: 'in-call', times: 1, delay_ms: 4_000 };
  await house.simulator.fault(slow);
  const handle = await house.order(orderFor('in-call'));
  await called('in-call', 'DeleteDesktop');
  await handle.cancel();
  await expect(handle.result()).resolves.toMatchObject({ outcome: 'deleted' });
});

test.concurrent('does not break off between the call and its proof', async () => {
  const handle = await house.order(orderFor('in-proof'));
  await called('in-proof', 'DeleteDesktop');
  await handle.cancel();
  await expect(handle.result()).resolves.toMatchObject({ outcome: 'deleted' });
});

test.concurrent('finds out what became of a delete that may have got through', async () => {
  const cut = {
    operation: 'DeleteDesktop',
    desktop_id: 'in-doubt',
    times: 1,
    drop: 'after',
  } as const;
  await house.simulator.fault(cut);
  const handle = await house.order(orderFor('in-doubt'));
  await called('in-doubt', 'ShowDesktopDetail', 3);
  await handle.cancel();
  const { outcome, steps } = await handle.result();
  expect(outcome).toBe('deleted');
  expect(steps.map(({ step }) => step)).toContain('settleDeleteDesktop');
  expect(await deletes('in-doubt')).toMatchObject({ delete_requests: 1 });
});

test.concurrent('ends cancelled when the delete in doubt had no effect', async () => {
  const cut = {
    operation: 'DeleteDesktop',
    desktop_id: 'in-vain',
    times: 1,
    drop: 'before',
  } as const;
  await house.simulator.fault(cut);
  const handle = await house.order(orderFor('in-vain'));
  await called('in-vain', 'ShowDesktopDetail', 3);
  await handle.cancel();
  await expectCancelled(handle.result());
  const { desktops } = await house.simulator.state();
  expect(desktops.map(({ desktop_id: id }) => id)).toContain('in-vain');
});

test.concurrent('stops a run that waits for a person', async () => {
  const handle = await house.order(orderFor('blocked'));
  await until('blocked', async () => (await status(handle)).state === 'blocked');
  await handle.cancel();
  await expectCancelled(handle.result());
});
