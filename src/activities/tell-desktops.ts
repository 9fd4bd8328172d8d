import { ApplicationFailure, activityInfo, cancellationSignal } from '@temporalio/activity';
import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import {
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { descriptionOf } from '../domain/verbs.ts';
import type { VerbName } from '../domain/verbs.ts';
import { ownRun } from './attempt/attempt.ts';
import { cannotTell } from './attempt/cannot-tell.ts';
import type { Dependencies } from './dependencies.ts';
import { openDesktopRun } from './read/desktop-run.ts';
import type { StepEnd } from './attempt/step.ts';
import { step } from './attempt/step.ts';
import type { CleanUpRef, LeaverRef } from './attempt/subject.ts';

export type TellDesktopsInput = (LeaverRef | CleanUpRef) & {
  verb: VerbName;
  /** What the verb takes. */
  input: object;
  desktopIds: readonly string[];
};

/** `ended`: there is no open run. `silent`: it may still take it up. */
export interface DesktopAnswer {
  desktopId: string;
  is: 'applied' | 'refused' | 'too-late' | 'ended' | 'silent';
  sentence: string;
}

type Answer = Omit<DesktopAnswer, 'desktopId'>;

/** What a run may take to answer; a hold waits for the outcome of a delete that is on its way. */
const answerWithinMs = 100_000;

/**
 * Says a verb to the runs of a case's or clean-up's desktops, and collects what each answers
 * (UpdateWorkflowExecution). A repeated attempt says it to nobody twice.
 */
export const tellDesktops = (dependencies: Dependencies) =>
  step(
    dependencies,
    async ({ desktopIds, ...said }: TellDesktopsInput): Promise<StepEnd<Answers>> => {
      const { temporal } = dependencies;
      const answers = await Promise.all(
        desktopIds.map(async (desktopId) => ({
          desktopId,
          ...(await tell(temporal, desktopId, said)),
        })),
      );
      return { found: { answers }, summary: summaryOf(said.verb, answers) };
    },
  );

export interface Answers {
  answers: DesktopAnswer[];
}

async function tell(
  temporal: Client,
  desktopId: string,
  { verb, input }: Pick<TellDesktopsInput, 'verb' | 'input'>,
): Promise<Answer> {
  const run = await openDesktopRun(temporal, desktopId);
  if (run === undefined) return ended;
  if (!isOurs(run)) return { is: 'refused', sentence: 'Another run has it.' };

  const { runId } = ownRun();
  const tooLong = AbortSignal.timeout(answerWithinMs);
  const handle = temporal.workflow.getHandle(run.workflowId, run.runId);
  try {
    const sentence = await temporal.withAbortSignal(
      AbortSignal.any([tooLong, cancellationSignal()]),
      () =>
        handle.executeUpdate<string, [object]>(verb, {
          args: [input],
          updateId: [runId, activityInfo().activityId, desktopId].join('.'),
        }),
    );
    return { is: 'applied', sentence };
  } catch (error) {
    cancellationSignal().throwIfAborted();
    return answerIn(error, verb);
  }
}

/** The answer that an update ended in without being applied. */
function answerIn(error: unknown, verb: VerbName): Answer {
  if (error instanceof WorkflowNotFoundError) return ended;
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
    return { is: 'silent', sentence: 'It has not answered yet.' };
  }
  if (!(error instanceof WorkflowUpdateFailedError)) return cannotTell(5_000)(error);
  const { cause } = error;
  const type = cause instanceof ApplicationFailure ? cause.type : undefined;
  // A run that ends while it is told something answers so in Temporal's own words.
  if (type === 'AcceptedUpdateCompletedWorkflow') return ended;
  // How to write the input is for those who write it by hand.
  const sentence = (cause?.message ?? error.message).replace(descriptionOf(verb), '').trim();
  // At its door a run says so in the sentence only; the type is for what it heard while it was deleting.
  const isTooLate = type === 'TooLate' || sentence.startsWith(`${verb}: too late`);
  return { is: isTooLate ? 'too-late' : 'refused', sentence };
}

const isOurs = ({ parentExecution }: WorkflowExecutionDescription) =>
  parentExecution?.workflowId === ownRun().workflowId;

const ended: Answer = { is: 'ended', sentence: 'Its run has ended.' };

function summaryOf(verb: VerbName, answers: readonly DesktopAnswer[]): string {
  const counts = Object.entries(Object.groupBy(answers, ({ is }) => is)).map(
    ([is, all]) => `${all.length} ${is}`,
  );
  return `${verb}: ${counts.join(', ') || 'there was nobody to tell'}.`;
}
