import { isOpen } from '../domain/state.ts';
import type { OffboardingState } from '../domain/state.ts';
import type { CaseRun, Cases } from './cases.ts';

const dayMs = 24 * 60 * 60_000;
/** A number that Temporal was asked for is taken again for this long: many events come at once. */
const countGoodForMs = 3_000;

/** Whether a case may go on by itself. */
export interface Admission {
  /** Why it may not. */
  quarantine?: string;
  /** Takes it back, where the case was not opened after all. */
  withdraw(): void;
}

/** Lets only so many cases of each sender in a day go on by themselves: a sender gone mad stops there. */
export interface BlastRadius {
  admit(sender: string, personId: string): Promise<Admission>;
}

/**
 * Counts the new cases of each sender in the last 24 hours: those that this process opened, exactly,
 * and those that Temporal lists, which shows them a little late; the greater number counts. What cannot
 * be counted is too much.
 *
 * @param clock milliseconds since 1970
 */
export function blastRadius(cases: Cases, most: number, clock = Date.now): BlastRadius {
  const opened = new Map<string, Map<string, { at: number; quarantine?: string }>>();
  const counts = new Map<string, { at: number; count: Promise<number> }>();

  const recent = (sender: string) => {
    const all = opened.get(sender) ?? new Map<string, { at: number; quarantine?: string }>();
    opened.set(sender, all);
    for (const [personId, { at }] of all) if (at <= clock() - dayMs) all.delete(personId);
    return all;
  };
  const listed = (sender: string): Promise<number> => {
    const latest = counts.get(sender);
    const at = clock();
    if (latest !== undefined && at - latest.at < countGoodForMs) return latest.count;
    const count = cases.countBegun(sender, new Date(at - dayMs), new Date(at));
    counts.set(sender, { at, count });
    count.catch(() => counts.delete(sender));
    return count;
  };
  const earlier = (sender: string, run: CaseRun | undefined): Promise<number> =>
    run !== undefined && isBegun(run)
      ? cases.countBegun(sender, new Date(run.startedAt.getTime() - dayMs), run.startedAt)
      : listed(sender);

  return {
    admit: async (sender, personId) => {
      const withdraw = () => {};
      const run = await cases.find(sender, personId);
      if (run !== undefined && isUnderWay(run)) return { withdraw };
      const others = await earlier(sender, run).catch(() => undefined);

      // Nobody comes between here and the note below: that is what makes the count exact.
      const ours = recent(sender);
      const known = ours.get(personId);
      if (known !== undefined) return { ...said(known.quarantine), withdraw };
      const quarantine =
        others === undefined
          ? `How many cases ${sender} opened within 24 hours could not be counted.`
          : Math.max(others, ours.size) >= most
            ? `${sender} opened more than ${most} cases within 24 hours.`
            : undefined;
      ours.set(personId, { at: clock(), ...said(quarantine) });
      return { ...said(quarantine), withdraw: () => void ours.delete(personId) };
    },
  };
}

const said = (quarantine: string | undefined) => (quarantine === undefined ? {} : { quarantine });

/** It has a plan, so it was opened, and counted, before. One that was only cancelled or expedited has none. */
const isUnderWay = (run: CaseRun) => isBegun(run) && run.state !== 'planned';

const isBegun = ({ status, state }: CaseRun) =>
  // Search attributes are written by our own workflow.
  status === 'RUNNING' && state !== undefined && isOpen(state as OffboardingState);
