import * as v from 'valibot';
import { fact, text } from '../reply.ts';
import { tag } from './tag-schema.ts';

const attachedUser = v.looseObject({
  user_id: fact(v.string()),
  user_name: text,
  domain: text,
  user_group: text,
  /** USER or GROUP; USER if absent. */
  type: fact(v.string()),
});

/**
 * One desktop of ShowDesktopDetail and ListDesktopsDetail. Only the fields this project reads are
 * named; all others pass. Words are open sets, in either case.
 */
export const desktopDetail = v.looseObject({
  desktop_id: v.string(),
  computer_name: text,
  created: text,
  /** Empty when the machine is gone and its record is not. */
  status: fact(v.string()),
  task_status: fact(v.string()),
  login_status: fact(v.string()),
  /** The older form of the owner; the ids are in `attach_user_infos`. */
  user_name: fact(v.string()),
  attach_user_infos: fact(v.array(attachedUser)),
  attach_state: text,
  desktop_type: fact(v.string()),
  in_maintenance_mode: fact(v.boolean()),
  is_freeze: fact(v.boolean()),
  /** Of a yearly/monthly product. */
  order_id: fact(v.string()),
  product: fact(
    v.looseObject({
      /** "0" yearly/monthly, "1" pay-per-use. */
      charge_mode: fact(v.union([v.string(), v.pipe(v.number(), v.transform(String))])),
    }),
  ),
  /** SKU of the collaboration resource; absent or empty without one. */
  share_resource_sku: fact(v.string()),
  tags: fact(v.array(tag)),
});

export type DesktopDetail = v.InferOutput<typeof desktopDetail>;

/** One desktop of ListDesktops, which has less to say and calls the login `connect_status`. */
export const desktopSummary = v.looseObject({
  desktop_id: v.string(),
  computer_name: text,
  created: text,
  status: fact(v.string()),
  task_status: fact(v.string()),
  connect_status: fact(v.string()),
  user_name: text,
  attach_user_infos: fact(v.array(attachedUser)),
  desktop_type: fact(v.string()),
  in_maintenance_mode: fact(v.boolean()),
  share_resource_sku: fact(v.string()),
  tags: fact(v.array(tag)),
  pool_id: text,
});

export type DesktopSummary = v.InferOutput<typeof desktopSummary>;
