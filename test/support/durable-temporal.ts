/** A Temporal server whose state is in a file, so that it can be killed and started again. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { findTemporal } from '../../src/cli/temporal/find.ts';
import { freePort } from '../../src/net/free-port.ts';
import { searchAttributes } from '../../src/workflows/contract.ts';
import { until } from './until.ts';

const types = { KEYWORD: 'Keyword', DATETIME: 'Datetime', BOOL: 'Bool' } as const;

export interface DurableTemporal {
  address: string;
  /** SIGKILL; resolves when it has ended. */
  kill(): Promise<void>;
  /** Resolves when it answers. */
  start(): Promise<void>;
  /** Ends it and removes its file. */
  remove(): Promise<void>;
}

/**
 * Chooses a port and a file for a server; it is not started yet. `longHistory`: from how many events on it
 * suggests that runs go on as new.
 */
export async function durableTemporal({
  longHistory = 4_096,
}: { longHistory?: number } = {}): Promise<DurableTemporal> {
  const { path } = await findTemporal(process.env, () => undefined);
  const directory = await mkdtemp(join(tmpdir(), 'temporal-'));
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const attributes = Object.entries(searchAttributes).flatMap(([name, type]) => [
    '--search-attribute',
    `${name}=${types[type]}`,
  ]);
  // prettier-ignore
  const args = [
    'server', 'start-dev', '--headless', '--log-level', 'error', '--ip', '127.0.0.1',
    '--port', String(port), '--db-filename', join(directory, 'temporal.db'),
    '--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL',
    '--dynamic-config-value', `limit.historyCount.suggestContinueAsNew=${longHistory}`,
    ...attributes,
  ];
  let server: ChildProcess | undefined;
  const end = () => server?.kill('SIGKILL');
  process.once('exit', end);

  const kill = async () => {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    end();
    await ended;
  };
  return {
    address,
    kill,
    start: async () => {
      server = spawn(path, args, { stdio: 'ignore' });
      await until('the server answers', async () => {
        const connection = await Connection.connect({ address }).catch(() => undefined);
        await connection?.close();
        return connection !== undefined;
      });
    },
    remove: async () => {
      await kill();
      process.off('exit', end);
      await rm(directory, { recursive: true, force: true });
    },
  };
}
