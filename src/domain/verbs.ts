/** What operators may say to a run: one entry per verb, whichever workflow takes it. */
import * as v from 'valibot';
import { desktopIdSchema } from './order.ts';
import { instant, printable, text } from './words.ts';

/** What an operator may send, as an update or as a signal of the same name. */
export interface Verb<S extends v.GenericSchema = v.GenericSchema> {
  /** What it does, in a sentence. */
  meaning: string;
  /** An input that can be pasted. */
  example: string;
  schema: S;
}

const reason = text('say why', 1000);
/** Kept on record beside the identity that Temporal has for the sender; never shown. */
const by = v.optional(text('say who', 200));
const approver = text('say who decides', 200);

export const verbs = {
  hold: {
    meaning:
      'Stops the run before its next step until it is released; `until` releases it by itself at that time.',
    example: '{"reason":"…","by":"…"}',
    schema: v.strictObject({ reason, until: v.optional(instant), by }),
  },
  release: {
    meaning: 'Lets a held run go on.',
    example: '{"reason":"…","by":"…"}',
    schema: v.strictObject({ reason, by }),
  },
  rescind: {
    meaning:
      'Ends the run: nothing more is deleted. The run of a desktop refuses it once the delete was sent.',
    example: '{"reason":"…","by":"…"}',
    schema: v.strictObject({ reason, by }),
  },
  resolve: {
    meaning:
      'Decides how a blocked run goes on: retry the step, skip it (a skipped guard or delete keeps the ' +
      'desktop; the proof cannot be skipped), or abort the run.',
    example: '{"action":"retry","reason":"…","by":"…"}',
    schema: v.strictObject({
      action: v.picklist(['retry', 'skip', 'abort'], 'must be retry, skip or abort'),
      reason,
      by,
    }),
  },
  approve: {
    meaning: 'Approves the plan with this digest.',
    example: '{"digest":"…","approver":"…"}',
    schema: v.strictObject({
      digest: v.pipe(
        v.string(),
        v.trim(),
        v.regex(/^[0-9a-f]{64}$/, 'give the digest of the plan'),
      ),
      approver,
      comment: v.optional(text('say something, or leave it out', 1000)),
    }),
  },
  reject: {
    meaning: 'Rejects the plan and ends the run; nothing is deleted.',
    example: '{"approver":"…","reason":"…"}',
    schema: v.strictObject({ approver, reason }),
  },
  reschedule: {
    meaning: 'Moves the effective time; the grace follows it.',
    example: '{"effectiveAt":"2030-01-31T18:00:00Z","reason":"…","by":"…"}',
    schema: v.strictObject({ effectiveAt: instant, reason, by }),
  },
  expedite: {
    meaning: 'Ends the grace: the deletion begins at the effective time, at once if that is over.',
    example: '{"reason":"…","by":"…"}',
    schema: v.strictObject({ reason, by }),
  },
  exclude: {
    meaning: 'Takes one desktop out of the plan; it is kept.',
    example: '{"desktopId":"…","reason":"…","by":"…"}',
    schema: v.strictObject({ desktopId: desktopIdSchema, reason, by }),
  },
} satisfies Record<string, Verb>;

export type VerbName = keyof typeof verbs;
export type VerbInput<N extends VerbName> = v.InferOutput<(typeof verbs)[N]['schema']>;
export type Resolution = VerbInput<'resolve'>;

/** What the Web UI shows beside a verb. */
export const descriptionOf = (name: VerbName): string =>
  `${verbs[name].meaning} Input: ${verbs[name].example}`;

/** What is wrong with an input, field by field, in a sentence that repeats nothing of it. */
export const faultsIn = (issues: readonly v.BaseIssue<unknown>[]): string =>
  issues
    .map((issue) => {
      const field = printable(String(v.getDotPath(issue) ?? '').slice(0, 50));
      if (issue.type !== 'strict_object') return `${field} ${issue.message}`;
      if (field === '') return 'it takes one object';
      return issue.expected === 'never' ? `there is no field ${field}` : `${field} is missing`;
    })
    .join('; ');
