import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { workflowTypes } from '../../client.ts';
import type { VerbName } from '../../domain/verbs.ts';
import { answerWithin } from '../answer-within.ts';
import { CommandError } from '../command-error.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { print, printJson, say } from '../output.ts';
import { codeFailure, describeRun } from '../runs/describe-run.ts';
import { runMeant } from '../runs/run-meant.ts';
import { viewRun } from '../runs/run-view.ts';
import { refusalByRun } from './refusal-by-run.ts';
import { withTemporal } from '../temporal-client.ts';
import { workflowIdOf } from '../workflow-id.ts';

/** A worker takes an update up at once. */
const takenUpWithinMs = 10_000;
/**
 * Longer than an attempt to delete may last, with what it takes to find out what it did. A leaver's case
 * or a clean-up asks the runs of all its desktops, and waits for their answers.
 */
const answeredWithin = {
  desktop: { ms: 120_000, words: 'two minutes', what: 'what the step under way did' },
  case: { ms: 180_000, words: 'three minutes', what: 'what its desktops answer' },
};
const saysWhyItWaitsAfterMs = 2_000;

/** Sends a verb to a run as an update, and prints the run's answer. */
export const sendVerb = (
  given: string,
  verb: VerbName,
  input: object,
  { json }: GlobalOptions,
): Promise<ExitCode> => {
  const named = workflowIdOf(given);
  return withTemporal(async ({ client }) => {
    const workflowId = await runMeant(client, named);
    const answer = await send(client, workflowId, verb, input);
    if (json) printJson({ workflowId, verb, answer });
    else print(answer);
    return exitCode.done;
  });
};

const send = async (
  client: Client,
  workflowId: string,
  verb: VerbName,
  input: object,
): Promise<string> => {
  const { type } = await mustBeOpen(client, workflowId, verb);
  const { ms, words, what } =
    answeredWithin[type === workflowTypes.offboardDesktop ? 'desktop' : 'case'];
  const update = await takenUp(client, workflowId, verb, input);
  const explain = setTimeout(() => {
    say(`The run has taken ${verb} up, and first waits to learn ${what}: up to ${words}.`);
  }, saysWhyItWaitsAfterMs);
  try {
    return await answerWithin(
      ms,
      client,
      () => update.result(),
      `The run has taken ${verb} up, but has not answered within ${words}; it may still be applied. See: offboard status ${workflowId}`,
    );
  } catch (error) {
    throw await refusalByRun(error, client, workflowId, verb);
  } finally {
    clearTimeout(explain);
  }
};

/** @throws CommandError that says how the run ended, or that there is none. */
const mustBeOpen = async (client: Client, workflowId: string, verb: VerbName) => {
  const description = await describeRun(client, workflowId);
  if (description.status.name === 'RUNNING') return description;
  const view = await viewRun(client, workflowId);
  // Meanwhile somebody may have ordered the next one.
  if (view.is !== 'ended' && view.is !== 'closed') return description;
  const end = view.is === 'ended' ? view.result.outcome : view.how;
  const at = `${view.endedAt.slice(0, 19).replace('T', ' ')} UTC`;
  throw new CommandError(
    `${workflowId} takes no ${verb} any more: it ended as ${end} at ${at}. See: offboard report ${workflowId}`,
  );
};

const takenUp = async (client: Client, workflowId: string, verb: VerbName, input: object) => {
  try {
    return await answerWithin(
      takenUpWithinMs,
      client,
      () =>
        client.workflow
          .getHandle(workflowId)
          .startUpdate<string, [object]>(verb, { args: [input], waitForStage: 'ACCEPTED' }),
      `No worker took ${verb} up within ${takenUpWithinMs / 1000} s; it may still be applied when one comes. See \`offboard doctor\`, and: offboard status ${workflowId}`,
    );
  } catch (error) {
    // It may have ended a moment ago.
    if (error instanceof WorkflowNotFoundError) await mustBeOpen(client, workflowId, verb);
    const failure = codeFailure(await describeRun(client, workflowId));
    if (failure === undefined) throw error;
    throw new CommandError(
      `No worker took ${verb} up; it may still be applied when one does. ${failure}`,
      undefined,
      { cause: error },
    );
  }
};
