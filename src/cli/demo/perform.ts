import { setTimeout as delay } from 'node:timers/promises';
import { createOffboardingClient } from '../../client.ts';
import type { Actor } from './cast.ts';
import { isAtRest, look } from './follow.ts';
import type { Sight } from './follow.ts';
import type { Stage } from './stage.ts';

export interface Performance {
  signal: AbortSignal;
  /** Told after every look at all runs. */
  onLook(sights: ReadonlyMap<Actor, Sight>): void;
}

const lookEveryMs = 250;
/** Plenty on a quick machine; a busy one takes several times as long. */
const longestMs = 150_000;

/**
 * Orders every desktop to be offboarded and follows all runs until nothing more will happen by
 * itself, deciding what the part says an operator decides. Resolves to what was seen last.
 */
export const perform = async (
  { client, taskQueue }: Stage,
  actors: readonly Actor[],
  { signal, onLook }: Performance,
): Promise<ReadonlyMap<Actor, Sight>> => {
  const offboarding = createOffboardingClient(client, { taskQueue });
  for (const { desktopId, userId } of actors) {
    signal.throwIfAborted();
    await offboarding.startOffboardDesktop({ desktopId, expectedOwner: userId, deleteUsers: true });
  }

  const sights = new Map<Actor, Sight>();
  const decided = new Set<Actor>();
  const isOver = (actor: Actor): boolean => {
    const sight = sights.get(actor);
    return (
      sight !== undefined &&
      isAtRest(sight) &&
      (actor.part.decision === undefined || sight.is !== 'open')
    );
  };
  const lookAt = async (actor: Actor) => {
    if (isOver(actor)) return;
    const sight = await look(client, actor.desktopId);
    sights.set(actor, sight);
    const { decision } = actor.part;
    if (decision === undefined || decided.has(actor) || sight.is !== 'open') return;
    if (sight.blocked === undefined) return;
    decided.add(actor);
    // Long enough for the audience to see that it was blocked.
    await delay(2_000, undefined, { signal });
    await offboarding.send(sight.workflowId, 'resolve', decision);
  };

  const end = Date.now() + longestMs;
  while (!actors.every(isOver) && Date.now() < end) {
    await Promise.all([...actors.map(lookAt), delay(lookEveryMs, undefined, { signal })]);
    onLook(sights);
  }
  return sights;
};
