import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { accountFor, fateOf } from './account.ts';
import type { Account, Fate } from './account.ts';
import type { Violation } from '../../simulator/audit.ts';
import type { Actor } from './cast.ts';
import { letThingsHappen, plantFaults } from './happenings.ts';
import { perform } from './perform.ts';
import type { Progress } from './progress.ts';
import type { Stage } from './stage.ts';
import { phraseFor } from './words.ts';

export interface Ending {
  fates: Fate[];
  violations: readonly Violation[];
  account: Account;
  code: ExitCode;
}

/** Runs the whole demo on its stage, and takes stock of it. `startedAt` is on performance's clock. */
export const show = async (
  stage: Stage,
  actors: readonly Actor[],
  { signal, progress, startedAt }: { signal: AbortSignal; progress: Progress; startedAt: number },
): Promise<Ending> => {
  const { simulator } = stage;
  const over = new AbortController();
  await plantFaults(simulator, actors);
  const world = letThingsHappen(simulator, actors, AbortSignal.any([signal, over.signal]));
  const fails = Promise.all([world.ended, stage.worker.ended, simulator.ended]).then(
    () => new Promise<never>(() => {}),
  );
  try {
    const onLook: Parameters<typeof perform>[2]['onLook'] = (sights) =>
      progress.show(new Map(actors.map((actor) => [actor, phraseFor(sights.get(actor))])));
    const sights = await Promise.race([perform(stage, actors, { signal, onLook }), fails]);
    const requests = (await simulator.requests()).filter(
      ({ request_id: id }) => !world.strangersCalls.has(id),
    );
    const fates = actors.map((actor) => fateOf(actor, sights.get(actor), requests));
    const { violations } = await simulator.audit();
    const account = accountFor(fates, violations, (performance.now() - startedAt) / 1000);
    const isWell = violations.length === 0 && fates.every(({ asExpected }) => asExpected);
    return { fates, violations, account, code: isWell ? exitCode.done : exitCode.failed };
  } finally {
    over.abort();
    progress.close();
  }
};
