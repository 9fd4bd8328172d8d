/** What the limits of an API make of our calls. A minute of this one takes three seconds. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CallLimits } from '../../src/workspace/call-limits.ts';
import { workspaceClient } from '../../src/workspace/client.ts';
import { connect } from '../../src/workspace/connection.ts';
import { WorkspaceApiError } from '../../src/workspace/errors/workspace-api-error.ts';
import { treatmentTable } from '../../src/workspace/treatment.ts';
import { json, passwordProjectAt, serve } from '../support/api-server.ts';
import { desktop } from '../support/estate.ts';
import { noLimits } from '../support/limits.ts';
import { startSimulator, type RunningSimulator } from '../support/simulator.ts';

const speed = 20;

let simulator: RunningSimulator;

beforeAll(async () => {
  simulator = await startSimulator({ speed, limits: true, estate: { desktops: [desktop('d1')] } });
});
afterAll(() => simulator.stop());
beforeEach(() => simulator.reset());

/** Reads a desktop so often in so many lanes, whatever the API says, and each time until it answers. */
async function readOften(times: number, lanes: number, limits: CallLimits): Promise<void> {
  const treat = treatmentTable([{ code: 'APIGW.0308', delaySeconds: 60 / speed }]);
  const { showDesktopDetail } = workspaceClient(connect(simulator.project, { limits, treat }));
  let left = times;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      await showDesktopDetail('d1').catch((error: unknown) => {
        if (!(error instanceof WorkspaceApiError) || error.status !== 429) throw error;
        left += 1;
      });
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

const answers = async () => {
  const all = await simulator.requests();
  const throttled = all.filter(({ status }) => status === 429).length;
  return { throttled, answered: all.length - throttled };
};

test('two processes that share the limits meet no 429', async () => {
  const share = { ...noLimits, readsPerMinute: 180 * speed, share: 0.5 };
  await Promise.all([readOften(130, 30, share), readOften(130, 30, share)]);
  expect(await answers()).toEqual({ throttled: 0, answered: 260 });
});

test('limits that are set too high meet a 429 in each lane, and then no storm of them', async () => {
  const lanes = 10;
  await readOften(380, lanes, noLimits);
  const { throttled, answered } = await answers();
  expect(answered).toBe(380);
  expect(throttled).toBeGreaterThan(0);
  expect(throttled).toBeLessThanOrEqual(lanes);
});

test('calls that waited for a slow login do not leave together after it', async () => {
  const left: number[] = [];
  const server = await serve(async ({ target }, response) => {
    if (target.startsWith('/v3/auth/tokens')) {
      await delay(1_000);
      const expires_at = new Date(Date.now() + 3_600_000).toISOString();
      const issued_at = new Date().toISOString();
      json(response, 201, { token: { expires_at, issued_at } }, { 'X-Subject-Token': 'token' });
      return;
    }
    left.push(performance.now());
    json(response, 200, { is_lock: 0 });
  });
  try {
    const limits = { ...noLimits, readsPerMinute: 600 };
    const { showWorkspaceLock } = workspaceClient(
      connect(passwordProjectAt(server.url), { limits }),
    );
    await Promise.all(Array.from({ length: 8 }, showWorkspaceLock));
    // Three at once, and the others a tenth of a second apart.
    const [first = 0, , , , , , , last = 0] = left;
    expect(last - first).toBeGreaterThan(400);
  } finally {
    await server.close();
  }
});
