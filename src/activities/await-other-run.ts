import type { Dependencies } from './dependencies.ts';
import { openDesktopRun } from './read/desktop-run.ts';
import { notYet } from './attempt/failure.ts';
import { nothingToDo, step } from './attempt/step.ts';
import type { DesktopRef } from './attempt/subject.ts';

/** Waits until no run has the desktop any more (DescribeWorkflowExecution). */
export const awaitOtherRun = (dependencies: Dependencies) =>
  step(dependencies, async ({ desktopId }: DesktopRef) => {
    const { temporal, timing } = dependencies;
    if ((await openDesktopRun(temporal, desktopId)) !== undefined) {
      throw notYet('RUN.OPEN', `Another run has desktop ${desktopId}.`, timing.waitPollMs);
    }
    return nothingToDo({}, 'No other run has the desktop.');
  });
