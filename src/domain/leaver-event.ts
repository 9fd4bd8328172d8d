/** What HR says of a leaver, as the webhook takes it and as a case hears it. */
import * as v from 'valibot';
import { personIdSchema } from './person-id.ts';
import { instant, text } from './words.ts';

export const leaverEventTypes = [
  'leaver.opened',
  'leaver.updated',
  'leaver.cancelled',
  'leaver.expedited',
] as const;

export type LeaverEventType = (typeof leaverEventTypes)[number];

export const leaverKinds = ['voluntary', 'involuntary'] as const;

/** Each has its own clock and its own rules of approval. */
export type LeaverKind = (typeof leaverKinds)[number];

/** Who leaves, and when: what `leaver.opened` and `leaver.updated` say. */
const leaverEntries = {
  personId: personIdSchema,
  /** As Workspace knows them (`user_name`); compared exactly, but for upper and lower case. */
  userName: text('give the name of the Workspace user', 64),
  /** The user's `domain` in Workspace, where several have the same name. */
  domain: v.exactOptional(text('give the domain, or leave it out', 255)),
  /** From when on they are gone (ISO 8601, UTC); the grace follows it. */
  effectiveAt: instant,
  kind: v.picklist(leaverKinds, 'must be voluntary or involuntary'),
  /** Who asks for it, for the record; they cannot approve it. */
  requestedBy: text('say who asks for it', 200),
  ticket: v.exactOptional(text('give the ticket, or leave it out', 200)),
};

/** What a cancelled or expedited leave needs; the rest may be sent along. */
const noteEntries = {
  personId: personIdSchema,
  userName: v.exactOptional(leaverEntries.userName),
  domain: leaverEntries.domain,
  effectiveAt: v.exactOptional(instant),
  kind: v.exactOptional(leaverEntries.kind),
  requestedBy: leaverEntries.requestedBy,
  ticket: leaverEntries.ticket,
};

export const leaverSchema = v.strictObject(leaverEntries);
const leaverNoteSchema = v.strictObject(noteEntries);

export type Leaver = v.InferOutput<typeof leaverSchema>;

const envelope = {
  /** The `webhook-id`: an event that is sent again has the same. */
  id: text('give the id of the event', 255),
  /** When the sender made the event (ISO 8601, UTC): the newest counts, in whatever order they come. */
  timestamp: instant,
};

/** Why the case shall not go on until a person lets it; only the webhook says so. */
const quarantine = v.exactOptional(text('say why', 500));

export const leaverEventSchemas = {
  'leaver.opened': v.strictObject({
    ...envelope,
    type: v.literal('leaver.opened'),
    data: leaverSchema,
    quarantine,
  }),
  'leaver.updated': v.strictObject({
    ...envelope,
    type: v.literal('leaver.updated'),
    data: leaverSchema,
    quarantine,
  }),
  'leaver.cancelled': v.strictObject({
    ...envelope,
    type: v.literal('leaver.cancelled'),
    data: leaverNoteSchema,
  }),
  'leaver.expedited': v.strictObject({
    ...envelope,
    type: v.literal('leaver.expedited'),
    data: leaverNoteSchema,
  }),
};

/** One event of a leaver. */
export const leaverEventSchema = v.variant('type', Object.values(leaverEventSchemas));

export type LeaverEvent = v.InferOutput<
  (typeof leaverEventSchemas)[keyof typeof leaverEventSchemas]
>;
