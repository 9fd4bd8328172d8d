/** What withholds a write: old facts, a wrong clock, and a store that cannot keep its record. */
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { desktop, orderFor } from '../../support/estate.ts';
import type { House } from '../../support/house.ts';
import { resolve, startHouse, untilBlocked } from '../../support/house.ts';
import { until } from '../../support/until.ts';
import { startWorkerProcess } from '../../support/worker-process.ts';

let house: House;

beforeAll(async () => {
  house = await startHouse({
    estate: {
      desktops: [
        desktop('slow-disk'),
        desktop('late'),
        desktop('late-and-assisted', { sim: { assistance: 'OPEN' } }),
        desktop('unreadable'),
        desktop('unwritable'),
      ],
    },
  });
});
afterAll(() => house?.stop());

/** A worker process on a queue of its own, with something wrong with it. */
async function startWorkerWith(preload: string) {
  const taskQueue = `${house.settings.worker.taskQueue}-${preload}`;
  const file = fileURLToPath(new URL(`./${preload}.ts`, import.meta.url));
  const env = { NODE_OPTIONS: `--import ${file}`, OFFBOARDING_TASK_QUEUE: taskQueue };
  return { taskQueue, ...(await startWorkerProcess({ ...house.env, ...env })) };
}

const operations = async (name: string) =>
  (await house.simulator.requests(name)).map(({ operation }) => operation);

const writes = async (name: string) =>
  (await operations(name)).filter((operation) => !/^(Show|List)/.test(operation));

test.concurrent('a delete is not sent on facts that are older than 5 s', async () => {
  const name = 'slow-disk';
  const worker = await startWorkerWith('slow-intent');
  const handle = await house.order(orderFor(name), worker.taskQueue);
  const { outcome, steps } = await handle.result();
  expect(outcome).toBe('deleted');
  expect(steps.find(({ step }) => step === 'deleteDesktop')).toMatchObject({
    attempts: 2,
    errorCodes: { 'FACTS.STALE': 1 },
  });
  // Each attempt looks for itself, and only the second one sends.
  const called = await operations(name);
  expect(called.slice(0, called.indexOf('DeleteDesktop') + 1)).toEqual([
    'ShowDesktopDetail',
    'ShowRemoteAssistance',
    'ShowDesktopDetail',
    'ShowDesktopDetail',
    'DeleteDesktop',
  ]);
  expect(await writes(name)).toEqual(['DeleteDesktop']);
  await worker.stop();
});

test.concurrent('a worker whose clock is a minute off changes nothing, and says why', async () => {
  const worker = await startWorkerWith('late-clock');
  const names = ['late', 'late-and-assisted'];
  const handles = await Promise.all(
    names.map((name) => house.order(orderFor(name), worker.taskQueue)),
  );
  const ends = await Promise.all(handles.map((handle) => untilBlocked(handle, 40_000)));
  expect(ends).toMatchObject([{ step: 'deleteDesktop' }, { step: 'cancelRemoteAssistance' }]);
  for (const end of ends) {
    expect(end.errorCode).toBe('CLOCK.SKEWED');
    expect(end.message).toContain('The clocks of worker and server differ');
  }
  expect(await Promise.all(names.map(writes))).toEqual([[], []]);
  await Promise.all(handles.map((handle) => handle.terminate()));
  await worker.stop();
});

/** Breaks a desktop's records between the guard's look and the deleting attempt. */
async function orderAndBreak(
  name: string,
  step: string,
  spoil: (folder: string) => Promise<unknown>,
) {
  const slow = { operation: 'ShowDesktopDetail', desktop_id: name, times: 2, delay_ms: 500 };
  await house.simulator.fault(slow);
  const handle = await house.order(orderFor(name));
  await until('it runs', async () => (await operations(name)).includes('ShowDesktopDetail'));
  const folder = join(house.settings.evidence.directory, name);
  await spoil(folder);
  expect(await untilBlocked(handle, 55_000)).toMatchObject({
    step,
    errorCode: 'EVIDENCE.UNAVAILABLE',
    message: expect.stringContaining('nothing is deleted without a record'),
    advice: 'Make the evidence directory writable, then resolve with retry.',
  });
  expect(await writes(name)).toEqual([]);
  return { handle, folder };
}

/** After `resolve` with retry: the one delete, and its record. */
async function goesOn(
  name: string,
  { handle, folder }: { handle: WorkflowHandle; folder: string },
) {
  await resolve(handle, 'retry');
  await expect(handle.result()).resolves.toMatchObject({ outcome: 'deleted' });
  expect(await writes(name)).toEqual(['DeleteDesktop']);
  expect(await readdir(folder)).toHaveLength(2);
}

test.concurrent(
  'nothing is deleted while the records of earlier calls cannot be read',
  async () => {
    const name = 'unreadable';
    const broken = await orderAndBreak(name, 'settleDeleteDesktop', (folder) =>
      writeFile(folder, 'not a folder'),
    );
    await rm(broken.folder);
    await goesOn(name, broken);
  },
);

test.concurrent('nothing is deleted while no intent can be written', async () => {
  const name = 'unwritable';
  // It lists as if there were no records yet, and takes none: the disk that it is on is away.
  const broken = await orderAndBreak(name, 'deleteDesktop', (folder) =>
    symlink(`${folder}-away`, folder),
  );
  await mkdir(`${broken.folder}-away`);
  await goesOn(name, broken);
});
