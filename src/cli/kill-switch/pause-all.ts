import { killSwitchSentence } from '../../domain/kill-switch-sentence.ts';
import { isPolling, pollersOf, queueTypes } from '../../temporal/pollers-of.ts';
import { killSwitchIn } from '../../temporal/queue-limit.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { writesLimit } from './writes-limit.ts';
import { withLimitBefore } from './limit-before.ts';
import { print, printJson, say } from '../output.ts';
import { withTemporal } from '../temporal-client.ts';

export interface PauseAllOptions extends GlobalOptions {
  reason: string;
}

/** Throws the kill switch and reads it back. One that is on already stays as it was thrown. */
export const pauseAll = ({ reason, ...options }: PauseAllOptions): Promise<ExitCode> =>
  withTemporal(async ({ client, connection, namespace }) => {
    const { taskQueue, ...limit } = writesLimit(client, options);
    const before = await limit.read();
    const changed = before.requestsPerSecond !== 0;
    const killSwitch = killSwitchIn(
      changed ? await limit.set(0, withLimitBefore(reason, before.requestsPerSecond)) : before,
    );

    if (options.json) printJson({ taskQueue, changed, killSwitch });
    else print(killSwitchSentence(killSwitch));
    if (!changed)
      say(
        'It was on already, and nothing was changed: your reason is not on record. Whoever threw it may lift it, so tell them yours.',
      );
    else
      say(
        'No run changes anything in the cloud from now on. Requests under way may still end, within 2 s; reads go on, and nothing times out.',
      );
    const queue = { namespace, taskQueue, taskQueueType: queueTypes.activity };
    if (!(await pollersOf(connection, queue)).some((poller) => isPolling(poller)))
      say(
        `No worker has polled ${taskQueue} for more than a minute. If your workers have another queue, name it: --config, or OFFBOARDING_TASK_QUEUE.`,
      );
    say('What waits: offboard list. When it is safe to go on: offboard resume-all');
    return exitCode.done;
  });
