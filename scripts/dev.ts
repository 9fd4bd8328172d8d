/**
 * A whole house to try things in: Temporal with its Web UI, a simulated Workspace API, a worker.
 * Temporal's state is kept in `.dev/` from one start to the next; the simulator begins anew.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asExports } from '../src/cli/local/connection.ts';
import { startSimulator } from '../src/cli/local/simulator.ts';
import { startWorker } from '../src/cli/local/worker.ts';
import { readyNamespace } from '../src/cli/temporal/namespace.ts';
import { provideTemporal } from '../src/cli/temporal/provide.ts';

const say = (line: string) => process.stderr.write(`${line}\n`);
const directory = fileURLToPath(new URL('../.dev', import.meta.url));
await mkdir(directory, { recursive: true });

const interrupted = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => resolve());
});
const running: { stop(): Promise<void> }[] = [];
try {
  const stateFile = join(directory, 'temporal.db');
  const temporal = await provideTemporal({ env: process.env, ui: true, stateFile, log: say });
  running.unshift(temporal);
  await readyNamespace(temporal.address);
  const simulator = await startSimulator(['--desktops', '20']);
  running.unshift(simulator);
  const connection = {
    TEMPORAL_ADDRESS: temporal.address,
    ...(temporal.uiAddress !== undefined && { TEMPORAL_UI_ADDRESS: temporal.uiAddress }),
    ...simulator.connection,
    OFFBOARDING_EVIDENCE_DIR: join(directory, 'evidence'),
  };
  const logFile = join(directory, 'worker.log');
  const worker = await startWorker({ env: { ...process.env, ...connection }, logFile });
  running.unshift(worker);

  say(`
Web UI       ${temporal.uiAddress ?? 'see the server of TEMPORAL_ADDRESS'}
Desktops     ${simulator.url}/_sim/state
Worker       ${worker.url}/readyz, its log in ${logFile}

Paste this into another terminal, then try: npm run -s offboard -- doctor
`);
  process.stdout.write(`${asExports(connection)}\n`);
  say('\nCtrl-C ends all of it.');
  worker.ended.catch((error: Error) =>
    say(`
${error.message}
All else goes on. For another worker paste the lines above into a terminal, then: npm run worker`),
  );
  await Promise.race([interrupted, simulator.ended]);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  say('Stopping.');
  for (const part of running) await part.stop();
}
