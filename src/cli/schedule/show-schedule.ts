import * as v from 'valibot';
import { cleanUpPolicySchema } from '../../domain/clean-up/policy.ts';
import { knownZone, localTime } from '../../domain/local-time.ts';
import { printable } from '../../domain/words.ts';
import { policyInWords } from '../../policies/policy-in-words.ts';
import { timeInZone } from '../../policies/zone-clock.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { print, printJson, style } from '../output.ts';
import { withTemporal } from '../temporal-client.ts';
import { mustFindSchedule } from './our-schedules.ts';
import { differences } from './difference.ts';
import type { ScheduleContent } from './schedule-content.ts';
import { contentFor, contentIn } from './schedule-content.ts';
import { scheduleRow } from './schedule-row.ts';
import type { ScheduleRow } from './schedule-row.ts';

/** Prints the schedule of a policy: what its runs do, the next ones, and how the last one ended. */
export const showSchedule = (given: string, { json }: GlobalOptions): Promise<ExitCode> =>
  withTemporal(async ({ client }) => {
    const schedule = await mustFindSchedule(client, given);
    const row = await scheduleRow(client, schedule);
    const content = contentIn(schedule.description);
    if (json) printJson({ ...row, input: content.input });
    else print(inWords(row, content).map(printable).join('\n'));
    return exitCode.done;
  });

const inWords = (row: ScheduleRow, content: ScheduleContent): string[] => {
  const timeZone = knownZone(row.timeZone);
  const { lastRun, open, skipped, missed, paused, note } = row;
  return [
    `${row.scheduleId}: ${style('bold', paused ? 'paused' : 'active')}`,
    ...(note === null ? [] : [`${paused ? 'Why' : 'Note'}: ${note}`]),
    ...contentInWords(content),
    ...(skipped > 0 ? [`Left out because another run was open: ${skipped}.`] : []),
    ...(missed > 0 ? [`Left out because Temporal was down for too long: ${missed}.`] : []),
    ...(lastRun === null
      ? ['It has not run yet.']
      : [
          `Last run: ${lastRun.workflowId}, begun ${localTime(lastRun.takenAt, timeZone)}: ${lastRun.state ?? 'not kept any more'}.`,
        ]),
    ...open.map((workflowId) => `Open: ${workflowId}`),
    paused ? 'Next runs, once it is resumed:' : 'Next runs:',
    ...row.nextRuns.map((time) => `  ${timeInZone(new Date(time), timeZone)}`),
  ];
};

/** In the words of its policy, and what somebody has edited into something else. */
const contentInWords = (content: ScheduleContent): string[] => {
  const [calendar, ...more] = content.calendars;
  const input = v.safeParse(v.object({ policy: cleanUpPolicySchema }), content.input);
  if (!input.success || calendar === undefined || more.length > 0)
    return ['It was edited by hand, and is not what a policy file makes of it.'];
  const { policy } = input.output;
  const timetable = { calendar, ...content };
  const fields = differences(content, contentFor({ policy, timetable }, content.taskQueue)).map(
    ({ field }) => field,
  );
  return [
    ...policyInWords(policy, timetable),
    ...(fields.length === 0
      ? []
      : [`Not as \`offboard schedule apply\` makes it: ${fields.join(', ')}.`]),
  ];
};
