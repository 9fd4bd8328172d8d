/** Workflows that carry out single steps as ours do, so that tests can speak to one activity. */
import type { ChildWorkflowHandle } from '@temporalio/workflow';
import { condition, defineUpdate, setHandler, startChild } from '@temporalio/workflow';
import type { Go } from '../../src/domain/order.ts';
import type { OffboardDesktop } from '../../src/workflows/contract.ts';
import { offboardDesktopId, workflowTypes } from '../../src/workflows/contract.ts';
import type { InputOf, Step } from '../../src/workflows/steps.ts';
import { execute } from '../../src/workflows/steps.ts';

export { offboardDesktop } from '../../src/workflows/index.ts';

export interface StepToRun<S extends Step = Step> {
  step: S;
  input: InputOf<S>;
}

/** Carries out one step. */
export const runStep = ({ step, input }: StepToRun) => execute(step, input);

export const stepUpdate = defineUpdate<unknown, [StepToRun]>('step');
export const goUpdate = defineUpdate<void, [{ desktopId: string; go: Go }]>('go');
export const endUpdate = defineUpdate<void, [object]>('end');

/** A case that owns the runs of its desktops, and otherwise does what the test says. */
export async function ownDesktops(desktops: { desktopId: string; owner: string }[]): Promise<void> {
  const children = new Map<string, ChildWorkflowHandle<OffboardDesktop>>();
  let isOver = false;
  setHandler(stepUpdate, ({ step, input }) => execute(step, input));
  setHandler(goUpdate, async ({ desktopId, go }) => {
    await condition(() => children.has(desktopId));
    await children.get(desktopId)?.signal('go', go);
  });
  setHandler(endUpdate, () => {
    isOver = true;
  });
  for (const { desktopId, owner } of desktops) {
    const child = await startChild<OffboardDesktop>(workflowTypes.offboardDesktop, {
      workflowId: offboardDesktopId(desktopId),
      args: [{ desktopId, expectedOwner: owner, awaitGo: true }],
      parentClosePolicy: 'TERMINATE',
    });
    children.set(desktopId, child);
  }
  await condition(() => isOver);
}
