import * as v from 'valibot';
import { valid, type Call } from '../call.ts';
import { startedJob } from './desktop-deletion.ts';
import { batchOfIds } from './request-fields.ts';

const deletion = v.strictObject({
  desktop_ids: batchOfIds,
  /** The only documented value: collaboration. */
  sub_resource_type: v.literal('DESKTOP_SHARER', 'must be DESKTOP_SHARER'),
  /** Of a yearly/monthly collaboration. */
  order_id: v.optional(v.pipe(v.string(), v.maxLength(255, 'must be at most 255 characters'))),
});

export type SubResourceDeletion = v.InferInput<typeof deletion>;

// The path says "desktop", not "desktops"; the vendor's pages agree on it.
export const deleteDesktopSubResources = (call: Call) => async (request: SubResourceDeletion) =>
  call({
    operation: 'DeleteDesktopSubResources',
    method: 'POST',
    path: ['desktop', 'delete-sub-resources'],
    body: valid('DeleteDesktopSubResources', deletion, request),
    reply: startedJob,
  });
