import type { DesktopDetail } from '../../workspace/client.ts';
import { CommandError } from '../command-error.ts';
import { exitCode } from '../exit-code.ts';

/** Whose desktop it is: what an order names as `expectedOwner`, and what a person reads. */
export interface Owner {
  /** `null`: the desktop has no user, and is to be deleted as such. */
  userId: string | null;
  /** For the terminal only; names go no further. */
  name: string;
}

/**
 * The owner to name in an order for this desktop.
 *
 * @param expected user name that the caller expects
 * @throws CommandError where the desktop is somebody else's, or nobody can say whose it is
 */
export const ownerOf = (desktop: DesktopDetail, expected: string | undefined): Owner => {
  const attached = desktop.attach_user_infos ?? [];
  const users = attached.filter(({ type }) => (type ?? 'USER').toUpperCase() !== 'GROUP');
  const named = users.map(
    ({ user_name, user_id }) => user_name ?? user_id ?? 'a user without a name',
  );
  const refuse = (message: string) => new CommandError(message, exitCode.needsDecision);

  if (expected !== undefined) {
    const [owner] = users.filter(({ user_name }) => user_name === expected);
    if (owner?.user_id) return { userId: owner.user_id, name: expected };
    const whose = named.length === 0 ? 'has no user' : `belongs to ${named.join(' and ')}`;
    throw refuse(
      `This desktop ${whose}, not to ${expected}. Nothing was ordered; check the id and the name.`,
    );
  }
  if (attached.length > users.length)
    throw refuse(
      `This desktop is attached to a group${named.length > 0 ? ` and to ${named.join(' and ')}` : ''}. Detach the group in the console, or name one owner with --expect-owner.`,
    );
  if (users.length > 1)
    throw refuse(
      `This desktop has ${users.length} users: ${named.join(' and ')}. Name the one whose desktop it is with --expect-owner.`,
    );
  const [owner] = users;
  if (owner === undefined) {
    if (desktop.user_name)
      throw refuse(
        `This desktop names ${desktop.user_name} as its user, but without a user id, so no order can name the owner. Look at it in the console.`,
      );
    return { userId: null, name: 'nobody' };
  }
  if (!owner.user_id)
    throw refuse(
      `This desktop belongs to ${named.join()}, but without a user id, so no order can name the owner. Look at it in the console.`,
    );
  return { userId: owner.user_id, name: owner.user_name ?? 'a user without a name' };
};
