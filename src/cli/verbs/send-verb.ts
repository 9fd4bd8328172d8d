import type { Client } from '@temporalio/client';
import type { VerbName } from '../../domain/verbs.ts';
import { answerWithin } from '../answer-within.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { print, printJson, say } from '../output.ts';
import { refusalByRun } from './refusal-by-run.ts';
import { withTemporal } from '../temporal-client.ts';
import { workflowIdOf } from '../workflow-id.ts';

/** A worker takes an update up at once. */
const takenUpWithinMs = 10_000;
/** Longer than an attempt to delete may last, with what it takes to find out what it did. */
const answeredWithinMs = 120_000;
const saysWhyItWaitsAfterMs = 2_000;

/** Sends a verb to a run as an update, and prints the run's answer. */
export const sendVerb = (
  given: string,
  verb: VerbName,
  input: object,
  { json }: GlobalOptions,
): Promise<ExitCode> =>
  withTemporal(async ({ client }) => {
    const workflowId = workflowIdOf(given);
    const answer = await send(client, workflowId, verb, input);
    if (json) printJson({ workflowId, verb, answer });
    else print(answer);
    return exitCode.done;
  });

const send = async (
  client: Client,
  workflowId: string,
  verb: VerbName,
  input: object,
): Promise<string> => {
  const update = await answerWithin(
    takenUpWithinMs,
    client,
    () =>
      client.workflow
        .getHandle(workflowId)
        .startUpdate<string, [object]>(verb, { args: [input], waitForStage: 'ACCEPTED' }),
    `No worker took ${verb} up within ${takenUpWithinMs / 1000} s; it may still be applied when one comes. See \`offboard doctor\`, and: offboard status ${workflowId}`,
  );
  const explain = setTimeout(() => {
    const why = 'and first waits to learn what the step under way did: up to 2 minutes';
    say(`The run has taken ${verb} up, ${why}.`);
  }, saysWhyItWaitsAfterMs);
  try {
    return await answerWithin(
      answeredWithinMs,
      client,
      () => update.result(),
      `The run has taken ${verb} up, but has not answered within 2 minutes; it may still be applied. See: offboard status ${workflowId}`,
    );
  } catch (error) {
    throw await refusalByRun(error, client, workflowId, verb);
  } finally {
    clearTimeout(explain);
  }
};
