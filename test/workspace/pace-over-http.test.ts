/** What the limits of an API make of our calls. A minute of this one takes three seconds. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { workspaceClient } from '../../src/workspace/client.ts';
import { connect } from '../../src/workspace/connection.ts';
import { WorkspaceApiError } from '../../src/workspace/errors/workspace-api-error.ts';
import { treatmentTable } from '../../src/workspace/treatment.ts';
import { json, passwordProjectAt, projectAt, serve } from '../support/api-server.ts';
import { desktop } from '../support/estate.ts';
import { noLimits } from '../support/limits.ts';
import { startSimulator } from '../support/simulator.ts';

const speed = 20;

/** Makes a call so often in so many lanes, whatever the API says, and each time until it answers. */
async function callOften(times: number, lanes: number, call: () => Promise<unknown>) {
  let left = times;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      await call().catch((error: unknown) => {
        if (!(error instanceof WorkspaceApiError) || error.status !== 429) throw error;
        left += 1;
      });
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

test('two processes that share the limits meet no 429', async () => {
  const simulator = await startSimulator({
    speed,
    limits: true,
    estate: { desktops: [desktop('d1')] },
  });
  try {
    const limits = { ...noLimits, readsPerMinute: 180 * speed, share: 0.5 };
    const processes = [1, 2].map(() => workspaceClient(connect(simulator.project, { limits })));
    await Promise.all(
      processes.map(({ showDesktopDetail }) => callOften(130, 30, () => showDesktopDetail('d1'))),
    );
    const calls = await simulator.requests();
    expect(calls.map(({ status }) => status)).toEqual(Array(260).fill(200));
  } finally {
    await simulator.stop();
  }
});

test('limits that are set too high meet a 429 in each lane, and then no storm of them', async () => {
  const lanes = 10;
  const statuses: number[] = [];
  let closedAt: number | undefined;
  // Lets so many calls through, and is open again before anybody who pauses for a second comes back.
  const server = await serve((_, response) => {
    if (statuses.length >= 50) closedAt ??= performance.now();
    const isOpen = closedAt === undefined || performance.now() - closedAt > 500;
    statuses.push(isOpen ? 200 : 429);
    if (isOpen) json(response, 200, { is_lock: 0 });
    else json(response, 429, { error_code: 'APIGW.0308', error_msg: 'too many' });
  });
  try {
    const treat = treatmentTable([{ code: 'APIGW.0308', delaySeconds: 1 }]);
    const { showWorkspaceLock } = workspaceClient(
      connect(projectAt(server.url), { limits: noLimits, treat }),
    );
    await callOften(100, lanes, showWorkspaceLock);
    const throttled = statuses.filter((status) => status === 429).length;
    expect(statuses.length - throttled).toBe(100);
    expect(throttled).toBeGreaterThan(0);
    expect(throttled).toBeLessThanOrEqual(lanes);
  } finally {
    await server.close();
  }
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
    const limits = { ...noLimits, readsPerMinute: 120 };
    const { showWorkspaceLock } = workspaceClient(
      connect(passwordProjectAt(server.url), { limits }),
    );
    await Promise.all(Array.from({ length: 6 }, showWorkspaceLock));
    // Three at once, and the others half a second apart.
    const [first = 0, last = 0] = [left[0], left.at(-1)];
    expect(last - first).toBeGreaterThan(400);
  } finally {
    await server.close();
  }
});
