import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { searchAttributes } from '../../workflows/contract.ts';
import type { TemporalCli } from './executable.ts';
import type { Log } from './find.ts';
import { freePort } from '../../net/free-port.ts';
import { endWithThisProcess } from './watchdog.ts';

export interface DevServerOptions {
  cli: TemporalCli;
  /** Keeps the state in this SQLite file; without one it ends with the server. */
  stateFile?: string;
  ui: boolean;
  log: Log;
}

export interface DevServer {
  /** `host:port` of the gRPC service. */
  address: string;
  /** URL of the Web UI, if it was asked for. */
  uiAddress?: string;
  pid: number;
  /** Ends the server, gently first; resolves when it has ended. */
  stop(): Promise<void>;
}

/**
 * Starts a Temporal development server on free ports, with our search attributes, and waits until
 * it answers. The server ends when this process does, however that ends.
 *
 * @throws Error with what the server complained of, if it ends at once or never answers.
 */
export const startDevServer = async (options: DevServerOptions): Promise<DevServer> => {
  for (let tries = 1; ; tries++) {
    try {
      return await startOnce(options);
    } catch (error) {
      // Between the choice of a port and the server's bind somebody else may have taken it. Of those that
      // the server chooses by itself it says so in a panic.
      if (tries === 5 || !/address already in use|panic:/i.test(String(error))) throw error;
      options.log('A port was taken in the meantime; choosing others.');
    }
  }
};

const startOnce = async ({ cli, stateFile, ui }: DevServerOptions): Promise<DevServer> => {
  const [port, uiPort] = [await freePort(), await freePort()];
  const address = `127.0.0.1:${port}`;
  const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port)];
  args.push(...(ui ? ['--ui-port', String(uiPort)] : ['--headless']), '--log-level', 'error');
  for (const [name, type] of Object.entries(searchAttributes))
    args.push('--search-attribute', `${name}=${cliTypes[type]}`);
  if (stateFile !== undefined) {
    args.push('--db-filename', stateFile);
    args.push('--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL');
  }

  // A process group of its own: Ctrl-C must reach us only, so that workers can end before it.
  const server = spawn(cli.path, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [server.stdout, server.stderr])
    stream.on('data', (chunk: Buffer) => {
      // The cause comes first; what may follow are the stacks of all its goroutines.
      said = (said + chunk.toString()).slice(0, 4000);
    });
  const ended = new Promise<void>((resolve) => {
    server.once('exit', () => resolve());
    server.once('error', () => resolve());
  });
  await once(server, 'spawn');
  const { pid = 0 } = server;
  const release = endWithThisProcess(pid);

  const stop = async () => {
    server.kill('SIGTERM');
    const kill = setTimeout(() => server.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(kill);
    release();
  };

  const startupLimit = AbortSignal.timeout(90_000);
  let running = true;
  void ended.then(() => {
    running = false;
  });
  // Its banner first: what answers at our port before that is somebody else's server.
  while (!(said.includes('Temporal Server:') && (await answers(address)))) {
    await delay(50);
    if (running && !startupLimit.aborted) continue;
    await stop();
    const what = running ? 'did not answer within 90 s' : 'ended at once';
    throw new Error(`The Temporal dev server ${what}. It said: ${inShort(said) || 'nothing'}`);
  }
  return { address, ...(ui ? { uiAddress: `http://127.0.0.1:${uiPort}` } : {}), pid, stop };
};

const inShort = (said: string) => (said.split(/^goroutine \d+ /m)[0] ?? '').trim();

const cliTypes = { KEYWORD: 'Keyword', DATETIME: 'Datetime', BOOL: 'Bool' } as const;

/** Whether the server serves the default namespace; waits a little for a connection. */
const answers = async (address: string): Promise<boolean> => {
  const connection = Connection.lazy({ address, connectTimeout: 1_000 });
  try {
    await connection.withDeadline(Date.now() + 1_000, () =>
      connection.workflowService.describeNamespace({ namespace: 'default' }),
    );
    return true;
  } catch {
    return false;
  } finally {
    await connection.close();
  }
};
