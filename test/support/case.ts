/** A leaver's case as HR and operators drive it, in a house of its own. */
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { Client } from '@temporalio/client';
import { createOffboardingClient } from '../../src/client.ts';
import type { CaseStatus } from '../../src/domain/case-result.ts';
import type { Leaver, LeaverEvent } from '../../src/domain/leaver-event.ts';
import type { OffboardingState } from '../../src/domain/state.ts';
import type { OffboardDesktop, OffboardUser } from '../../src/workflows/contract.ts';
import { offboardDesktopId } from '../../src/workflows/contract.ts';
import { ask } from './ask.ts';
import { userNameOf } from './estate.ts';
import type { House } from './house.ts';
import { status as runStatus } from './house.ts';
import { tell } from './operator.ts';
import { until } from './until.ts';

export type CaseHandle = WorkflowHandle<OffboardUser>;

export const sender = 'hr';

/** A leaver who goes now, by the name of their Workspace user. */
export const leaverOf = (personId: string, more: Partial<Leaver> = {}): Leaver => ({
  personId,
  userName: userNameOf(personId),
  effectiveAt: new Date().toISOString(),
  kind: 'involuntary',
  requestedBy: 'somebody of HR',
  ...more,
});

type EventType = LeaverEvent['type'];

/** An event of HR's, made now unless it says otherwise. */
export const eventOf = (
  type: EventType,
  data: Leaver,
  more: Partial<Pick<LeaverEvent, 'id' | 'timestamp'>> & { quarantine?: string } = {},
): LeaverEvent =>
  // `type` and `data` belong together: what opens a case can be sent along with any event.
  ({ id: randomUUID(), timestamp: new Date().toISOString(), type, data, ...more }) as LeaverEvent;

/** Tells the case of a person what HR says, and opens it if there is none. */
export async function tellCase(
  { client, settings }: Pick<House, 'client' | 'settings'>,
  event: LeaverEvent,
  by = sender,
): Promise<CaseHandle> {
  const offboarding = createOffboardingClient(client, settings.worker);
  const { workflowId } = await offboarding.tellLeaver(by, event);
  return client.workflow.getHandle<OffboardUser>(workflowId);
}

export const openCase = (house: Pick<House, 'client' | 'settings'>, leaver: Leaver, by = sender) =>
  tellCase(house, eventOf('leaver.opened', leaver), by);

/** An instant that lies so far ahead (ISO 8601, UTC). */
export const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

export const hours = 3_600_000;
export const days = 24 * hours;

export const caseStatus = (handle: WorkflowHandle) => ask<CaseStatus>(handle);

/** Waits until a case is in one of these states, and gives how it stands. */
export const untilCase = (
  handle: WorkflowHandle,
  states: OffboardingState | readonly OffboardingState[],
  withinMs?: number,
): Promise<CaseStatus> =>
  until(
    `the case is ${String(states)}`,
    async () => {
      const status = await caseStatus(handle);
      return [states].flat().includes(status.state) && status;
    },
    withinMs,
  );

/** A client with a login of its own. */
export const loginOf = ({ client }: Pick<House, 'client'>, identity: string): Client =>
  new Client({ connection: client.connection, namespace: client.options.namespace, identity });

/** Approves the plan that stands, under a name and a login of that name. */
export async function approve(
  house: Pick<House, 'client'>,
  handle: WorkflowHandle,
  approver = 'the owner of the desktops',
): Promise<string> {
  const { digest } = await untilCase(handle, ['awaiting-approval', 'quarantined']);
  return tell(as(house, approver, handle), 'approve', { digest, approver });
}

/** A case, or the run of a desktop, in the hands of somebody with a login of their own. */
export const as = (
  house: Pick<House, 'client'>,
  identity: string,
  { workflowId }: Pick<WorkflowHandle, 'workflowId'>,
): WorkflowHandle => loginOf(house, identity).workflow.getHandle(workflowId);

/** The run of a desktop of a case. */
export const runOf = ({ client }: Pick<House, 'client'>, desktopId: string) =>
  client.workflow.getHandle<OffboardDesktop>(offboardDesktopId(desktopId));

/** Waits until the run of a desktop is in this state. */
export const untilRun = (
  house: Pick<House, 'client'>,
  desktopId: string,
  state: OffboardingState,
) =>
  until(`the run of ${desktopId} is ${state}`, async () => {
    const now = await runStatus(runOf(house, desktopId)).catch(() => undefined);
    return now?.state === state;
  });

/** How often the deletion of a desktop was asked for. */
export const deletesOf = async ({ simulator }: Pick<House, 'simulator'>, desktopId: string) =>
  (await simulator.audit()).desktops[desktopId]?.delete_requests ?? 0;

/**
 * Has a case that needs no approval be due in a moment, so that its plan is made anew and compared; gives
 * the new effective time.
 */
export async function dueSoon(handle: WorkflowHandle, ms = 5_000): Promise<string> {
  const effectiveAt = inMs(ms);
  try {
    await tell(handle, 'reschedule', { effectiveAt, reason: 'sooner' });
    return effectiveAt;
  } catch (error) {
    // On a busy machine that instant may be over before the case hears of it.
    if (ms > 30_000) throw error;
    return dueSoon(handle, 3 * ms);
  }
}
