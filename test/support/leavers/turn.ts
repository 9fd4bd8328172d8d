import { setTimeout as delay } from 'node:timers/promises';
import { createOffboardingClient } from '../../../src/client.ts';
import type { CaseStatus } from '../../../src/domain/case-result.ts';
import type { LeaverPlan } from '../../../src/domain/leaver-plan.ts';
import { isOpen } from '../../../src/domain/state.ts';
import type { CaseHandle } from '../case.ts';
import { caseStatus, eventOf, leaverOf, loginOf, sender } from '../case.ts';
import type { House } from '../house.ts';
import { tell } from '../operator.ts';
import { until } from '../until.ts';
import type { Turn } from './change.ts';
import { makeChange, markedBy } from './change.ts';
import type { Interception } from './intercept.ts';

/** What happened in one case whose desktops changed, as its people saw it. */
export interface TurnAccount {
  personId: string;
  turn: Turn;
  /** When the change was complete (ms since the epoch); undefined if its moment never came. */
  changedAt: number | undefined;
  /** The plans that the approver saw, by digest. */
  seen: Map<string, LeaverPlan>;
  end: CaseStatus;
}

export interface Course {
  house: House;
  interception: Interception;
  taskQueue: string;
}

const waitMs = 2_000;
const patienceMs = 5 * 60_000;

/** Opens a case, has its desktops change, and does what its people would do, until it ends. */
export async function takeTurn(
  { house, interception, taskQueue }: Course,
  personId: string,
  turn: Turn,
): Promise<TurnAccount> {
  const { client } = house;
  const leaver = leaverOf(personId, {
    effectiveAt: new Date(Date.now() + waitMs).toISOString(),
    kind: turn.approvals === 0 ? 'voluntary' : 'involuntary',
  });
  const offboarding = createOffboardingClient(client, { taskQueue });
  const { workflowId } = await offboarding.tellLeaver(sender, eventOf('leaver.opened', leaver));
  const handle: CaseHandle = client.workflow.getHandle(workflowId);
  const { digest } = await until('there is a plan', async () => {
    const status = await caseStatus(handle).catch(() => undefined);
    return status?.plan !== undefined && status;
  });

  let changedAt: number | undefined;
  const happen = async () => {
    await makeChange(house, turn, personId);
    changedAt = Date.now();
  };
  const { moment } = turn;
  if (moment.is === 'in a gap') interception.in(markedBy(personId), moment.gap, happen);
  const later = moment.is === 'later' ? delay(moment.ms).then(happen) : Promise.resolve();

  const seen = new Map<string, LeaverPlan>();
  const end = await seeToItsEnd(house, handle, { turn, seen, first: digest });
  await later;
  return { personId, turn, changedAt, seen, end };
}

async function seeToItsEnd(
  house: House,
  handle: CaseHandle,
  { turn, seen, first }: { turn: Turn; seen: Map<string, LeaverPlan>; first: string | undefined },
): Promise<CaseStatus> {
  const endMs = Date.now() + patienceMs;
  const approver = 'the owner of the desktops';
  const own = loginOf(house, approver).workflow.getHandle(handle.workflowId);
  for (;;) {
    const status = await caseStatus(handle);
    const { state, plan, digest, blocked } = status;
    if (!isOpen(state) || Date.now() > endMs) return status;
    // What is decided may be out of date when it arrives, and is refused then.
    if (state === 'awaiting-approval' && plan !== undefined && digest !== undefined) {
      const isExpected = plan.users.every(({ userId }) => userId.startsWith('user-id-'));
      if (digest === first || (turn.approver === 'approves' && isExpected)) {
        seen.set(digest, plan);
        await tell(own, 'approve', { digest, approver }).catch(() => undefined);
      } else {
        await tell(own, 'reject', { approver, reason: 'it has changed' }).catch(() => undefined);
      }
    }
    if (state === 'blocked') {
      const action = blocked === undefined ? 'skip' : 'abort';
      await tell(own, 'resolve', { action, reason: 'it has changed' }).catch(() => undefined);
    }
    await delay(200);
  }
}
