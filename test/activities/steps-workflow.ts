/** Workflows that carry out single steps as ours do, so that tests can speak to one activity. */
import {
  condition,
  continueAsNew,
  defineUpdate,
  getExternalWorkflowHandle,
  setHandler,
  startChild,
} from '@temporalio/workflow';
import type { Go } from '../../src/domain/order.ts';
import type { OffboardDesktop } from '../../src/workflows/contract.ts';
import { offboardDesktopId, workflowTypes } from '../../src/workflows/contract.ts';
import type { InputOf, Read, Step } from '../../src/workflows/run/steps.ts';
import { execute, executeInPlace } from '../../src/workflows/run/steps.ts';

export interface StepToRun<S extends Step = Step> {
  step: S;
  input: InputOf<S>;
}

/** Carries out one step. */
export const runStep = ({ step, input }: StepToRun) => execute(step, input);

/** Carries out one step after having been continued as new. */
export const runLater = ({ times, ...one }: StepToRun & { times: number }): Promise<unknown> =>
  times === 0 ? runStep(one) : continueAsNew<typeof runLater>({ ...one, times: times - 1 });

/** Carries out one step as a local activity. */
export const runInPlace = ({ step, input }: StepToRun<Read>) => executeInPlace(step, input);

export const stepUpdate = defineUpdate<unknown, [StepToRun]>('step');
export const goUpdate = defineUpdate<void, [{ desktopId: string; go: Go }]>('go');
export const endUpdate = defineUpdate<void, [object]>('end');

/** A case that owns the runs of its desktops, and otherwise does what the test says. */
export async function ownDesktops(desktops: { desktopId: string; owner: string }[]): Promise<void> {
  let isOver = false;
  setHandler(stepUpdate, ({ step, input }) => execute(step, input));
  setHandler(goUpdate, ({ desktopId, go }) =>
    getExternalWorkflowHandle(offboardDesktopId(desktopId)).signal('go', go),
  );
  setHandler(endUpdate, () => {
    isOver = true;
  });
  for (const { desktopId, owner } of desktops) {
    await startChild<OffboardDesktop>(workflowTypes.offboardDesktop, {
      workflowId: offboardDesktopId(desktopId),
      args: [{ desktopId, expectedOwner: owner, awaitGo: true }],
      parentClosePolicy: 'TERMINATE',
    });
  }
  await condition(() => isOver);
}
