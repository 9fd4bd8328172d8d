import * as v from 'valibot';
import { valid, type Call } from '../call.ts';
import { fact, nothing, text } from '../reply.ts';
import { pathId } from './request-fields.ts';

/**
 * What may be known of a session. The reply also holds its password, invitation code and two share
 * links: a strict list of fields leaves them at the door.
 */
const remoteAssistance = v.object({
  /** OPEN, CLOSE, WAIT_USER_CONFIRM, WAIT_USER_ACCESS; an open set. */
  status: fact(v.string()),
  share_space_id: text,
  /** UTC. */
  create_time: text,
});

export type RemoteAssistance = v.InferOutput<typeof remoteAssistance>;

const path = (desktopId: string) => ['desktops', desktopId, 'remote-assistance'];

export const showRemoteAssistance =
  (call: Call) =>
  async (desktopId: string): Promise<RemoteAssistance> =>
    call({
      operation: 'ShowDesktopRemoteAssistanceInfo',
      method: 'GET',
      path: path(valid('ShowDesktopRemoteAssistanceInfo', pathId, desktopId)),
      reply: remoteAssistance,
    });

export const cancelRemoteAssistance =
  (call: Call) =>
  async (desktopId: string): Promise<void> =>
    call({
      operation: 'CancelRemoteAssistance',
      method: 'DELETE',
      path: path(valid('CancelRemoteAssistance', pathId, desktopId)),
      reply: nothing,
    });
