import * as v from 'valibot';
import { offboardDesktopInputSchema } from '../../src/domain/order.ts';
import type { OffboardUserResult } from '../../src/domain/case-result.ts';
import type { DocumentRef } from '../../src/evidence/document.ts';
import type { Unfiled } from '../../src/evidence/file-document.ts';

type UnfiledDesktop = Extract<Unfiled, { kind: 'offboardDesktop' }>;
type UnfiledCase = Extract<Unfiled, { kind: 'offboardUser' }>;

/** What the run of a desktop leaves to be written; `reason` and `by` are what an operator said. */
export const unfiled = (
  runId: string,
  { by = 'Ann', reason = 'no longer' } = {},
): UnfiledDesktop => ({
  version: 1,
  kind: 'offboardDesktop',
  workflowId: 'offboard-desktop/desktop-1',
  runId,
  namespace: 'default',
  start: { at: '2026-03-01T11:00:00.000Z', identity: 'offboard:ann@office' },
  store: 'store-1',
  calls: [],
  stillBilled: [],
  order: v.parse(offboardDesktopInputSchema, { desktopId: 'desktop-1', expectedOwner: 'user-1' }),
  result: {
    desktopId: 'desktop-1',
    project: 'default',
    outcome: 'rescinded',
    reason: `Rescinded: ${reason}`,
    user: { outcome: 'not-read', reason: 'It was not looked at.' },
    policyDigest: 'abc',
    steps: [],
    verbs: [
      {
        verb: 'rescind',
        via: 'update',
        at: '2026-03-01T11:30:00.000Z',
        outcome: 'applied',
        sentence: `Rescinded, as ${by} says.`,
        reason,
        by,
        identity: 'offboard:ann@office',
      },
    ],
  },
});

/** What the case of a person leaves to be written. */
export const unfiledCase = (
  personId: string,
  { desktopRuns = [], ...more }: Partial<OffboardUserResult> & { desktopRuns?: DocumentRef[] } = {},
): UnfiledCase => ({
  version: 1,
  kind: 'offboardUser',
  workflowId: `offboard-user/hr/${personId}`,
  runId: `run-of-${personId}`,
  namespace: 'default',
  start: { at: '2026-03-01T10:00:00.000Z', identity: 'webhook:hr' },
  store: 'store-1',
  calls: [],
  stillBilled: [],
  desktopRuns,
  result: {
    sender: 'hr',
    personId,
    outcome: 'done',
    reason: 'All is gone.',
    endedAt: '2026-03-01T12:30:00.000Z',
    policyDigest: 'abc',
    requestedBy: 'Cleo',
    approvals: [],
    voidedApprovals: [],
    approvedPlans: {},
    desktops: [],
    users: [],
    events: [],
    steps: [],
    verbs: [],
    ...more,
  },
});
