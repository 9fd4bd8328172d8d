import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { startSimulator } from '../src/cli/local/simulator.ts';
import { startWorker } from '../src/cli/local/worker.ts';
import { createOffboardingClient } from '../src/client.ts';

const userName = 'leaver';

/** What a plan can say of desktops: nothing, that one is in use just now, that one is kept. */
const estate = {
  desktops: [
    { user_name: userName, status: 'ACTIVE', login_status: 'REGISTERED' },
    { user_name: userName, status: 'ACTIVE', login_status: 'CONNECTED' },
    { user_name: userName, tags: [{ key: 'offboarding:keep', value: '' }] },
  ],
};

export interface LeaverHouse {
  workflowId: string;
  runId: string;
  /** Ends the case as well. */
  stop(): Promise<void>;
}

/** A leaver whose case has been opened, with a simulator and a worker of its own on somebody's server. */
export async function openLeaverHouse(client: Client, address: string): Promise<LeaverHouse> {
  const directory = await mkdtemp(join(tmpdir(), 'leaver-house-'));
  const file = join(directory, 'estate.json');
  await writeFile(file, JSON.stringify(estate));
  const simulator = await startSimulator(['--estate', file]);
  const taskQueue = `leaver-${randomUUID()}`;
  const worker = await startWorker({
    env: {
      ...simulator.connection,
      TEMPORAL_ADDRESS: address,
      OFFBOARDING_TASK_QUEUE: taskQueue,
      OFFBOARDING_EVIDENCE_DIR: join(directory, 'evidence'),
    },
    logFile: join(directory, 'worker.log'),
  });
  const offboarding = createOffboardingClient(client, { taskQueue });
  const { workflowId, runId } = await offboarding.tellLeaver('hr', {
    type: 'leaver.opened',
    id: randomUUID(),
    timestamp: new Date().toISOString(),
    data: {
      personId: 'E10023',
      userName,
      effectiveAt: '2030-01-31T18:00:00Z',
      kind: 'voluntary',
      requestedBy: 'HR service desk',
      ticket: 'HR-4711',
    },
  });
  const stop = async () => {
    await client.workflow.getHandle(workflowId).terminate('The picture is taken.');
    await worker.stop();
    await simulator.stop();
    await rm(directory, { recursive: true, force: true });
  };
  return { workflowId, runId, stop };
}
