import * as v from 'valibot';
import { type Call, get, ok, type Operation, put } from '../operation.ts';
import { parseBody } from '../parameters.ts';

const unlockSchema = v.object({ operate_type: v.literal('unlock') });

function unlockWorkspace(call: Call) {
  parseBody(call, unlockSchema);
  return ok({ job_id: call.world.jobs.open('unlockWorkspace', []).id });
}

export const tenant: readonly Operation[] = [
  get('ShowWorkspaceLock', '/workspaces/lock-status', () =>
    ok({ is_lock: 0, lock_time: '', lock_reason: '' }),
  ),
  put('UnlockWorkspace', '/workspaces/lock-status', unlockWorkspace),
];
