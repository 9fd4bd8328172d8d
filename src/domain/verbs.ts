import * as v from 'valibot';

/** What an operator may send, as an update or as a signal of the same name. */
export interface Verb<S extends v.GenericSchema> {
  name: string;
  /** What it does, in a sentence. */
  meaning: string;
  /** An input that can be pasted. */
  example: string;
  schema: S;
}

/** What the Web UI shows beside the verb. */
export const descriptionOf = ({ meaning, example }: Verb<v.GenericSchema>): string =>
  `${meaning} Input: ${example}`;

const reason = v.pipe(v.string(), v.trim(), v.minLength(1, 'say why'), v.maxLength(1000));

export const resolve = {
  name: 'resolve',
  meaning:
    'Decides how a blocked run goes on: retry the step, skip it (a skipped guard or delete keeps the ' +
    'desktop; the proof cannot be skipped), or abort the run.',
  example: '{"action":"retry","reason":"…"}',
  schema: v.strictObject({ action: v.picklist(['retry', 'skip', 'abort']), reason }),
} satisfies Verb<v.GenericSchema>;

export type Resolution = v.InferOutput<typeof resolve.schema>;

/** Steps whose refusal nobody can wave through. */
const unskippable: ReadonlySet<string> = new Set([
  'confirmDesktopGone',
  'settleDeleteDesktop',
  'planDesktop',
]);

/** Why `resolve` makes no sense now; undefined if it does. */
export function refusesResolve(
  { action }: Resolution,
  blocked: { step: string } | undefined,
): string | undefined {
  if (blocked === undefined) return 'the run is not blocked, so there is nothing to resolve';
  if (action === 'skip' && unskippable.has(blocked.step)) {
    return `${blocked.step} cannot be skipped; send retry or abort`;
  }
  return undefined;
}
