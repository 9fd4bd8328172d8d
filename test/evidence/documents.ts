import * as v from 'valibot';
import { offboardDesktopInputSchema } from '../../src/domain/order.ts';
import type { OffboardUserResult } from '../../src/domain/case-result.ts';
import type { CleanUpPlan } from '../../src/domain/clean-up/plan.ts';
import type { CleanUpResult, CleanUpStatus } from '../../src/domain/clean-up/result.ts';
import type { CleanUpRow } from '../../src/domain/clean-up/wave.ts';
import { plannedFacts } from '../../src/domain/planned-facts.ts';
import { writePlan } from '../../src/evidence/clean-up-plans.ts';
import { rowsRefs, writeRows } from '../../src/evidence/clean-up-rows.ts';
import { digest } from '../../src/evidence/digest.ts';
import type { DocumentRef } from '../../src/evidence/document.ts';
import type { Unfiled } from '../../src/evidence/file-document.ts';
import { planKey } from '../../src/evidence/keys.ts';
import type { ObjectStore } from '../../src/evidence/object-store.ts';
import { stillBilled } from '../../src/evidence/still-billed.ts';
import { idle } from '../domain/desktop.ts';

type UnfiledDesktop = Extract<Unfiled, { kind: 'offboardDesktop' }>;
type UnfiledCase = Extract<Unfiled, { kind: 'offboardUser' }>;
type UnfiledCleanUp = Extract<Unfiled, { kind: 'cleanUpDesktops' }>;

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

/** A plan to delete these desktops, which nobody owns. */
export const cleanUpPlan = (
  desktopIds: readonly string[],
  excluded: CleanUpPlan['excluded'] = [],
): CleanUpPlan => ({
  policy: 'idle-60-days',
  project: 'default',
  mode: 'approve',
  now: '2026-03-01T06:00:00.000Z',
  expiresAt: '2026-03-04T06:00:00.000Z',
  seen: { desktops: desktopIds.length + excluded.length, users: 3 },
  selected: desktopIds.map((desktopId) => ({
    desktopId,
    userId: null,
    facts: plannedFacts(idle),
    why: ['nobody’s', 'unused for 60 days'],
    onlyIf: { noLoginSince: '2026-01-01T00:00:00.000Z' },
  })),
  excluded,
  deleteUsers: false,
  policyDigest: 'abc',
  evidenceStore: 'store-1',
});

/** What a clean-up after a plan comes to; all its desktops are gone. */
export const cleanUpResult = (
  { policy, project, mode, selected, excluded, ...plan }: CleanUpPlan,
  more: Partial<CleanUpResult> = {},
): CleanUpResult => ({
  policy,
  project,
  mode,
  outcome: 'done',
  reason: 'The plan was carried out.',
  summary: '3 seen, 2 selected',
  startedAt: plan.now,
  endedAt: '2026-03-01T08:00:00.000Z',
  counts: {
    seen: plan.seen.desktops,
    selected: selected.length,
    excluded: excluded.length,
    deleted: selected.length,
    kept: 0,
    blocked: 0,
  },
  plan: {
    ...plan,
    project,
    digest: digest({ policy, project, mode, selected, excluded, ...plan }),
    selected: selected.length,
    excluded: excluded.length,
    beyond: [],
    skippedRuns: 0,
    sample: { selected: [], excluded: [] },
    waveSize: 100,
    processes: 1,
    notifies: false,
    timeZone: 'UTC',
  },
  approvals: [],
  exclusions: [],
  alone: [],
  steps: [],
  verbs: [],
  ...more,
});

/** A clean-up that is carrying out a plan; `beyond`: what that goes beyond. */
export const cleanUpStatus = (
  more: Partial<CleanUpStatus> = {},
  beyond: readonly string[] = [],
): CleanUpStatus => {
  const { plan, ...told } = cleanUpResult(cleanUpPlan(['d-1', 'd-2']));
  return {
    ...told,
    ...(plan && { plan: { ...plan, beyond } }),
    waves: [],
    state: 'running',
    sentence: 'The plan is carried out.',
    ...more,
  };
};

/** Stores a plan with the rows of its waves, and what its clean-up leaves to be written. */
export async function unfiledCleanUp(
  objects: ObjectStore,
  plan: CleanUpPlan,
  {
    waves = [],
    ...more
  }: Partial<CleanUpResult> & { waves?: readonly (readonly CleanUpRow[])[] } = {},
): Promise<UnfiledCleanUp> {
  const notes = { isSuspect: false, skippedRuns: 0, statusSince: {} };
  const reference = { policy: plan.policy, digest: await writePlan(objects, plan, notes) };
  let from = 0;
  for (const rows of waves) {
    const to = from + rows.length;
    await writeRows(objects, { ...reference, from, to }, rows);
    from = to;
  }
  const result = cleanUpResult(plan, more);
  return {
    version: 1,
    kind: 'cleanUpDesktops',
    workflowId: `clean-up/${plan.policy}`,
    runId: 'run-of-clean-up',
    earlierRuns: ['run-before'],
    namespace: 'default',
    start: { at: plan.now, identity: 'temporal-scheduler' },
    store: 'store-1',
    stillBilled: stillBilled(result),
    result,
    plan: { key: planKey(reference), sha256: reference.digest },
    rows: await rowsRefs(objects, reference),
    desktopRuns: [],
  };
}
