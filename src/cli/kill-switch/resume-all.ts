import { killSwitchSentence } from '../../domain/kill-switch-sentence.ts';
import { killSwitchIn } from '../../temporal/queue-limit.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { writesLimit } from './writes-limit.ts';
import { limitBefore } from './limit-before.ts';
import { print, printJson, say } from '../output.ts';
import { withTemporal } from '../temporal-client.ts';

export interface ResumeAllOptions extends GlobalOptions {
  reason?: string;
}

/** Lifts the kill switch and reads it back. Where it is off already, nothing is changed. */
export const resumeAll = ({ reason, ...options }: ResumeAllOptions): Promise<ExitCode> =>
  withTemporal(async ({ client }) => {
    const { taskQueue, ...limit } = writesLimit(client, options);
    const before = await limit.read();
    const changed = before.requestsPerSecond === 0;
    const restored = limitBefore(before.reason);
    const after = changed ? await limit.set(restored, reason ?? 'resumed') : before;
    const killSwitch = killSwitchIn(after);
    const { requestsPerSecond } = after;

    if (options.json)
      printJson({
        taskQueue,
        changed,
        killSwitch,
        ...(changed && { lifted: killSwitchIn(before) }),
        ...(requestsPerSecond !== undefined && { requestsPerSecond }),
      });
    else print(killSwitchSentence(killSwitch));
    if (!changed) say('It was off already, and nothing was changed.');
    else say(`Lifted: ${killSwitchSentence(killSwitchIn(before))}`);
    if (requestsPerSecond !== undefined)
      say(`${taskQueue} has a limit of its own, ${requestsPerSecond} steps a second, as before.`);
    if (changed) say('Runs that waited go on by themselves, within about a minute: offboard list');
    return exitCode.done;
  });
