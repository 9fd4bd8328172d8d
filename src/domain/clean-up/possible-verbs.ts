import { refusalOf } from '../verb-rules.ts';
import type { VerbName } from '../verbs.ts';
import type { CleanUpStatus } from './result.ts';

/** In the order in which they are shown. */
const cleanUpVerbs = [
  'resolve',
  'approve',
  'reject',
  'release',
  'hold',
  'exclude',
  'rescind',
] as const satisfies VerbName[];

/** What a person can say to a clean-up as it stands. */
export const possibleCleanUpVerbs = (status: CleanUpStatus): VerbName[] => {
  const { state, beneath = state, hold, blocked, plan } = status;
  const digest = plan?.digest ?? '';
  const input = { action: 'retry', digest, approver: '', desktopId: '', reason: '' };
  const none = { approvers: [], given: [], requestedBy: [], changesSince: () => undefined };
  const standing = {
    state: beneath,
    hold,
    blocked,
    isCleanUp: true,
    now: 0,
    ...(plan && { approval: { digest, ...none } }),
  };
  // Has every field of every verb.
  return cleanUpVerbs.filter((verb) => refusalOf(verb, input as never, standing) === undefined);
};
