import type { CaseStatus } from './case-result.ts';
import { toDelete } from './leaver-plan.ts';
import { refusalOf } from './verb-rules.ts';
import type { VerbName } from './verbs.ts';

/** In the order in which they are shown. */
const caseVerbs = [
  'resolve',
  'approve',
  'reject',
  'release',
  'hold',
  'exclude',
  'reschedule',
  'expedite',
  'rescind',
] as const satisfies VerbName[];

/** What a person can say to a leaver's case as it stands. */
export const possibleCaseVerbs = (status: CaseStatus, now: number): VerbName[] => {
  const { state, beneath = state, hold, blocked, plan, digest = '' } = status;
  const desktopIds = plan === undefined ? [] : toDelete(plan).map(({ desktopId }) => desktopId);
  const input = {
    action: 'retry',
    digest,
    approver: '',
    desktopId: desktopIds[0] ?? '',
    effectiveAt: new Date(now + 3_600_000).toISOString(),
    reason: '',
  };
  const approval = {
    digest,
    approvers: [],
    given: [],
    requestedBy: [],
    changesSince: () => undefined,
  };
  const standing = {
    state: beneath,
    hold,
    blocked,
    desktopIds,
    now,
    ...(plan && { approval }),
  };
  // Has every field of every verb.
  return caseVerbs.filter((verb) => refusalOf(verb, input as never, standing) === undefined);
};
