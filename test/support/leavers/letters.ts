/** The requests that a sequence comes to, signed and forged byte by byte. */
import type { LeaverEvent } from '../../../src/domain/leaver-event.ts';
import { secretOf, signatureOf } from '../../webhook/hr.ts';
import { userNameOf } from '../estate.ts';
import type { Delivery, Forgery, Said, Sequence, TimeFormat } from './sequence.ts';

/** What is posted. */
export interface Sealed {
  id: string;
  timestamp: string;
  signature: string;
  body: string;
}

/** One request, and whether it must be taken. */
export interface Letter extends Sealed {
  /** The event, if it is genuine. */
  event: LeaverEvent | undefined;
  forgery: Forgery | undefined;
}

export interface Correspondence {
  sender: string;
  personId: string;
  letters: Letter[];
  /** Each genuine event once. */
  events: LeaverEvent[];
}

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;

/** Writes what a sequence says of a person. `now`: ms since the epoch; `prefix`: of the ids of events. */
export function correspondence(
  { said, deliveries }: Sequence,
  {
    sender,
    personId,
    now,
    prefix = personId,
  }: { sender: string; personId: string; now: number; prefix?: string },
): Correspondence {
  const events = said.map((one, nth) => eventOf(one, { id: `${prefix}-${nth}`, personId, now }));
  const bodies = events.map((event, nth) => bodyOf(event, said[nth]?.writtenAs));
  const sent = new Map<number, Letter>();
  const seal = (id: string, body: string, atMs: number, key = sender) =>
    signed(key, { id, body }, atMs);

  const write = (delivery: Delivery, position: number): Letter => {
    if (delivery.is === 'event') {
      const { nth, repeats } = delivery;
      const [event, body = ''] = [events[nth], bodies[nth]];
      const again = repeats === 'the request' ? sent.get(nth) : undefined;
      // Sent again, it is signed again.
      const atMs = now + position * 1_000 - minuteMs;
      const letter = again ?? { ...seal(event?.id ?? '', body, atMs), event, forgery: undefined };
      sent.set(nth, letter);
      return letter;
    }
    const { how, type } = delivery;
    const id = `${prefix}-forged-${position}`;
    const isAhead = how === 'made in the future';
    const newest = { type, tick: 50, inDays: 200, writtenAs: 'UTC' } as const;
    const lie = eventOf(newest, { id, personId, now: isAhead ? now + 16 * minuteMs : now });
    const body = bodyOf(lie, 'UTC');
    return { ...forge(how, { id, body, now, seal }), event: undefined, forgery: how };
  };
  return { sender, personId, letters: deliveries.map(write), events };
}

/** Signs a request as a sender does. `atMs`: since the epoch. */
export function signed(
  sender: string,
  { id, body }: Pick<Letter, 'id' | 'body'>,
  atMs = Date.now(),
): Sealed {
  const timestamp = String(Math.floor(atMs / 1_000));
  return { id, timestamp, body, signature: signatureOf(secretOf(sender), id, timestamp, body) };
}

interface Forging {
  id: string;
  body: string;
  now: number;
  seal(id: string, body: string, atMs: number, key?: string): Sealed;
}

function forge(how: Forgery, { id, body, now, seal }: Forging) {
  switch (how) {
    case 'signed by somebody else':
      return seal(id, body, now, 'somebody-else');
    case 'with its body changed':
      return { ...seal(id, `${body} `, now), body };
    case 'under another id':
      return { ...seal(`${id}-0`, body, now), id };
    case 'signed too long ago':
      return seal(id, body, now - 6 * minuteMs);
    case 'signed in the future':
      return seal(id, body, now + 6 * minuteMs);
    case 'not signed':
      return { ...seal(id, body, now), signature: '' };
    case 'made in the future':
      return seal(id, body, now);
  }
}

/** The event as the case must hear it. Events are made within the last hour. */
function eventOf(
  { type, tick, inDays }: Said,
  { id, personId, now }: { id: string; personId: string; now: number },
): LeaverEvent {
  const timestamp = new Date(now - (59 - tick) * minuteMs).toISOString();
  const isNote = type === 'leaver.cancelled' || type === 'leaver.expedited';
  const days = isNote ? inDays : (inDays ?? 100);
  const data = {
    personId,
    requestedBy: 'HR',
    ticket: id,
    ...(days !== undefined && { effectiveAt: new Date(now + days * dayMs).toISOString() }),
    ...(!isNote && { userName: userNameOf(personId), kind: 'voluntary' }),
  };
  // Type and data belong together, by the line above.
  return { id, type, timestamp, data } as LeaverEvent;
}

/** The body, with the time of the event written in one of the ways in which senders write it. */
function bodyOf({ type, timestamp, data }: LeaverEvent, format: TimeFormat = 'UTC'): string {
  return JSON.stringify({ type, timestamp: written(timestamp, format), data });
}

function written(timestamp: string, format: TimeFormat): string {
  switch (format) {
    case 'UTC':
      return timestamp;
    case 'with an offset':
      return new Date(Date.parse(timestamp) - 210 * minuteMs).toISOString().replace('Z', '-03:30');
    case 'in microseconds':
      return timestamp.replace('Z', '750Z');
  }
}
