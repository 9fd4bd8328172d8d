/** What may become of a leaver's desktops after their plan was made. */
import * as fc from 'fast-check';
import type { House } from '../house.ts';
import { desktop, desktopOf, userIdOf, userNameOf } from '../estate.ts';
import type { EstateDesktop } from '../estate.ts';
import type { Gap } from './intercept.ts';

export const changes = [
  'given to somebody else',
  'given to a new person of the same name',
  'shared with somebody else',
  'added',
  'frozen',
  'held by a tag',
  'tagged',
] as const;

export type Change = (typeof changes)[number];

/** When it happens: so long after the plan was made, or in the gap beside a call. */
export type Moment = { is: 'later'; ms: number } | { is: 'in a gap'; gap: Gap };

export interface Turn {
  change: Change;
  moment: Moment;
  /** How many approvals the first plan needs: by the kind of leave. */
  approvals: 0 | 1;
  /** What the approver does about a plan that has changed. */
  approver: 'approves' | 'rejects';
}

/**
 * The plan is read again (look 1), the run looks (2), asks about assistance, and looks once more in the
 * deleting attempt (3). What happens after that last look nobody can know, as the API has no conditional
 * delete.
 */
const gap = fc.oneof(
  fc.integer({ min: 1, max: 3 }).map<Gap>((nth) => ({ call: 'look', nth, edge: 'before' })),
  fc.constantFrom<Gap>(
    { call: 'look', nth: 1, edge: 'after' },
    { call: 'assistance', nth: 1, edge: 'before' },
    { call: 'assistance', nth: 1, edge: 'after' },
  ),
);

export const anyTurn: fc.Arbitrary<Turn> = fc.record({
  change: fc.constantFrom(...changes),
  moment: fc.oneof(
    fc.integer({ min: 0, max: 2_500 }).map<Moment>((ms) => ({ is: 'later', ms })),
    gap.map<Moment>((one) => ({ is: 'in a gap', gap: one })),
  ),
  approvals: fc.constantFrom(0, 1),
  approver: fc.constantFrom('approves', 'rejects'),
});

/** The desktops of one leaver, and one of somebody else that may be given to them. */
export const desktopsFor = (personId: string): EstateDesktop[] => [
  desktopOf(personId, changedOf(personId)),
  desktopOf(personId, `${personId}-other`),
  desktop(spareOf(personId)),
];

const changedOf = (personId: string) => `${personId}-changed`;
const spareOf = (personId: string) => `${personId}-spare`;

/** Which desktop a change is about. */
export const subjectOf = ({ change }: Turn, personId: string): string =>
  change === 'added' ? spareOf(personId) : changedOf(personId);

/** The desktop whose calls the moment of a turn is found by. */
export const markedBy = changedOf;

const user = (user_id: string, user_name: string) => ({
  user_id,
  user_name,
  type: 'USER' as const,
});

export async function makeChange(
  { simulator }: Pick<House, 'simulator'>,
  turn: Turn,
  personId: string,
): Promise<void> {
  const subject = subjectOf(turn, personId);
  const leaver = user(userIdOf(personId), userNameOf(personId));
  const other = user(`other-than-${personId}`, `other-${personId}`);
  const attach = (...all: { user_id: string; user_name: string; type: 'USER' }[]) =>
    simulator.patch(subject, { attach_user_infos: all });
  switch (turn.change) {
    case 'given to somebody else':
      return attach(other);
    case 'given to a new person of the same name':
      await simulator.patchUser(leaver.user_id, { user_name: `${leaver.user_name}-old` });
      return attach(user(`new-${personId}`, leaver.user_name));
    case 'shared with somebody else':
      return attach(leaver, other);
    case 'added':
      // Whose it is now the simulator is told, so that only the approval is at stake.
      return simulator.patch(subject, {
        attach_user_infos: [leaver],
        sim: { expectedOwner: leaver.user_id },
      });
    case 'frozen':
      return simulator.patch(subject, { is_freeze: true });
    case 'held by a tag':
      return simulator.patch(subject, { tags: [{ key: 'offboarding:hold', value: '' }] });
    case 'tagged':
      return simulator.patch(subject, { tags: [{ key: 'audited', value: '' }] });
  }
}
