import type { Sight } from './follow.ts';

/** How a desktop's line looks: its sign and its colour. */
export type Tone = 'under-way' | 'waiting' | 'blocked' | 'good' | 'kept' | 'bad';

export interface Phrase {
  tone: Tone;
  text: string;
}

const doing: Readonly<Record<string, string>> = {
  showDesktopDetail: 'looking at it',
  batchLogoffDesktops: 'logging its user off',
  cancelRemoteAssistance: 'closing remote assistance',
  deleteDesktopSubResources: 'deleting collaboration resources',
  showJob: 'following the job',
  deleteDesktop: 'deleting it',
  settleDeleteDesktop: 'finding out whether the delete was sent',
  confirmDesktopGone: 'reading back that it is gone',
};

/** Failures that are no trouble: the step waits for something that takes its time. */
const patience: Readonly<Record<string, string>> = {
  'JOB.RUNNING': 'the job runs',
  'PROOF.PENDING': 'the cloud is at it',
  'GUARD.WAIT': 'a user is connected',
  'DELETE.UNSETTLED': 'an earlier delete may still take effect',
  'ASSISTANCE.OPEN': 'it still shows as open',
};

/** What a run is doing, in plain words. */
export const phraseFor = (sight: Sight | undefined): Phrase => {
  if (sight === undefined) return { tone: 'under-way', text: 'ordered' };
  if (sight.is === 'closed') return { tone: 'bad', text: sight.how };
  if (sight.is === 'ended') {
    const { outcome, user } = sight.result;
    const userToo = user.outcome === 'gone' ? ', and its user' : ', its user is kept';
    if (outcome === 'deleted') return { tone: 'good', text: `deleted${userToo}` };
    if (outcome === 'already-gone') return { tone: 'good', text: `already gone${userToo}` };
    return { tone: outcome === 'kept' ? 'kept' : 'bad', text: outcome };
  }
  const { blocked, activity, state } = sight;
  if (blocked !== undefined) return { tone: 'blocked', text: 'blocked: waits for a person' };
  if (activity === undefined) return { tone: 'under-way', text: 'thinking' };
  const { type, attempt, failedWith } = activity;
  const step = doing[type] ?? type;
  if (failedWith === undefined) return { tone: 'under-way', text: step };
  const why = patience[failedWith] ?? `again after ${failedWith}, attempt ${attempt}`;
  return { tone: state === 'waiting' ? 'waiting' : 'under-way', text: `${step}: ${why}` };
};
