import ms from 'ms';
import type { Verdict } from '../domain/guard.ts';
import { guard } from '../domain/guard.ts';
import type { DesktopRef } from './attempt.ts';
import type { Dependencies } from './dependencies.ts';
import { notYet } from './failure.ts';
import { readDesktop } from './read-desktop.ts';
import type { StepEnd } from './step.ts';
import { step } from './step.ts';

export interface ShowDesktopDetailInput extends DesktopRef {
  expectedOwner: string | null;
  /** If given: keep waiting while the guard says so, with deadlines counted from this time (ISO 8601). */
  waitSince?: string;
}

/** What the first look at a desktop finds. */
export interface Look {
  /** Name of the project that the desktop was looked up in. */
  project: string;
  policyDigest: string;
  /** When it was read (ms since the epoch). */
  lookedAt: number;
  desktop:
    { is: 'gone' | 'deleting' } | { is: 'present'; verdict: Verdict; collaboration: boolean };
}

/**
 * Reads the desktop and lets the guard judge it (ShowDesktopDetail). With `waitSince` it keeps
 * reading while the verdict is `wait`; past the deadline the verdict becomes `stop`.
 */
export const showDesktopDetail = (dependencies: Dependencies) =>
  step(dependencies, async (input: ShowDesktopDetailInput, attempt): Promise<StepEnd<Look>> => {
    const { policy, policyDigest, timing } = dependencies;
    const reading = await readDesktop(dependencies, attempt, input.desktopId);
    const look = (desktop: Look['desktop'], summary: string) => {
      const { project } = attempt;
      return { found: { project, policyDigest, lookedAt: reading.readAt, desktop }, summary };
    };
    if (reading.is !== 'present') return look({ is: reading.is }, `The desktop is ${reading.is}.`);

    const { facts } = reading;
    let verdict = guard(facts, input.expectedOwner, policy);
    if (verdict.is === 'wait' && input.waitSince !== undefined) {
      const { circumstance, reason, deadlineMs } = verdict;
      if (Date.now() - Date.parse(input.waitSince) < deadlineMs) {
        throw notYet('GUARD.WAIT', `Waiting, because ${reason}.`, timing.waitPollMs);
      }
      const long = ms(deadlineMs, { long: true });
      verdict = { is: 'stop', circumstance, reason: `${reason}, after ${long} of waiting` };
    }
    const { collaboration } = facts;
    return look({ is: 'present', verdict, collaboration }, summaryOf(verdict));
  });

const summaryOf = (verdict: Verdict) =>
  verdict.is === 'proceed'
    ? 'Nothing speaks against deleting the desktop.'
    : `${verdict.is === 'wait' ? 'Waits' : 'Stopped'}: ${verdict.reason}.`;
