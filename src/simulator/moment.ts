import * as v from 'valibot';
import { dayMs } from './login.ts';

const ago = /^(\d{1,5})([mhd])$/;
const unitMs = { m: 60_000, h: 3_600_000, d: dayMs } as const;

const isoInstant = v.pipe(v.string(), v.isoTimestamp());

/** An instant in ISO 8601, or how long ago it was: `90d`, `12h`, `5m`. */
export const momentSchema = v.pipe(
  v.string(),
  v.check(
    (text) => ago.test(text) || v.is(isoInstant, text),
    'an ISO 8601 instant, or how long ago, such as "90d"',
  ),
);

/** Milliseconds since 1970 of a moment that the schema let pass. */
export function instantOf(moment: string, now: number): number {
  const [, number, unit] = ago.exec(moment) ?? [];
  return unit === undefined
    ? Date.parse(moment)
    : // The expression leaves no other unit.
      now - Number(number) * unitMs[unit as keyof typeof unitMs];
}
