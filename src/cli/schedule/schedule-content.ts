import type { SearchAttributePair } from '@temporalio/common';
import type {
  ScheduleDescription,
  ScheduleOptions,
  ScheduleOptionsAction,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import type { Calendar } from '../../policies/calendar.ts';
import type { PolicyFile } from '../../policies/policy-file.ts';
import { cleanUpId, workflowTypes } from '../../workflows/contract.ts';
import { searchAttributes } from '../../workflows/search-attributes.ts';
import { fromTemporal, toTemporal } from './temporal-calendar.ts';

/** All of a Temporal Schedule that a policy file decides. */
export interface ScheduleContent {
  calendars: readonly Calendar[];
  timeZone: string;
  jitterMs: number;
  catchUpMs: number;
  overlap: ScheduleOverlapPolicy;
  pauseOnFailure: boolean;
  workflowType: string;
  workflowId: string;
  taskQueue: string;
  summary: string;
  /** Search attributes that its runs begin with. */
  attributes: readonly SearchAttributePair[];
  /** The one argument of its runs. */
  input: unknown;
  /** What no file of ours says, if somebody has put it there by hand. */
  others: Readonly<Record<string, unknown>>;
}

/** What the schedule of a policy must be. */
export const contentFor = (
  { policy, timetable }: Pick<PolicyFile, 'policy' | 'timetable'>,
  taskQueue: string,
): ScheduleContent => ({
  calendars: [timetable.calendar],
  timeZone: timetable.timeZone,
  jitterMs: timetable.jitterMs,
  catchUpMs: timetable.catchUpMs,
  overlap: 'SKIP',
  pauseOnFailure: true,
  workflowType: workflowTypes.cleanUpDesktops,
  workflowId: cleanUpId(policy.name),
  taskQueue,
  summary: `Clean-up by policy ${policy.name}${policy.description === undefined ? '' : `: ${policy.description}`}`,
  attributes: [
    { key: searchAttributes.state, value: 'planned' },
    { key: searchAttributes.needsAction, value: false },
    ...(policy.project === undefined
      ? []
      : [{ key: searchAttributes.project, value: policy.project }]),
  ],
  input: { policy },
  others: {},
});

/** What a schedule is, whoever made it so. */
export const contentIn = (description: ScheduleDescription): ScheduleContent => {
  const { spec, policies, action, state } = description;
  const { calendars = [], intervals = [], skip = [], startAt, endAt, jitter = 0, timezone } = spec;
  const {
    workflowType,
    workflowId = '',
    taskQueue,
    staticSummary = '',
    args = [],
    ...more
  } = action;
  const { typedSearchAttributes: attributes = [] } = more;
  const { workflowExecutionTimeout, workflowRunTimeout, workflowTaskTimeout, retry } = more;
  const known = calendars.map((calendar) => fromTemporal(calendar));
  const [input, ...inputs] = args;
  const others = {
    calendars: calendars.filter((_, at) => known[at] === undefined),
    intervals,
    skip,
    startAt,
    endAt,
    inputs,
    workflowExecutionTimeout,
    workflowRunTimeout,
    workflowTaskTimeout,
    retry,
    staticDetails: more.staticDetails,
    remainingActions: state.remainingActions,
  };
  return {
    calendars: known.filter((calendar) => calendar !== undefined),
    timeZone: timezone || 'UTC',
    jitterMs: jitter,
    catchUpMs: policies.catchupWindow,
    overlap: policies.overlap,
    pauseOnFailure: policies.pauseOnFailure,
    workflowType,
    workflowId,
    taskQueue,
    summary: staticSummary,
    attributes: 'getAll' in attributes ? attributes.getAll() : attributes,
    input,
    others: Object.fromEntries(
      Object.entries(others).filter(
        ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
      ),
    ),
  };
};

/** The same for Temporal to make, or to replace what there is. */
export const optionsOf = (
  content: ScheduleContent,
): Required<Pick<ScheduleOptions, 'spec' | 'policies'>> & { action: ScheduleOptionsAction } => ({
  spec: {
    calendars: content.calendars.map(toTemporal),
    timezone: content.timeZone,
    jitter: content.jitterMs,
  },
  policies: {
    overlap: content.overlap,
    catchupWindow: content.catchUpMs,
    pauseOnFailure: content.pauseOnFailure,
  },
  action: {
    type: 'startWorkflow',
    workflowType: content.workflowType,
    workflowId: content.workflowId,
    taskQueue: content.taskQueue,
    staticSummary: content.summary,
    args: [content.input],
    typedSearchAttributes: [...content.attributes],
  },
});
