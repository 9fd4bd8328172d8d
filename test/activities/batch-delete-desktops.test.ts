/** What keeps the deleting attempt for a wave from a delete: jobs that are still open, and owners who may be there. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEvidence } from '../../src/evidence/open-evidence.ts';
import { desktop, orderFor, ownerOf } from '../support/estate.ts';
import { until } from '../support/until.ts';
import type { Stage } from './stage.ts';
import { startStage } from './stage.ts';
import { leaving, plannedWave, selected, startCleanUp } from './wave.ts';

let stage: Stage;

// Longer than a busy machine takes for the second try.
const waitsMs = 6_000;

beforeAll(async () => {
  stage = await startStage({
    settings: {
      timing: {
        jobPoll: '300 ms',
        jobWithin: '12 s',
        confirmPoll: '300 ms',
        waitPoll: '1 s',
        // Only the job can tell.
        deleteVisibleAfter: '0 s',
      },
      errorCodes: [{ code: 'NET.RESET', delay: '1 s', cap: '1 s' }],
    },
    estate: {
      desktops: [
        desktop('lost', { sim: { jobWaitsMs: waitsMs } }),
        desktop('lost-and-failed', { sim: { jobWaitsMs: waitsMs, deleteFailsTimes: 1 } }),
        desktop('queued', { sim: { jobWaitsMs: waitsMs } }),
        desktop('held', { sim: { jobWaitsMs: 600_000 } }),
        desktop('stuck', { sim: { jobWaitsMs: 600_000 } }),
        desktop('not-stuck'),
        desktop('of-somebody-missing'),
        desktop('of-somebody-hidden'),
      ],
      users: ['missing', 'hidden'].map((how) => ({
        id: ownerOf(`of-somebody-${how}`),
        user_name: `name-of-of-somebody-${how}`,
        [how]: true,
      })),
    },
  });
});
afterAll(() => stage?.stop());

const deletesOf = async (name: string) =>
  (await stage.house.simulator.requests(name)).filter(({ operation }) =>
    /^(Batch)?DeleteDesktops?$/.test(operation),
  );

const waveOf = (...names: string[]) =>
  plannedWave(
    stage,
    names.map((name) => selected(name)),
  );

/** The next batch that names the desktop is accepted, and its answer is lost. */
const loseAnswer = (name: string) =>
  stage.house.simulator.fault({
    operation: 'BatchDeleteDesktops',
    desktop_id: name,
    times: 1,
    drop: 'after',
  });

const boundTo = async (name: string) => ({
  desktopId: name,
  project: 'default',
  expectedOwner: ownerOf(name),
  deleteUsers: false,
  emailNotification: false,
  isForceDelete: true,
  dryRun: false,
  awaitGo: false,
  evidenceStore: await openEvidence(stage.house.settings.evidence).id(),
});

test.concurrent(
  'a wave waits for the job of a batch whose answer was lost, and then sends what failed',
  async () => {
    await loseAnswer('lost');
    const wave = await waveOf('lost', 'lost-and-failed');
    const { run } = await startCleanUp(stage);
    expect(await run('batchDeleteDesktops', wave)).toMatchObject({ is: 'accepted', left: [] });
    expect(await deletesOf('lost')).toHaveLength(1);
    const [first, second, ...others] = await deletesOf('lost-and-failed');
    expect(others).toEqual([]);
    const afterMs = Date.parse(second?.time ?? '') - Date.parse(first?.time ?? '');
    expect(afterMs).toBeGreaterThan(waitsMs);
    expect((await stage.house.simulator.audit()).violations).toEqual([]);
  },
);

test.concurrent(
  'a run of its own waits for the job of the batch that the desktop was in',
  async () => {
    const { run } = await startCleanUp(stage);
    const deletion = await run('batchDeleteDesktops', await waveOf('queued'));
    expect(deletion.is).toBe('accepted');
    const alone = await stage.house.order(orderFor('queued'), stage.crew.taskQueue);
    expect(await alone.result()).toMatchObject({ outcome: 'deleted' });
    expect(await deletesOf('queued')).toMatchObject([{ operation: 'BatchDeleteDesktops' }]);
  },
);

test.concurrent('a hold finds out that a delete was sent whose job waits', async () => {
  const { run } = await startCleanUp(stage);
  expect((await run('batchDeleteDesktops', await waveOf('held'))).is).toBe('accepted');
  const settled = await stage.run('settleDeleteDesktop', await boundTo('held'));
  expect(settled).toMatchObject({ wasSent: true });
});

test.concurrent('a job that does not end keeps only its own desktop waiting', async () => {
  await loseAnswer('stuck');
  const wave = await waveOf('stuck', 'not-stuck');
  const { run } = await startCleanUp(stage);
  const batch = run('batchDeleteDesktops', wave);
  await until('it is sent', async () => (await deletesOf('stuck')).length > 0);
  const alone = stage.run('deleteDesktop', await boundTo('stuck'));
  const { is, left } = await batch;
  expect(is).toBe('under-way');
  expect(leaving(left)).toEqual({
    stuck: 'alone: It goes on alone, because its job does not end.',
  });
  // From there it is for the proof to wait.
  expect(await alone).toEqual({ is: 'under-way' });
  expect(await deletesOf('stuck')).toHaveLength(1);
});

test.concurrent('an owner whom no list of users shows is asked for by id again', async () => {
  const names = ['of-somebody-missing', 'of-somebody-hidden'];
  const onlyIf = { ownerMissing: true };
  const wave = await plannedWave(
    stage,
    names.map((name) => selected(name, { onlyIf })),
  );
  const { run } = await startCleanUp(stage);
  const { is, left } = await run('batchDeleteDesktops', wave);
  expect(is).toBe('accepted');
  expect(leaving(left)).toEqual({
    'of-somebody-hidden': 'kept: Kept, because it is not certain that its user does not exist.',
  });
});
