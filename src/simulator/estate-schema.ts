import * as v from 'valibot';
import { assistanceStatuses } from './assistance.ts';
import { momentSchema } from './moment.ts';

const ms = v.pipe(v.number(), v.finite(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(255));

const attachedUserSchema = v.pipe(
  v.strictObject({
    user_id: v.optional(v.nullable(id)),
    user_name: v.optional(v.pipe(v.string(), v.minLength(1))),
    domain: v.optional(v.string()),
    user_group: v.optional(v.string()),
    type: v.optional(v.picklist(['USER', 'GROUP'])),
  }),
  v.check(
    ({ user_id, user_name }) => user_id != null || user_name !== undefined,
    'an object with user_id or user_name',
  ),
);
export type GivenAttachedUser = v.InferOutput<typeof attachedUserSchema>;

const tagSchema = v.strictObject({ key: v.pipe(v.string(), v.minLength(1)), value: v.string() });

const loginSchema = v.strictObject({
  at: momentSchema,
  minutes: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0))),
  failureReason: v.optional(v.pipe(v.string(), v.minLength(1))),
});

const refusalSchema = v.strictObject({
  status: v.optional(v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599))),
  error_code: v.optional(v.pipe(v.string(), v.minLength(1))),
  times: v.optional(count),
});

const simEntries = {
  assistance: v.optional(v.nullable(v.picklist(assistanceStatuses))),
  collaboration: v.optional(v.boolean()),
  expectedOwner: v.optional(v.nullable(id)),
  deleteInvisibleMs: v.optional(ms),
  deletingMs: v.optional(ms),
  goneAs: v.optional(v.picklist(['404', 'DELETED', 'empty'])),
  emptyMs: v.optional(ms),
  deleteFailsTimes: v.optional(count),
  userGoneMs: v.optional(ms),
  jobWaitsMs: v.optional(ms),
  jobMs: v.optional(ms),
  jobFailsTimes: v.optional(count),
  jobErrorCode: v.optional(v.string()),
  logoffMs: v.optional(ms),
  ignoresLogoff: v.optional(v.boolean()),
  lastLogin: v.optional(v.nullable(momentSchema)),
  logins: v.optional(v.array(loginSchema)),
  usage: v.optional(v.picklist(['known', 'unknown'])),
  keepIfUsed: v.optional(v.boolean()),
  refusesBatchDelete: v.optional(v.nullable(refusalSchema)),
};

/** What may be said of a desktop: fields of DesktopDetailInfo, all optional, and how it behaves. */
const desktopEntries = {
  computer_name: v.optional(v.pipe(v.string(), v.minLength(1))),
  created: v.optional(v.string()),
  status: v.optional(v.string()),
  task_status: v.optional(v.string()),
  login_status: v.optional(v.picklist(['UNREGISTER', 'REGISTERED', 'CONNECTED', 'DISCONNECTED'])),
  user_name: v.optional(v.string()),
  attach_user_infos: v.optional(v.array(attachedUserSchema)),
  desktop_type: v.optional(v.picklist(['DEDICATED', 'SHARED', 'POOLED'])),
  in_maintenance_mode: v.optional(v.boolean()),
  is_freeze: v.optional(v.boolean()),
  share_resource_sku: v.optional(v.string()),
  order_id: v.optional(v.string()),
  tags: v.optional(v.array(tagSchema)),
  enterprise_project_id: v.optional(v.string()),
  pool_id: v.optional(v.string()),
  availability_zone: v.optional(v.string()),
  subnet_id: v.optional(v.string()),
  ip_address: v.optional(v.string()),
  charge_mode: v.optional(v.picklist(['0', '1'])),
  product: v.optional(v.looseObject({ charge_mode: v.optional(v.picklist(['0', '1'])) })),
  os_host_name: v.optional(v.string()),
  os_version: v.optional(v.string()),
  agent_version: v.optional(v.string()),
  ou_name: v.optional(v.string()),
  domain: v.optional(v.string()),
  domain_status: v.optional(v.picklist([1, 2, 3])),
  attach_state: v.optional(v.string()),
  isolated: v.optional(v.boolean()),
  is_support_internet: v.optional(v.boolean()),
  process: v.optional(v.nullable(v.number())),
  metadata: v.optional(v.record(v.string(), v.string())),
  data_volumes: v.optional(v.array(v.looseObject({}))),
  security_groups: v.optional(v.array(v.strictObject({ id: v.string(), name: v.string() }))),
  hour_package_info: v.optional(v.nullable(v.looseObject({}))),
};

