import type { History } from '@temporalio/common/lib/proto-utils.js';
import { timeOf } from './time-of.ts';

/** What somebody did to a run from outside, without the run having a say. */
export interface Intervention {
  what: 'cancel requested' | 'terminated';
  /** What the client of whoever did it said of itself. */
  identity: string;
  /** ISO 8601, UTC. */
  at: string;
  reason?: string;
}

export const interventionsIn = ({ events }: History): Intervention[] =>
  (events ?? []).flatMap((event): Intervention[] => {
    const cancelled = event.workflowExecutionCancelRequestedEventAttributes;
    const terminated = event.workflowExecutionTerminatedEventAttributes;
    const what = terminated ? 'terminated' : 'cancel requested';
    const identity = (cancelled ?? terminated)?.identity;
    if (!cancelled && !terminated) return [];
    const reason = cancelled?.cause || terminated?.reason;
    return [
      { what, identity: identity ?? '', at: timeOf(event.eventTime), ...(reason && { reason }) },
    ];
  });
