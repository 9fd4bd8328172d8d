import type { Dependencies } from './dependencies.ts';
import { desktopsOf, keptFor } from './read/desktops-of.ts';
import { proofPending } from './attempt/proof-pending.ts';
import { readUser } from './read/read-user.ts';
import type { StepEnd } from './attempt/step.ts';
import { step } from './attempt/step.ts';
import type { UserRef } from './attempt/subject.ts';

export interface ConfirmUserInput extends UserRef {
  /** True if a call that deletes the user was accepted: then it is looked for until they are gone. */
  expectGone: boolean;
}

/** What became of a user. */
export interface UserProof {
  outcome: 'gone' | 'kept';
  reason: string;
  /** As the user's record counts them. */
  totalDesktops?: number;
}

/**
 * Reads a user by id (ListUserDetail) and, if they are still there, the desktops that keep them
 * (ListDesktopsDetail).
 */
export const confirmUser = (dependencies: Dependencies) =>
  step(
    dependencies,
    async ({ userId, expectGone }: ConfirmUserInput, attempt): Promise<StepEnd<UserProof>> => {
      const reading = await readUser(dependencies, attempt, userId);
      if (reading.is === 'gone') {
        const reason = 'The user is gone: reading them by id says that they do not exist.';
        return { found: { outcome: 'gone', reason }, summary: reason };
      }
      const { totalDesktops } = reading.facts;
      const left = (await desktopsOf(attempt.workspace, userId)).map(({ desktop_id: id }) => id);
      if (expectGone && left.length === 0) {
        throw proofPending(dependencies, attempt, `User ${userId} is to be gone, and is not`);
      }
      const reason =
        left.length > 0
          ? `The user is ${keptFor(left)}.`
          : 'The user is kept: no call to delete them was accepted.';
      const found: UserProof = {
        outcome: 'kept',
        reason,
        ...(totalDesktops !== null && { totalDesktops }),
      };
      return { found, summary: reason };
    },
  );
