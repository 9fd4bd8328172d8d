import type { Client, ScheduleDescription } from '@temporalio/client';
import { ScheduleNotFoundError } from '@temporalio/client';
import { cleanUpId, workflowTypes } from '../workflows/contract.ts';
import { gathered } from './gathered.ts';

/** Schedules change slowly, and a Cloud namespace allows few questions about them. */
const pace = { everyMs: 60_000, goodForMs: 180_000, patienceMs: 2_000 };

/**
 * How the schedules of clean-ups stand, as Prometheus text; empty where Temporal does not say. As with
 * the gauges of runs, every worker tells the same.
 */
export const scheduleGauges = (client: Client): (() => Promise<string>) =>
  gathered(() => client.withDeadline(Date.now() + 30_000, () => readSchedules(client)), pace);

async function readSchedules({ schedule }: Client): Promise<string> {
  const found: ScheduleDescription[] = [];
  for await (const { scheduleId, action } of schedule.list()) {
    if (!scheduleId.startsWith(prefix) || action?.workflowType !== workflowTypes.cleanUpDesktops) {
      continue;
    }
    const description = await schedule.getHandle(scheduleId).describe().catch(unlessDeleted);
    if (description !== undefined) found.push(description);
  }
  return metrics
    .flatMap(({ name, type, help, samples }) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${type}`,
      ...found.flatMap((one) =>
        samples(one).map(
          ({ value, labels = '' }) =>
            `${name}{policy=${JSON.stringify(one.scheduleId.slice(prefix.length))}${labels}} ${value}`,
        ),
      ),
    ])
    .concat('')
    .join('\n');
}

const prefix = cleanUpId('');

interface Metric {
  name: string;
  type: 'gauge' | 'counter';
  help: string;
  samples(schedule: ScheduleDescription): { value: number; labels?: string }[];
}

const inSeconds = (time: Date) => time.getTime() / 1_000;

const metrics: Metric[] = [
  {
    name: 'offboarding_schedule_paused',
    type: 'gauge',
    help: 'Whether the schedule of a policy is paused, by a person or because a run failed',
    samples: ({ state: { paused, note = '' } }) => {
      const byFailure = paused && isOfServer.test(note);
      return [
        { labels: ',by="person"', value: Number(paused && !byFailure) },
        { labels: ',by="failure"', value: Number(byFailure) },
      ];
    },
  },
  {
    name: 'offboarding_schedule_skipped_runs_total',
    type: 'counter',
    help: 'Runs that a schedule left out, as an earlier one was still open',
    samples: ({ info }) => [{ value: info.numActionsSkippedOverlap }],
  },
  {
    name: 'offboarding_schedule_next_run_timestamp_seconds',
    type: 'gauge',
    help: 'When the policy runs next',
    samples: ({ info }) => info.nextActionTimes.slice(0, 1).map((at) => ({ value: inSeconds(at) })),
  },
  {
    name: 'offboarding_schedule_last_run_timestamp_seconds',
    type: 'gauge',
    help: 'When the policy ran last, or else when its schedule was made',
    samples: ({ info }) => [
      { value: inSeconds(info.recentActions.at(-1)?.takenAt ?? info.createdAt) },
    ],
  },
  {
    name: 'offboarding_schedule_changed_timestamp_seconds',
    type: 'gauge',
    help: 'When the schedule of a policy was made or last changed; before that it asked for other runs',
    samples: ({ info: { createdAt, lastUpdatedAt = createdAt } }) => [
      { value: inSeconds(lastUpdatedAt) },
    ],
  },
  {
    name: 'offboarding_schedule_gap_seconds',
    type: 'gauge',
    help: 'The longest time between two of its next runs',
    samples: ({ info: { nextActionTimes: times } }) => {
      const gaps = times.slice(1).map((at, n) => inSeconds(at) - inSeconds(times[n] ?? at));
      return gaps.length === 0 ? [] : [{ value: Math.max(...gaps) }];
    },
  },
];

/** The note that Temporal's server writes, in each of its ways to run schedules. */
const isOfServer = /^paused(?: due to|,) workflow /;

const unlessDeleted = (error: unknown): undefined => {
  if (!(error instanceof ScheduleNotFoundError)) throw error;
};
