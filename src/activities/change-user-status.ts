import { activityInfo } from '@temporalio/activity';
import type { RecordedCall } from '../evidence/store.ts';
import { subjectOf } from '../evidence/store.ts';
import type { UserStatus } from '../workspace/operations/users.ts';
import { ownRun } from './attempt/attempt.ts';
import type { Dependencies } from './dependencies.ts';
import { stumble } from './attempt/failure.ts';
import { ownEvidence } from './send/own-evidence.ts';
import { unlessGone } from './read/read-desktop.ts';
import { readUser } from './read/read-user.ts';
import { sendOnRecord } from './send/send-on-record.ts';
import type { StepEnd } from './attempt/step.ts';
import { nothingToDo, step } from './attempt/step.ts';
import type { UserRef } from './attempt/subject.ts';

export interface ChangeUserStatusInput extends UserRef {
  opType: UserStatus;
  /** Unlock only whom this very run has locked, if it has. */
  ifOurs?: boolean;
  evidenceStore: string;
}

export interface ChangedUserStatus {
  /** `was-so`: somebody else had locked or unlocked the user before. */
  is: 'done' | 'was-so' | 'gone';
  /** When that was read (ISO 8601, UTC). */
  readAt: string;
}

/**
 * Locks or unlocks a user, and reads it back (ListUserDetail, ChangeUserStatus). Of a user who is
 * locked already, the record tells whether it was this run that did it.
 */
export const changeUserStatus = (dependencies: Dependencies) =>
  step(
    dependencies,
    async (input: ChangeUserStatusInput, attempt): Promise<StepEnd<ChangedUserStatus>> => {
      const { userId, opType, ifOurs = false, evidenceStore } = input;
      const evidence = await ownEvidence(dependencies, input);
      const word = opType === 'LOCK' ? 'locked' : 'unlocked';
      const isSo = (locked: boolean) => locked === (opType === 'LOCK');

      await attempt.slot('ListUserDetail');
      await attempt.slot('ChangeUserStatus');
      const before = await readUser(dependencies, attempt, userId);
      if (before.is === 'gone') return end('gone', before.readAt);
      const calls = await evidence.calls(subjectOf({ userId }));
      if (ifOurs && !isLockOurs(calls)) {
        return end('was-so', before.readAt, 'This run has not locked the user.');
      }
      if (isSo(before.facts.locked)) {
        const isOurs = opType === 'LOCK' ? isLockOurs(calls) : calls.some(isOwn('UNLOCK'));
        return isOurs
          ? { found: found('done', before.readAt), summary: `The user is ${word}, by this run.` }
          : end('was-so', before.readAt, `The user was ${word} before.`);
      }

      const call = sendOnRecord(dependencies, attempt, {
        call: { operation: 'ChangeUserStatus', userId, facts: before.facts },
        evidenceStore,
        parameters: { op_type: opType },
        readAt: before.readAt,
        send: (workspace) => workspace.changeUserStatus(userId, opType),
      });
      await unlessGone(dependencies, call);
      const after = await readUser(dependencies, attempt, userId);
      if (after.is === 'gone') return end('gone', after.readAt);
      if (!isSo(after.facts.locked)) {
        throw stumble(
          'USER.UNCHANGED',
          `User ${userId} was ${word}, and does not show it.`,
          dependencies.timing.confirmPollMs,
        );
      }
      const summary = `The user is ${word}, and was read back so.`;
      return { found: found('done', after.readAt), summary };
    },
  );

/** A call of this case that may have had this effect; it may have begun anew since. */
const isOwn =
  (opType: UserStatus) =>
  ({ intent, outcome }: RecordedCall): boolean =>
    intent.operation === 'ChangeUserStatus' &&
    intent.workflowId === ownRun().workflowId &&
    intent.parameters['op_type'] === opType &&
    outcome?.is !== 'refused' &&
    outcome?.is !== 'not-sent';

/** True if this case may have locked the user, and no earlier step has unlocked them since. */
function isLockOurs(calls: readonly RecordedCall[]): boolean {
  const { runId } = ownRun();
  const { activityId } = activityInfo();
  const isThisStep = ({ intent }: RecordedCall) =>
    intent.runId === runId && intent.activityId === activityId;
  const unlockedAt = calls
    .filter((call) => isOwn('UNLOCK')(call) && call.outcome?.is === 'accepted' && !isThisStep(call))
    .map(({ intent }) => intent.at)
    .toSorted()
    .at(-1);
  return calls
    .filter(isOwn('LOCK'))
    .some(({ intent }) => unlockedAt === undefined || intent.at > unlockedAt);
}

const found = (is: ChangedUserStatus['is'], readAt: number): ChangedUserStatus => ({
  is,
  readAt: new Date(readAt).toISOString(),
});

const end = (is: ChangedUserStatus['is'], readAt: number, summary = 'The user is gone.') =>
  nothingToDo(found(is, readAt), summary);
