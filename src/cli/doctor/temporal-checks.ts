import type { Connection } from '@temporalio/client';
import { taskQueues } from '../../workflows/contract.ts';
import { CommandError } from '../command-error.ts';
import { readSearchAttributes } from '../search-attributes.ts';
import { connectTo, temporalConfig } from '../temporal-client.ts';
import { fail, ok, reason, warn } from './check.ts';
import type { Check } from './check.ts';

/** Whether Temporal is there, knows enough for our runs, and has workers of ours. */
export const temporalChecks = async (): Promise<Check[]> => {
  try {
    const { connectionOptions, namespace } = temporalConfig();
    const connection = await connectTo(connectionOptions);
    try {
      const checks: [string, (to: Connection, namespace: string) => Promise<Check | Check[]>][] = [
        ['temporal', serverCheck],
        ['kill switch', killSwitchCheck],
        ['namespace', namespaceCheck],
        ['search attributes', searchAttributeCheck],
        ['workers', workerChecks],
      ];
      const found = await Promise.all(
        checks.map(([name, check]) =>
          connection
            .withDeadline(Date.now() + 10_000, () => check(connection, namespace))
            .catch((error: unknown) => fail(name, reason(error), fixFor(name, namespace))),
        ),
      );
      return found.flat();
    } finally {
      await connection.close();
    }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return [fail('temporal', error.message, 'For a server to try with: npm run dev')];
  }
};

const fixFor = (name: string, namespace: string) =>
  name === 'namespace'
    ? `Create it: temporal operator namespace create --retention 90d ${namespace}`
    : 'Check TEMPORAL_NAMESPACE, and that these credentials may read it';

const serverCheck = async ({ workflowService, options }: Connection): Promise<Check> => {
  const { serverVersion } = await workflowService.getSystemInfo({});
  return ok(
    'temporal',
    `${options.address} answers, server ${serverVersion || 'of unknown version'}`,
  );
};

/** Asks for the limit of the queue for writes, as workers do before each delete. */
const killSwitchCheck = async (
  { workflowService }: Connection,
  namespace: string,
): Promise<Check> => {
  const name = 'kill switch';
  const {
    config,
    versionsInfo: _,
    ...rest
  } = await workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueues.writes },
    taskQueueType: queueTypes.activity,
    reportConfig: true,
  });
  void rest;
  const limit = config?.queueRateLimit;
  if (limit?.rateLimit?.requestsPerSecond !== 0 || limit.rateLimit === null)
    return ok(name, 'off: state-changing calls may be sent');
  const why = limit.metadata?.reason;
  return warn(
    name,
    `on: nothing is changed in the cloud${why ? `, because ${why}` : ''}`,
    `Turn it off: temporal task-queue config set --task-queue ${taskQueues.writes} --task-queue-type activity --queue-rps-limit default`,
  );
};

const queueTypes = { workflow: 1, activity: 2 } as const;

const namespaceCheck = async (
  { workflowService }: Connection,
  namespace: string,
): Promise<Check> => {
  const { config } = await workflowService.describeNamespace({ namespace });
  const days = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / 86_400;
  const message = `${namespace} keeps ended runs for ${Math.round(days * 10) / 10} days`;
  return days >= 7
    ? ok('namespace', message)
    : warn(
        'namespace',
        message,
        `Keep them longer: temporal operator namespace update --retention 90d ${namespace}`,
      );
};

const searchAttributeCheck = async (connection: Connection, namespace: string): Promise<Check> => {
  const name = 'search attributes';
  const { missing, mistyped } = await readSearchAttributes(connection, namespace);
  if (missing.length > 0)
    return fail(name, `${missing.join(', ')} are not registered`, 'Run `offboard setup`');
  if (mistyped.length > 0) {
    const fix =
      'Remove them with `temporal operator search-attribute remove`, then `offboard setup`';
    return fail(name, `${mistyped.join(', ')} have another type than ours`, fix);
  }
  return ok(name, 'all registered');
};

const workerChecks = async (
  { workflowService }: Connection,
  namespace: string,
): Promise<Check[]> => {
  const queues = [
    ['workflows', taskQueues.main, queueTypes.workflow],
    ['activities', taskQueues.main, queueTypes.activity],
    ['writes', taskQueues.writes, queueTypes.activity],
  ] as const;
  return Promise.all(
    queues.map(async ([what, taskQueue, taskQueueType]) => {
      const { pollers } = await workflowService.describeTaskQueue({
        namespace,
        taskQueue: { name: taskQueue },
        taskQueueType,
      });
      const name = `worker for ${what}`;
      const identities = new Set((pollers ?? []).map(({ identity }) => identity));
      return identities.size > 0
        ? ok(name, `${[...identities].join(', ')} polls ${taskQueue}`)
        : fail(
            name,
            `nobody has polled ${taskQueue} in the last minutes`,
            'Start a worker: npm run worker',
          );
    }),
  );
};
