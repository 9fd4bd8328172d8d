import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { HeardEvent } from '../../domain/case-result.ts';
import type { LeaverEvent, LeaverKind } from '../../domain/leaver-event.ts';
import { personIdSchema } from '../../domain/person-id.ts';
import type { Accept, Accepted } from '../acceptance.ts';
import type { Cases } from '../cases.ts';
import { isOpenRun } from '../cases.ts';
import type { DirectoryUser } from './directory.ts';

/** Whether users are active, as their cases have it: one is not while a case wants them gone. */
export interface Activation {
  of(sender: string, userId: string): Promise<boolean>;
  /** True while a case of theirs has not come to its end, whether the directory knows them or not. */
  hasOpenCase(sender: string, userId: string): Promise<boolean>;
  /** Of all users at once, by and by right. */
  ofAll(sender: string): Promise<(userId: string) => boolean>;
  /**
   * Opens a case, or cancels it. Providers repeat what they said for as long as they like: what is so
   * already changes nothing, and resolves to undefined. Rejects where a case might take what is said
   * now for older than what it knows.
   */
  set(sender: string, user: DirectoryUser, active: boolean): Promise<Accepted | undefined>;
}

/** Users of whom it is remembered what was said last, for a case that has not yet taken it up. */
const usersKept = 10_000;

export function activation(
  { cases, accept, kind }: { cases: Cases; accept: Accept; kind: LeaverKind },
  clock = Date.now,
): Activation {
  const told = new Map<string, { active: boolean; at: number }>();
  const turns = new Map<string, Promise<unknown>>();

  /** Two requests about one user must not both find that there is no case yet. */
  const inTurn = async <T>(key: string, act: () => Promise<T>): Promise<T> => {
    const before = turns.get(key) ?? Promise.resolve();
    const mine = before.then(act, act);
    turns.set(key, mine);
    try {
      return await mine;
    } finally {
      if (turns.get(key) === mine) turns.delete(key);
    }
  };
  const of = async (sender: string, userId: string) => {
    const run = await cases.find(sender, userId);
    if (run?.status === 'COMPLETED') {
      const { outcome, events } = await cases.result(run.workflowId);
      return isEnabled(events, outcome);
    }
    if (run?.status !== 'RUNNING') return true;
    if (isOpenRun(run)) return false;
    const status = await cases.status(run.workflowId).catch(() => undefined);
    return isEnabled(status?.events ?? [], run.state);
  };
  /** When the newest event was made that the case knows (ms since 1970). Rejects without a worker. */
  const newestOf = async (sender: string, userId: string): Promise<number> => {
    const run = await cases.find(sender, userId);
    if (run?.status !== 'RUNNING') return 0;
    const { newestEventAt } = await cases.status(run.workflowId);
    return newestEventAt === undefined ? 0 : Date.parse(newestEventAt);
  };

  return {
    of,
    hasOpenCase: async (sender, userId) => {
      const run = v.is(personIdSchema, userId) ? await cases.find(sender, userId) : undefined;
      return run !== undefined && isOpenRun(run);
    },
    ofAll: async (sender) => {
      const all = await cases.all(sender);
      return (userId) => !all.has(userId) || all.get(userId)?.state === 'rescinded';
    },
    set: (sender, user, active) => {
      const key = `${sender}/${user.id}`;
      return inTurn(key, async () => {
        const last = told.get(key);
        // What was said last may not have reached the case: its opposite is always said.
        const isRepeated = last === undefined || last.active === active;
        if (isRepeated && (await of(sender, user.id)) === active) return undefined;
        const newest = newestOf(sender, user.id);
        // An opening that counts for nothing is repeated. A cancel that does would be a desktop deleted.
        const known = await (active ? newest : newest.catch(() => 0));
        // Later than what was said before, also by another process or another clock; of the same
        // moment, a cancel would win.
        const at = Math.max(clock(), 1 + Math.max(last?.at ?? 0, known));
        const accepted = await accept(sender, eventFor(sender, user, active, { kind, at }));
        told.delete(key);
        told.set(key, { active, at });
        const [oldest] = told.keys();
        if (told.size > usersKept && oldest !== undefined) told.delete(oldest);
        return accepted;
      });
    },
  };
}

/**
 * Whether the last word on a case that has ended was that they stay. One that was rejected, or was
 * rescinded by a person, would be opened again by every repetition.
 */
function isEnabled(events: readonly HeardEvent[], state: string | undefined): boolean {
  const latest = events.toSorted((a, b) => (a.timestamp < b.timestamp ? 1 : -1));
  const deciding = latest.find(({ type }) => type !== 'leaver.expedited');
  return deciding === undefined ? state === 'rescinded' : deciding.type === 'leaver.cancelled';
}

function eventFor(
  sender: string,
  { id: personId, userName, domain }: DirectoryUser,
  active: boolean,
  { kind, at }: { kind: LeaverKind; at: number },
): LeaverEvent {
  const timestamp = new Date(at).toISOString();
  const envelope = { id: `scim-${randomUUID()}`, timestamp };
  const requestedBy = `SCIM of ${sender}`;
  if (active) return { ...envelope, type: 'leaver.cancelled', data: { personId, requestedBy } };
  return {
    ...envelope,
    type: 'leaver.opened',
    data: {
      personId,
      userName,
      ...(domain !== undefined && { domain }),
      effectiveAt: timestamp,
      kind,
      requestedBy,
    },
  };
}
