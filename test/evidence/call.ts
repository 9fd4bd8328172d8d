import { forTheRecord } from '../../src/domain/desktop-facts.ts';
import { idle } from '../domain/desktop.ts';
import type {
  CallCircumstances,
  CallIntent,
  CallOutcome,
  DesktopCall,
  RecordedCall,
} from '../../src/evidence/store.ts';

/** Written at noon, with a lease of 30 s. */
const circumstances: CallCircumstances = {
  project: 'default',
  workflowId: 'offboard-desktop/desktop-1',
  runId: 'run-1',
  activityId: '5',
  attempt: 1,
  attemptStartedAt: 1_772_366_390_000,
  at: '2026-03-01T12:00:00.000Z',
  sentBefore: '2026-03-01T12:00:30.000Z',
  parameters: { delete_users: true },
  factsReadAt: '2026-03-01T11:59:59.000Z',
  policyDigest: 'abc',
};

type DeleteIntent = CallCircumstances & DesktopCall;

/** An intent to delete `desktop-1`. */
export const intent = (more: Partial<DeleteIntent> = {}): DeleteIntent => ({
  ...circumstances,
  operation: 'DeleteDesktop',
  desktopId: 'desktop-1',
  facts: forTheRecord(idle),
  expectedOwner: 'user-1',
  ...more,
});

/** An intent to delete a user who is locked and has no desktop. */
export const userIntent = (userId: string): CallIntent => ({
  ...circumstances,
  operation: 'DeleteUser',
  userId,
  facts: { locked: true, totalDesktops: 0 },
});

export const outcome = (is: CallOutcome['is'], at = '2026-03-01T12:00:01.000Z'): CallOutcome => ({
  is,
  at,
});

export const call = (more: Partial<DeleteIntent>, ended?: CallOutcome): RecordedCall => ({
  intent: intent(more),
  ...(ended !== undefined && { outcome: ended }),
});
