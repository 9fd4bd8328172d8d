import * as v from 'valibot';
import { endOfDate } from '../domain/end-of-day.ts';
import type { LeaverEvent } from '../domain/leaver-event.ts';
import { leaverEventSchema, leaverEventTypes } from '../domain/leaver-event.ts';
import { faultsIn } from '../domain/verbs.ts';

/** How far the clock of a sender may be ahead: what is newest counts, so the future must not be taken. */
const aheadMs = 5 * 60_000;

export type Heard = { event: LeaverEvent } | { fault: string };

/**
 * The event in a body `{type, timestamp, data}`, or what is wrong with it in a sentence that repeats
 * nothing of it. An `effectiveAt` that is a date means the end of that day.
 */
export function eventIn(
  body: unknown,
  { id, timeZone, now }: { id: string; timeZone: string; now: Date },
): Heard {
  if (!isObject(body)) return { fault: 'The body must be one object {type, timestamp, data}.' };
  const { type, timestamp, data } = body;
  if (!isType(type)) {
    return { fault: `type must be one of ${leaverEventTypes.join(', ')}.` };
  }
  const given = { id, type, timestamp, data: withInstant(data, timeZone) };
  const { success, output: event, issues } = v.safeParse(leaverEventSchema, given);
  if (!success) return { fault: `${faultsIn(issues)}.` };
  if (Date.parse(event.timestamp) > now.getTime() + aheadMs) {
    return {
      fault:
        'timestamp is more than 5 minutes ahead; say when the event was made, and set the clock.',
    };
  }
  return { event };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isType = (value: unknown): value is LeaverEvent['type'] =>
  leaverEventTypes.some((type) => type === value);

function withInstant(data: unknown, timeZone: string): unknown {
  if (!isObject(data)) return data;
  const { effectiveAt } = data;
  if (typeof effectiveAt !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(effectiveAt)) return data;
  const end = endOfDate(effectiveAt, timeZone);
  return end === undefined ? data : { ...data, effectiveAt: end.toISOString() };
}
