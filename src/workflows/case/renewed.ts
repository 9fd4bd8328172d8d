import * as v from 'valibot';
import { leaverMemorySchema } from '../../domain/leaver-memory.ts';
import { personIdSchema, senderSchema } from '../../domain/person-id.ts';

/** The input of `offboardUser`, and what a case hands on to itself when it begins anew. */
export const renewedSchema = v.strictObject({
  sender: senderSchema,
  personId: personIdSchema,
  memory: v.exactOptional(leaverMemorySchema),
  /** The logins that opened the case, which the new run's own history does not show. */
  openedBy: v.exactOptional(v.array(v.string())),
  /** Whom it may have left locked. */
  locks: v.exactOptional(
    v.array(
      v.strictObject({
        project: v.string(),
        userId: v.string(),
        evidenceStore: v.string(),
        isOurs: v.boolean(),
        isSettled: v.boolean(),
      }),
    ),
  ),
});

export type Renewed = v.InferOutput<typeof renewedSchema>;
