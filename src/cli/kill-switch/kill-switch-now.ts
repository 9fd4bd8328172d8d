import type { Client } from '@temporalio/client';
import type { KillSwitchState } from '../../domain/kill-switch-state.ts';
import { killSwitchSentence } from '../../domain/kill-switch-sentence.ts';
import { killSwitchIn } from '../../temporal/queue-limit.ts';
import type { GlobalOptions } from '../global-options.ts';
import { writesLimit } from './writes-limit.ts';
import { say } from '../output.ts';

/** The kill switch, said on stderr if it is on; undefined where Temporal cannot tell. */
export const killSwitchNow = async (
  client: Client,
  options: GlobalOptions,
): Promise<KillSwitchState | undefined> => {
  const { read } = writesLimit(client, options);
  try {
    const state = killSwitchIn(await client.withDeadline(Date.now() + 5_000, read));
    if (state.on) say(`${killSwitchSentence(state)} Lift it with: offboard resume-all`);
    return state;
  } catch {
    say('Whether the kill switch is on cannot be told; see `offboard doctor`.');
    return undefined;
  }
};
