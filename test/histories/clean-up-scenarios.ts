import type { CleanUpPolicyInput } from '../../src/domain/clean-up/policy.ts';
import type { CleanUpDesktops } from '../../src/workflows/contract.ts';
import { cleanUpId, workflowTypes } from '../../src/workflows/contract.ts';
import type { CleanUpHandle } from '../support/clean-up.ts';
import {
  approvePlan,
  desktopIn,
  desktopsIn,
  nameIn,
  noCeilings,
  policyOf,
  untilCleanUp,
} from '../support/clean-up.ts';
import type { EstateDesktop } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { callsOf, startHouse } from '../support/house.ts';
import { tell } from '../support/operator.ts';
import { until } from '../support/until.ts';

/** One way a clean-up can go. It is recorded where `meanwhile` leaves it, or at its end. */
interface CleanUpScenario {
  desktops: EstateDesktop[];
  policy?: Partial<CleanUpPolicyInput>;
  isLeftOpen?: boolean;
  meanwhile(house: House, handle: CleanUpHandle): Promise<unknown>;
}

const reason = 'they stay';

export const cleanUpScenarios: Record<string, CleanUpScenario> = {
  // A plan waits for days and may meet newer workers.
  'clean-up-planned': {
    desktops: desktopsIn('clean-up-planned', 2),
    policy: { mode: 'plan' },
    isLeftOpen: true,
    meanwhile: (_house, handle) => untilCleanUp(handle, 'planned'),
  },
  'clean-up-full': {
    desktops: [
      ...desktopsIn('clean-up-full', 8, { sim: { assistance: 'OPEN', collaboration: true } }),
      desktopIn('clean-up-full', 'clean-up-full-bad', {
        sim: { refusesBatchDelete: { error_code: 'WKS.00010202', status: 400 } },
      }),
      desktopIn('clean-up-full', 'clean-up-full-fails', { sim: { deleteFailsTimes: 1 } }),
    ],
    policy: { mode: 'approve' },
    meanwhile: async (_house, handle) => {
      await untilCleanUp(handle, 'awaiting-approval');
      await tell(handle, 'exclude', { desktopId: nameIn('clean-up-full', 1), reason });
      await tell(handle, 'hold', { reason: 'a moment' });
      await tell(handle, 'release', { reason: 'over' });
      await approvePlan(handle);
    },
  },
  'clean-up-rescinded': {
    desktops: desktopsIn('clean-up-rescinded', 8, { sim: { jobMs: 1_500, collaboration: true } }),
    meanwhile: async (house, handle) => {
      const first = nameIn('clean-up-rescinded', 0);
      const deleted = async () => (await callsOf(house, first, 'BatchDeleteDesktops')) > 0;
      await until('the first wave is on its way', deleted);
      await tell(handle, 'rescind', { reason });
    },
  },
  'clean-up-cancelled': {
    desktops: desktopsIn('clean-up-cancelled', 5, { sim: { jobMs: 3_000, collaboration: true } }),
    meanwhile: async (house, handle) => {
      const first = nameIn('clean-up-cancelled', 0);
      const begun = async () => (await callsOf(house, first, 'DeleteDesktopSubResources')) > 0;
      await until('the first wave is on its way', begun);
      await handle.cancel();
    },
  },
};

export const cleanUpIdIn = (scenario: string) => `${cleanUpId(scenario)}-2030-01-07T06:00:00Z`;

/** Runs every scenario, one after the other, and gives each run that is to be recorded. */
export async function* runCleanUpScenarios(): AsyncGenerator<{
  name: string;
  handle: CleanUpHandle;
}> {
  const all = Object.entries(cleanUpScenarios);
  const house = await startHouse({
    settings: { cleanUp: { ...noCeilings.cleanUp, waveSize: 4 } },
    estate: {
      desktops: [...all.flatMap(([, { desktops }]) => desktops), ...desktopsIn('other', 30)],
    },
  });
  try {
    for (const [name, { policy, isLeftOpen = false, meanwhile }] of all) {
      const handle = await house.client.workflow.start<CleanUpDesktops>(
        workflowTypes.cleanUpDesktops,
        {
          taskQueue: house.settings.worker.taskQueue,
          workflowId: cleanUpIdIn(name),
          args: [{ policy: policyOf(name, policy) }],
        },
      );
      await meanwhile(house, handle);
      if (!isLeftOpen) await handle.result().catch(() => undefined);
      yield { name, handle };
    }
  } finally {
    await house.stop();
  }
}
