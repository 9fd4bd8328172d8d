import { type Desktop, exists } from '../desktop.ts';
import { sidOf } from '../desktop-detail.ts';
import { contains, equals, matching, type Test } from '../desktop-filters.ts';
import { badRequest } from '../errors.ts';
import { type Call, get, ok, type Operation } from '../operation.ts';
import { choice, instant, integer } from '../parameters.ts';
import { dayMs, daysKept, startOfDay } from '../login.ts';
import { aggregatedDays, type Usage, usageOf } from '../usage.ts';

const hourSeconds = 3_600;
const daySeconds = 24 * hourSeconds;
const most = 2_147_483_646;

const withSeconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/;

/** The days of `start_time` and `end_time`, which must be given and not older than is kept. */
function daysOf({ query }: Call, now: number) {
  const start = instant(query, 'start_time', withSeconds);
  const end = instant(query, 'end_time', withSeconds);
  if (start === undefined || end === undefined) {
    throw badRequest('start_time and end_time are required');
  }
  if (start > end) throw badRequest('end_time must not be before start_time');
  if (startOfDay(start) < startOfDay(now) - daysKept * dayMs) {
    throw badRequest(`start_time must be within the last ${daysKept} days`);
  }
  return aggregatedDays(start, end, now);
}

/** Bounds that are in days and hours, of numbers that are in seconds. */
function boundsTest({ query }: Call): (usage: Usage) => boolean {
  const minIdle = integer(query, 'min_idle_days', 0, most, 0) * daySeconds;
  const maxIdle = integer(query, 'max_idle_days', 0, most, Infinity) * daySeconds;
  const minUsage = integer(query, 'usage_min_hours', 0, most, 0) * hourSeconds;
  const maxUsage = integer(query, 'usage_max_hours', 0, most, Infinity) * hourSeconds;
  if (maxUsage < minUsage) throw badRequest('usage_max_hours must be at least usage_min_hours');
  return ({ idleSeconds, usageSeconds }) =>
    idleSeconds >= minIdle &&
    idleSeconds <= maxIdle &&
    usageSeconds >= minUsage &&
    usageSeconds <= maxUsage;
}

const desktopTests = ({ query }: Call): Test[] => [
  exists,
  ...equals(query, 'resource_id', ({ facts }) => facts.desktop_id),
  ...contains(query, 'resource_name', ({ facts }) => facts.computer_name),
  ...equals(query, 'enterprise_project_id', ({ facts }) => facts.enterprise_project_id),
];

interface Measured {
  desktop: Desktop;
  usage: Usage;
}

const sortFields = {
  desktop_usage: ({ usage }: Measured) => usage.usageSeconds,
  desktop_idle_duration: ({ usage }: Measured) => usage.idleSeconds,
} as const;

function sorted({ query }: Call, found: Measured[]): Measured[] {
  const field = choice(query, 'sort_field', ['desktop_usage', 'desktop_idle_duration']);
  const type = choice(query, 'sort_type', ['ASC', 'DESC']) ?? 'ASC';
  if (field === undefined) return found;
  const value = sortFields[field];
  const sign = type === 'ASC' ? 1 : -1;
  return found.toSorted((a, b) => sign * (value(a) - value(b)));
}

/** DesktopMetric: both values are in seconds. */
const item = (seed: number, { desktop, usage }: Measured) => ({
  resource_id: desktop.facts.desktop_id,
  resource_name: desktop.facts.computer_name,
  ...(desktop.facts.pool_id === ''
    ? {}
    : {
        resource_pool_id: desktop.facts.pool_id,
        resource_pool_name: `pool-${desktop.facts.pool_id}`,
      }),
  enterprise_project_id: desktop.facts.enterprise_project_id,
  machine_sid: sidOf(seed, desktop),
  latest_connect_username: usage.latestUserName,
  metric: [
    { metric_name: 'desktop_usage', metric_value: usage.usageSeconds },
    { metric_name: 'desktop_idle_duration', metric_value: usage.idleSeconds },
  ],
});

function listDesktopUsageMetric(call: Call) {
  const { world, query } = call;
  const now = Date.now();
  const days = daysOf(call, now);
  const tests = desktopTests(call);
  const fits = boundsTest(call);
  const offset = integer(query, 'offset', 0, most, 0);
  // The default is printed as 0, out of its own range; taken by its word, whoever gives no limit gets no item.
  const limit = integer(query, 'limit', 1, 100, 0);
  const found = matching(call, tests).flatMap((desktop) => {
    const measured = days === null ? null : usageOf(desktop, days, now);
    return measured !== null && fits(measured) ? [{ desktop, usage: measured }] : [];
  });
  return ok({
    count: found.length,
    items: sorted(call, found)
      .slice(offset, offset + limit)
      .map((measured) => item(world.seed, measured)),
  });
}

export const usage: readonly Operation[] = [
  get('ListDesktopUsageMetric', '/statistics/metrics/desktops', listDesktopUsageMetric),
];
