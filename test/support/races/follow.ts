import { setTimeout as delay } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { WorkflowFailedError } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import type { OffboardDesktopResult } from '../../../src/domain/result.ts';
import type { OffboardDesktop } from '../../../src/workflows/contract.ts';
import { searchAttributes } from '../../../src/workflows/search-attributes.ts';
import type { House } from '../house.ts';
import { status } from '../house.ts';
import type { Utterance } from './say.ts';
import type { Said, Scenario } from './scenario.ts';
import { profileOf } from './scenario.ts';

type Handle = WorkflowHandle<OffboardDesktop>;

/** How a run ended; `never`: not within the time that it was given. */
export type RunEnd =
  | { is: 'result'; result: OffboardDesktopResult }
  | { is: 'cancelled' }
  | { is: 'failed'; why: string }
  | { is: 'never' };

const endWithinMs = 5 * 60_000;

/** When the run is seen as held by the signal with this mark; undefined if that is never. */
export async function sightOfHold(
  handle: Handle,
  mark: string,
  end: AbortSignal,
): Promise<number | undefined> {
  while (!end.aborted) {
    const { state, verbs } = await status(handle).catch(() => ({ state: undefined, verbs: [] }));
    const outcome = verbs.find(({ reason }) => reason === mark)?.outcome;
    if (outcome === 'refused') return undefined;
    if (outcome === 'applied') return state === 'held' ? Date.now() : undefined;
    await delay(150);
  }
  return undefined;
}

/** How a run ends, whenever that is; `never` if that takes too long. */
export const endOf = (handle: Handle): Promise<RunEnd> =>
  Promise.race([
    handle.result().then(
      (result): RunEnd => ({ is: 'result', result }),
      (error: unknown): RunEnd =>
        error instanceof WorkflowFailedError && error.cause instanceof CancelledFailure
          ? { is: 'cancelled' }
          : { is: 'failed', why: String(error) },
    ),
    delay<RunEnd>(endWithinMs, { is: 'never' }, { ref: false }),
  ]);

/** Releases what stays held, and decides what stays blocked, until the run has ended. */
export async function seeToItsEnd(
  { simulator }: House,
  handle: Handle,
  {
    name,
    scenario,
    speak,
    ended,
  }: {
    name: string;
    scenario: Scenario;
    speak: (act: { said: Said; via: 'update' }) => Promise<Utterance>;
    ended: Promise<RunEnd>;
  },
): Promise<void> {
  const { remedy } = profileOf(scenario);
  let { decision } = scenario;
  while ((await Promise.race([ended, delay(400)])) === undefined) {
    const { typedSearchAttributes: now } = await handle.describe();
    const state = now.get(searchAttributes.state);
    const endsByItself = now.get(searchAttributes.due) !== undefined;
    if (state === 'held' && !endsByItself)
      await speak({ said: { verb: 'release' }, via: 'update' });
    if (state !== 'blocked') continue;
    if (decision === 'retry' && remedy !== undefined) await simulator.patch(name, remedy);
    await speak({ said: { verb: 'resolve', action: decision }, via: 'update' });
    // Some steps cannot be skipped.
    if (decision === 'skip') decision = 'retry';
  }
}
