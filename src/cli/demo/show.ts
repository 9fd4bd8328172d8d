import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { accountFor, fateOf } from './account.ts';
import type { Account, Fate } from './account.ts';
import type { Violation } from '../../simulator/audit.ts';
import type { Actor } from './cast.ts';
import { letThingsHappen, plantFaults } from './happenings.ts';
import { followCleanUp } from './clean-up/follow-clean-up.ts';
import type { CleanUpFate } from './clean-up/follow-clean-up.ts';
import type { Lab } from './clean-up/lab.ts';
import { perform } from './perform.ts';
import { followCase } from './leaver/follow-case.ts';
import type { LeaverFate } from './leaver/follow-case.ts';
import type { DemoLeaver } from './leaver/leaver.ts';
import type { Progress, Role } from './progress.ts';
import type { Stage } from './stage.ts';
import { phraseFor } from './words.ts';
import type { Phrase } from './words.ts';

export interface Ending {
  fates: Fate[];
  violations: readonly Violation[];
  account: Account;
  leaver: LeaverFate;
  cleanUp: CleanUpFate;
  code: ExitCode;
}

/** Who plays. */
export interface Cast {
  actors: readonly Actor[];
  person: DemoLeaver;
  lab: Lab;
}

/** Runs the whole demo on its stage, and takes stock of it. `startedAt` is on performance's clock. */
export const show = async (
  stage: Stage,
  { actors, person, lab }: Cast,
  { signal, progress, startedAt }: { signal: AbortSignal; progress: Progress; startedAt: number },
): Promise<Ending> => {
  const { simulator } = stage;
  const over = new AbortController();
  await plantFaults(simulator, actors);
  const world = letThingsHappen(simulator, actors, AbortSignal.any([signal, over.signal]));
  const fails = Promise.all([
    world.ended,
    stage.worker.ended,
    stage.webhook.ended,
    simulator.ended,
  ]).then(() => new Promise<never>(() => {}));
  try {
    const phrases = new Map<Role, Phrase>();
    const onLook: Parameters<typeof perform>[2]['onLook'] = (sights) => {
      for (const actor of actors) phrases.set(actor.role, phraseFor(sights.get(actor)));
      progress.show(phrases);
    };
    const showOf = (role: Role) => (phrase: Phrase) => {
      phrases.set(role, phrase);
      progress.show(phrases);
    };
    const [sights, leaver, cleanUp] = await Promise.race([
      Promise.all([
        perform(stage, actors, { signal, onLook }),
        followCase(stage, person, { signal, show: showOf(person.role) }),
        followCleanUp(stage, lab, { signal, show: showOf(lab.role) }),
      ]),
      fails,
    ]);
    const requests = (await simulator.requests()).filter(
      ({ request_id: id }) => !world.strangersCalls.has(id),
    );
    const fates = actors.map((actor) => fateOf(actor, sights.get(actor), requests));
    const { violations } = await simulator.audit();
    const account = accountFor(fates, violations, (performance.now() - startedAt) / 1000);
    const isWell =
      violations.length === 0 && [...fates, leaver, cleanUp].every(({ asExpected }) => asExpected);
    return {
      fates,
      leaver,
      cleanUp,
      violations,
      account,
      code: isWell ? exitCode.done : exitCode.failed,
    };
  } finally {
    over.abort();
    progress.close();
  }
};
