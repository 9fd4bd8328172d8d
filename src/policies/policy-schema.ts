import * as v from 'valibot';
import { cleanUpPolicySchema, usualWithinMs } from '../domain/clean-up/policy.ts';
import { longestBetweenLooks } from '../domain/clean-up/status-since.ts';
import { desktopIdSchema } from '../domain/order.ts';
import {
  at,
  count,
  duration,
  flag,
  map,
  oneOf,
  say,
  section,
  share,
  text,
} from '../settings/schemas.ts';
import { namePattern } from '../settings/name-pattern.ts';
import { longestGap, shortestGap } from './next-runs.ts';
import { selection, tags, texts } from './selection.ts';
import { span } from './span.ts';
import type { Timetable } from './timetable.ts';
import { timetable } from './timetable.ts';

const nameRemedy = 'It becomes part of workflow ids: write, for example, idle-60-days';
const name = v.pipe(
  text(60),
  v.regex(/^[a-z0-9-]*$/, say('must be lower-case letters, digits and dashes', nameRemedy)),
  v.regex(/^(?!-).*(?<!-)$/, say('must begin and end with a letter or a digit', nameRemedy)),
);

/** One line, because it is shown in the Web UI. */
const description = v.pipe(
  text(500),
  v.check(
    (given) => v.is(cleanUpPolicySchema.entries.description, given),
    say('must be one line without control characters', 'Write it in one line'),
  ),
);

/** Ids or computer names; what is neither would keep nothing. */
const desktop = v.pipe(
  text(),
  v.check(
    (given) => given === '' || v.is(desktopIdSchema, given),
    say(
      'must be the id or the computer name of a desktop',
      'Copy it from a list; patterns go under exclude.names',
    ),
  ),
);

const approval = v.pipe(
  section({
    within: v.optional(duration('1 minute', '180 days')),
    approvals: v.optional(count(5)),
    approvers: v.optional(texts(text(200))),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { approvals = 1, approvers } = dataset.value;
    if (approvers === undefined || new Set(approvers).size >= approvals) return;
    addIssue({
      message: say(
        'asks for more approvals than approvers has names',
        'Name more approvers, or ask for fewer approvals',
      ),
      path: [at({ ...dataset.value }, 'approvals')],
    });
  }),
);

/** A policy file; files that it names are looked for in `directory`. */
export const policySchema = (directory: string) =>
  v.pipe(
    map({
      name,
      description: v.optional(description),
      project: v.optional(text(64)),
      schedule: timetable,
      mode: v.optional(oneOf(['plan', 'approve', 'auto'])),
      select: selection(directory),
      exclude: section({
        tags: v.optional(tags),
        names: v.optional(texts(namePattern)),
        desktops: v.optional(texts(desktop)),
        users: v.optional(texts()),
      }),
      limits: section({
        maxDesktops: v.optional(count(1_000_000)),
        maxShare: v.optional(share),
        maxChange: v.optional(share),
      }),
      approval,
      deleteUsers: v.optional(flag),
    }),
    v.forward(
      v.partialCheck(
        [['schedule'], ['approval']],
        ({ schedule, approval: { within } }) => within === undefined || within < leastGap(schedule),
        ({
          input: {
            schedule,
            approval: { within = 0 },
          },
        }) =>
          say(
            `is ${span(within)}, and two runs can be ${span(leastGap(schedule))} apart: a plan must end before the next is made`,
            'Set a shorter time, or let the policy run less often',
          ),
      ),
      ['approval', 'within'],
    ),
    v.forward(
      v.partialCheck(
        [['schedule'], ['approval']],
        ({ schedule, approval: { within } }) =>
          within !== undefined || usualWithinMs < leastGap(schedule),
        ({ input: { schedule } }) =>
          say(
            `lets two runs be ${span(leastGap(schedule))} apart, and a plan must end before the next is made; approval.within is ${span(usualWithinMs)} where a file does not say it`,
            `Say it: approval: { within: ${span(somewhatLess(leastGap(schedule)))} }, or let the policy run less often`,
          ),
      ),
      ['schedule'],
    ),
    v.forward(
      v.partialCheck(
        [['schedule'], ['select']],
        ({ schedule, select: { statusFor } }) =>
          statusFor === undefined || mostGap(schedule) <= longestBetweenLooks(statusFor),
        ({
          input: {
            schedule,
            select: { statusFor = 0 },
          },
        }) =>
          say(
            `is ${span(statusFor)}, and two runs can be ${span(mostGap(schedule))} apart: no look would count with the one before, so that nothing is ever selected`,
            'Ask for a longer time, or let the policy run more often',
          ),
      ),
      ['select', 'statusFor'],
    ),
  );

export type PolicyContent = v.InferOutput<ReturnType<typeof policySchema>>;

/** One run may begin late by the whole jitter, and the next in time. */
const leastGap = ({ calendar, timeZone, jitterMs }: Timetable) =>
  shortestGap(calendar, timeZone, new Date()) - jitterMs;

/** A time that a person would choose. */
const somewhatLess = (gap: number): number => {
  const unit = gap > 2 * 3_600_000 ? 3_600_000 : 60_000;
  return Math.max(Math.floor((gap * 0.9) / unit) * unit, 60_000);
};

/** One run may begin in time, and the next late by the whole jitter. */
const mostGap = ({ calendar, timeZone, jitterMs }: Timetable) =>
  longestGap(calendar, timeZone, new Date()) + jitterMs;
