/** The steps of a clean-up, each for many desktops at once: what stays in a wave, and what is sent. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEvidence } from '../../src/evidence/open-evidence.ts';
import { readRows, rowsRefs } from '../../src/evidence/clean-up-rows.ts';
import { intent } from '../evidence/call.ts';
import { desktop, orderFor, ownerOf } from '../support/estate.ts';
import { status } from '../support/house.ts';
import { until } from '../support/until.ts';
import type { Stage } from './stage.ts';
import { startStage } from './stage.ts';
import { jobOf, leaving, plannedWave, selected, startCleanUp } from './wave.ts';

let stage: Stage;

const collaboration = { share_resource_sku: 'sharer.basic' };
const many = Array.from({ length: 8 }, (_, n) => `assisted-${n}`);
const missingOwners = ['missing', 'made-anew', 'hidden'];

beforeAll(async () => {
  stage = await startStage({
    settings: {
      timing: {
        jobPoll: '500 ms',
        confirmPoll: '500 ms',
        waitPoll: '1 s',
        deleteVisibleAfter: '2 s',
      },
      errorCodes: [{ code: 'HTTP.503', delay: '1 s', cap: '1 s' }],
    },
    estate: {
      desktops: [
        desktop('plain'),
        desktop('helped', { sim: { assistance: 'OPEN' } }),
        desktop('shared', collaboration),
        desktop('left-behind'),
        ...missingOwners.map((name) => desktop(name)),
        ...['used', 'connected', 'tagged', 'given-away', 'moved-on', 'busy', 'eligible'].map(
          (name) => desktop(name),
        ),
        desktop('owned'),
        desktop('not-owned'),
        desktop('good'),
        desktop('bad', {
          sim: { refusesBatchDelete: { status: 409, error_code: 'WKS.00010032' } },
        }),
        desktop('late', { sim: { deleteInvisibleMs: 1_200 } }),
        desktop('later', { sim: { deleteInvisibleMs: 1_200 } }),
        desktop('failing', { sim: { deleteFailsTimes: 1 } }),
        desktop('succeeding'),
        desktop('half-shared', { ...collaboration, sim: { jobFailsTimes: 1 } }),
        desktop('well-shared', collaboration),
        desktop('still-shared', collaboration),
        ...many.map((name) => desktop(name, { sim: { assistance: 'OPEN' } })),
        desktop('unlisted'),
        desktop('listed'),
        desktop('with-user'),
        desktop('with-kept-user'),
        desktop('other-of-kept-user', {
          attach_user_infos: [
            { user_id: ownerOf('with-kept-user'), user_name: 'name-of-with-kept-user' },
          ],
        }),
        desktop('used-alone'),
        desktop('elsewhere'),
        desktop('killed'),
        desktop('slow-logins', { ...collaboration, sim: { assistance: 'OPEN' } }),
      ],
      users: [
        { id: ownerOf('missing'), user_name: 'name-of-missing', missing: true },
        { id: ownerOf('made-anew'), user_name: 'name-of-made-anew', missing: true },
        { id: 'user-made-anew', user_name: 'name-of-made-anew' },
        { id: ownerOf('hidden'), user_name: 'name-of-hidden', hidden: true },
      ],
    },
  });
});
afterAll(() => stage?.stop());

const calls = async (operation: string, name?: string) =>
  (await stage.house.simulator.requests(name)).filter((call) => call.operation === operation);

const inSeconds = (n: number) => new Date(Date.now() + n * 1_000).toISOString();

const deletesOf = (name: string) => calls('BatchDeleteDesktops', name);

test.concurrent(
  'a wave goes from its facts to its proof, by one call where there is one for all',
  async () => {
    const names = ['plain', 'helped', 'shared', 'left-behind'];
    const wave = await plannedWave(
      stage,
      names.map((name) => selected(name)),
    );
    const { run } = await startCleanUp(stage);
    expect(await run('listDesktopsDetail', wave)).toEqual({ left: [], collaboration: 1 });
    expect(await run('batchCancelRemoteAssistance', wave)).toEqual({ left: [], cancelled: 1 });

    const removal = await run('batchDeleteDesktopSubResources', wave);
    if (removal.is !== 'requested') throw new Error(`it is ${removal.is}`);
    expect(await run('showBatchJob', { ...wave, jobId: removal.jobId })).toEqual({ left: [] });
    expect(await run('batchDeleteDesktopSubResources', wave)).toEqual({ is: 'nothing', left: [] });

    const part = { ...wave, without: ['left-behind'] };
    const deletion = await run('batchDeleteDesktops', part);
    if (deletion.is !== 'accepted') throw new Error(`it is ${deletion.is}`);
    const jobs = [jobOf(part, deletion.jobId)];
    const rows = [{ desktopId: 'left-behind', outcome: 'kept' as const, reason: 'Taken out.' }];
    const counts = { deleted: 3, alreadyGone: 0, kept: 1 };
    expect(await run('confirmDesktopsGone', { ...part, rows, jobs })).toEqual({
      is: 'proved',
      counts,
      left: [],
    });

    const [call, ...others] = await deletesOf('plain');
    expect(others).toEqual([]);
    expect((await deletesOf('shared')).map(({ request_id: id }) => id)).toEqual([call?.request_id]);
    expect(await deletesOf('left-behind')).toEqual([]);
    const { objects, calls: recorded } = openEvidence(stage.house.settings.evidence);
    const onRecord = (await recorded('shared')).toSorted((a, b) =>
      a.intent.at.localeCompare(b.intent.at),
    );
    expect(onRecord).toMatchObject([
      { intent: { operation: 'DeleteDesktopSubResources' }, outcome: { is: 'accepted' } },
      {
        intent: {
          operation: 'BatchDeleteDesktops',
          expectedOwner: ownerOf('shared'),
          parameters: { delete_users: false, email_notification: false, is_force_delete: true },
        },
        outcome: { is: 'accepted', requestId: call?.request_id },
      },
    ]);
    const stored = await readRows(objects, await rowsRefs(objects, wave));
    expect(Object.fromEntries(stored.map((row) => [row.desktopId, row.outcome]))).toEqual({
      'left-behind': 'kept',
      plain: 'deleted',
      helped: 'deleted',
      shared: 'deleted',
    });
  },
);

test.concurrent(
  'only desktops that still qualify stay in a wave, and none other is deleted',
  async () => {
    const { simulator } = stage.house;
    const ownerMissing = { onlyIf: { ownerMissing: true } };
    const noLoginSince = { onlyIf: { noLoginSince: new Date(Date.now() - 60_000).toISOString() } };
    const wave = await plannedWave(stage, [
      ...missingOwners.map((name) => selected(name, ownerMissing)),
      ...['used', 'connected', 'eligible'].map((name) => selected(name, noLoginSince)),
      ...['tagged', 'given-away', 'busy'].map((name) => selected(name)),
      selected('moved-on', { onlyIf: { status: ['ERROR'] } }),
      selected('never-there'),
    ]);
    await simulator.patch('used', { sim: { login: true } });
    await simulator.patch('connected', { login_status: 'CONNECTED' });
    await simulator.patch('tagged', { tags: [{ key: 'offboarding:hold', value: 'x' }] });
    await simulator.patch('given-away', {
      attach_user_infos: [{ user_id: 'somebody-else', user_name: 'somebody-else' }],
    });
    await simulator.patch('busy', { task_status: 'rebooting' });

    const { run } = await startCleanUp(stage);
    const { left } = await run('listDesktopsDetail', wave);
    const lapsed = {
      used: expect.stringContaining('kept: Kept, because somebody has logged in to it, at'),
      connected: 'kept: Kept, because somebody is connected to it.',
      'made-anew': 'kept: Kept, because its user may exist again.',
      tagged: 'kept: Kept, because it carries the tag offboarding:hold.',
      'given-away': expect.stringContaining('kept: Kept, because the planned owner'),
      'moved-on': 'kept: Kept, because its status is ACTIVE by now.',
      busy: 'alone: It goes on alone, because the cloud is busy with it (REBOOTING).',
    };
    expect(leaving(left)).toEqual({
      ...lapsed,
      hidden: 'kept: Kept, because it is not certain that its user does not exist.',
      'never-there': 'already-gone: The desktop was gone before.',
    });
    expect(left.find(({ desktopId }) => desktopId === 'busy')).toMatchObject({
      order: { desktopId: 'busy', project: 'default', expectedOwner: ownerOf('busy'), onlyIf: {} },
    });

    // The deleting attempt trusts no earlier look.
    const again = { ...wave, without: ['hidden', 'never-there'] };
    const deletion = await run('batchDeleteDesktops', again);
    expect(leaving(deletion.left)).toEqual(lapsed);
    for (const name of ['missing', 'eligible']) expect(await deletesOf(name)).toHaveLength(1);
    for (const name of Object.keys(lapsed)) expect(await deletesOf(name)).toEqual([]);
  },
);

test.concurrent('a desktop that another run has is kept', async () => {
  await stage.own([{ desktopId: 'owned', owner: ownerOf('owned') }]);
  await until('its run is open', async () =>
    stage.house.client.workflow
      .getHandle('offboard-desktop/owned')
      .describe()
      .catch(() => undefined),
  );
  const wave = await plannedWave(stage, [selected('owned'), selected('not-owned')]);
  const { run } = await startCleanUp(stage);
  const { is, left } = await run('batchDeleteDesktops', wave);
  expect(is).toBe('accepted');
  expect(leaving(left)).toEqual({ owned: 'kept: Kept: another run has it.' });
  expect(await deletesOf('owned')).toEqual([]);
});

test.concurrent(
  'a batch that is refused has deleted nothing, and its halves can be sent',
  async () => {
    const wave = await plannedWave(stage, [selected('good'), selected('bad')]);
    const { run } = await startCleanUp(stage);
    const refusal = { is: 'refused', errorCode: 'WKS.00010032', left: [] };
    expect(await run('batchDeleteDesktops', wave)).toMatchObject(refusal);
    expect(await run('batchDeleteDesktops', { ...wave, to: 1 })).toMatchObject({ is: 'accepted' });
    const alone = await run('batchDeleteDesktops', { ...wave, from: 1 });
    expect(alone.is).toBe('under-way');
    const reason = expect.stringMatching(/^alone: .* was refused: .*WKS\.00010032/);
    expect(leaving(alone.left)).toEqual({ bad: reason });
    const { calls: recorded } = openEvidence(stage.house.settings.evidence);
    const outcomes = (await recorded('bad')).map(({ outcome }) => outcome?.is);
    expect(outcomes).toEqual(['refused', 'refused']);
  },
);

test.concurrent(
  'no second delete is sent while one may be taking effect whose answer was lost',
  async () => {
    const names = ['late', 'later'];
    await stage.house.simulator.fault({
      operation: 'BatchDeleteDesktops',
      desktop_id: 'late',
      times: 1,
      drop: 'after',
    });
    const wave = await plannedWave(
      stage,
      names.map((name) => selected(name)),
    );
    const { run } = await startCleanUp(stage);
    expect(await run('batchDeleteDesktops', wave)).toEqual({ is: 'under-way', left: [] });
    expect(await run('confirmDesktopsGone', { ...wave, rows: [], jobs: [] })).toEqual({
      is: 'proved',
      counts: { deleted: 2, alreadyGone: 0, kept: 0 },
      left: [],
    });
    for (const name of names) expect(await deletesOf(name)).toHaveLength(1);
  },
);

test.concurrent('a desktop whose part of a job failed goes on alone', async () => {
  const wave = await plannedWave(
    stage,
    ['failing', 'succeeding'].map((name) => selected(name)),
  );
  const { run } = await startCleanUp(stage);
  const deletion = await run('batchDeleteDesktops', wave);
  if (deletion.is !== 'accepted') throw new Error(`it is ${deletion.is}`);
  const jobs = [jobOf(wave, deletion.jobId)];
  const { left } = await run('confirmDesktopsGone', { ...wave, rows: [], jobs });
  expect(leaving(left)).toEqual({
    failing: 'alone: It goes on alone, because the cloud failed to delete it.',
  });

  const shared = await plannedWave(
    stage,
    ['half-shared', 'well-shared'].map((name) => selected(name)),
  );
  const removal = await run('batchDeleteDesktopSubResources', shared);
  if (removal.is !== 'requested') throw new Error(`it is ${removal.is}`);
  const ended = await run('showBatchJob', { ...shared, jobId: removal.jobId });
  expect(leaving(ended.left)).toEqual({
    'half-shared': expect.stringMatching(/^alone: .* failed/),
  });
});

test.concurrent('a desktop that another run may have deleted goes alone', async () => {
  const desktopId = 'elsewhere';
  const evidence = openEvidence(stage.house.settings.evidence);
  await evidence.recordIntent(intent({ desktopId, sentBefore: inSeconds(30) }));
  const wave = await plannedWave(stage, [selected(desktopId)]);
  const { run } = await startCleanUp(stage);
  const { left } = await run('batchDeleteDesktops', wave);
  expect(leaving(left)).toEqual({
    [desktopId]: 'alone: It goes on alone, because another run may have deleted it.',
  });
  expect(await deletesOf(desktopId)).toEqual([]);
});

test.concurrent(
  'a delete that a killed attempt may have sent is waited for, then sent again',
  async () => {
    const desktopId = 'killed';
    const evidence = openEvidence(stage.house.settings.evidence);
    const { run, handle } = await startCleanUp(stage);
    const sentBefore = inSeconds(1);
    await evidence.recordIntent(
      intent({
        operation: 'BatchDeleteDesktops',
        desktopId,
        workflowId: handle.workflowId,
        sentBefore,
      }),
    );
    const wave = await plannedWave(stage, [selected(desktopId)]);
    expect(await run('batchDeleteDesktops', wave)).toMatchObject({ is: 'accepted', left: [] });
    const [call, ...others] = await deletesOf(desktopId);
    expect(others).toEqual([]);
    const visibleAt = Date.parse(sentBefore) + stage.house.settings.timing.deleteVisibleAfterMs;
    expect(Date.parse(call?.time ?? '')).toBeGreaterThanOrEqual(visibleAt);
  },
);

test.concurrent('a job that nobody knows any more leaves the proof to the desktops', async () => {
  const wave = await plannedWave(stage, [selected('never-there')]);
  const { run } = await startCleanUp(stage);
  expect(await run('showBatchJob', { ...wave, jobId: 'unknown-job' })).toEqual({ left: [] });
  const jobs = [jobOf(wave, 'unknown-job')];
  const proof = await run('confirmDesktopsGone', { ...wave, rows: [], jobs });
  expect(proof).toMatchObject({ is: 'proved', counts: { deleted: 0, alreadyGone: 1, kept: 0 } });
});

test.concurrent('a desktop with collaboration resources is not deleted in a batch', async () => {
  const wave = await plannedWave(stage, [selected('still-shared')]);
  const { run } = await startCleanUp(stage);
  const deletion = await run('batchDeleteDesktops', wave);
  expect(deletion.is).toBe('under-way');
  expect(leaving(deletion.left)).toEqual({
    'still-shared': 'alone: It goes on alone, because it still has collaboration resources.',
  });
});

test.concurrent('assistance is read on from where a failed attempt was', async () => {
  const name = many[5] ?? '';
  await stage.house.simulator.fault({
    operation: 'ShowRemoteAssistance',
    desktop_id: name,
    times: 1,
    status: 503,
  });
  const wave = await plannedWave(
    stage,
    many.map((one) => selected(one)),
  );
  const { run } = await startCleanUp(stage);
  expect((await run('batchCancelRemoteAssistance', wave)).left).toEqual([]);
  // Each is read before and after.
  expect(await calls('ShowRemoteAssistance', many[0])).toHaveLength(2);
  expect(await calls('ShowRemoteAssistance', name)).toHaveLength(3);
  for (const one of many) expect(await calls('CancelRemoteAssistance', one)).toHaveLength(1);
});

test.concurrent(
  'a desktop that the list does not show is read by itself, and not deleted in a batch',
  async () => {
    const wave = await plannedWave(stage, [selected('listed'), selected('unlisted')]);
    const { run } = await startCleanUp(stage);
    await stage.house.simulator.fault({
      operation: 'ListDesktopsDetail',
      desktop_id: 'unlisted',
      times: 2,
      understate: 1,
    });
    expect(await run('listDesktopsDetail', wave)).toEqual({ left: [], collaboration: 0 });
    const { left } = await run('batchDeleteDesktops', wave);
    expect(left).toHaveLength(1);
    expect(left[0]).toMatchObject({
      is: 'alone',
      reason: expect.stringContaining('the list does not show it'),
    });
  },
);

test.concurrent(
  'of users that were to go the proof says whether they are gone or kept',
  async () => {
    const names = ['with-user', 'with-kept-user'];
    const wave = await plannedWave(
      stage,
      names.map((name) => selected(name)),
      { deleteUsers: true },
    );
    const { run } = await startCleanUp(stage);
    const deletion = await run('batchDeleteDesktops', wave);
    if (deletion.is !== 'accepted') throw new Error(`it is ${deletion.is}`);
    await run('confirmDesktopsGone', { ...wave, rows: [], jobs: [jobOf(wave, deletion.jobId)] });
    const { objects } = openEvidence(stage.house.settings.evidence);
    const rows = await readRows(objects, await rowsRefs(objects, wave));
    expect(rows.map(({ desktopId, reason }) => [desktopId, reason])).toEqual([
      ['with-user', expect.stringMatching(/Its user is gone too\.$/)],
      ['with-kept-user', expect.stringMatching(/Its user is kept: 1 more desktops are theirs\.$/)],
    ]);
  },
);

test.concurrent(
  'a single run keeps a desktop that no longer qualifies, and asks nobody',
  async () => {
    const noLoginSince = new Date(Date.now() - 60_000).toISOString();
    await stage.house.simulator.patch('used-alone', { sim: { login: true } });
    const order = orderFor('used-alone', { onlyIf: { noLoginSince } });
    const handle = await stage.house.order(order, stage.crew.taskQueue);
    expect(await handle.result()).toMatchObject({
      outcome: 'kept',
      reason: expect.stringContaining('Kept, because somebody has logged in to it, at'),
    });
    expect((await status(handle)).steps.map(({ step }) => step)).toEqual(['showDesktopDetail']);
  },
);

// The records of logins are of no desktop: alone, so that none of the others waits for them.
test('what is known of logins beforehand is not read while a look at the desktops grows old', async () => {
  const name = 'slow-logins';
  // What was read since one instant is known for a while, so each step asks since another.
  const waveSince = (hoursAgo: number) => {
    const noLoginSince = new Date(Date.now() - hoursAgo * 3_600_000).toISOString();
    return plannedWave(stage, [selected(name, { onlyIf: { noLoginSince } })]);
  };
  const { run } = await startCleanUp(stage);
  const slow = { operation: 'ListLoginRecordsNew', times: 1, delay_ms: 5_500 };
  await stage.house.simulator.fault(slow);
  const end = await run('batchCancelRemoteAssistance', await waveSince(3));
  expect(end).toEqual({ left: [], cancelled: 1 });
  expect(await calls('ListDesktopsDetail', name)).toHaveLength(1);
  await stage.house.simulator.fault(slow);
  const removal = await run('batchDeleteDesktopSubResources', await waveSince(4));
  expect(removal).toMatchObject({ is: 'requested' });
  expect(await calls('ListDesktopsDetail', name)).toHaveLength(2);
});
