import * as v from 'valibot';
import { valid, type Call } from '../call.ts';
import { desktopDetail, desktopSummary, type DesktopDetail } from './desktop-schema.ts';
import { flag, limitUpTo, offset, pathId, upTo100, word } from './request-fields.ts';

const common = {
  computer_name: v.optional(word),
  desktop_ip: v.optional(word),
  offset: v.optional(offset),
  pool_id: v.optional(word),
  enterprise_project_id: v.optional(word),
  desktop_type: v.optional(word),
  is_share_desktop: v.optional(flag),
  subnet_id: v.optional(word),
  status: v.optional(word),
  desktop_id: v.optional(upTo100),
  /** `key1=value1,key2=value2` */
  tag: v.optional(word),
};

const desktopFilter = v.strictObject({
  ...common,
  /** Matched fuzzily: compare `attach_user_infos` yourself. */
  user_name: v.optional(upTo100),
  /** @default 1000, by the API */
  limit: v.optional(limitUpTo(1000)),
});

const desktopDetailFilter = v.strictObject({
  ...common,
  /** Ignored where `user_names` is given; whether it matches exactly is not documented. */
  user_name: v.optional(word),
  user_names: v.optional(upTo100),
  user_id: v.optional(word),
  computer_names: v.optional(upTo100),
  sort_field: v.optional(v.picklist(['created', 'computer_name'])),
  sort_type: v.optional(v.picklist(['ASC', 'DESC'])),
  user_attached: v.optional(flag),
  /** "0" yearly/monthly, "1" pay-per-use. */
  charge_mode: v.optional(v.picklist(['0', '1'])),
  in_maintenance_mode: v.optional(flag),
  without_any_tag: v.optional(flag),
  /** @default 500, by the API */
  limit: v.optional(limitUpTo(500)),
});

export type DesktopFilter = v.InferInput<typeof desktopFilter>;
export type DesktopDetailFilter = v.InferInput<typeof desktopDetailFilter>;

const count = v.pipe(v.number(), v.integer());

export const showDesktopDetail =
  (call: Call) =>
  async (desktopId: string): Promise<DesktopDetail> => {
    const id = valid('ShowDesktopDetail', pathId, desktopId);
    // The guard judges what is read here: an answer about another desktop must not reach it.
    const thatDesktop = v.pipe(
      v.string(),
      v.check((answered) => answered.toLowerCase() === id.toLowerCase()),
    );
    const { desktop } = await call({
      operation: 'ShowDesktopDetail',
      method: 'GET',
      path: ['desktops', id],
      reply: v.object({
        desktop: v.looseObject({ ...desktopDetail.entries, desktop_id: thatDesktop }),
      }),
    });
    return desktop;
  };

export const listDesktops = (call: Call) => async (filter: DesktopFilter) =>
  call({
    operation: 'ListDesktops',
    method: 'GET',
    path: ['desktops'],
    query: valid('ListDesktops', desktopFilter, filter),
    reply: v.object({ desktops: v.array(desktopSummary), total_count: count }),
  });

export const listDesktopsDetail = (call: Call) => async (filter: DesktopDetailFilter) =>
  call({
    operation: 'ListDesktopsDetail',
    method: 'GET',
    path: ['desktops', 'detail'],
    query: valid('ListDesktopsDetail', desktopDetailFilter, filter),
    reply: v.object({ desktops: v.array(desktopDetail), total_count: count }),
  });
