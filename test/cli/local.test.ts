import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, inject, test } from 'vitest';
import { startSimulator } from '../../src/cli/local/simulator.ts';
import { startWorker } from '../../src/cli/local/worker.ts';
import { offboard } from './offboard.ts';

const started: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const child of started.splice(0).toReversed()) await child.stop();
});

test('a simulator and a worker of our own make a house that the doctor finds in order', async () => {
  const simulator = await startSimulator(['--desktops', '2']);
  started.push(simulator);
  const directory = await mkdtemp(join(tmpdir(), 'local-'));
  const env = {
    ...simulator.connection,
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

test('a process that ends unasked is noticed', async () => {
  const simulator = await startSimulator();
  process.kill(simulator.pid, 'SIGKILL');
  await expect(simulator.ended).rejects.toThrow('The simulator/main process ended unasked');
});

test('a process that never becomes ready does not keep anyone waiting', async () => {
  await expect(startSimulator(['--nonsense'])).rejects.toThrow('ended unasked');
});
