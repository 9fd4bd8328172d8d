import { ApplicationFailure, WorkflowUpdateFailedError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { descriptionOf } from '../../domain/verbs.ts';
import { printable } from '../../domain/words.ts';
import type { VerbName } from '../../domain/verbs.ts';
import { CommandError } from '../command-error.ts';
import { exitCode } from '../exit-code.ts';
import { verbsOf } from './verbs-of.ts';

/** What a run said when it refused a verb, as the error of a command; any other error as it is. */
export const refusalByRun = async (
  error: unknown,
  client: Client,
  workflowId: string,
  verb: VerbName,
): Promise<unknown> => {
  if (isLost(error)) {
    const message = `The run was just about to end, and did not take ${verb} up. See: offboard status ${workflowId}`;
    return new CommandError(message, exitCode.failed, { cause: error });
  }
  if (!(error instanceof WorkflowUpdateFailedError)) return error;
  const { cause } = error;
  const said = printable(cause?.message ?? error.message);
  const type = cause instanceof ApplicationFailure ? (cause.type ?? undefined) : undefined;
  const refusal = (message: string, as = type) =>
    new CommandError(message, exitCode.failed, { cause: error, type: as });

  // The SDK's words where a workflow has no handler for an update.
  if (said.startsWith('No registered handler')) {
    const known = await verbsOf(client, workflowId);
    const instead = known.length > 0 ? `; it takes ${known.join(', ')}` : '';
    return refusal(`A run of this type does not take ${verb}${instead}.`, 'Refused');
  }
  // How to write the input is for those who write it by hand.
  const sentence = `${said.replace(descriptionOf(verb), '').replace(/[\s.]+$/, '')}.`;
  return refusal(type === 'TooLate' ? sentence : `The run refused: ${sentence}`);
};

/** The server's words where an update met the very workflow task in which its run closed. */
const isLost = (error: unknown): boolean =>
  error instanceof Error &&
  (error.message.includes('unexpected workflow task failure') || isLost(error.cause));
