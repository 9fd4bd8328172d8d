import type { Connection } from '@temporalio/client';
import { Client } from '@temporalio/client';
import { killSwitchSentence } from '../../domain/kill-switch-sentence.ts';
import { killSwitch } from '../../temporal/kill-switch.ts';
import { writesQueue } from '../../workflows/queues.ts';
import { CommandError } from '../command-error.ts';
import { readSearchAttributes } from '../../temporal/search-attributes.ts';
import { connectTo, temporalConfig } from '../temporal-client.ts';
import { fail, ok, reason, warn } from './check.ts';
import type { Check } from './check.ts';
import { scheduleChecks } from './schedule-checks.ts';
import { workerChecks } from './worker-checks.ts';

export interface Queues {
  main: string;
  writes: string;
}

/** Whether Temporal is there, knows enough for our runs, and has workers of ours. */
export const temporalChecks = async (taskQueue: string): Promise<Check[]> => {
  const queues = { main: taskQueue, writes: writesQueue(taskQueue) };
  try {
    const { connectionOptions, namespace } = temporalConfig();
    const connection = await connectTo(connectionOptions);
    try {
      const checks: [
        string,
        (to: Connection, namespace: string, queues: Queues) => Promise<Check | Check[]>,
      ][] = [
        ['temporal', serverCheck],
        ['kill switch', killSwitchCheck],
        ['namespace', namespaceCheck],
        ['search attributes', searchAttributeCheck],
        ['workers', workerChecks],
        ['schedules', scheduleChecks],
      ];
      const found = await Promise.all(
        checks.map(([name, check]) =>
          connection
            .withDeadline(Date.now() + 10_000, () => check(connection, namespace, queues))
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

/** Reads the limit of the queue for writes, as workers do before each delete. */
const killSwitchCheck = async (
  connection: Connection,
  namespace: string,
  queues: Queues,
): Promise<Check> => {
  const name = 'kill switch';
  if (!(await knowsQueueLimits(connection)))
    return warn(
      name,
      'this server has no limits for task queues, so changes cannot be paused for all workers at once',
      'Use Temporal server 1.30 or later',
    );
  const client = new Client({ connection, namespace });
  const state = await killSwitch(client, queues.writes).read();
  const sentence = killSwitchSentence(state);
  return state.on
    ? warn(name, sentence, 'When it is safe to change the cloud again: offboard resume-all')
    : ok(name, sentence);
};

/** Asks for a change in no namespace: refused by every server, but as UNIMPLEMENTED only by an old one. */
const knowsQueueLimits = async ({ workflowService }: Connection): Promise<boolean> => {
  try {
    await workflowService.updateTaskQueueConfig({ namespace: '' });
    return true;
  } catch (error) {
    const unimplemented = 12;
    return !(error instanceof Error && 'code' in error && error.code === unimplemented);
  }
};

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
