/** Clean-ups from their plan to their result. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callsOf, startHouse } from '../support/house.ts';
import type { House } from '../support/house.ts';
import {
  approvePlan,
  cleanUpStatus,
  deletedIn,
  desktopIn,
  desktopsIn,
  nameIn,
  noCeilings,
  policyOf,
  rowsOf,
  startCleanUp,
  untilCleanUp,
} from '../support/clean-up.ts';
import { ownerOf } from '../support/estate.ts';
import { refusalIn, tell } from '../support/operator.ts';
import { until } from '../support/until.ts';

let house: House;

const unused = { sim: { lastLogin: '90d' } };

beforeAll(async () => {
  house = await startHouse({
    settings: noCeilings,
    estate: {
      users: [{ id: ownerOf('hidden-0000'), user_name: 'name-of-hidden-0000', hidden: true }],
      desktops: [
        // So many that what is deleted meanwhile is a small share of them.
        ...desktopsIn('bystander', 200),
        ...desktopsIn('auto', 7, { sim: { assistance: null } }),
        desktopIn('auto', 'auto-open', { sim: { assistance: 'OPEN' } }),
        desktopIn('auto', 'auto-shared', { sim: { collaboration: true } }),
        desktopIn('auto', 'auto-held', { tags: [{ key: 'offboarding:hold', value: '' }] }),
        ...desktopsIn('plan', 6, unused),
        ...desktopsIn('all', 3),
        ...desktopsIn('late', 2),
        ...desktopsIn('no', 2),
        ...desktopsIn('halves', 6),
        desktopIn('halves', 'halves-bad', {
          sim: { refusesBatchDelete: { error_code: 'WKS.00010202', status: 400 } },
        }),
        ...desktopsIn('fails', 3),
        desktopIn('fails', 'fails-once', { sim: { deleteFailsTimes: 1 } }),
        desktopIn('fails', 'fails-ever', { sim: { deleteFailsTimes: 99 } }),
        ...desktopsIn('out', 3),
        ...desktopsIn('back', 3),
        ...desktopsIn('held', 3),
        desktopIn('hidden', 'hidden-0000'),
      ],
    },
  });
});

afterAll(() => house.stop());

const start = (...given: Parameters<typeof policyOf>) => startCleanUp(house, policyOf(...given));

describe.concurrent('a clean-up', () => {
  test('deletes what its policy selects, and nothing else, and proves it', async () => {
    const handle = await start('auto');
    const result = await handle.result();
    const gone = [...Array.from({ length: 7 }, (_, n) => nameIn('auto', n)), 'auto-open'];
    expect(result).toMatchObject({
      outcome: 'done',
      counts: { selected: 9, excluded: 1, deleted: 9, kept: 0, blocked: 0 },
    });
    expect(result.summary).toMatch(/^\d+ seen, 9 selected, 1 excluded, 9 deleted, 0 kept, 0 block/);
    expect(await deletedIn(house, 'auto')).toEqual([...gone, 'auto-shared'].toSorted());
    const rows = await rowsOf(house, 'auto', result.plan?.digest ?? '');
    expect(Object.keys(rows)).toHaveLength(9);
    expect(new Set(Object.values(rows).map(({ outcome }) => outcome))).toEqual(
      new Set(['deleted']),
    );
    expect(await callsOf(house, nameIn('auto', 0), 'BatchDeleteDesktops')).toBe(1);
    expect(result.evidence?.document).toBeDefined();
  });

  test('in mode plan deletes nothing; approved, it deletes exactly those that still qualify', async () => {
    const handle = await start('plan', {
      mode: 'plan',
      select: { tags: { group: 'plan' }, unusedForMs: 60 * 24 * 3_600_000 },
    });
    const { plan, state } = await untilCleanUp(handle, 'planned');
    expect(state).toBe('planned');
    expect(plan.selected).toBe(6);
    expect(await deletedIn(house, 'plan')).toEqual([]);

    const [used, held, taken] = [nameIn('plan', 0), nameIn('plan', 1), nameIn('plan', 2)];
    await house.simulator.patch(used, { sim: { login: true } });
    const tags = [
      { key: 'group', value: 'plan' },
      { key: 'offboarding:hold', value: 'HR' },
    ];
    await house.simulator.patch(held, { tags });
    await house.simulator.patch(taken, {
      attach_user_infos: [{ user_id: 'somebody-else', user_name: 'somebody-else' }],
      sim: { expectedOwner: ownerOf(taken) },
    });
    await approvePlan(handle);
    const result = await handle.result();
    expect(result).toMatchObject({ outcome: 'done', counts: { selected: 6, deleted: 3, kept: 3 } });
    expect(await deletedIn(house, 'plan')).toEqual([3, 4, 5].map((n) => nameIn('plan', n)));
    const rows = await rowsOf(house, 'plan', plan.digest);
    expect(rows[used]?.reason).toMatch(/logged in/);
    expect(rows[held]?.reason).toMatch(/offboarding:hold/);
    expect(rows[taken]?.reason).toMatch(/owner|users/);
  });

  test('that would go beyond its limits is quarantined until that very plan is approved', async () => {
    const handle = await start('all', {
      mode: 'auto',
      limits: { maxDesktops: 2 },
    });
    const { plan, sentence } = await untilCleanUp(handle, 'quarantined');
    expect(sentence).toMatch(/3 .*2/);
    const other = 'f'.repeat(64);
    const refused = await refusalIn(tell(handle, 'approve', { digest: other, approver: 'Bo' }));
    expect(refused.message).toContain(plan.digest);
    expect((await cleanUpStatus(handle)).state).toBe('quarantined');
    expect(await deletedIn(house, 'all')).toEqual([]);
    await tell(handle, 'approve', { digest: plan.digest, approver: 'Bo' });
    expect(await handle.result()).toMatchObject({ outcome: 'done', counts: { deleted: 3 } });
  });

  test('expires if nobody approves its plan in time', async () => {
    const handle = await start('late', { mode: 'approve', approval: { withinMs: 2_000 } });
    expect(await handle.result()).toMatchObject({
      outcome: 'expired',
      reason: 'The plan expired before it could begin, and nothing was deleted.',
      counts: { deleted: 0 },
    });
    expect(await deletedIn(house, 'late')).toEqual([]);
  });

  test('ends without deleting when its plan is rejected', async () => {
    const handle = await start('no', { mode: 'approve' });
    await untilCleanUp(handle, 'awaiting-approval');
    await tell(handle, 'reject', { approver: 'Bo', reason: 'not these' });
    expect(await handle.result()).toMatchObject({ outcome: 'rejected', counts: { kept: 2 } });
    expect(await deletedIn(house, 'no')).toEqual([]);
  });

  test('has a desktop that spoils a batch go alone, and the others together', async () => {
    const result = await (await start('halves')).result();
    expect(result).toMatchObject({ outcome: 'done', counts: { selected: 7, deleted: 7 } });
    expect(result.alone).toMatchObject([{ desktopId: 'halves-bad', outcome: 'deleted' }]);
    expect(await callsOf(house, 'halves-bad', 'DeleteDesktop')).toBe(1);
    // What has a run of its own is told by that.
    expect(Object.keys(await rowsOf(house, 'halves', result.plan?.digest ?? ''))).toHaveLength(6);
  });

  test('leaves a desktop that the cloud fails to delete to its own run, and says so', async () => {
    const result = await (await start('fails')).result();
    expect(result).toMatchObject({
      outcome: 'done',
      counts: { selected: 5, deleted: 4, blocked: 1 },
    });
    const run = house.client.workflow.getHandle('offboard-desktop/fails-ever');
    expect((await run.query<{ state: string }>('status')).state).toBe('blocked');
    await tell(run, 'resolve', { action: 'abort', reason: 'the test is over' });
  });

  test('keeps what an operator excluded', async () => {
    const handle = await start('out', { mode: 'approve' });
    const { plan } = await untilCleanUp(handle, 'awaiting-approval');
    const reason = 'still needed';
    const unknown = await refusalIn(tell(handle, 'exclude', { desktopId: 'out-1', reason }));
    expect(unknown.message).toMatch(/does not delete a desktop out-1/);
    await tell(handle, 'exclude', { desktopId: nameIn('out', 1).toUpperCase(), reason });
    await approvePlan(handle);
    expect(await handle.result()).toMatchObject({ counts: { deleted: 2, kept: 1 } });
    expect(await deletedIn(house, 'out')).toEqual([nameIn('out', 0), nameIn('out', 2)]);
    const rows = await rowsOf(house, 'out', plan.digest);
    expect(rows[nameIn('out', 1)]).toMatchObject({ outcome: 'kept' });
  });

  test('that is rescinded while it waits deletes nothing', async () => {
    const handle = await start('back', { mode: 'approve' });
    await untilCleanUp(handle, 'awaiting-approval');
    await tell(handle, 'rescind', { reason: 'not now' });
    expect(await handle.result()).toMatchObject({ outcome: 'rescinded', counts: { deleted: 0 } });
    expect(await deletedIn(house, 'back')).toEqual([]);
  });

  test('deletes nothing while it is held, and goes on when it is released', async () => {
    const handle = await start('held', { mode: 'approve' });
    await untilCleanUp(handle, 'awaiting-approval');
    await tell(handle, 'hold', { reason: 'wait' });
    const { plan } = await cleanUpStatus(handle);
    await tell(handle, 'approve', { digest: plan?.digest ?? '', approver: 'Bo' });
    await until('it is approved', async () => (await cleanUpStatus(handle)).approvals.length === 1);
    expect((await cleanUpStatus(handle)).state).toBe('held');
    expect(await deletedIn(house, 'held')).toEqual([]);
    await tell(handle, 'release', { reason: 'go' });
    expect(await handle.result()).toMatchObject({ outcome: 'done', counts: { deleted: 3 } });
  });

  test('does not take a user whom the credential may not see for one who is gone', async () => {
    const handle = await start('hidden', { select: { owner: 'missing' } });
    expect(await handle.result()).toMatchObject({ counts: { selected: 0, deleted: 0 } });
  });

  test.each([
    ['no policy', {}, /policy/],
    ['an empty selection', { policy: { name: 'x', select: {} } }, /select by something/],
    ['a foreign id', { policy: policyOf('other') }, /clean-up\/other/],
  ])('is refused with a sentence: %s', async (_, input, sentence) => {
    const handle = await house.client.workflow.start('cleanUpDesktops', {
      taskQueue: house.settings.worker.taskQueue,
      workflowId: `clean-up/bad-${Math.random()}`,
      args: [input],
    });
    const failure = await handle.result().catch((error: { cause?: Error }) => error.cause);
    expect(failure).toMatchObject({ type: 'InvalidInput' });
    expect((failure as Error).message).toMatch(sentence);
  });
});
