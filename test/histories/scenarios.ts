import type { WorkflowHandle } from '@temporalio/client';
import type { EstateDesktop } from '../support/estate.ts';
import { desktop, orderFor } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { resolve, startHouse, status } from '../support/house.ts';
import { until } from '../support/until.ts';
import type { OffboardDesktop, OffboardDesktopInput } from '../../src/workflows/contract.ts';

type Handle = WorkflowHandle<OffboardDesktop>;

/** One way a run can go, recorded once and replayed after every change of the workflow. */
interface Scenario {
  facts?: EstateDesktop;
  order?: Partial<OffboardDesktopInput>;
  /** What happens while it runs. */
  meanwhile?: (house: House, handle: Handle) => Promise<unknown>;
}

const untilState = (handle: Handle, state: string) =>
  until(state, async () => (await status(handle)).state === state);

const refuseDelete = async (house: House) =>
  house.simulator.fault({
    operation: 'DeleteDesktop',
    times: 1,
    status: 403,
    error_code: 'APIGW.0302',
  });

const slowDownDelete = async (house: House) =>
  house.simulator.fault({ operation: 'DeleteDesktop', times: 1, delay_ms: 1_500 });

export const scenarios: Record<string, Scenario> = {
  plain: { order: { deleteUsers: true } },
  full: { facts: { sim: { assistance: 'OPEN', collaboration: true } } },
  'dry-run': { order: { dryRun: true } },
  'waited-for': {
    facts: { in_maintenance_mode: true },
    meanwhile: async ({ simulator }, handle) => {
      await untilState(handle, 'waiting');
      await simulator.patch('waited-for', { in_maintenance_mode: false });
    },
  },
  'logged-off': { facts: { login_status: 'CONNECTED', sim: { logoffMs: 500 } } },
  'blocked-then-kept': {
    facts: { is_freeze: true },
    meanwhile: async (_, handle) => {
      await untilState(handle, 'blocked');
      await handle.signal('resolve', 'nonsense');
      await resolve(handle, 'skip');
    },
  },
  'refused-then-retried': {
    meanwhile: async (_, handle) => {
      await untilState(handle, 'blocked');
      await resolve(handle, 'retry');
    },
  },
  aborted: {
    facts: { charge_mode: '0' },
    meanwhile: async (_, handle) => {
      await untilState(handle, 'blocked');
      await resolve(handle, 'abort');
    },
  },
  'job-failed-once': { facts: { sim: { collaboration: true, jobFailsTimes: 1 } } },
  'failed-to-go': {
    facts: { sim: { deleteFailsTimes: 1 } },
    meanwhile: async (_, handle) => {
      await untilState(handle, 'blocked');
      await resolve(handle, 'retry');
    },
  },
  'held-then-released': {
    facts: { in_maintenance_mode: true },
    meanwhile: async ({ simulator }, handle) => {
      await untilState(handle, 'waiting');
      await handle.signal('hold', { reason: 'a legal case' });
      await untilState(handle, 'held');
      await simulator.patch('held-then-released', { in_maintenance_mode: false });
      await handle.executeUpdate('release', { args: [{ reason: 'settled' }] });
    },
  },
  'held-for-a-while': {
    facts: { in_maintenance_mode: true },
    meanwhile: async ({ simulator }, handle) => {
      await untilState(handle, 'waiting');
      const end = new Date(Date.now() + 2_000).toISOString();
      await handle.executeUpdate('hold', { args: [{ reason: 'a short look', until: end }] });
      await simulator.patch('held-for-a-while', { in_maintenance_mode: false });
    },
  },
  rescinded: {
    facts: { in_maintenance_mode: true },
    meanwhile: async (_, handle) => {
      await untilState(handle, 'waiting');
      await handle.executeUpdate('rescind', { args: [{ reason: 'they stay' }] });
    },
  },
  'held-too-late': {
    meanwhile: async ({ simulator }, handle) => {
      await until('deleting', async () =>
        (await simulator.requests('held-too-late')).some(
          ({ operation }) => operation === 'DeleteDesktop',
        ),
      );
      await handle.signal('hold', { reason: 'wait' });
    },
  },
  cancelled: {
    facts: { is_freeze: true },
    meanwhile: async (_, handle) => {
      await untilState(handle, 'blocked');
      await handle.cancel();
    },
  },
  'cancelled-too-late': {
    facts: { sim: { deletingMs: 2_500 } },
    meanwhile: async ({ simulator }, handle) => {
      await until('deleted', async () =>
        (await simulator.requests('cancelled-too-late')).some(
          ({ operation }) => operation === 'DeleteDesktop',
        ),
      );
      await handle.cancel();
    },
  },
};

/** Runs every scenario to its end, one after the other, and gives each finished run. */
export async function* runScenarios(): AsyncGenerator<{ name: string; handle: Handle }> {
  const house = await startHouse({
    settings: { policy: { inUse: { response: 'log-off' } } },
    estate: {
      desktops: Object.entries(scenarios).map(([name, { facts }]) => desktop(name, facts)),
    },
  });
  try {
    for (const [name, { order, meanwhile }] of Object.entries(scenarios)) {
      if (name === 'refused-then-retried') await refuseDelete(house);
      if (name === 'held-too-late') await slowDownDelete(house);
      const handle = await house.order(orderFor(name, order));
      await meanwhile?.(house, handle);
      await handle.result().catch(() => undefined);
      yield { name, handle };
    }
  } finally {
    await house.stop();
  }
}
