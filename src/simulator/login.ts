import type { Desktop } from './desktop.ts';

/** Somebody's session on a desktop. Unlike tasks and deletions, sessions are in real time: it is dates that count. */
export interface Login {
  userName: string;
  /** Milliseconds since 1970, as is `end`. */
  start: number;
  end: number;
  /** Empty where the login succeeded. */
  failureReason: string;
}

export const dayMs = 86_400_000;
/** Nothing older is known of how desktops were used. */
export const daysKept = 180;
export const startOfDay = (ms: number): number => Math.floor(ms / dayMs) * dayMs;

/** How long a habitual session lasts. */
export const habitMs = 8 * 3_600_000;
const secondsApart = 10;

/** The session of a day on a desktop that is used every day: eight hours that begin from 6:00 UTC on. */
export function habitualLogin({ index, dailyUser }: Desktop, day: number): Login {
  const start = day + (6 * 3_600 + (index % 1_440) * secondsApart) * 1_000;
  return { userName: dailyUser ?? '', start, end: start + habitMs, failureReason: '' };
}

/**
 * The days on which a desktop is used by habit, within `[from, to]`: those that are over, as midnight of
 * the first and the last; null if there are none. Computed when asked for: a large estate stores nothing.
 */
export function habitualDays(
  { facts, behaviour, dailyUser }: Desktop,
  from: number,
  to: number,
  now: number,
): { first: number; last: number } | null {
  if (dailyUser === null || behaviour.usage === 'unknown') return null;
  const today = startOfDay(now);
  // Begun after it was made: a creation date that is no date bounds nothing.
  const made = Date.parse(facts.created) + dayMs || 0;
  const first = startOfDay(Math.max(from, made, today - daysKept * dayMs));
  const last = Math.min(startOfDay(to), today - dayMs);
  return first > last ? null : { first, last };
}

/** All logins that began within `[from, to]`, the failed ones too. */
export function loginsOf(desktop: Desktop, from: number, to: number, now: number): Login[] {
  const days = habitualDays(desktop, from, to, now);
  const habitual: Login[] = [];
  for (let day = days?.first ?? Infinity; day <= (days?.last ?? 0); day += dayMs) {
    habitual.push(habitualLogin(desktop, day));
  }
  return [...habitual, ...desktop.logins].filter(({ start }) => start >= from && start <= to);
}
