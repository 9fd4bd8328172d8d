import type { UserFacts } from '../../evidence/store.ts';
import type { Attempt } from '../attempt/attempt.ts';
import type { Dependencies } from '../dependencies.ts';
import { unlessGone } from './read-desktop.ts';

/** A user as one read by id shows it (ListUserDetail), and when (ms since the epoch). */
export type UserReading = { readAt: number } & (
  { is: 'gone' } | { is: 'present'; facts: UserFacts }
);

/** Gone is 400 WKS.00170312. */
export async function readUser(
  dependencies: Dependencies,
  { workspace }: Attempt,
  userId: string,
): Promise<UserReading> {
  // The age of what was read counts from before the request, not from its reply.
  const readAt = Date.now();
  const user = await unlessGone(dependencies, workspace.listUserDetail(userId));
  if (user === undefined) return { readAt, is: 'gone' };
  const facts = { locked: user.locked === true, totalDesktops: user.total_desktops ?? null };
  return { readAt, is: 'present', facts };
}
