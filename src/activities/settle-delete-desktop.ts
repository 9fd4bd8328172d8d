import type { BoundOrder } from '../domain/order.ts';
import { latestDelete } from '../evidence/unsettled.ts';
import { ownRun } from './attempt.ts';
import type { Dependencies } from './dependencies.ts';
import { notYet } from './failure.ts';
import { ownEvidence } from './own-evidence.ts';
import { readDesktop } from './read-desktop.ts';
import type { StepEnd } from './step.ts';
import { nothingToDo, step } from './step.ts';

/** `at`: when it was sent (ISO 8601, UTC). */
export type SettledDelete = { wasSent: false } | { wasSent: true; at: string };

/**
 * Finds out whether a deleting attempt that was cut short got through, by the evidence and by
 * reading the desktop until its deletion shows or can no longer show. The attempt's lease must be
 * over, so that it cannot send any more.
 */
export const settleDeleteDesktop = (dependencies: Dependencies) =>
  step(dependencies, async (order: BoundOrder, attempt): Promise<StepEnd<SettledDelete>> => {
    const { timing } = dependencies;
    const { desktopId } = order;
    const evidence = await ownEvidence(dependencies, order);
    const { runId } = ownRun();
    const calls = (await evidence.calls(desktopId)).filter(({ intent }) => intent.runId === runId);
    const sent = latestDelete(calls, timing.deleteVisibleAfterMs);
    if (sent === undefined)
      return nothingToDo<SettledDelete>({ wasSent: false }, 'No delete was accepted.');
    const reading = await readDesktop(dependencies, attempt, desktopId);
    if (sent.isKnownAccepted || reading.is !== 'present') {
      return { found: { wasSent: true, at: sent.at }, summary: `A delete was sent at ${sent.at}.` };
    }
    const left = sent.until - Date.now();
    if (left <= 0)
      return { found: { wasSent: false }, summary: 'The delete that was sent had no effect.' };
    throw notYet(
      'DELETE.UNSETTLED',
      `A delete may have been accepted at ${sent.at}; waiting for its effect.`,
      Math.min(timing.confirmPollMs, left),
    );
  });
