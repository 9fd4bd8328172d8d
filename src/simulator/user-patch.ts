import type { Estate } from './estate.ts';
import type { UserPatch } from './estate-schema.ts';
import type { User } from './user.ts';

/** Changes a user; desktops show the new name and domain as well. */
export function applyUserPatch({ desktops }: Estate, user: User, patch: UserPatch): void {
  for (const [field, value] of Object.entries(patch)) {
    if (value !== undefined) Object.assign(user, { [field]: value });
  }
  const { id, user_name, domain } = user;
  for (const { facts } of desktops.values()) {
    facts.attach_user_infos = facts.attach_user_infos.map((attached) =>
      attached.user_id === id ? { ...attached, user_name, domain } : attached,
    );
  }
}
