import { digest } from './ids.ts';

/** A Workspace user, with the fields that its two reads have in common or that operations change. */
export interface User {
  id: string;
  user_name: string;
  user_email: string;
  user_phone: string;
  active_type: string;
  description: string;
  locked: boolean;
  disabled: boolean;
  account_expired: boolean;
  group_names: string[];
  enterprise_project_id: string;
  domain: string;
  /** The credential has no right to see it: ListUsers leaves it out, ListUserDetail is refused. */
  hidden: boolean;
  /** It was deleted elsewhere, as in the company's directory: there is none, and its desktops do not know. */
  missing: boolean;
}

export const userIdOf = (seed: number, userName: string): string =>
  digest(seed, 'user', userName).slice(0, 32);

export const newUser = (id: string, userName: string): User => ({
  id,
  user_name: userName,
  user_email: `${userName}@example.com`,
  user_phone: '',
  active_type: 'USER_ACTIVATE',
  description: '',
  locked: false,
  disabled: false,
  account_expired: false,
  group_names: [],
  enterprise_project_id: '0',
  domain: 'local.com',
  hidden: false,
  missing: false,
});

const account = (user: User, totalDesktops: number) => ({
  id: user.id,
  user_name: user.user_name,
  user_email: user.user_email,
  user_phone: user.user_phone,
  active_type: user.active_type,
  description: user.description,
  is_pre_user: false,
  locked: user.locked,
  disabled: user.disabled,
  enable_change_password: true,
  password_never_expired: true,
  next_login_change_password: false,
  group_names: user.group_names,
  share_space_subscription: false,
  share_space_desktops: 0,
  total_desktops: totalDesktops,
});

const sid = (user: User) =>
  `S-1-5-21-1004336348-1177238915-682003330-${Number.parseInt(digest(0, user.id).slice(0, 6), 16)}`;

/** An item of ListUsers. `account_expires` is a string here, "0" for never. */
export const listedUser = (user: User, totalDesktops: number) => ({
  ...account(user, totalDesktops),
  sid: sid(user),
  account_expires: '0',
  account_expired: user.account_expired,
  enterprise_project_id: user.enterprise_project_id,
  user_info_map: '{}',
  domain: user.domain,
  certificate_status: false,
});

/** `user_detail` of ListUserDetail. `account_expires` is a number here, in milliseconds. */
export const userDetail = (user: User, totalDesktops: number) => ({
  ...account(user, totalDesktops),
  object_sid: sid(user),
  sam_account_name: user.user_name,
  user_principal_name: `${user.user_name}@${user.domain}`,
  full_name: user.user_name,
  distinguished_name: `CN=${user.user_name},OU=users,DC=${user.domain.split('.').join(',DC=')}`,
  account_type: 0,
  when_created: '2024-03-05T08:00:00Z',
  account_expires: 0,
  user_expired: user.account_expired,
});
