/** The house in this process: a simulated Workspace API, real workers, and a client of Temporal. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { NativeConnection } from '@temporalio/worker';
import { inject } from 'vitest';
import { stringify } from 'yaml';
import {
  readSearchAttributes,
  registerSearchAttributes,
} from '../../src/temporal/search-attributes.ts';
import type { DesktopStatus } from '../../src/domain/result.ts';
import type { OffboardingState } from '../../src/domain/state.ts';
import { loadSettings } from '../../src/settings/load-settings.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { createWorkers } from '../../src/worker/workers.ts';
import type { OffboardDesktop, OffboardDesktopInput } from '../../src/workflows/contract.ts';
import {
  offboardDesktopId,
  offboardDesktopPlanId,
  operatorVerbs,
  workflowTypes,
} from '../../src/workflows/contract.ts';
import { noLimits } from './limits.ts';
import { ask } from './ask.ts';
import type { Line } from './line.ts';
import { openLine } from './line.ts';
import { runWorkers } from './run-workers.ts';
import type { RunningSimulator, SimulatorOptions } from './simulator.ts';
import { startSimulator } from './simulator.ts';
import { until } from './until.ts';
import { workflowCode } from './workflow-code.ts';

export interface House {
  simulator: RunningSimulator;
  /** Keeps calls waiting on their way, in a house with a line. */
  keep: Line['keep'];
  client: Client;
  settings: Settings;
  /** Environment and settings file for a process of ours that shall live in this house. */
  env: NodeJS.ProcessEnv;
  /** Starts `offboardDesktop` for a desktop, on the house's own task queue unless another is named. */
  order(input: OffboardDesktopInput, taskQueue?: string): Promise<WorkflowHandle<OffboardDesktop>>;
  stop(): Promise<void>;
}

export interface HouseOptions extends SimulatorOptions {
  /** Content of a settings file, over a pace that suits tests. */
  settings?: Record<string, unknown>;
  /** Another Temporal server than the one of this test run. */
  temporalAddress?: string;
  /** False to leave the queues to worker processes. @default true */
  workers?: boolean;
  /** True to have calls go over a line, on which they can be kept. @default false */
  line?: boolean;
}

/** What a settings file of a test says unless the test says otherwise. */
const pace = {
  timing: { jobPoll: '1 s', confirmPoll: '1 s', waitPoll: '1 s', deleteVisibleAfter: '3 s' },
  limits: noLimits,
};

export async function startHouse({
  settings: given = {},
  workers: isStaffed = true,
  temporalAddress = inject('temporalAddress'),
  line: isLined = false,
  ...simulation
}: HouseOptions = {}): Promise<House> {
  const directory = await mkdtemp(join(tmpdir(), 'house-'));
  const simulator = await startSimulator(simulation);
  const line = isLined ? await openLine(simulator.url) : undefined;
  const env: NodeJS.ProcessEnv = {
    ...(await environment(directory, simulator, { ...pace, ...given })),
    ...(line && { WORKSPACE_ENDPOINT: line.url }),
    TEMPORAL_ADDRESS: temporalAddress,
  };
  const settings = loadSettings({ env });
  const connection = await NativeConnection.connect({ address: temporalAddress });
  const namespace = await moveIn(connection);
  env['TEMPORAL_NAMESPACE'] = namespace;
  const client = new Client({ connection, namespace });
  const temporal = { connection, client, namespace, isAuthenticated: false };
  const workers = isStaffed ? await createWorkers(settings, temporal, workflowCode) : [];
  const stopWorkers = runWorkers(workers);

  return {
    simulator,
    keep: (calls) => {
      if (line === undefined) throw new Error('Start the house with a line.');
      return line.keep(calls);
    },
    client,
    settings,
    env,
    order: (input, taskQueue = settings.worker.taskQueue) =>
      client.workflow.start<OffboardDesktop>(workflowTypes.offboardDesktop, {
        taskQueue,
        workflowId: input.dryRun
          ? offboardDesktopPlanId(input.desktopId)
          : offboardDesktopId(input.desktopId),
        workflowExecutionTimeout: '10 minutes',
        args: [input],
      }),
    stop: async () => {
      await stopWorkers();
      await connection.close();
      await line?.close();
      await simulator.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A namespace of its own: houses share a server, and may have desktops of the same name. */
async function moveIn(connection: NativeConnection): Promise<string> {
  const namespace = `house-${randomUUID()}`;
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
  // A new namespace reaches all parts of a server by and by.
  await until('the namespace is known', () =>
    registerSearchAttributes(connection, namespace).catch(() => undefined),
  );
  await until('the search attributes are known', async () => {
    const { missing } = await readSearchAttributes(connection, namespace);
    return missing.length === 0;
  });
  return namespace;
}

async function environment(
  directory: string,
  { url, project }: RunningSimulator,
  content: Record<string, unknown>,
): Promise<NodeJS.ProcessEnv> {
  const file = join(directory, 'offboarding.yaml');
  await writeFile(file, stringify(content));
  if (project.credentials.kind !== 'access-key') throw new TypeError('expected an access key');
  return {
    PATH: process.env['PATH'],
    OFFBOARDING_CONFIG: file,
    OFFBOARDING_TASK_QUEUE: `test-${randomUUID()}`,
    OFFBOARDING_EVIDENCE_DIR: join(directory, 'evidence'),
    WORKSPACE_ENDPOINT: url,
    IAM_ENDPOINT: url,
    HUAWEICLOUD_SDK_PROJECT_ID: project.projectId,
    HUAWEICLOUD_SDK_AK: project.credentials.accessKey,
    HUAWEICLOUD_SDK_SK: project.credentials.secretKey.reveal(),
  };
}

export const status = (handle: WorkflowHandle) => ask<DesktopStatus>(handle);

/** Decides on a blocked run as an operator would, by update. */
export const resolve = (handle: WorkflowHandle, action: 'retry' | 'skip' | 'abort') =>
  handle.executeUpdate<string, [object]>(operatorVerbs.resolve, {
    args: [{ action, reason: 'the test says so' }],
  });

/** Waits until a run stands still for a person, and gives what they must decide on. */
export const untilBlocked = (handle: WorkflowHandle, withinMs?: number) =>
  until(
    'blocked',
    async () => {
      const { state, blocked } = await status(handle);
      return state === 'blocked' && blocked;
    },
    withinMs,
  );

/** Waits until a run, a case or a clean-up has this state. */
export const untilState = (handle: WorkflowHandle, state: OffboardingState) =>
  until(state, async () => (await status(handle)).state === state);

/** How often an operation was called for a desktop. */
export const callsOf = async ({ simulator }: House, name: string, operation: string) =>
  (await simulator.requests(name)).filter((call) => call.operation === operation).length;

/** The calls for a desktop that change something. */
export const writesOf = async ({ simulator }: House, name: string) =>
  (await simulator.requests(name)).filter(({ operation }) => !/^(Show|List)/.test(operation));

export const untilCalled = (house: House, name: string, operation: string, times = 1) =>
  until(`${operation} of ${name}`, async () => (await callsOf(house, name, operation)) >= times);
