/** A scheduled clean-up as operators drive it, in a house of its own. */
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { CleanUpPolicyInput } from '../../src/domain/clean-up/policy.ts';
import type { CleanUpStatus } from '../../src/domain/clean-up/result.ts';
import type { CleanUpRow } from '../../src/domain/clean-up/wave.ts';
import type { OffboardingState } from '../../src/domain/state.ts';
import { readRows, rowsRefs } from '../../src/evidence/clean-up-rows.ts';
import { openEvidence } from '../../src/evidence/open-evidence.ts';
import type { CleanUpDesktops } from '../../src/workflows/contract.ts';
import { cleanUpId, statusQuery, workflowTypes } from '../../src/workflows/contract.ts';
import type { EstateDesktop } from './estate.ts';
import { desktop } from './estate.ts';
import type { House } from './house.ts';
import { tell } from './operator.ts';
import { until } from './until.ts';

export type CleanUpHandle = WorkflowHandleWithFirstExecutionRunId<CleanUpDesktops>;

/** Settings under which no clean-up is quarantined. */
export const noCeilings = {
  cleanUp: {
    maxDesktops: 100_000,
    maxShare: '100%',
    maxChange: '100%',
    dailyDesktops: 100_000,
    dailyShare: '100%',
  },
};

/** A desktop that the policy of the same group selects. */
export const desktopIn = (group: string, name: string, facts: EstateDesktop = {}): EstateDesktop =>
  desktop(name, { ...facts, tags: [{ key: 'group', value: group }, ...(facts.tags ?? [])] });

/** So many of them, called after their group. */
export const desktopsIn = (group: string, count: number, facts: EstateDesktop = {}) =>
  Array.from({ length: count }, (_, n) => desktopIn(group, nameIn(group, n), facts));

export const nameIn = (group: string, n: number) => `${group}-${String(n).padStart(4, '0')}`;

/** Selects the desktops of a group. */
export const policyOf = (
  group: string,
  more: Partial<CleanUpPolicyInput> = {},
): CleanUpPolicyInput => ({
  name: group,
  mode: 'auto',
  limits: { maxDesktops: 100_000, maxShare: 1, maxChange: 1 },
  select: { tags: { group } },
  ...more,
});

/** Starts a clean-up as its schedule would. */
export const startCleanUp = (
  { client, settings }: Pick<House, 'client' | 'settings'>,
  policy: CleanUpPolicyInput,
): Promise<CleanUpHandle> =>
  client.workflow.start<CleanUpDesktops>(workflowTypes.cleanUpDesktops, {
    taskQueue: settings.worker.taskQueue,
    workflowId: `${cleanUpId(policy.name)}-${randomUUID()}`,
    workflowExecutionTimeout: '30 minutes',
    args: [{ policy }],
  });

export const cleanUpStatus = (handle: WorkflowHandle) => handle.query<CleanUpStatus>(statusQuery);

/** Waits until a clean-up is in one of these states, and gives how it stands. */
export const untilCleanUp = (
  handle: WorkflowHandle,
  states: OffboardingState | readonly OffboardingState[],
): Promise<CleanUpStatus & { plan: NonNullable<CleanUpStatus['plan']> }> =>
  until(`the clean-up is ${String(states)}`, async () => {
    const { plan, ...status } = await cleanUpStatus(handle);
    return [states].flat().includes(status.state) && plan !== undefined && { ...status, plan };
  });

/** Approves the plan as it stands. */
export const approvePlan = async (handle: WorkflowHandle, approver = 'the owner of the estate') => {
  const { plan } = await untilCleanUp(handle, ['planned', 'awaiting-approval', 'quarantined']);
  return tell(handle, 'approve', { digest: plan.digest, approver });
};

/** Ids of the desktops that the cloud was asked to delete, among those of a group. */
export async function deletedIn({ simulator }: Pick<House, 'simulator'>, group: string) {
  const { desktops } = await simulator.audit();
  return Object.entries(desktops)
    .filter(([id, { delete_requests: n }]) => id.startsWith(`${group}-`) && n > 0)
    .map(([id]) => id)
    .toSorted();
}

/** What the evidence says became of each desktop of a plan, by id. */
export async function rowsOf(
  { settings }: Pick<House, 'settings'>,
  policy: string,
  digest: string,
): Promise<Record<string, CleanUpRow>> {
  const { objects } = openEvidence(settings.evidence);
  const rows = await readRows(objects, await rowsRefs(objects, { policy, digest }));
  return Object.fromEntries(rows.map((row) => [row.desktopId, row]));
}
