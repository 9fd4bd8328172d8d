import { createOffboardingClient } from '../client.ts';
import type { Resolution } from '../client.ts';
import { answerWithin } from './answer-within.ts';
import { exitCode } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import type { GlobalOptions } from './global-options.ts';
import { print, printJson } from './output.ts';
import { withTemporal } from './temporal-client.ts';
import { workflowIdOf } from './workflow-id.ts';

export type ResolveOptions = GlobalOptions & Resolution;

/** Sends `resolve` to a blocked run and prints its answer. */
export const resolveRun = (
  given: string,
  { action, reason, json }: ResolveOptions,
): Promise<ExitCode> =>
  withTemporal(async ({ client }) => {
    const workflowId = workflowIdOf(given);
    const answer = await answerWithin(15_000, client, () =>
      createOffboardingClient(client).resolve(workflowId, { action, reason }),
    );
    if (json) printJson({ workflowId, answer });
    else print(answer);
    return exitCode.done;
  });