/** The body of `PATCH /_sim/desktops/{id}`. */
export const desktopPatchSchema = v.strictObject({
  ...desktopEntries,
  sim: v.optional(v.strictObject({ ...simEntries, login: v.optional(v.literal(true)) })),
});
export type DesktopPatch = v.InferOutput<typeof desktopPatchSchema>;

const desktopSchema = v.strictObject({
  desktop_id: v.optional(id),
  ...desktopEntries,
  sim: v.optional(v.strictObject(simEntries)),
});
export type GivenDesktop = v.InferOutput<typeof desktopSchema>;

const userEntries = {
  user_name: v.pipe(v.string(), v.minLength(1)),
  user_email: v.optional(v.string()),
  user_phone: v.optional(v.string()),
  active_type: v.optional(v.picklist(['USER_ACTIVATE', 'ADMIN_ACTIVATE'])),
  description: v.optional(v.string()),
  locked: v.optional(v.boolean()),
  disabled: v.optional(v.boolean()),
  account_expired: v.optional(v.boolean()),
  group_names: v.optional(v.array(v.string())),
  enterprise_project_id: v.optional(v.string()),
  domain: v.optional(v.string()),
  hidden: v.optional(v.boolean()),
  missing: v.optional(v.boolean()),
};

const userSchema = v.strictObject({ id: v.optional(id), ...userEntries });

/** The body of `PATCH /_sim/users/{id}`. */
export const userPatchSchema = v.strictObject({
  ...userEntries,
  user_name: v.optional(userEntries.user_name),
});
export type UserPatch = v.InferOutput<typeof userPatchSchema>;

const text = v.pipe(v.string(), v.minLength(1));

const credentialsSchema = v.strictObject({
  accessKey: v.optional(text),
  secretKey: v.optional(text),
  /** Temporary keys: `expiresAt` in ISO 8601; without it they last. */
  temporary: v.optional(
    v.strictObject({
      accessKey: text,
      secretKey: text,
      securityToken: text,
      expiresAt: v.optional(v.pipe(v.string(), v.isoTimestamp())),
    }),
  ),
  iamUser: v.optional(v.strictObject({ domain: text, name: text, password: text })),
});

/** An estate file. Every field has a default; see `docs/simulator.md`. */
export const estateSchema = v.strictObject({
  projectId: v.optional(id),
  projectName: v.optional(text),
  desktops: v.optional(v.array(desktopSchema), []),
  users: v.optional(v.array(userSchema), []),
  credentials: v.optional(credentialsSchema, {}),
});
export type GivenEstate = v.InferOutput<typeof estateSchema>;

/** One sentence per fault, each beginning with the field: `desktops[3].sim.assistance: …`. */
export function faultsOf(issues: readonly v.BaseIssue<unknown>[]): string[] {
  return issues.map((issue) => {
    const at = (issue.path ?? [])
      .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
      .join('')
      .replace(/^\./, '');
    const said = issue.received === 'undefined' ? 'is missing' : `is ${issue.received}`;
    return issue.expected === 'never'
      ? `${at} is not a field that the simulator knows.`
      : `${at === '' ? 'The whole' : at} ${said}, but should be ${issue.expected ?? issue.message}.`;
  });
}
