import { forTheRecord } from '../../src/domain/desktop-facts.ts';
import { idle } from '../domain/desktop.ts';
import type {
  CallCircumstances,
  CallOutcome,
  DesktopCall,
  RecordedCall,
} from '../../src/evidence/store.ts';

type DeleteIntent = CallCircumstances & DesktopCall;

/** An intent to delete `desktop-1`, written at noon, with a lease of 30 s. */
export const intent = (more: Partial<DeleteIntent> = {}): DeleteIntent => ({
  operation: 'DeleteDesktop',
  project: 'default',
  desktopId: 'desktop-1',
  workflowId: 'offboard-desktop/desktop-1',
  runId: 'run-1',
  activityId: '5',
  attempt: 1,
  attemptStartedAt: 1_772_366_390_000,
  at: '2026-03-01T12:00:00.000Z',
  sentBefore: '2026-03-01T12:00:30.000Z',
  parameters: { delete_users: true },
  facts: forTheRecord(idle),
  factsReadAt: '2026-03-01T11:59:59.000Z',
  expectedOwner: 'user-1',
  policyDigest: 'abc',
  ...more,
});

export const outcome = (is: CallOutcome['is'], at = '2026-03-01T12:00:01.000Z'): CallOutcome => ({
  is,
  at,
});

export const call = (more: Partial<DeleteIntent>, ended?: CallOutcome): RecordedCall => ({
  intent: intent(more),
  ...(ended !== undefined && { outcome: ended }),
});
