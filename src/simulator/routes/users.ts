import * as v from 'valibot';
import { userNotFound, userNotVisible } from '../errors.ts';
import { desktopCounts, desktopsOf, removeUser } from '../estate.ts';
import { type Call, del, done, get, noContent, ok, type Operation, post } from '../operation.ts';
import { findUser, flag, list, page, parseBody } from '../parameters.ts';
import { listedUser, type User, userDetail } from '../user.ts';
import type { World } from '../world.ts';

/** `user_name` finds every name that contains it, in either case; `user_names` compares exactly. */
function listUsers({ world, query }: Call) {
  const given = list(query, 'user_names');
  const names = given === undefined ? undefined : new Set(given);
  const disabled = flag(query, 'disabled');
  const counted = flag(query, 'is_query_total_desktops') ?? true;
  const groupName = query.get('group_name');
  const userName = (query.get('user_name') ?? '').toLowerCase();
  const found = world.estate.users
    .values()
    .filter(({ hidden, missing }) => !hidden && !missing)
    .filter(({ user_name }) => user_name.toLowerCase().includes(userName))
    .filter(({ description }) => description.includes(query.get('description') ?? ''))
    .filter((user) => names === undefined || names.has(user.user_name))
    .filter((user) => disabled === undefined || user.disabled === disabled)
    .filter((user) => groupName === null || user.group_names.includes(groupName))
    .filter((user) => (query.get('active_type') ?? user.active_type) === user.active_type)
    .filter((user) => (query.get('domain') ?? user.domain) === user.domain)
    .filter(({ enterprise_project_id: id }) => (query.get('enterprise_project_id') ?? id) === id)
    .toArray();
  const counts = counted ? desktopCounts(world.estate) : new Map<string, number>();
  return ok({
    total_count: found.length,
    // Without a limit it answers all of them.
    users: page(found, query, 2_147_483_647).map((user) =>
      listedUser(user, counts.get(user.id) ?? 0),
    ),
  });
}

function listUserDetail(call: Call) {
  const user = findUser(call);
  if (user.hidden) throw userNotVisible();
  return ok({ user_detail: userDetail(user, desktopsOf(call.world.estate, user.id).length) });
}

function deleteWithAudit({ audit, estate }: World, { id }: User): void {
  const left = desktopsOf(estate, id);
  audit.userDeleted(id, left);
  for (const { facts } of left) {
    facts.attach_user_infos = facts.attach_user_infos.filter(({ user_id }) => user_id !== id);
  }
  removeUser(estate, id);
}

/** Accepted even if the user still has desktops: they lose their user, and the audit says so. */
function deleteUser(call: Call) {
  deleteWithAudit(call.world, findUser(call));
  return noContent;
}

const batchSchema = v.object({
  user_ids: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(100)),
});

function batchDeleteUser(call: Call) {
  const { world } = call;
  const users = parseBody(call, batchSchema).user_ids.map((id) => {
    const user = world.estate.users.get(id);
    if (user === undefined) throw userNotFound(id);
    return user;
  });
  for (const user of users) deleteWithAudit(world, user);
  return done;
}

const statusSchema = v.object({ op_type: v.picklist(['LOCK', 'UNLOCK', 'RESET_PWD']) });

function changeUserStatus(call: Call) {
  const user = findUser(call);
  const { op_type } = parseBody(call, statusSchema);
  if (op_type !== 'RESET_PWD') user.locked = op_type === 'LOCK';
  return noContent;
}

export const users: readonly Operation[] = [
  get('ListUsers', '/users', listUsers),
  get('ListUserDetail', '/users/:user_id', listUserDetail),
  del('DeleteUser', '/users/:user_id', deleteUser),
  post('BatchDeleteUser', '/users/batch-delete', batchDeleteUser),
  post('ChangeUserStatus', '/users/:user_id/actions', changeUserStatus),
];
