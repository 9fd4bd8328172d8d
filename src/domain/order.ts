import * as v from 'valibot';
import { eligibilitySchema } from './clean-up/eligibility.ts';
import { plannedFactsSchema } from './planned-facts.ts';

/** Letters, digits and dashes: every id the API hands out, and nothing that could leave its URL segment. */
const id = (what: string) =>
  v.pipe(
    v.string(`${what} must be a string`),
    v.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,254}$/, `${what} must be 1–255 letters, digits, - or _`),
  );

export const desktopIdSchema = id('desktopId');
const userIdSchema = id('userId');

/**
 * The input of `offboardDesktop`: which desktop goes, and whose it must be.
 *
 * `expectedOwner` is the user id that `attach_user_infos` must show, or `null` if the desktop must
 * have no user at all. It has no default: an order that does not name the owner is refused.
 * `deleteUsers`, `emailNotification` and `isForceDelete` become the query parameters of DeleteDesktop.
 */
export const offboardDesktopInputSchema = v.strictObject({
  desktopId: desktopIdSchema,
  expectedOwner: v.nullable(userIdSchema),
  /** Also delete the user, if no other desktop is left. Default false. */
  deleteUsers: v.optional(v.boolean(), false),
  /** Let the cloud mail the user about the deletion. Default false (the API's own default is true). */
  emailNotification: v.optional(v.boolean(), false),
  /** Default true. */
  isForceDelete: v.optional(v.boolean(), true),
  /** Name of a project in the settings; the first one by default. */
  project: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(64))),
  /** Read and judge only; change nothing. Default false. */
  dryRun: v.optional(v.boolean(), false),
  /** Begin only when the case that started this run as its child says `go`. Default false. */
  awaitGo: v.optional(v.boolean(), false),
  /** What the order rests on: if one of these facts has changed, the guard stops. */
  planned: v.optional(plannedFactsSchema),
  /** What must still be so right before the delete; if it is not, the desktop is kept. */
  onlyIf: v.optional(eligibilitySchema),
});

/** What a caller may send. */
export type OffboardDesktopInput = v.InferInput<typeof offboardDesktopInputSchema>;

/** The order with its defaults filled in. */
export type DesktopOrder = v.InferOutput<typeof offboardDesktopInputSchema>;

/** The signal by which a case lets the run of one of its desktops begin. */
export const goSchema = v.strictObject({
  /** Of the approved plan. */
  digest: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be the digest of a plan')),
  /** True for the last of a leaver's desktops. */
  deleteUsers: v.boolean(),
  planned: plannedFactsSchema,
});

export type Go = v.InferOutput<typeof goSchema>;

/**
 * An order after the first look. Workers with other settings may take the later steps; they must mean
 * the same project, and see the same evidence.
 */
export interface BoundOrder extends DesktopOrder {
  project: string;
  /** Id of the evidence store. */
  evidenceStore: string;
}
