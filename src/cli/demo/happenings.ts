import { setTimeout as delay } from 'node:timers/promises';
import type { RequestRecord } from '../../simulator/requests.ts';
import { workspaceClient } from '../../workspace/client.ts';
import { connect } from '../../workspace/connection.ts';
import { Secret } from '../../workspace/secret.ts';
import type { Actor } from './cast.ts';
import type { Part } from './part.ts';
import type { SimulatorProcess } from './simulator.ts';

/** What the world does to the desktops while they are being offboarded. */
export interface World {
  /** Request ids of the calls that were not the worker's. */
  strangersCalls: ReadonlySet<string>;
  /** Rejects if something that was to happen could not. */
  ended: Promise<void>;
}

const lookEveryMs = 100;
const againAfterMs = 700;

/** Makes the calls about each desktop go wrong as its part says. */
export const plantFaults = async (
  simulator: SimulatorProcess,
  actors: readonly Actor[],
): Promise<void> => {
  for (const { part, desktopId } of actors)
    for (const fault of part.faults ?? [])
      await simulator.fault({ ...fault, desktop_id: desktopId });
};

/** Watches the simulator's log, and lets things happen when their time has come, until `signal`. */
export const letThingsHappen = (
  simulator: SimulatorProcess,
  actors: readonly Actor[],
  signal: AbortSignal,
): World => {
  const strangersCalls = new Set<string>();
  const colleague = workspaceClient(
    connect({
      name: 'colleague',
      projectId: simulator.projectId,
      workspaceEndpoint: simulator.listening,
      iamEndpoint: simulator.listening,
      requestTimeoutMs: 5_000,
      maxResponseBytes: 1_000_000,
      credentials: {
        kind: 'access-key',
        accessKey: simulator.accessKey,
        secretKey: new Secret(simulator.secretKey),
      },
    }),
    { onCall: ({ requestId }) => requestId !== undefined && strangersCalls.add(requestId) },
  );
  const toCome = actors.flatMap((actor) => {
    const { meanwhile } = actor.part;
    return meanwhile === undefined ? [] : [{ actor, meanwhile, lastAt: 0, isOver: false }];
  });

  const watch = async () => {
    while (!signal.aborted && toCome.some(({ isOver }) => !isOver)) {
      const requests = await simulator.requests();
      for (const event of toCome) {
        const calls = callsAbout(requests, event.actor);
        if (event.isOver || !isDue(event.meanwhile, calls, event.lastAt)) {
          event.isOver ||= event.meanwhile.until?.(calls) ?? false;
          continue;
        }
        event.lastAt = Date.now();
        event.isOver = event.meanwhile.until === undefined;
        await event.meanwhile.does({
          simulator,
          actor: event.actor,
          deleteAsColleague: () =>
            colleague.deleteDesktop(event.actor.desktopId, {
              delete_users: false,
              email_notification: false,
              is_force_delete: true,
            }),
        });
      }
      await delay(lookEveryMs);
    }
  };
  return { strangersCalls, ended: watch() };
};

export const callsAbout = (
  requests: readonly RequestRecord[],
  { desktopId }: Actor,
): RequestRecord[] => requests.filter(({ desktop_ids: ids }) => ids.includes(desktopId));

const isDue = (
  { isDue: isTime, until }: NonNullable<Part['meanwhile']>,
  calls: readonly RequestRecord[],
  lastAt: number,
): boolean => isTime(calls) && until?.(calls) !== true && Date.now() - lastAt >= againAfterMs;
