import { ApplicationFailure } from '@temporalio/workflow';
import * as v from 'valibot';
import type { LeaverEvent } from '../../domain/leaver-event.ts';
import { leaverEventSchema } from '../../domain/leaver-event.ts';
import { ownSignals } from '../../domain/own-signals.ts';
import { isTakenBack } from '../../domain/leaver-memory.ts';
import { faultsIn } from '../../domain/verbs.ts';
import type { CaseRun } from './case-run.ts';

/** Takes up what HR says of the leaver, or notes why it cannot be understood. */
export async function hearLeaver(run: CaseRun, input: unknown): Promise<void> {
  const { board } = run;
  const parsed = v.safeParse(leaverEventSchema, input);
  if (!parsed.success || parsed.output.data.personId !== run.about.personId) {
    const why = parsed.success ? 'it is about somebody else' : faultsIn(parsed.issues);
    const at = new Date().toISOString();
    const sentence = `That is no event of this leaver: ${why}.`;
    board.note({ verb: ownSignals.leaver, via: 'signal', at, outcome: 'refused', sentence });
    board.publish();
    return;
  }
  const event = parsed.output;
  const how = run.orders.take(event);
  // An event that is sent again has been recorded already.
  if (how === 'known') return;
  const { id, type, timestamp, data } = event;
  const { requestedBy } = data;
  const at = new Date().toISOString();
  const heard = { id, type, timestamp, at, requestedBy, sentence: 'Taken up.' };
  board.heard(heard);
  board.ordered(run.orders);
  heard.sentence = how === 'changed' ? await follow(run, event) : withoutChange(run, event);
  board.publish();
}

/** Does what an event asks for; what came of it, as a sentence. */
async function follow(run: CaseRun, { type }: LeaverEvent): Promise<string> {
  const { is: wish } = run.orders.wish;
  if (run.phase === 'over') {
    return wish === 'open' ? 'It opens the case anew.' : 'The case had come to its end before.';
  }
  if (run.phase === 'under-way' && wish === 'open') {
    return 'Too late for this plan, which is being carried out; a newer leaver.opened opens the case anew after it.';
  }
  run.hasNews = true;
  if (wish === 'cancelled') {
    try {
      return await run.steering.cancel('HR cancelled it');
    } catch (error) {
      if (error instanceof ApplicationFailure) return error.message;
      throw error;
    }
  }
  // What a step stumbled over may be what HR has put right.
  if (run.board.status.blocked?.step === 'planLeaver') run.steering.retry('HR sent an event');
  return type === 'leaver.opened' ? 'It opens the case.' : 'It changes the case.';
}

/** What does not change what is to be done may still change what the case has left behind. */
function withoutChange(run: CaseRun, { type }: LeaverEvent): string {
  const isLate =
    run.phase === 'over' && type === 'leaver.cancelled' && isTakenBack(run.orders.memory);
  if (!isLate || !run.hasLocked) return 'It changes nothing.';
  run.isToUnlock = true;
  return 'The case had come to its end before; whom it has locked is unlocked.';
}
