/** What people decide on a clean-up in the very moment in which it goes on, and what becomes of single desktops. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OffboardDesktop } from '../../src/workflows/contract.ts';
import { offboardDesktopId } from '../../src/workflows/contract.ts';
import {
  approvePlan,
  cleanUpStatus,
  deletedIn,
  desktopIn,
  desktopsIn,
  nameIn,
  noCeilings,
  policyOf,
  startCleanUp,
  untilCleanUp,
} from '../support/clean-up.ts';
import type { House } from '../support/house.ts';
import { resolve, startHouse, untilBlocked } from '../support/house.ts';
import { tell } from '../support/operator.ts';
import { until } from '../support/until.ts';

let house: House;

beforeAll(async () => {
  house = await startHouse({
    line: true,
    settings: {
      timing: { jobPoll: '500 ms', confirmPoll: '500 ms', deleteVisibleAfter: '2 s' },
      cleanUp: { ...noCeilings.cleanUp, waveSize: 2 },
    },
    estate: {
      desktops: [
        ...desktopsIn('bystander', 200),
        ...desktopsIn('unwanted', 2),
        ...desktopsIn('twice', 2, { sim: { assistance: 'OPEN', collaboration: true } }),
        ...desktopsIn('ended', 4),
        desktopIn('other', 'bystander'),
      ],
    },
  });
});
afterAll(() => house?.stop());

const start = (...given: Parameters<typeof policyOf>) => startCleanUp(house, policyOf(...given));

const refuse = (name: string, operation: string, status: number, errorCode?: string) =>
  house.simulator.fault({
    operation,
    desktop_id: name,
    times: 1_000,
    status,
    ...(errorCode !== undefined && { error_code: errorCode }),
  });

/** Nothing can be claimed of the budget until this is taken away. */
async function blockBudget() {
  const folder = join(house.settings.evidence.directory, 'clean-up-budget');
  await rm(folder, { recursive: true, force: true });
  await writeFile(folder, 'in the way');
  return async () => {
    await rm(folder);
    await mkdir(folder);
  };
}

describe('a clean-up', () => {
  test('deletes nothing if its plan is rejected while its budget is claimed', async () => {
    const handle = await start('unwanted', { mode: 'approve' });
    await untilCleanUp(handle, 'awaiting-approval');
    const unblock = await blockBudget();
    await approvePlan(handle);
    await until('it claims its budget', async () => {
      const { pendingActivities } = (await handle.describe()).raw;
      return pendingActivities?.some(({ activityType }) => activityType?.name === 'claimBudget');
    });
    const said = { approver: 'the owner of the estate', reason: 'not these' };
    expect(await tell(handle, 'reject', said).finally(unblock)).toContain('nothing is deleted');
    expect(await handle.result()).toMatchObject({ outcome: 'rejected', counts: { deleted: 0 } });
    expect(await deletedIn(house, 'unwanted')).toEqual([]);
  });

  test('follows one run of a desktop that two steps at once find unfit for its wave', async () => {
    const unfit = nameIn('twice', 1);
    const handle = await start('twice', { mode: 'approve' });
    await untilCleanUp(handle, 'awaiting-approval');
    // Both look at it once more before they change anything, after its wave has read its facts.
    const looks = house.keep({ operation: 'ListDesktopsDetail', desktop_id: unfit, after: 1 });
    await approvePlan(handle);
    await looks.arrived;
    await house.simulator.patch(unfit, { task_status: 'rebooting' });
    looks.letGo();
    const alone = () => cleanUpStatus(handle).then((status) => status.alone);
    await until('it goes alone', async () => (await alone()).length > 0);
    await until('the other is deleted', async () => (await deletedIn(house, 'twice')).length > 0);
    await tell(handle, 'rescind', { reason: 'enough' });
    const ownRun = house.client.workflow.getHandle<OffboardDesktop>(offboardDesktopId(unfit));
    await until('its own run ends, too', async () => {
      const { status } = await ownRun.describe();
      return status.name === 'COMPLETED';
    });
    expect(await ownRun.result()).toMatchObject({ outcome: 'rescinded' });
    const { alone: told } = await handle.result();
    expect(told).toMatchObject([{ sentence: expect.not.stringContaining('another run') }]);
  });

  test('that is aborted ends the runs of single desktops, too', async () => {
    const alone = nameIn('ended', 0);
    const handle = await start('ended', { mode: 'approve' });
    await untilCleanUp(handle, 'awaiting-approval');
    await refuse(alone, 'ShowRemoteAssistance', 400, 'WKS.00010001');
    await refuse(nameIn('ended', 2), 'BatchDeleteDesktops', 403);
    await approvePlan(handle);
    await untilBlocked(handle);
    await until('one has a run of its own', async () => {
      const { alone: rows } = await cleanUpStatus(handle);
      return rows.length > 0;
    });
    await resolve(handle, 'abort');
    const result = await handle.result();
    expect(result).toMatchObject({ outcome: 'aborted', counts: { blocked: 0 } });
    expect(result.alone).toMatchObject([{ desktopId: alone, outcome: 'kept' }]);
    expect(await deletedIn(house, 'ended')).not.toContain(alone);
  });
});
