/** A house whose workers carry out single steps, for tests of one activity. */
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { StepResult } from '../../src/activities/attempt/step.ts';
import type { FoundBy, InputOf, Step } from '../../src/workflows/run/steps.ts';
import type { Crew } from '../support/crew.ts';
import { startCrew } from '../support/crew.ts';
import type { House, HouseOptions } from '../support/house.ts';
import { startHouse } from '../support/house.ts';
import type { ownDesktops, runStep } from './steps-workflow.ts';

export interface Stage {
  house: House;
  crew: Crew;
  /** Starts a run of one step. */
  begin<S extends Step>(step: S, input: InputOf<S>): Promise<WorkflowHandle>;
  /** Carries a step out, and gives what it found; rejects if it blocks. */
  run<S extends Step>(step: S, input: InputOf<S>): Promise<FoundBy<S>>;
  /** Starts a case that owns the runs of these desktops. */
  own(desktops: { desktopId: string; owner: string }[]): Promise<WorkflowHandle>;
  stop(): Promise<void>;
}

export async function startStage(options: HouseOptions): Promise<Stage> {
  const house = await startHouse({ ...options, workers: false });
  const crew = await startCrew(house);
  const { taskQueue } = crew;
  const begin: Stage['begin'] = (step, input) =>
    house.client.workflow.start<typeof runStep>('runStep', {
      taskQueue,
      workflowId: `step/${randomUUID()}`,
      args: [{ step, input }],
    });
  return {
    house,
    crew,
    begin,
    run: async <S extends Step>(step: S, input: InputOf<S>) => {
      const handle = await begin(step, input);
      // A step and what it finds belong together; the client only knows the workflow.
      const { found } = (await handle.result()) as StepResult<FoundBy<S>>;
      return found;
    },
    own: (desktops) =>
      house.client.workflow.start<typeof ownDesktops>('ownDesktops', {
        taskQueue,
        workflowId: `case/${randomUUID()}`,
        args: [desktops],
      }),
    stop: async () => {
      await crew.stop();
      await house.stop();
    },
  };
}

/** The type and the sentence of the failure that a step ended in. */
export async function failureOf(run: Promise<unknown>): Promise<{ type: string; message: string }> {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('type' in cause && 'nonRetryable' in cause) {
      return { type: String(cause.type), message: cause.message };
    }
  }
  throw new Error(`Not refused: ${String(error)}`);
}
