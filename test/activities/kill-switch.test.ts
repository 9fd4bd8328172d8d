/** The kill switch, thrown by an operator while runs stand at every point of the attempt. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KillSwitchState } from '../../src/domain/kill-switch-state.ts';
import { offboard } from '../cli/offboard.ts';
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

/** Brings a run to each point of the attempt; those last that cannot stand there for long. */
async function bringToTheirPoints() {
  await fault('reading', 'ShowRemoteAssistance', { delay_ms: 9_000 });
  await fault('retrying', 'CancelRemoteAssistance', { status: 503, times: 2 });
  await fault('sent', 'DeleteDesktop', { delay_ms: 2_500 });
  const reading = await house.order(orderFor('reading'));
  const retrying = await house.order(orderFor('retrying'));
  await received('reading', 'ShowRemoteAssistance');
  await received('retrying', 'CancelRemoteAssistance', 2);
  const sent = await house.order(orderFor('sent'));
  const intent = await house.order(orderFor('intent'));
  await received('sent', 'DeleteDesktop');
  await until('the intent is on record', async () => (await records('intent')).length > 0);
  return { reading, retrying, sent, intent };
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

const command = async (...args: string[]) => {
  const { code, stdout, stderr } = await offboard([...args, '--json'], house.env);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return JSON.parse(stdout) as { killSwitch: KillSwitchState };
};

test(
  'from 2 s after pause-all no write is sent, over a worker restart, and all runs end after resume-all',
  { timeout: 120_000 },
  async () => {
    const gate = join(house.settings.evidence.directory, '..', 'gate');
    const preload = fileURLToPath(new URL('./gate.ts', import.meta.url));
    const env = { ...house.env, NODE_OPTIONS: `--import ${preload}`, GATE: gate };
    const worker = await startWorkerProcess(env);
    const { sent, ...waiting } = await bringToTheirPoints();

    const { killSwitch } = await command('pause-all', '--reason', 'a storm');
    const thrownAt = Date.parse(killSwitch.since ?? '');
    // Whatever was read before is too old by then.
    await timeIs(thrownAt + 1_100);
    await writeFile(gate, '');
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
    expect(await writes('retrying')).toMatchObject([{ status: 503 }, { status: 503 }]);
    expect(await records('intent')).toContainEqual(expect.stringContaining('outcome'));

    await command('resume-all');
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
