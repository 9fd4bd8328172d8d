import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { afterEach, expect, inject, test } from 'vitest';
import { connectionTo } from '../../src/cli/local/connection.ts';
import { startSimulator } from '../../src/cli/local/simulator.ts';
import { startWorker } from '../../src/cli/local/worker.ts';
import { until } from '../support/until.ts';
import { offboard } from './offboard.ts';

const started: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const child of started.splice(0).toReversed()) await child.stop();
});

const compiled = () => ({ NODE_COMPILE_CACHE: inject('compileCache') });

test('a simulator and a worker of our own make a house that the doctor finds in order', async () => {
  const simulator = await startSimulator(['--desktops', '2']);
  started.push(simulator);
  const directory = await mkdtemp(join(tmpdir(), 'local-'));
  const env = {
    ...simulator.connection,
    ...compiled(),
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    OFFBOARDING_TASK_QUEUE: `local-${process.pid}`,
    OFFBOARDING_EVIDENCE_DIR: join(directory, 'evidence'),
  };
  const logFile = join(directory, 'worker.log');
  const worker = await startWorker({ env, logFile });
  started.push(worker);

  expect((await fetch(`${worker.url}/readyz`)).status).toBe(200);
  expect((await offboard(['doctor'], env)).stdout).toContain('0 to mend');
  await worker.stop();
  expect(await readFile(logFile, 'utf8')).toContain('"msg":"Stopped"');
  await expect(worker.ended).resolves.toBeUndefined();
});

test('a process that ends unasked is noticed by who waits for its end, and by nobody else', async () => {
  const simulator = await startSimulator();
  // A rejection that nobody has to handle would end the test run.
  process.kill(simulator.pid, 'SIGKILL');
  await until('it is gone', () =>
    fetch(simulator.url).then(
      () => false,
      () => true,
    ),
  );
  await expect(simulator.ended).rejects.toThrow('The simulator/main process ended unasked');
});

test('a worker that ends before it polls has not been started', async () => {
  const namespace = `bare-${process.pid}`;
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
  await connection.close();
  const directory = await mkdtemp(join(tmpdir(), 'local-'));
  const env = {
    ...connectionTo({
      listening: 'http://127.0.0.1:1',
      projectId: 'p',
      accessKey: 'ak',
      secretKey: 'sk',
    }),
    ...compiled(),
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    // It serves its health by then, and ends because search attributes are missing.
    TEMPORAL_NAMESPACE: namespace,
  };
  const worker = startWorker({ env, logFile: join(directory, 'worker.log') });
  await expect(worker).rejects.toThrow('The worker process ended unasked; see ');
});

test('a process that never becomes ready does not keep anyone waiting', async () => {
  await expect(startSimulator(['--nonsense'])).rejects.toThrow('ended unasked');
});
