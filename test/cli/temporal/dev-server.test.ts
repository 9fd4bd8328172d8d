import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { expect, inject, test, vi } from 'vitest';
import { startDevServer } from '../../../src/cli/temporal/dev-server.ts';
import { searchAttributes } from '../../../src/workflows/contract.ts';

const support = new URL('../../support/dev-server-process.ts', import.meta.url).pathname;

interface Started {
  address: string;
  uiAddress?: string;
  pid: number;
}

/** Starts a process that starts a dev server, and tells where that is. */
const startHolder = async (...args: string[]) => {
  const holder = spawn(process.execPath, [support, ...args], {
    env: { ...process.env, TEMPORAL_ADDRESS: '' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(holder.stdout), 'line')) as [string];
  const ended = once(holder, 'exit');
  return { holder, ended, server: JSON.parse(line) as Started };
};

const runs = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('a dev server that is killed with its owner leaves no process behind', async () => {
  const { holder, ended, server } = await startHolder();
  expect(runs(server.pid)).toBe(true);
  holder.kill('SIGKILL');
  await ended;
  await vi.waitFor(() => expect(runs(server.pid)).toBe(false), { timeout: 20_000, interval: 50 });
});

test('two dev servers start at the same time, each with a port of its own', async () => {
  const both = await Promise.all([startHolder(), startHolder()]);
  expect(new Set(both.map(({ server }) => server.address)).size).toBe(2);
  for (const { holder } of both) holder.stdin.end();
  expect(await Promise.all(both.map(({ ended }) => ended))).toEqual([
    [0, null],
    [0, null],
  ]);
  expect(both.map(({ server }) => runs(server.pid))).toEqual([false, false]);
});

test('a dev server with a state file starts again with what it knew, and shows the Web UI', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'offboarding-')), 'temporal.db');
  const first = await startHolder(file);
  expect((await fetch(first.server.uiAddress ?? '')).status).toBe(200);
  await withConnection(first.server.address, ({ workflowService }) =>
    workflowService.registerNamespace({
      namespace: 'remembered',
      workflowExecutionRetentionPeriod: msToTs('1 day'),
    }),
  );
  first.holder.stdin.end();
  await first.ended;

  const second = await startHolder(file);
  await withConnection(second.server.address, async ({ workflowService }) => {
    const { namespaceInfo } = await workflowService.describeNamespace({ namespace: 'remembered' });
    expect(namespaceInfo?.name).toBe('remembered');
  });
  second.holder.stdin.end();
  await second.ended;
});

test('a dev server that panics for a port is started again, and its stacks are for nobody', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'offboarding-'));
  const path = join(directory, 'temporal');
  const stacks = `goroutine 1 [running]:\n${'\tmain.go:1\n'.repeat(1_000)}`;
  await writeFile(join(directory, 'said'), `panic: bind: address already in use\n\n${stacks}`);
  await writeFile(path, '#!/bin/sh\ncd "$(dirname "$0")"\necho >> starts\ncat said >&2\nexit 2\n', {
    mode: 0o755,
  });
  const starting = startDevServer({ cli: { path, version: '' }, ui: false, log: () => {} });
  const { message } = (await starting.catch((error: unknown) => error)) as Error;
  expect(message).toMatch(/ended at once\. It said: panic: bind: address already in use$/);
  expect(await readFile(join(directory, 'starts'), 'utf8')).toBe('\n'.repeat(5));
});

test('the server of the test run has our search attributes', async () => {
  await withConnection(inject('temporalAddress'), async ({ operatorService }) => {
    const { customAttributes } = await operatorService.listSearchAttributes({
      namespace: 'default',
    });
    expect(Object.keys(customAttributes)).toEqual(
      expect.arrayContaining(Object.keys(searchAttributes)),
    );
  });
});

const withConnection = async (address: string, use: (to: Connection) => Promise<unknown>) => {
  const connection = await Connection.connect({ address });
  try {
    await use(connection);
  } finally {
    await connection.close();
  }
};
