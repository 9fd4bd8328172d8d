import { CancellationScope } from '@temporalio/workflow';
import type { LeaverPlan } from '../../domain/leaver-plan.ts';
import type { CaseRun } from './case-run.ts';

/** A user that this case may have locked (`isOurs`), or found locked, or was told to leave as they are. */
export interface UserLock {
  project: string;
  userId: string;
  evidenceStore: string;
  isOurs: boolean;
  /** False while the call may be on its way. */
  isSettled: boolean;
}

/** Locks the leaver's users, so that nobody uses the desktops while they wait for their end. */
export async function lockUsers(run: CaseRun): Promise<void> {
  const { plan, evidenceStore } = run.plan.current ?? {};
  if (plan === undefined || evidenceStore === undefined) return;
  run.board.enter('running', 'Locks the user.');
  for (const { project, userId } of plan.users) {
    const user = { project, userId, evidenceStore };
    // Until it is known otherwise: it may be stopped when the call has been sent.
    run.locks.set(userId, { ...user, isOurs: true, isSettled: false });
    const lock = { ...user, opType: 'LOCK' as const };
    const locked = await run.write('changeUserStatus', lock, () => run.hasNews);
    if (locked === undefined && run.hasNews) return;
    // Whom somebody else has locked is not ours to unlock. After a skip the record knows whether it was us.
    run.locks.set(userId, { ...user, isOurs: locked?.is !== 'was-so', isSettled: true });
  }
}

/** Whom this case has locked, and who is not to be locked now: by another plan, or at another time. */
export const staysUnlocked = (run: CaseRun, plan: LeaverPlan): UserLock[] =>
  [...run.locks.values()].filter(
    ({ userId }) =>
      !plan.lock ||
      Date.parse(plan.effectiveAt) > Date.now() ||
      !plan.users.some((user) => user.userId === userId),
  );

/** Unlocks those whom this case has locked, and forgets the others. */
export async function unlock(run: CaseRun, users: readonly UserLock[]): Promise<void> {
  for (const lock of users) {
    const { project, userId, evidenceStore, isOurs } = lock;
    run.locks.delete(userId);
    if (!isOurs) continue;
    run.board.enter('running', 'Unlocks the user.');
    const order = { project, userId, evidenceStore, opType: 'UNLOCK' as const, ifOurs: true };
    await CancellationScope.nonCancellable(() => run.write('changeUserStatus', order)).catch(
      (error: unknown) => {
        run.locks.set(userId, lock);
        throw error;
      },
    );
  }
}
