import type { Operation } from './operation.ts';
import { actions } from './routes/actions.ts';
import { assistance } from './routes/assistance.ts';
import { deletion } from './routes/deletion.ts';
import { desktops } from './routes/desktops.ts';
import { iam } from './routes/iam.ts';
import { jobs } from './routes/jobs.ts';
import { loginRecords } from './routes/login-records.ts';
import { subResources } from './routes/sub-resources.ts';
import { tags } from './routes/tags.ts';
import { tenant } from './routes/tenant.ts';
import { usage } from './routes/usage.ts';
import { users } from './routes/users.ts';

/** Every operation, fixed paths before those with a parameter in the same place. */
export const operations: readonly Operation[] = [
  ...iam,
  ...tags,
  ...actions,
  ...subResources,
  ...jobs,
  ...users,
  ...usage,
  ...loginRecords,
  ...tenant,
  ...assistance,
  ...desktops,
  ...deletion,
];
