import { setTimeout as delay } from 'node:timers/promises';
import { createOffboardingClient } from '../../../client.ts';
import type { CaseStatus } from '../../../client.ts';
import { isOpen } from '../../../domain/state.ts';
import { openDiary } from '../moments.ts';
import type { Moment } from '../moments.ts';
import type { Stage } from '../stage.ts';
import { withinTime } from '../within-time.ts';
import type { Phrase } from '../words.ts';
import { postLeaver } from './hr-system.ts';
import type { DemoLeaver } from './leaver.ts';
import { peopleAround } from './people.ts';

/** How the leaver's case went. */
export interface LeaverFate {
  leaver: DemoLeaver;
  workflowId: string;
  status: CaseStatus;
  moments: readonly Moment[];
  historyEvents: number;
  /** It was approved, held and released, and everything is gone. */
  asExpected: boolean;
}

const lookEveryMs = 250;
const beatMs = 1_200;
/** As the demo's settings have it. */
const approvalsNeeded = 2;

/**
 * Has HR open the case, and follows it to its end through all that the people around it do.
 *
 * @throws Error if it does not come to its end in time, or on `signal`
 */
export const followCase = (
  { client, webhook, webhookSecret }: Stage,
  leaver: DemoLeaver,
  { signal, show }: { signal: AbortSignal; show(phrase: Phrase): void },
): Promise<LeaverFate> => {
  const diary = openDiary(show);
  const { say, moments } = diary;
  const offboarding = createOffboardingClient(client);
  const follow = async (): Promise<LeaverFate> => {
    const { status: code, workflowId } = await postLeaver(webhook.url, webhookSecret, leaver);
    say({ tone: 'waiting', text: `HR’s signed request is accepted (${code})` });
    const people = peopleAround(client, workflowId);
    let status = await offboarding.caseStatus(workflowId);
    while (isOpen(status.state)) {
      say(phraseFor(status));
      const act = people.next(status);
      // Long enough for the audience to see where it stands.
      await delay(act === undefined ? lookEveryMs : beatMs, undefined, { signal });
      await act?.();
      status = await offboarding.caseStatus(workflowId);
    }
    say(phraseFor(status));
    const { historyLength } = await client.workflow.getHandle(workflowId).describe();
    const isGone = [...status.desktops, ...status.users].every(
      ({ outcome }) => outcome === 'deleted' || outcome === 'gone',
    );
    const asExpected =
      status.state === 'done' &&
      isGone &&
      people.hasBeenHeld() &&
      status.approvals.length === approvalsNeeded;
    return { leaver, workflowId, status, moments, historyEvents: historyLength, asExpected };
  };
  return withinTime(client, { story: 'leaver’s case', diary, signal }, follow);
};

/** Where the case stands, in plain words. */
const phraseFor = (status: CaseStatus): Phrase => {
  const { state, digest = '', approvals, desktops, users, hold, sentence } = status;
  const gone = desktops.filter(({ outcome }) => outcome === 'deleted').length;
  switch (state) {
    case 'planned':
      return { tone: 'under-way', text: 'its plan is made' };
    case 'awaiting-approval':
      return {
        tone: 'blocked',
        text: `plan ${digest.slice(0, 8)}… of ${desktops.length} desktops: ${approvals.length} of ${approvalsNeeded} have approved`,
      };
    case 'waiting':
      return { tone: 'waiting', text: 'approved: waits for the grace to pass' };
    case 'held':
      return { tone: 'blocked', text: `held: ${hold?.reason ?? ''}` };
    case 'running':
      return { tone: 'waiting', text: `${gone} of ${desktops.length} desktops are gone` };
    case 'done': {
      const user = users.every(({ outcome }) => outcome === 'gone') ? 'gone' : 'kept';
      return { tone: 'good', text: `${gone} desktops are gone, and the user is ${user}` };
    }
    default:
      return { tone: 'bad', text: `${state}: ${sentence}` };
  }
};
