import * as v from 'valibot';
import { valid, type Call } from '../call.ts';
import { fact, nothing, text } from '../reply.ts';
import { flag, offset, pathId, upTo100, word } from './request-fields.ts';

const user = {
  id: v.string(),
  user_name: fact(v.string()),
  /** Desktops left; the user may go when it is 0. */
  total_desktops: fact(v.number()),
  active_type: text,
  description: text,
  locked: fact(v.boolean()),
  disabled: fact(v.boolean()),
};

/** An entry of ListUsers. Mail address and phone number pass through: do not store them. */
const listedUser = v.looseObject({ ...user, domain: fact(v.string()) });
/** ListUserDetail's own model: `object_sid` for `sid`, and `account_expires` as a number. */
const userDetail = v.looseObject(user);

export type User = v.InferOutput<typeof listedUser>;
export type UserDetail = v.InferOutput<typeof userDetail>;

const userFilter = v.strictObject({
  /** How it is matched is not documented: compare names yourself. */
  user_name: v.optional(word),
  user_names: v.optional(upTo100),
  description: v.optional(word),
  active_type: v.optional(v.picklist(['USER_ACTIVATE', 'ADMIN_ACTIVATE'])),
  group_name: v.optional(word),
  enterprise_project_id: v.optional(word),
  domain: v.optional(word),
  disabled: v.optional(flag),
  is_query_total_desktops: v.optional(flag),
  /** Without a limit the API lists all. */
  limit: v.optional(offset),
  offset: v.optional(offset),
});

export type UserFilter = v.InferInput<typeof userFilter>;

const status = v.picklist(['LOCK', 'UNLOCK'], 'must be LOCK or UNLOCK');
export type UserStatus = v.InferInput<typeof status>;

export const listUsers = (call: Call) => async (filter: UserFilter) =>
  call({
    operation: 'ListUsers',
    method: 'GET',
    path: ['users'],
    query: valid('ListUsers', userFilter, filter),
    reply: v.object({ users: v.array(listedUser), total_count: v.pipe(v.number(), v.integer()) }),
  });

/** An absent user is 400 `WKS.00170312`, not 404. */
export const listUserDetail =
  (call: Call) =>
  async (userId: string): Promise<UserDetail> => {
    const reply = await call({
      operation: 'ListUserDetail',
      method: 'GET',
      path: ['users', valid('ListUserDetail', pathId, userId)],
      reply: v.object({ user_detail: userDetail }),
    });
    return reply.user_detail;
  };

export const deleteUser =
  (call: Call) =>
  async (userId: string): Promise<void> =>
    call({
      operation: 'DeleteUser',
      method: 'DELETE',
      path: ['users', valid('DeleteUser', pathId, userId)],
      reply: nothing,
    });

export const changeUserStatus =
  (call: Call) =>
  async (userId: string, opType: UserStatus): Promise<void> =>
    call({
      operation: 'ChangeUserStatus',
      method: 'POST',
      path: ['users', valid('ChangeUserStatus', pathId, userId), 'actions'],
      body: { op_type: valid('ChangeUserStatus', status, opType) },
      reply: nothing,
    });
