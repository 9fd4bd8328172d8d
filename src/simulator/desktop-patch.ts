import { createAssistance } from './assistance.ts';
import type { AttachedUser, Behaviour, Desktop } from './desktop.ts';
import type { Estate } from './estate.ts';
import type { DesktopPatch, GivenAttachedUser } from './estate-schema.ts';
import { applyLogins } from './login-patch.ts';
import { newUser, userIdOf } from './user.ts';

const collaborationSku = 'workspace.desktop.sharer';

/** An item of `attach_user_infos` with everything filled in. */
export function attachedUser(seed: number, given: GivenAttachedUser): AttachedUser {
  const name = given.user_name ?? `user-${given.user_id?.slice(0, 8)}`;
  const type = given.type ?? 'USER';
  return {
    user_id: given.user_id === undefined ? userIdOf(seed, name) : given.user_id,
    user_name: name,
    domain: given.domain ?? 'local.com',
    user_group: given.user_group ?? 'administrators',
    type,
  };
}

/** Applies what a file or a PATCH says of a desktop: fields given replace, the others stay. */
export function applyPatch(
  estate: Estate,
  seed: number,
  desktop: Desktop,
  patch: DesktopPatch,
): void {
  const { sim, attach_user_infos: attached, user_name, ...fields } = patch;
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (name in desktop.facts) Object.assign(desktop.facts, { [name]: value });
    else desktop.overrides = { ...desktop.overrides, [name]: value };
  }
  if (fields.product?.charge_mode !== undefined)
    desktop.facts.charge_mode = fields.product.charge_mode;
  const users =
    attached ?? (user_name === undefined ? undefined : user_name === '' ? [] : [{ user_name }]);
  if (users !== undefined) {
    desktop.facts.attach_user_infos = users.map((user) => attachedUser(seed, named(estate, user)));
    addMissingUsers(estate, desktop.facts.attach_user_infos);
  }
  if (sim !== undefined) applyBehaviour(seed, desktop, sim);
}

function applyBehaviour(
  seed: number,
  desktop: Desktop,
  sim: NonNullable<DesktopPatch['sim']>,
): void {
  const { assistance, collaboration, expectedOwner, lastLogin, logins, login, ...behaviour } = sim;
  applyLogins(desktop, { lastLogin, logins, login });
  if (assistance !== undefined) {
    desktop.assistance = assistance === null ? null : createAssistance(seed, desktop, assistance);
  }
  if (collaboration !== undefined) {
    desktop.facts.share_resource_sku = collaboration ? collaborationSku : '';
  }
  if (expectedOwner !== undefined) {
    desktop.expectedOwners = expectedOwner === null ? [] : [expectedOwner];
  }
  if (Object.keys(behaviour).length > 0) {
    desktop.behaviour = { ...desktop.behaviour, ...given(behaviour) };
  }
}

// The schema leaves no other fields; the cast only drops the `undefined`s of optional ones.
const given = (behaviour: Partial<Record<keyof Behaviour, unknown>>): Partial<Behaviour> =>
  Object.fromEntries(
    Object.entries(behaviour).filter(([, value]) => value !== undefined),
  ) as Partial<Behaviour>;

/** Fills in the name of a user known by id, or the id of one known by name. */
function named({ users }: Estate, user: GivenAttachedUser): GivenAttachedUser {
  if (user.user_id != null && user.user_name === undefined) {
    const known = users.get(user.user_id);
    return known === undefined ? user : { ...user, user_name: known.user_name };
  }
  if (user.user_id === undefined && user.user_name !== undefined) {
    const known = users.values().find(({ user_name }) => user_name === user.user_name);
    return known === undefined ? user : { ...user, user_id: known.id };
  }
  return user;
}

/** Whoever is attached to a desktop is a user of the project. */
export function addMissingUsers({ users }: Estate, attached: readonly AttachedUser[]): void {
  for (const { user_id, user_name, domain, type } of attached) {
    if (type === 'USER' && user_id !== null && !users.has(user_id)) {
      users.set(user_id, { ...newUser(user_id, user_name), domain });
    }
  }
}
