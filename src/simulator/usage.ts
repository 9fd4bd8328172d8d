import type { Desktop } from './desktop.ts';
import { dayMs, habitMs, habitualDays, habitualLogin, type Login, startOfDay } from './login.ts';

/** Whole days, from midnight to midnight: `[from, to)`. */
export interface Days {
  from: number;
  to: number;
}

/** What is known of a desktop's use over some days. */
export interface Usage {
  usageSeconds: number;
  /** From the end of its last session, or from its creation, or from the first day, to the end of the last day. */
  idleSeconds: number;
  /** Who used it last in these days; empty for nobody. */
  latestUserName: string;
}

const aggregatedAfterMs = 2 * 3_600_000;

/**
 * The days that a query from `start` to `end` is answered from. A day's use is summed up at 2:00 UTC of the
 * next and counts as a point at its 23:59:59, so that a query which spans no such point finds no days: null.
 */
export function aggregatedDays(start: number, end: number, now: number): Days | null {
  const from = startOfDay(start);
  const endOfLast = startOfDay(end + 1_000);
  const to = Math.min(endOfLast, startOfDay(now - aggregatedAfterMs));
  return from < to ? { from, to } : null;
}

/** Null where the metrics have no item for the desktop: its use is unknown, or it is younger than these days. */
export function usageOf(desktop: Desktop, { from, to }: Days, now: number): Usage | null {
  if (desktop.behaviour.usage === 'unknown') return null;
  const made = Date.parse(desktop.facts.created) || 0;
  if (made >= to) return null;
  const habit = habitualDays(desktop, from, to - 1, now);
  const last = habit === null ? [] : [habitualLogin(desktop, habit.last)];
  const seen = [...last, ...desktop.logins].filter(
    ({ start, end, failureReason }) => failureReason === '' && start < to && end >= from,
  );
  const latest = seen.reduce<Login | null>(
    (before, login) => (before === null || login.end >= before.end ? login : before),
    null,
  );
  const earlierMs = habit === null ? 0 : ((habit.last - habit.first) / dayMs) * habitMs;
  const within = seen.map(({ start, end }) => Math.min(end, to) - Math.max(start, from));
  const usedMs = within.reduce((sum, ms) => sum + ms, earlierMs);
  const idleSince = Math.min(to, latest?.end ?? Math.max(from, made));
  return {
    usageSeconds: usedMs / 1_000,
    idleSeconds: (to - idleSince) / 1_000,
    latestUserName: latest?.userName ?? '',
  };
}
