import { activityInfo } from '@temporalio/activity';
import type { RecordedFacts } from '../../domain/desktop-facts.ts';
import { forTheRecord } from '../../domain/desktop-facts.ts';
import type { BoundOrder } from '../../domain/order.ts';
import type { Attempt } from '../attempt/attempt.ts';
import { maxFactsAgeMs } from './clear-to-send.ts';
import type { Dependencies } from '../dependencies.ts';
import { judge } from './judge.ts';
import { readDesktop } from '../read/read-desktop.ts';

/** An order, and the look at which the guard let its desktop through. */
export interface ClearedOrder extends BoundOrder {
  look: {
    facts: RecordedFacts;
    /** When it was read (ms since the epoch). */
    readAt: number;
  };
}

export type SecondLook =
  | { is: 'clear'; facts: RecordedFacts; readAt: number }
  | { is: 'gone' }
  | { is: 'not-yet'; reason: string };

/**
 * What a state-changing step before the deletion rests on: the look that it was given, if that is
 * fresh and this is the first attempt; otherwise the desktop is read and judged again.
 */
export async function lookAgain(
  dependencies: Dependencies,
  attempt: Attempt,
  { look, ...order }: ClearedOrder,
): Promise<SecondLook> {
  // Half of its life is left for the way to the call, which checks the age once more.
  const ageMs = Date.now() - look.readAt;
  if (activityInfo().attempt === 1 && ageMs >= 0 && ageMs < maxFactsAgeMs / 2) {
    return { is: 'clear', ...look };
  }
  await attempt.slot('ShowDesktopDetail');
  const reading = await readDesktop(dependencies, attempt, order.desktopId);
  if (reading.is !== 'present') return { is: 'gone' };
  const verdict = judge(dependencies, order, reading.facts);
  return verdict.is === 'proceed'
    ? { is: 'clear', facts: forTheRecord(reading.facts), readAt: reading.readAt }
    : { is: 'not-yet', reason: verdict.reason };
}
