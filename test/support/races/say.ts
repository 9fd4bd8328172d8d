import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Act, Said } from './scenario.ts';

/** What came back. `taken`: a signal or a cancellation, which Temporal only acknowledges. */
export type Answer =
  | { is: 'answered'; sentence: string }
  | { is: 'refused'; type: string; sentence: string }
  | { is: 'taken' }
  /** The run had come to its end. */
  | { is: 'ended' }
  /** Temporal could not hand it over, and said so. */
  | { is: 'unheard' }
  | { is: 'lost'; why: string };

export interface Utterance {
  said: Said;
  via: Act['via'];
  /** Its reason, by which the run's record of it is found. */
  mark: string;
  /** When a hold is to end by itself. All times are ms since the epoch. */
  untilMs?: number;
  sentAt: number;
  doneAt: number;
  answer: Answer;
}

/** Says something to a run, and waits for the answer. */
export async function say(
  handle: WorkflowHandle,
  { said, via }: Pick<Act, 'said' | 'via'>,
  mark: string,
): Promise<Utterance> {
  const sentAt = Date.now();
  const untilMs = untilOf(said, sentAt);
  const [name, args] = messageOf(said, mark, untilMs);
  const answer = await send(handle, via, name, args).catch(asAnswer);
  const doneAt = Date.now();
  return { said, via, mark, sentAt, doneAt, answer, ...(untilMs !== undefined && { untilMs }) };
}

export const untilOf = (said: Said, now: number): number | undefined =>
  said.verb === 'hold' && said.forMs !== undefined ? now + said.forMs : undefined;

/** Name and arguments of what is sent. */
export function messageOf(
  said: Said,
  reason: string,
  untilMs: number | undefined,
): [name: string, args: unknown[]] {
  const { verb } = said;
  switch (verb) {
    case 'nonsense':
      return [said.name, [...said.args]];
    case 'resolve':
      return [verb, [{ action: said.action, reason }]];
    case 'hold':
      return [
        verb,
        [{ reason, ...(untilMs !== undefined && { until: new Date(untilMs).toISOString() }) }],
      ];
    default:
      return [verb, [{ reason }]];
  }
}

async function send(
  handle: WorkflowHandle,
  via: Act['via'],
  name: string,
  args: unknown[],
): Promise<Answer> {
  if (name === 'cancel') await handle.cancel();
  else if (via === 'signal') await handle.signal(name, ...args);
  else {
    // Typed for at least one argument; nonsense may have none.
    const given = args as [unknown];
    const sentence = await handle.executeUpdate<string, [unknown]>(name, { args: given });
    return { is: 'answered', sentence };
  }
  return { is: 'taken' };
}

function asAnswer(error: unknown): Answer {
  if (error instanceof WorkflowNotFoundError) return { is: 'ended' };
  if (error instanceof WorkflowUpdateFailedError) {
    const { cause } = error;
    const type = (cause instanceof ApplicationFailure && cause.type) || '';
    const sentence = cause?.message ?? '';
    // The SDK itself refuses an update that has no handler.
    const isRefusal = ['Refused', 'TooLate'].includes(type) || sentence.includes('explode');
    if (isRefusal) return { is: 'refused', type, sentence };
  }
  const why = String(error instanceof Error ? (error.cause ?? error) : error);
  // A task in which a run said that it ends, while more came in, is done again without the update.
  const isUnheard = why.includes('Unable to perform workflow execution update');
  return isUnheard ? { is: 'unheard' } : { is: 'lost', why };
}
