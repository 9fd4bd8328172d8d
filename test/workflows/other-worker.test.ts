/** A run is taken over by a worker that is set up differently, or shares its desktop with another run. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { desktop, orderFor } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { resolve, startHouse, status } from '../support/house.ts';
import { until } from '../support/until.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

let house: House;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'other-worker-'));
  house = await startHouse({
    workers: false,
    estate: {
      desktops: [
        desktop('pinned', { is_freeze: true }),
        desktop('elsewhere', { sim: { deleteInvisibleMs: 60_000 } }),
        desktop('contested', { sim: { deleteInvisibleMs: 2_000, deletingMs: 3_000 } }),
      ],
    },
  });
});
afterAll(async () => {
  await house?.stop();
  await rm(directory, { recursive: true, force: true });
});

test('keeps to the project that it began in, whatever another worker calls the first', async () => {
  const name = 'pinned';
  const first = await startWorkerProcess(house.env);
  const handle = await house.order(orderFor(name));
  await until('blocked', async () => (await status(handle)).blocked);
  await first.stop();

  // Another simulator knows no such desktop: taken for the first project, it would look gone.
  const empty = await startHouse({ workers: false, estate: { desktops: [desktop('other')] } });
  const file = join(directory, 'two-projects.yaml');
  const project = (projectName: string, env: NodeJS.ProcessEnv) => ({
    name: projectName,
    projectId: env['HUAWEICLOUD_SDK_PROJECT_ID'],
    workspaceEndpoint: env['WORKSPACE_ENDPOINT'],
    iamEndpoint: env['IAM_ENDPOINT'],
    credentials: { accessKey: env['HUAWEICLOUD_SDK_AK'], secretKey: env['HUAWEICLOUD_SDK_SK'] },
  });
  const projects = [project('newcomer', empty.env), project('default', house.env)];
  await writeFile(file, stringify({ projects }));
  const second = await startWorkerProcess({
    PATH: house.env['PATH'],
    TEMPORAL_ADDRESS: house.env['TEMPORAL_ADDRESS'],
    TEMPORAL_NAMESPACE: house.env['TEMPORAL_NAMESPACE'],
    OFFBOARDING_TASK_QUEUE: house.env['OFFBOARDING_TASK_QUEUE'],
    OFFBOARDING_EVIDENCE_DIR: house.env['OFFBOARDING_EVIDENCE_DIR'],
    OFFBOARDING_CONFIG: file,
  });
  await house.simulator.patch(name, { is_freeze: false });
  await resolve(handle, 'retry');
  await expect(handle.result()).resolves.toMatchObject({ outcome: 'deleted', project: 'default' });
  expect(await empty.simulator.requests()).toEqual([]);
  await second.stop();
  await empty.stop();
});

test('deletes nothing with evidence that is kept elsewhere', { timeout: 90_000 }, async () => {
  const name = 'elsewhere';
  await house.simulator.fault({
    operation: 'DeleteDesktop',
    desktop_id: name,
    times: 1,
    drop: 'after',
  });
  const first = await startWorkerProcess(house.env);
  const handle = await house.order(orderFor(name));
  const calls = async () => (await house.simulator.audit()).desktops[name]?.delete_requests ?? 0;
  await until('deleted', async () => (await calls()) === 1);
  first.signal('SIGKILL');

  const env = { ...house.env, OFFBOARDING_EVIDENCE_DIR: join(directory, 'another-store') };
  const second = await startWorkerProcess(env);
  const refusal = async () => {
    const { raw } = await handle.describe();
    return raw.pendingActivities?.[0]?.lastFailure?.applicationFailureInfo?.type;
  };
  await until('refused', async () => (await refusal()) === 'EVIDENCE.FOREIGN', 60_000);
  expect(await calls()).toBe(1);
  await handle.terminate();
  await second.stop();
});

test('of two runs that delete one desktop at once, one sends', { timeout: 90_000 }, async () => {
  const name = 'contested';
  // Two namespaces, so that both runs may have the one id that locks the desktop.
  const rival = await startHouse({ workers: false, estate: { desktops: [desktop('none')] } });
  const rivalEnv = { ...house.env, TEMPORAL_NAMESPACE: rival.env['TEMPORAL_NAMESPACE'] };
  const workers = [await startWorkerProcess(house.env), await startWorkerProcess(rivalEnv)];
  const queue = house.settings.worker.taskQueue;
  const handles = await Promise.all([
    house.order(orderFor(name), queue),
    rival.order(orderFor(name), queue),
  ]);
  for (const handle of handles) {
    await expect(handle.result()).resolves.toMatchObject({ outcome: 'deleted' });
  }
  const { violations, desktops } = await house.simulator.audit();
  expect(violations).toEqual([]);
  expect(desktops[name]).toMatchObject({ deletes_accepted: 1 });
  await Promise.all(workers.map((worker) => worker.stop()));
  await rival.stop();
});
