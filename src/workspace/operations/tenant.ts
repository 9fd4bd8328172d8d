import * as v from 'valibot';
import type { Call } from '../call.ts';
import { text } from '../reply.ts';

const workspaceLock = v.looseObject({
  /** 1 while the tenant is locked; nothing can be changed then. */
  is_lock: v.number(),
  /** `yyyy-MM-dd HH:mm:ss`, UTC. */
  lock_time: text,
  lock_reason: text,
});

export type WorkspaceLock = v.InferOutput<typeof workspaceLock>;

export const showWorkspaceLock = (call: Call) => async (): Promise<WorkspaceLock> =>
  call({
    operation: 'ShowWorkspaceLock',
    method: 'GET',
    path: ['workspaces', 'lock-status'],
    reply: workspaceLock,
  });
