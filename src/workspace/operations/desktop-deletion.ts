import * as v from 'valibot';
import { valid, type Call } from '../call.ts';
import { nothing } from '../reply.ts';
import { batchOfIds, flag, pathId, word } from './request-fields.ts';

/** All three are required: the API's own defaults send a mail, and none is worth guessing. */
const deletion = {
  /** Also delete the user, if no other desktop is left. */
  delete_users: flag,
  email_notification: flag,
  is_force_delete: flag,
};

const deleteOptions = v.strictObject(deletion);
const batchDeletion = v.strictObject({ desktop_ids: batchOfIds, ...deletion });
const logoff = v.strictObject({ desktop_ids: batchOfIds, message: word });

export type DeleteOptions = v.InferInput<typeof deleteOptions>;
export type BatchDeletion = v.InferInput<typeof batchDeletion>;
export type Logoff = v.InferInput<typeof logoff>;

export const startedJob = v.looseObject({ job_id: v.pipe(v.string(), v.minLength(1)) });

export const deleteDesktop =
  (call: Call) =>
  async (desktopId: string, options: DeleteOptions): Promise<void> =>
    call({
      operation: 'DeleteDesktop',
      method: 'DELETE',
      path: ['desktops', valid('DeleteDesktop', pathId, desktopId)],
      query: valid('DeleteDesktop', deleteOptions, options),
      reply: nothing,
    });

export const batchDeleteDesktops = (call: Call) => async (request: BatchDeletion) =>
  call({
    operation: 'BatchDeleteDesktops',
    method: 'POST',
    path: ['desktops', 'batch-delete'],
    body: valid('BatchDeleteDesktops', batchDeletion, request),
    reply: startedJob,
  });

export const batchLogoffDesktops =
  (call: Call) =>
  async (request: Logoff): Promise<void> =>
    call({
      operation: 'BatchLogoffDesktops',
      method: 'POST',
      path: ['desktops', 'logoff'],
      body: valid('BatchLogoffDesktops', logoff, request),
      reply: nothing,
    });
