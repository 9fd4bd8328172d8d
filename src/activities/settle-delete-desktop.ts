import type { BoundOrder } from '../domain/order.ts';
import type { UnsettledDelete } from '../evidence/unsettled.ts';
import { latestDelete, mayHaveDeleted, unsettledDelete } from '../evidence/unsettled.ts';
import { ownRun } from './attempt/attempt.ts';
import type { Dependencies } from './dependencies.ts';
import { notYet } from './attempt/failure.ts';
import { ownEvidence } from './send/own-evidence.ts';
import { openDeletions } from './read/open-deletions.ts';
import { readDesktop } from './read/read-desktop.ts';
import type { StepEnd } from './attempt/step.ts';
import { nothingToDo, step } from './attempt/step.ts';

/** `at`: when it was sent (ISO 8601, UTC). */
export type SettledDelete = { wasSent: false } | { wasSent: true; at: string };

/**
 * Finds out whether a delete was accepted, or may still be: one of this run's attempts that was cut
 * short, or one of another run. By the evidence, and by reading the desktop until its deletion shows
 * or can no longer show. The attempt's lease must be over, so that it cannot send any more.
 */
export const settleDeleteDesktop = (dependencies: Dependencies) =>
  step(dependencies, async (order: BoundOrder, attempt): Promise<StepEnd<SettledDelete>> => {
    const { deleteVisibleAfterMs, confirmPollMs } = dependencies.timing;
    const { desktopId } = order;
    const evidence = await ownEvidence(dependencies, order);
    const calls = await evidence.calls(desktopId);
    if (!calls.some(mayHaveDeleted)) return notSent('No delete of the desktop was accepted.');

    const jobs = await openDeletions(dependencies, attempt, calls);
    const reading = await readDesktop(dependencies, attempt, desktopId);
    const stands = reading.is === 'present';
    const now = Date.now();
    const deleteFailed = stands && reading.deleteFailed;
    const jobId = jobs.get(desktopId);
    const open = unsettledDelete(calls, deleteVisibleAfterMs, { deleteFailed, now, jobId });
    const { runId } = ownRun();
    const own = latestDelete(
      calls.filter(({ intent }) => intent.runId === runId),
      deleteVisibleAfterMs,
    );
    if (open?.isKnownAccepted || open?.jobId !== undefined) return sent(open);
    if (!stands) {
      const cause = open ?? own;
      return cause === undefined ? notSent('No delete of this run was accepted.') : sent(cause);
    }
    if (open === undefined) {
      return notSent(
        own === undefined
          ? 'No delete of this run was accepted.'
          : 'The delete that was sent had no effect.',
      );
    }
    throw notYet(
      'DELETE.UNSETTLED',
      `A delete may have been accepted at ${open.at}; waiting for its effect.`,
      Math.min(confirmPollMs, open.until - now),
    );
  });

const notSent = (summary: string) => nothingToDo<SettledDelete>({ wasSent: false }, summary);

const sent = ({ at }: UnsettledDelete): StepEnd<SettledDelete> => ({
  found: { wasSent: true, at },
  summary: `A delete was sent at ${at}.`,
});
