import * as v from 'valibot';

/** What an operator may send, as an update or as a signal of the same name. */
export interface Verb<S extends v.GenericSchema> {
  name: string;
  /** Shown in the Web UI; ends with an input that can be pasted. */
  description: string;
  schema: S;
}

const reason = v.pipe(v.string(), v.trim(), v.minLength(1, 'say why'), v.maxLength(1000));

export const resolve = {
  name: 'resolve',
  description:
    'Decides how a blocked run goes on: retry the step, skip it (a skipped guard or delete keeps the ' +
    'desktop; the proof cannot be skipped), or abort the run. Input: {"action":"retry","reason":"…"}',
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
