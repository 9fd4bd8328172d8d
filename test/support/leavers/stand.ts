/** Where cases must stand by what was said of them, and where they do. */
import { inLanes } from '../../../bench/lanes.ts';
import type { LeaverEvent } from '../../../src/domain/leaver-event.ts';
import type { OffboardingState } from '../../../src/domain/state.ts';
import { offboardUserId } from '../../../src/workflows/contract.ts';
import { caseStatus } from '../case.ts';
import type { House } from '../house.ts';
import { until } from '../until.ts';
import type { Fate } from './oracle.ts';
import { fateOf } from './oracle.ts';
import { eventsToldTo } from './signals.ts';

export interface Person {
  sender: string;
  personId: string;
  /** All genuine events that were sent. */
  events: LeaverEvent[];
  /** Whether the sender's cases go on by themselves. */
  isApproved: boolean;
}

export const handleOf = ({ client }: Pick<House, 'client'>, { sender, personId }: Person) =>
  client.workflow.getHandle(offboardUserId(sender, personId));

/** Where a case must stand, by what was said; nobody approves anything. */
export function expectedOf({ events, isApproved }: Person): {
  fate: Fate;
  state: OffboardingState;
} {
  const fate = fateOf(events);
  if (fate.is === 'unknown') return { fate, state: 'planned' };
  if (fate.is === 'cancelled') return { fate, state: 'rescinded' };
  if (!isApproved) return { fate, state: 'awaiting-approval' };
  return { fate, state: fate.withoutGrace ? 'done' : 'waiting' };
}

/**
 * How cases stand otherwise than they should, in words. Each is given time to come to where it must
 * stand; then all are looked at once more, as they must stay there.
 */
export async function wrongIn(
  house: Pick<House, 'client'>,
  people: readonly Person[],
  { graceMs, lanes, withinMs }: { graceMs: number; lanes: number; withinMs: number },
): Promise<string[]> {
  const wrongOf = async (person: Person): Promise<string | undefined> => {
    const { fate, state } = expectedOf(person);
    const { plan, ticket, ...shown } = await caseStatus(handleOf(house, person));
    if (shown.state !== state) {
      return `is ${shown.state} instead of ${state}: ${shown.sentence}`;
    }
    if (fate.is !== 'open') return undefined;
    const dueMs = Date.parse(fate.effectiveAt) + (fate.withoutGrace ? 0 : graceMs);
    const isTrue = plan?.dueAt === new Date(dueMs).toISOString() && ticket === fate.ticket;
    return isTrue ? undefined : `is due ${plan?.dueAt} by ${ticket}`;
  };
  // A busy worker may let a query wait for too long.
  const isRight = (person: Person) =>
    wrongOf(person).then(
      (why) => why === undefined,
      () => false,
    );
  await inLanes(people, lanes, (person) =>
    until(person.personId, () => isRight(person), withinMs).catch(() => undefined),
  );
  const wrong = await inLanes(people, lanes, async (person) => {
    const why = await wrongOf(person).catch((error: unknown) => String(error));
    if (why === undefined) return [];
    const told = await eventsToldTo(house, handleOf(house, person));
    const heard = told.map(({ id, type }) => `${id} (${type})`);
    return [`${person.personId} ${why}; it was told ${heard.join(', ')}`];
  });
  return wrong.flat();
}
