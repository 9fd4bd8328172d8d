import type { RunStatus } from '../../domain/run-status.ts';
import type { VerbRecord } from '../../domain/verb-record.ts';
import type { Sender } from '../../domain/who-said-what.ts';
import { withIdentities } from '../../domain/who-said-what.ts';
import { refusal } from './listen.ts';

/** What a run knows of who spoke to it. */
interface Spoken {
  board: { status: Pick<RunStatus, 'verbs' | 'verbsLeftOut'> };
  operators(): Promise<{ senders: Sender[] } | undefined>;
}

/**
 * The login behind something that was said to a run, by its history; empty where that has none.
 * @throws ApplicationFailure if it cannot be told
 */
export async function loginOf(
  run: Spoken,
  record: VerbRecord,
): Promise<{ identity: string; senders: Sender[] }> {
  const known = await run.operators();
  if (known === undefined) throw refusal('Refused', 'Who sent this could not be read; try again.');
  const { senders } = known;
  const { verbs, verbsLeftOut } = run.board.status;
  const { updateId } = record;
  const byPlace = () =>
    verbsLeftOut === undefined ? withIdentities(verbs, senders)[verbs.indexOf(record)] : undefined;
  const signed =
    updateId === undefined ? byPlace() : senders.find((sender) => sender.updateId === updateId);
  if (signed !== undefined) return { identity: signed.principal ?? signed.identity ?? '', senders };
  const sentence =
    'So much was said to the run that who sent this cannot be told; send it as an update.';
  throw refusal('Refused', sentence);
}
