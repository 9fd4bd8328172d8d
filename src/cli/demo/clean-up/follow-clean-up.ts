import { setTimeout as delay } from 'node:timers/promises';
import { statusQuery } from '../../../client.ts';
import type { CleanUpDesktops, CleanUpResult, CleanUpStatus } from '../../../client.ts';
import type { CleanUpRow } from '../../../domain/clean-up/wave.ts';
import { isOpen } from '../../../domain/state.ts';
import { readRows, rowsRefs } from '../../../evidence/clean-up-rows.ts';
import { openDiary } from '../moments.ts';
import type { Moment } from '../moments.ts';
import type { Stage } from '../stage.ts';
import { withinTime } from '../within-time.ts';
import type { Phrase } from '../words.ts';
import type { Lab } from './lab.ts';
import { deedsAbout } from './people.ts';
import { writePolicy } from './policy.ts';
import type { DemoPolicy } from './policy.ts';
import { applyAndTrigger } from './schedule.ts';
import { phraseFor, planInWords } from './words.ts';

/** How the clean-up of the lab went. */
export interface CleanUpFate {
  lab: Lab;
  policy: DemoPolicy;
  workflowId: string;
  result: CleanUpResult;
  /** What the evidence says became of each desktop that was planned. */
  rows: readonly CleanUpRow[];
  moments: readonly Moment[];
  historyEvents: number;
  /** It was quarantined and approved, and deleted exactly the desktops that nobody wanted. */
  asExpected: boolean;
}

const lookEveryMs = 400;
const beatMs = 700;

/**
 * Has a schedule find the idle desktops of the lab, and follows the run through all that people do about it.
 *
 * @throws Error if it does not come to its end in time, or on `signal`
 */
export const followCleanUp = (
  stage: Stage,
  lab: Lab,
  { signal, show }: { signal: AbortSignal; show(phrase: Phrase): void },
): Promise<CleanUpFate> => {
  const { client, directory, evidence } = stage;
  const diary = openDiary(show);
  const { say, moments } = diary;
  const follow = async (): Promise<CleanUpFate> => {
    const policy = await writePolicy(directory, lab.policy);
    const workflowId = await applyAndTrigger(stage, policy, signal);
    say({ tone: 'waiting', text: 'its schedule is applied and triggered: it makes a plan' });
    const handle = client.workflow.getHandle<CleanUpDesktops>(workflowId);
    const untilIs = async (state?: CleanUpStatus['state']): Promise<CleanUpStatus> => {
      for (;;) {
        const status = await handle.query<CleanUpStatus>(statusQuery);
        if (status.state === state || !isOpen(status.state)) return status;
        const phrase = phraseFor(status);
        if (phrase !== undefined) say(phrase);
        await delay(lookEveryMs, undefined, { signal });
      }
    };

    const { plan, state } = await untilIs('quarantined');
    if (plan !== undefined && isOpen(state)) {
      planInWords(lab, plan).forEach((text) => say({ tone: 'blocked', text }));
      for (const deed of deedsAbout(stage, workflowId, lab, plan)) {
        await delay(beatMs, undefined, { signal });
        say(await deed());
      }
    }
    await untilIs();
    const result = await handle.result();
    const digest = plan?.digest ?? '';
    const rows = await readRows(evidence, await rowsRefs(evidence, { policy: lab.policy, digest }));
    const asExpected = isAsMeant(lab, result, rows);
    const text = `${result.outcome}: ${result.summary}`;
    say({ tone: asExpected ? 'good' : 'bad', text });
    const { historyLength: historyEvents } = await handle.describe();
    return { lab, policy, workflowId, result, rows, moments, historyEvents, asExpected };
  };
  return withinTime(client, { story: 'clean-up', diary, signal }, follow);
};

const isAsMeant = (
  { desktops }: Lab,
  { outcome, plan, approvals }: CleanUpResult,
  rows: readonly CleanUpRow[],
): boolean =>
  outcome === 'done' &&
  plan !== undefined &&
  plan.beyond.length > 0 &&
  approvals.length === 1 &&
  desktops.every(({ desktopId, story }) => {
    const row = rows.find((one) => one.desktopId === desktopId);
    if (story === 'tagged') return row === undefined;
    return row?.outcome === (story === 'idle' ? 'deleted' : 'kept');
  });
