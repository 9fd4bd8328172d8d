import type { CaseRun, Cases } from './cases.ts';
import { isOpenRun } from './cases.ts';

const dayMs = 24 * 60 * 60_000;
/** A number that Temporal was asked for is taken again for this long: many events come at once. */
const countGoodForMs = 3_000;

/** Whether a case may go on by itself. */
export interface Admission {
  /** Why it may not. */
  quarantine?: string;
  /** Temporal has the event, in this run. */
  taken(runId: string): void;
  /** Takes it back, where the case was not opened after all. */
  withdraw(): void;
}

/** Lets only so many cases of each sender in a day go on by themselves: a sender gone mad stops there. */
export interface BlastRadius {
  /** @param deadline for what Temporal must be asked, in milliseconds since 1970 */
  admit(sender: string, personId: string, deadline: number): Promise<Admission>;
}

/** A case that this process opened, or opened again. */
interface Opening {
  personId: string;
  at: number;
  /** The run that had come to its end before. */
  after: string | undefined;
  /** The run that was told of it; undefined while that is under way. */
  told?: string;
  quarantine?: string;
}

/**
 * Counts how often each sender opened a case in the last 24 hours, also of a person who had one before:
 * what this process opened, exactly, and what Temporal lists, which shows it a little late; the greater
 * number counts. What cannot be counted is too much.
 *
 * @param clock milliseconds since 1970
 */
export function blastRadius(cases: Cases, most: number, clock = Date.now): BlastRadius {
  const opened = new Map<string, Set<Opening>>();
  const counts = new Map<string, { at: number; count: Promise<number> }>();

  const recent = (sender: string) => {
    const all = opened.get(sender) ?? new Set<Opening>();
    opened.set(sender, all);
    for (const opening of all) if (opening.at <= clock() - dayMs) all.delete(opening);
    return all;
  };
  const before = (sender: string, time: Date, deadline: number) =>
    cases.countBegun(sender, new Date(time.getTime() - dayMs), time, deadline);
  const listed = (sender: string, deadline: number): Promise<number> => {
    const latest = counts.get(sender);
    const at = clock();
    if (latest !== undefined && at - latest.at < countGoodForMs) return latest.count;
    const count = before(sender, new Date(at), deadline);
    counts.set(sender, { at, count });
    count.catch(() => counts.delete(sender));
    return count;
  };

  return {
    admit: async (sender, personId, deadline) => {
      const [run, begunToday] = await Promise.all([
        cases.find(sender, personId, deadline),
        listed(sender, deadline).catch(() => undefined),
      ]);
      if (run !== undefined && isUnderWay(run)) return uncounted();
      // Perhaps it was only cancelled or expedited so far. It is judged as of when it began.
      const young = run !== undefined && isOpenRun(run) ? run : undefined;
      const others =
        young === undefined
          ? begunToday
          : await before(sender, young.startedAt, deadline).catch(() => undefined);

      // Nobody comes between here and the note below: that is what makes the count exact.
      const ours = recent(sender);
      const after = young === undefined ? run?.runId : undefined;
      const isOfThisCase = ({ told = young?.runId, ...opening }: Opening) =>
        opening.personId === personId &&
        (young === undefined ? opening.after === after : told === young.runId);
      const known = [...ours].findLast(isOfThisCase);
      if (known !== undefined) return uncounted(known.quarantine);

      const isOfToday = young === undefined || young.startedAt.getTime() > clock() - dayMs;
      const quarantine =
        others === undefined
          ? `How many cases ${sender} opened within 24 hours could not be counted.`
          : Math.max(others, isOfToday ? ours.size : 0) >= most
            ? `${sender} opened more than ${most} cases within 24 hours.`
            : undefined;
      if (!isOfToday) return uncounted(quarantine);
      const opening: Opening = { personId, at: clock(), after, ...said(quarantine) };
      ours.add(opening);
      return {
        ...said(quarantine),
        taken: (runId) => {
          opening.told = runId;
        },
        withdraw: () => void ours.delete(opening),
      };
    },
  };
}

const said = (quarantine: string | undefined) => (quarantine === undefined ? {} : { quarantine });

const uncounted = (quarantine?: string): Admission => ({
  ...said(quarantine),
  taken: () => {},
  withdraw: () => {},
});

/** It has a plan, or was opened again: so it was opened, and counted, before. */
const isUnderWay = (run: CaseRun) =>
  isOpenRun(run) && ((run.state ?? 'planned') !== 'planned' || run.runId !== run.firstRunId);
