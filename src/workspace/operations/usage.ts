/** Who used which desktop, and how long: what the cloud keeps of it. */
import * as v from 'valibot';
import { valid, type Call } from '../call.ts';
import { fact, text } from '../reply.ts';
import { limitUpTo, offset, word } from './request-fields.ts';

const whole = v.pipe(v.number(), v.integer());

/** UTC; every time of the usage metrics is on the border of a day. */
const metricTime = v.pipe(
  v.string('must be a string'),
  v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/, 'must be like 2016-08-20T00:00:00Z'),
);

const usageFilter = v.strictObject({
  /** Days are counted at 02:00 UTC of the next; 180 of them are kept. */
  start_time: metricTime,
  end_time: metricTime,
  /** Matched fuzzily. */
  resource_name: v.optional(word),
  resource_id: v.optional(word),
  min_idle_days: v.optional(offset),
  max_idle_days: v.optional(offset),
  usage_min_hours: v.optional(offset),
  usage_max_hours: v.optional(offset),
  enterprise_project_id: v.optional(word),
  sort_field: v.optional(v.picklist(['desktop_usage', 'desktop_idle_duration'])),
  sort_type: v.optional(v.picklist(['ASC', 'DESC'])),
  offset: v.optional(offset),
  /** The API's default is printed as 0: always send one. */
  limit: v.pipe(limitUpTo(100), v.minValue(1, 'must be at least 1')),
});

export type UsageFilter = v.InferInput<typeof usageFilter>;

const desktopUsage = v.looseObject({
  /** The desktop's id. */
  resource_id: v.string(),
  resource_name: text,
  latest_connect_username: text,
  metric: fact(
    v.array(
      v.looseObject({
        /** `desktop_usage` or `desktop_idle_duration`: both in seconds, although filters have hours and days. */
        metric_name: v.string(),
        metric_value: fact(v.number()),
      }),
    ),
  ),
});

export type DesktopUsage = v.InferOutput<typeof desktopUsage>;

export const listDesktopUsageMetric = (call: Call) => async (filter: UsageFilter) =>
  call({
    operation: 'ListDesktopUsageMetric',
    method: 'GET',
    path: ['statistics', 'metrics', 'desktops'],
    query: valid('ListDesktopUsageMetric', usageFilter, filter),
    reply: v.object({ items: v.array(desktopUsage), count: whole }),
  });

/** UTC, to the minute. */
const minute = v.pipe(
  v.string('must be a string'),
  v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z$/, 'must be like 2016-08-20T21:11Z'),
);

const loginFilter = v.pipe(
  v.strictObject({
    start_time: v.optional(minute),
    end_time: v.optional(minute),
    user_name: v.optional(word),
    computer_name: v.optional(word),
    terminal_type: v.optional(word),
    enterprise_project_id: v.optional(word),
    public_ip: v.optional(word),
    domain: v.optional(word),
    offset: v.optional(offset),
    /** @default 20, by the API */
    limit: v.optional(limitUpTo(1000)),
  }),
  v.check(
    ({ start_time: from, end_time: to }) => (from === undefined) === (to === undefined),
    'must have both start_time and end_time, or neither',
  ),
);

export type LoginFilter = v.InferInput<typeof loginFilter>;

const loginRecord = v.looseObject({
  transaction_id: text,
  /** No filter takes it: match it yourself. */
  desktop_id: fact(v.string()),
  computer_name: text,
  connection_start_time: fact(v.string()),
  connection_setup_time: fact(v.string()),
  connection_end_time: fact(v.string()),
  /** Filled where nobody got in. */
  connection_failure_reason: fact(v.string()),
});

export type LoginRecord = v.InferOutput<typeof loginRecord>;

export const listLoginRecords = (call: Call) => async (filter: LoginFilter) =>
  call({
    operation: 'ListLoginRecordsNew',
    method: 'GET',
    path: ['connections', 'desktops'],
    query: valid('ListLoginRecordsNew', loginFilter, filter),
    reply: v.object({ records: v.array(loginRecord), total_count: whole }),
  });
