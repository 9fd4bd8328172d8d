import type { LeaverEvent } from '../domain/leaver-event.ts';
import { offboardUserId } from '../workflows/contract.ts';
import type { BlastRadius } from './blast-radius.ts';
import type { Cases } from './cases.ts';

/** What became of an event. */
export interface Accepted {
  /** The workflow id of the person's case. */
  caseId: string;
  /** True for an event that was accepted before. */
  isKnown: boolean;
  /** Why the case waits for a person. */
  quarantine?: string;
}

/** Accepts an event for good, or rejects: then it may be sent again. */
export type Accept = (sender: string, event: LeaverEvent) => Promise<Accepted>;

/** Well below the 3 s within which senders want an answer. */
const withinMs = 2_500;
/** Leaves enough of it for the telling. */
const admitWithinMs = 2_000;
/** Repeats come soon; the case itself knows them for longer. */
const eventsKept = 10_000;

export function acceptance(cases: Cases, { admit }: BlastRadius): Accept {
  const known = new Set<string>();
  return async (sender, event) => {
    const begun = Date.now();
    const { personId } = event.data;
    const caseId = offboardUserId(sender, personId);
    // As the case does: some senders give all events of a person the same id.
    const key = `${caseId} ${event.type} ${event.timestamp} ${event.id}`;
    if (known.has(key)) return { caseId, isKnown: true };

    const opens = event.type === 'leaver.opened' || event.type === 'leaver.updated';
    const admission = opens ? await admit(sender, personId, begun + admitWithinMs) : undefined;
    const quarantine = admission?.quarantine;
    try {
      const told = opens && quarantine !== undefined ? { ...event, quarantine } : event;
      const runId = await cases.tell(sender, told, begun + withinMs);
      admission?.taken(runId);
    } catch (error) {
      admission?.withdraw();
      throw error;
    }
    known.add(key);
    const [oldest] = known;
    if (known.size > eventsKept && oldest !== undefined) known.delete(oldest);
    return { caseId, isKnown: false, ...(quarantine !== undefined && { quarantine }) };
  };
}
