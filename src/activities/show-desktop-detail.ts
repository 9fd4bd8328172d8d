import ms from 'ms';
import type { RecordedFacts } from '../domain/desktop-facts.ts';
import { forTheRecord } from '../domain/desktop-facts.ts';
import type { Verdict } from '../domain/guard.ts';
import type { DesktopOrder } from '../domain/order.ts';
import type { Circumstance } from '../domain/policy.ts';
import type { Dependencies } from './dependencies.ts';
import { notYet } from './attempt/failure.ts';
import { judge } from './send/judge.ts';
import { readDesktop } from './read/read-desktop.ts';
import type { StepEnd } from './attempt/step.ts';
import { step } from './attempt/step.ts';
import { whyLapsed } from './plan/why-lapsed.ts';

export interface ShowDesktopDetailInput extends DesktopOrder {
  /** If given: keep waiting while the guard says so for this reason. */
  waiting?: {
    circumstance: Circumstance;
    /** What the deadline counts from; ISO 8601. */
    since: string;
  };
}

/** What a look at a desktop finds, and where. */
export interface Look {
  /** Name of the project that the desktop was looked up in. */
  project: string;
  evidenceStore: string;
  policyDigest: string;
  /** What times are to be shown in; IANA name. */
  timeZone: string;
  desktop:
    | { is: 'gone' | 'deleting' }
    | {
        is: 'present';
        /** `keep`: it is no longer what its deletion was planned for. */
        verdict: Verdict | { is: 'keep'; reason: string };
        facts: RecordedFacts;
        /** ms since the epoch. */
        readAt: number;
      };
}

type Seen = Extract<Look['desktop'], { is: 'present' }>;

/**
 * Reads the desktop and lets the guard judge it (ShowDesktopDetail). With `waiting` it keeps reading
 * while the verdict is to wait for that; past the deadline the verdict becomes `stop`. A desktop that no
 * longer qualifies is to be kept, whatever else speaks for or against it.
 */
export const showDesktopDetail = (dependencies: Dependencies) =>
  step(
    dependencies,
    async ({ waiting, ...order }: ShowDesktopDetailInput, attempt): Promise<StepEnd<Look>> => {
      const { evidence, policyDigest, timeZone, timing } = dependencies;
      const evidenceStore = await evidence.id();
      const reading = await readDesktop(dependencies, attempt, order.desktopId);
      const look = (desktop: Look['desktop'], summary: string) => {
        const { project } = attempt;
        return { found: { project, evidenceStore, policyDigest, timeZone, desktop }, summary };
      };
      if (reading.is !== 'present') {
        return look({ is: reading.is }, `The desktop is ${reading.is}.`);
      }

      const { facts, detail, readAt } = reading;
      const seen = (verdict: Seen['verdict']) =>
        look({ is: 'present', verdict, facts: forTheRecord(facts), readAt }, summaryOf(verdict));
      const lapse = await whyLapsed(dependencies, attempt, order, detail);
      if (lapse !== undefined) return seen({ is: 'keep', reason: lapse });

      let verdict = judge(dependencies, order, facts);
      if (verdict.is === 'wait' && verdict.circumstance === waiting?.circumstance) {
        const { circumstance, reason, deadlineMs } = verdict;
        if (Date.now() - Date.parse(waiting.since) < deadlineMs) {
          throw notYet('GUARD.WAIT', `Waiting, because ${reason}.`, timing.waitPollMs);
        }
        const long = ms(deadlineMs, { long: true });
        verdict = { is: 'stop', circumstance, reason: `${reason}, after ${long} of waiting` };
      }
      return seen(verdict);
    },
  );

const summaryOf = (verdict: Seen['verdict']) =>
  verdict.is === 'proceed'
    ? 'Nothing speaks against deleting the desktop.'
    : `${words[verdict.is]}: ${verdict.reason}.`;

const words = { wait: 'Waits', stop: 'Stopped', keep: 'Kept' } as const;
