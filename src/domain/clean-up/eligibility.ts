import * as v from 'valibot';
import { instant } from '../words.ts';

/**
 * What must still be true of a desktop when it is deleted, because its deletion was planned for that
 * reason. It is read again right before the delete; if it is no longer so, the desktop is kept.
 */
export const eligibilitySchema = v.strictObject({
  /** Nobody has logged in since then (ListLoginRecordsNew, and `login_status`); ISO 8601, UTC. */
  noLoginSince: v.optional(instant),
  /** Its owner has no user record: by id (ListUserDetail) and by name (ListUsers), as one may be made anew. */
  ownerMissing: v.optional(v.boolean()),
  /** Its status is one of these, upper-cased. */
  status: v.optional(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(64)))),
  /** It carries these tags; an empty value is any value. */
  tags: v.optional(v.record(v.string(), v.string())),
  /** It carries none of these, written alike. */
  withoutTags: v.optional(v.record(v.string(), v.string())),
});

export type Eligibility = v.InferOutput<typeof eligibilitySchema>;
