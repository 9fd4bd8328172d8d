import { activityInfo, cancellationSignal, metricMeter } from '@temporalio/activity';
import type { Notice } from '../domain/notice.ts';
import type { Delivery } from '../notifications/delivery.ts';
import type { Dependencies } from './dependencies.ts';
import { notYet } from './attempt/failure.ts';
import type { StepEnd } from './attempt/step.ts';
import { nothingToDo, step } from './attempt/step.ts';
import type { Subject } from './attempt/subject.ts';

/** What the notice is about, which is what failures are told of. */
export type NotifyInput = Subject & { notice: Notice };

/** `not-meant`: the settings name no receiver, or not this type of notice. */
export interface Told {
  is: 'delivered' | 'refused' | 'not-meant';
}

/**
 * Tells the receiver that the settings name. What it does not take now is sent again with growing
 * pauses, for as long as the workflow lets it; what it refuses is not.
 */
export const notify = (dependencies: Dependencies) =>
  step(dependencies, async ({ notice }: NotifyInput): Promise<StepEnd<Told>> => {
    const { receiver } = dependencies;
    if (receiver?.hears(notice.type) !== true) {
      return nothingToDo({ is: 'not-meant' }, `Nobody is told of ${notice.type}.`);
    }
    const delivery = await receiver.tell(notice, cancellationSignal());
    count(notice, delivery);
    const { is, sentence: summary } = delivery;
    if (is === 'put-off') throw notYet('NOTICE.PUT_OFF', summary, pauseMs(delivery.notBeforeMs));
    return { found: { is }, summary };
  });

const longestRetryAfterMs = 3_600_000;

function pauseMs(notBeforeMs: number): number {
  const grown = Math.min(5_000 * 2 ** (activityInfo().attempt - 1), 600_000);
  const pause = Math.max(grown, Math.min(notBeforeMs, longestRetryAfterMs));
  // Notices that were put off together shall not come back together.
  return Math.round(pause * (1 + Math.random() / 5));
}

function count({ type }: Notice, { is }: Delivery): void {
  metricMeter
    .createCounter('offboarding_notices', 'notices', 'Tries to tell the receiver of notices')
    .add(1, { type, outcome: is });
}
