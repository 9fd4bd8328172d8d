import type { Connection } from '@temporalio/client';
import type { Poller } from '../../temporal/pollers-of.ts';
import { isPolling, pollersOf, queueTypes } from '../../temporal/pollers-of.ts';
import { age } from '../runs/age.ts';
import { fail, ok, warn } from './check.ts';
import type { Check } from './check.ts';
import type { Queues } from './temporal-checks.ts';

/** Whether somebody polls each queue, for each kind of task. */
export const workerChecks = async (
  connection: Connection,
  namespace: string,
  queues: Queues,
): Promise<Check[]> => {
  const roles = [
    ['workflows', queues.main, queueTypes.workflow],
    ['activities', queues.main, queueTypes.activity],
    ['writes', queues.writes, queueTypes.activity],
  ] as const;
  return Promise.all(
    roles.map(async ([what, taskQueue, taskQueueType]) => {
      const pollers = await pollersOf(connection, { namespace, taskQueue, taskQueueType });
      return workerCheck(what, taskQueue, pollers);
    }),
  );
};

/** What the last polls of a queue say of its workers. A dead one stays listed for five minutes. */
export const workerCheck = (
  what: string,
  taskQueue: string,
  [latest, ...others]: readonly Poller[],
  now = Date.now(),
): Check => {
  const name = `worker for ${what}`;
  if (latest === undefined)
    return fail(
      name,
      `nobody has polled ${taskQueue} in the last minutes`,
      'Start a worker: npm run worker',
    );
  if (!isPolling(latest, now)) {
    const ago = age(now - latest.lastPolled.getTime());
    return warn(
      name,
      `nobody polls ${taskQueue}; ${latest.identity} last polled ${ago} ago`,
      'See whether it still runs, or start one: npm run worker. One that runs has its hands full, or this clock is ahead',
    );
  }
  const polling = [latest, ...others.filter((poller) => isPolling(poller, now))];
  return ok(name, `${polling.map(({ identity }) => identity).join(', ')} polls ${taskQueue}`);
};
