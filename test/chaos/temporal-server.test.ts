/** The Temporal server, with its state in a file, is killed and started again while runs are under way. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { afterAll, expect, test } from 'vitest';
import { findTemporal } from '../../src/cli/temporal/find.ts';
import { freePort } from '../../src/net/free-port.ts';
import { searchAttributes } from '../../src/workflows/contract.ts';
import { desktop, orderFor } from '../support/estate.ts';
import { startHouse } from '../support/house.ts';
import { until } from '../support/until.ts';

const names = Array.from({ length: 10 }, (_, n) => `desktop-${n}`);
const directory = await mkdtemp(join(tmpdir(), 'temporal-'));
const servers: ChildProcess[] = [];
afterAll(async () => {
  for (const server of servers) server.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

const types = { KEYWORD: 'Keyword', DATETIME: 'Datetime', BOOL: 'Bool' } as const;

async function startServer(port: number): Promise<ChildProcess> {
  const { path } = await findTemporal(process.env, () => undefined);
  const attributes = Object.entries(searchAttributes).flatMap(([name, type]) => [
    '--search-attribute',
    `${name}=${types[type]}`,
  ]);
  const server = spawn(
    path,
    // prettier-ignore
    [
      'server', 'start-dev', '--headless', '--log-level', 'error', '--ip', '127.0.0.1',
      '--port', String(port), '--db-filename', join(directory, 'temporal.db'),
      '--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL',
      ...attributes,
    ],
    { stdio: 'ignore' },
  );
  servers.push(server);
  await until('the server answers', async () => {
    const connection = await Connection.connect({ address: `127.0.0.1:${port}` }).catch(
      () => undefined,
    );
    await connection?.close();
    return connection !== undefined;
  });
  return server;
}

test('every run ends, and every desktop is deleted once', { timeout: 180_000 }, async () => {
  const port = await freePort();
  let server = await startServer(port);
  const house = await startHouse({
    temporalAddress: `127.0.0.1:${port}`,
    settings: { timing: { jobPoll: '1 s', confirmPoll: '1 s', deleteVisibleAfter: '10 s' } },
    estate: {
      desktops: names.map((name) =>
        desktop(name, { sim: { assistance: 'OPEN', collaboration: true, deletingMs: 2_000 } }),
      ),
    },
  });
  const handles = await Promise.all(names.map((name) => house.order(orderFor(name))));
  for (const calls of [30, 60]) {
    await until(`${calls} calls`, async () => (await house.simulator.requests()).length >= calls);
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
    server = await startServer(port);
  }
  for (const handle of handles) {
    await expect(handle.result()).resolves.toMatchObject({ outcome: 'deleted' });
  }
  const { violations, desktops } = await house.simulator.audit();
  expect(violations).toEqual([]);
  expect(names.map((name) => desktops[name]?.delete_requests)).toEqual(names.map(() => 1));
  await house.stop();
});
