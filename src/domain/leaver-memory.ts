/** What the events of one leaver come to, in whatever order and however often they arrive. */
import * as v from 'valibot';
import type { Leaver, LeaverEvent } from './leaver-event.ts';
import { leaverEventSchemas } from './leaver-event.ts';

export const leaverMemorySchema = v.strictObject({
  /** The newest event of each type. */
  opened: v.exactOptional(leaverEventSchemas['leaver.opened']),
  updated: v.exactOptional(leaverEventSchemas['leaver.updated']),
  cancelled: v.exactOptional(leaverEventSchemas['leaver.cancelled']),
  expedited: v.exactOptional(leaverEventSchemas['leaver.expedited']),
  /** What was opened up to here (ISO 8601, UTC) is dealt with, by something else than a cancel. */
  closedAt: v.exactOptional(v.string()),
  /** Why the case waits to be let on. Not undone by events. */
  quarantine: v.exactOptional(v.string()),
  /** Who asked for anything since the case was opened: none of them may approve. */
  requesters: v.array(v.string()),
  /** The latest events, oldest first, each as `keyOf` has it. */
  known: v.array(v.string()),
});

/** The newest event of each type, and which events are known. */
export type LeaverMemory = v.InferOutput<typeof leaverMemorySchema>;

export const noMemory: LeaverMemory = { requesters: [], known: [] };

/** More than a sender repeats. What is older is told by its timestamp. */
const eventsKept = 500;
const requestersKept = 1_000;

/** What HR wants now. */
export type Wish =
  /** Only an event that needs another before it has come. */
  | { is: 'unknown' }
  | { is: 'cancelled'; at: string; by: string }
  | {
      is: 'open';
      leaver: Leaver;
      /** No grace: an `expedited` is newer than what opened or changed the case. */
      withoutGrace: boolean;
    };

/** The same body sent twice has the same place; of two that were made at once, the ids decide. */
const isNewer = (event: LeaverEvent, known: LeaverEvent | undefined): boolean =>
  known === undefined ||
  event.timestamp > known.timestamp ||
  (event.timestamp === known.timestamp && event.id > known.id);

/** Not the id alone: some senders give all events of a person the same one. */
const keyOf = ({ id, type, timestamp }: LeaverEvent) => `${type} ${timestamp} ${id}`;

/** True if this event has been taken before. */
export const isKnown = ({ known }: LeaverMemory, event: LeaverEvent): boolean =>
  known.includes(keyOf(event));

/** Adds an event. The order in which events are added does not matter. */
export function remember(memory: LeaverMemory, event: LeaverEvent): LeaverMemory {
  if (isKnown(memory, event)) return memory;
  const kept = {
    ...memory,
    requesters: [...new Set([...memory.requesters, event.data.requestedBy])].slice(
      0,
      requestersKept,
    ),
    known: [...memory.known, keyOf(event)].slice(-eventsKept),
  };
  const { quarantine = 'quarantine' in event ? event.quarantine : undefined } = memory;
  if (quarantine !== undefined) kept.quarantine = quarantine;
  switch (event.type) {
    case 'leaver.opened':
      return isNewer(event, memory.opened) ? { ...kept, opened: event } : kept;
    case 'leaver.updated':
      return isNewer(event, memory.updated) ? { ...kept, updated: event } : kept;
    case 'leaver.cancelled':
      return isNewer(event, memory.cancelled) ? { ...kept, cancelled: event } : kept;
    case 'leaver.expedited':
      return isNewer(event, memory.expedited) ? { ...kept, expedited: event } : kept;
  }
}

const newestOfEach = ({ opened, updated, cancelled, expedited }: LeaverMemory): LeaverEvent[] =>
  [opened, updated, cancelled, expedited].filter((event) => event !== undefined);

/** When the newest of all events was made (ISO 8601, UTC). */
export const newestOf = (memory: LeaverMemory): string | undefined =>
  newestOfEach(memory)
    .map(({ timestamp }) => timestamp)
    .reduce(latest, memory.closedAt);

/** Closes what was said up to a time (ISO 8601, UTC); whoever asked for it may approve what comes after. */
export function closedUpTo(memory: LeaverMemory, closedAt: string | undefined): LeaverMemory {
  const { quarantine: _, ...kept } = memory;
  const isLater = ({ timestamp }: LeaverEvent) => closedAt === undefined || timestamp > closedAt;
  const later = newestOfEach(memory).filter(isLater);
  const requesters = [...new Set(later.map(({ data }) => data.requestedBy))];
  return { ...kept, ...(closedAt !== undefined && { closedAt }), requesters };
}

/**
 * What the newest events say. A cancel closes what was opened before it or at the same time; only a
 * newer `leaver.opened` opens it again, as does one that is newer than a close by a person. An update
 * opens a case where nothing closed it. Timestamps are UTC and of one length, so they compare as text.
 */
export function wishIn({ opened, updated, cancelled, expedited, closedAt }: LeaverMemory): Wish {
  const closed = latest(cancelled?.timestamp, closedAt);
  if (closed !== undefined && (opened === undefined || opened.timestamp <= closed)) {
    const by = cancelled?.timestamp === closed ? cancelled.data.requestedBy : '';
    return { is: 'cancelled', at: closed, by };
  }
  const says =
    updated !== undefined && (opened === undefined || updated.timestamp >= opened.timestamp)
      ? updated
      : opened;
  if (says === undefined) return { is: 'unknown' };
  // One that was meant to speed up an earlier leave does not speed up this one.
  const isExpedited =
    expedited !== undefined &&
    expedited.timestamp >= says.timestamp &&
    (closed === undefined || expedited.timestamp > closed);
  if (!isExpedited) {
    return { is: 'open', leaver: says.data, withoutGrace: false };
  }
  const { effectiveAt = says.data.effectiveAt } = expedited.data;
  const sooner = effectiveAt < says.data.effectiveAt ? effectiveAt : says.data.effectiveAt;
  return {
    is: 'open',
    leaver: { ...says.data, effectiveAt: sooner },
    withoutGrace: true,
  };
}

/** True if HR took back what it had opened, whoever else has closed it. */
export const isTakenBack = ({ opened, cancelled }: LeaverMemory): boolean =>
  cancelled !== undefined && (opened === undefined || opened.timestamp <= cancelled.timestamp);

function latest(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}
