import { setTimeout as delay } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/activity';
import type { KillSwitchState } from '../../domain/kill-switch-state.ts';
import type { StepReceipt } from '../../domain/result.ts';
import type { Attempt } from './attempt.ts';
import { beginAttempt } from './attempt.ts';
import type { Dependencies } from '../dependencies.ts';
import { asFailure } from './failure.ts';
import { beat } from './progress.ts';
import type { Subject } from './subject.ts';

/** What the body of a step found or did, and the sentence that goes on record for it. */
export interface StepEnd<T> {
  /** What the workflow needs to know of it. */
  found: T;
  summary: string;
  /** `done` unless it says otherwise. */
  outcome?: 'nothing-to-do';
}

/** The end of a step that found nothing to change. */
export const nothingToDo = <T>(found: T, summary: string): StepEnd<T> => ({
  found,
  outcome: 'nothing-to-do',
  summary,
});

/** What the workflow gets of a step. */
export interface StepResult<T> {
  found: T;
  receipt: StepReceipt;
  /** The kill switch, if it is on: the next step that changes something will have to wait. */
  killSwitch?: KillSwitchState;
}

/**
 * Makes an activity of a step's body: gives it its attempt, turns whatever it throws into a failure
 * that retries or blocks as the error table says, and adds the receipt.
 */
export function step<I extends Subject, T>(
  dependencies: Dependencies,
  body: (input: I, attempt: Attempt) => Promise<StepEnd<T>>,
): (input: I) => Promise<StepResult<T>> {
  return async (input) => {
    const endBeat = beat();
    try {
      const attempt = beginAttempt(dependencies, input);
      const { found, summary, outcome = 'done' } = await body(input, attempt);
      const receipt = attempt.receipt(outcome, summary);
      return { found, receipt, ...(await killSwitchIfOn(dependencies)) };
    } catch (error) {
      const failure = asFailure(dependencies.treat, input, error);
      // The Web UI shows it to operators, whom the place in our code tells nothing.
      if (failure instanceof ApplicationFailure) failure.stack = '';
      throw failure;
    } finally {
      endBeat();
    }
  };
}

/** For showing only: left out where it is off, and where Temporal does not say so at once. */
async function killSwitchIfOn({ killSwitch }: Dependencies): Promise<{
  killSwitch?: KillSwitchState;
}> {
  const tooLate = delay(1_000, undefined, { ref: false });
  const state = await Promise.race([killSwitch.read().catch(() => undefined), tooLate]);
  return state?.on ? { killSwitch: state } : {};
}
