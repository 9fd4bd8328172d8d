import { randomUUID } from 'node:crypto';
import type { LeaverEvent, LeaverKind } from '../../domain/leaver-event.ts';
import { isOpen } from '../../domain/state.ts';
import type { OffboardingState } from '../../domain/state.ts';
import type { Accept, Accepted } from '../acceptance.ts';
import type { Cases } from '../cases.ts';
import type { DirectoryUser } from './directory.ts';

/** Whether users are active, as their cases have it: one is not while a case wants them gone. */
export interface Activation {
  of(sender: string, userId: string): Promise<boolean>;
  /** Of all users at once, by and by right. */
  ofAll(sender: string): Promise<(userId: string) => boolean>;
  /**
   * Opens a case, or cancels it. Providers repeat what they said for as long as they like: what is so
   * already changes nothing, and resolves to undefined.
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
    if (run?.status !== 'RUNNING') return true;
    // Written by our own workflow; absent only in its first moments.
    if (isOpen((run.state ?? 'planned') as OffboardingState)) return false;
    // One that was rescinded or rejected by a person would be opened again by every repetition.
    const status = await cases.status(run.workflowId).catch(() => undefined);
    if (status === undefined) return run.state === 'rescinded';
    const latest = status.events.toSorted((a, b) => (a.timestamp < b.timestamp ? 1 : -1));
    const deciding = latest.find(({ type }) => type !== 'leaver.expedited');
    return deciding === undefined || deciding.type === 'leaver.cancelled';
  };

  return {
    of,
    ofAll: async (sender) => {
      const open = await cases.open(sender);
      return (userId) => !open.has(userId) || open.get(userId) === 'rescinded';
    },
    set: (sender, user, active) => {
      const key = `${sender}/${user.id}`;
      return inTurn(key, async () => {
        const last = told.get(key);
        // What was said last may not have reached the case: its opposite is always said.
        const isRepeated = last === undefined || last.active === active;
        if (isRepeated && (await of(sender, user.id)) === active) return undefined;
        // Later than what was said before, or a cancel of the same moment would win.
        const at = Math.max(clock(), (last?.at ?? 0) + 1);
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
