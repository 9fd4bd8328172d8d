/** The kill switch, thrown while runs stand at every point of the attempt. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { killSwitchIn, readQueueLimit, setQueueLimit } from '../../src/temporal/queue-limit.ts';
import { writesQueue } from '../../src/workflows/queues.ts';
import type { EstateDesktop } from '../support/estate.ts';
import { desktop, orderFor } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { startHouse, status } from '../support/house.ts';
import { until } from '../support/until.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

const assisted: EstateDesktop = { sim: { assistance: 'OPEN' } };
/** Name of a desktop, which is where its run stands when the switch is thrown → the desktop. */
const estate: Record<string, EstateDesktop> = {
  reading: assisted,
  retrying: assisted,
  sent: {},
  intent: {},
  'not-begun': assisted,
};

let house: House;
beforeAll(async () => {
  house = await startHouse({
    workers: false,
    line: true,
    settings: { errorCodes: [{ code: 'HTTP.503', delay: '1 s', cap: '1 s', budget: 1_000 }] },
    estate: { desktops: Object.entries(estate).map(([name, facts]) => desktop(name, facts)) },
  });
});
afterAll(() => house?.stop());

const isWrite = ({ operation }: { operation: string }) => !/^(Show|List)/.test(operation);
const writes = async (name?: string) => (await house.simulator.requests(name)).filter(isWrite);

const received = (name: string, operation: string, times = 1) =>
  until(`${operation} of ${name} is received`, async () => {
    const calls = await house.simulator.requests(name);
    return calls.filter((call) => call.operation === operation).length >= times;
  });

const records = (name: string) =>
  readdir(join(house.settings.evidence.directory, name)).catch(() => []);

const fault = (name: string, operation: string, what: object) =>
  house.simulator.fault({ desktop_id: name, operation, ...what });

const liftFaults = () => fetch(`${house.simulator.url}/_sim/faults`, { method: 'DELETE' });

/** Brings a run to each point of the attempt; those last that have the time of one attempt or call there. */
async function bringToTheirPoints() {
  await fault('retrying', 'CancelRemoteAssistance', { status: 503, times: 1_000 });
  await fault('sent', 'DeleteDesktop', { delay_ms: 2_500 });
  const retrying = await house.order(orderFor('retrying'));
  await received('retrying', 'CancelRemoteAssistance', 2);
  const sent = await house.order(orderFor('sent'));
  await received('sent', 'DeleteDesktop');
  const kept = house.keep({ operation: 'ShowRemoteAssistance', desktop_id: 'reading' });
  const intent = await house.order(orderFor('intent'));
  const reading = await house.order(orderFor('reading'));
  await until('the intent is on record', async () => (await records('intent')).length > 0);
  await kept.arrived;
  return { runs: { reading, retrying, sent, intent }, kept };
}

const showsSwitch = (handle: WorkflowHandle) =>
  until('the run shows the switch', async () => (await status(handle)).killSwitch);

/** A worker that is killed then leaves nothing that must wait for the end of its lease. */
async function areBetweenAttempts(handles: readonly WorkflowHandle[]): Promise<boolean> {
  const described = await Promise.all(handles.map((handle) => handle.describe()));
  const scheduled = 1;
  return described.every(({ raw }) =>
    raw.pendingActivities?.every(
      ({ attempt, state }) => Number(attempt) > 1 && state === scheduled,
    ),
  );
}

const timeIs = (time: number) => delay(Math.max(0, time - Date.now()));

const isBetween = (from: number, time: string, to: number) =>
  Date.parse(time) > from && Date.parse(time) <= to;

/** As pause-all and resume-all do, without the time that a process takes to start. */
async function setSwitch(requestsPerSecond: 0 | undefined) {
  const queue = writesQueue(house.settings.worker.taskQueue);
  await setQueueLimit(house.client, queue, { requestsPerSecond, reason: 'a storm' });
  return until('the server shows it', async () => {
    const limit = await readQueueLimit(house.client, queue);
    return limit.requestsPerSecond === requestsPerSecond && killSwitchIn(limit);
  });
}

test(
  'from 2 s after it is thrown no write is sent, over a worker restart, and all runs end after it is lifted',
  { timeout: 120_000 },
  async () => {
    const gate = join(house.settings.evidence.directory, '..', 'gate');
    const preload = fileURLToPath(new URL('./gate.ts', import.meta.url));
    const env = { ...house.env, NODE_OPTIONS: `--import ${preload}`, GATE: gate };
    const worker = await startWorkerProcess(env);
    const { runs, kept } = await bringToTheirPoints();
    const { sent, ...waiting } = runs;

    const killSwitch = await setSwitch(0);
    const thrownAt = Date.parse(killSwitch.since ?? '');
    // Whatever was read before is too old by then.
    await timeIs(thrownAt + 1_100);
    await writeFile(gate, '');
    kept.letGo();
    await liftFaults();
    for (const handle of [waiting.reading, waiting.intent])
      expect(await showsSwitch(handle)).toEqual(killSwitch);
    // Reads go on: what was sent before is proved meanwhile.
    await expect(sent.result()).resolves.toMatchObject({ outcome: 'deleted' });

    await timeIs(thrownAt + 2_000);
    await until('no attempt is under way', () => areBetweenAttempts(Object.values(waiting)));
    worker.signal('SIGKILL');
    await worker.exited;
    const successor = await startWorkerProcess(house.env);
    const later = await house.order(orderFor('not-begun'));
    expect(await showsSwitch(later)).toEqual(killSwitch);
    await timeIs(thrownAt + 6_000);

    const liftedAt = Date.now();
    const calls = await writes();
    expect(calls.filter(({ time }) => isBetween(thrownAt + 2_000, time, liftedAt))).toEqual([]);
    for (const name of ['reading', 'intent', 'not-begun']) expect(await writes(name)).toEqual([]);
    const refused = await writes('retrying');
    expect(refused.map(({ status: code }) => code)).toEqual(refused.map(() => 503));
    expect(refused.length).toBeGreaterThan(1);
    expect(await records('intent')).toContainEqual(expect.stringContaining('outcome'));

    await setSwitch(undefined);
    for (const handle of [...Object.values(waiting), later]) {
      await expect(handle.result()).resolves.toMatchObject({ outcome: 'deleted' });
      const { events } = await handle.fetchHistory();
      expect(events?.filter((event) => event.activityTaskTimedOutEventAttributes)).toEqual([]);
    }
    const { violations, desktops } = await house.simulator.audit();
    expect(violations).toEqual([]);
    for (const name of Object.keys(estate)) {
      // That of `intent` was never received the first time.
      expect(desktops[name]?.delete_requests).toBe(1);
    }
    await successor.stop();
  },
);
