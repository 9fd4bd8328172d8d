import {
  ApplicationFailure,
  currentUpdateInfo,
  defineSignal,
  defineUpdate,
  metricMeter,
  setDefaultSignalHandler,
  setHandler,
} from '@temporalio/workflow';
import * as v from 'valibot';
import type { VerbRecord } from '../domain/verb-record.ts';
import type { Standing } from '../domain/verb-rules.ts';
import { refusalOf } from '../domain/verb-rules.ts';
import type { VerbInput, VerbName } from '../domain/verbs.ts';
import { descriptionOf, faultsIn, printable, verbs } from '../domain/verbs.ts';

/** What a run does about each verb that it takes: carries it out, and answers with a sentence. */
export type Answers = { [N in VerbName]?: (input: VerbInput<N>) => string | Promise<string> };

/** What the ears of a run are fastened to. */
export interface Listener {
  standing(): Standing;
  /** Keeps what was said; called again with the same record when its outcome is known. */
  note(record: VerbRecord): void;
}

/** Came while the delete was being sent, and lost. */
export const tooLate = (sentence: string) => refusal('TooLate', sentence);

function refusal(type: 'Refused' | 'TooLate', sentence: string): ApplicationFailure {
  const failure = ApplicationFailure.nonRetryable(sentence, type);
  // The Web UI shows it to operators, and it has nothing to tell them.
  failure.stack = '';
  return failure;
}

const maxSentence = 200;
const atMost = (text: string) =>
  printable(text.length > maxSentence ? `${text.slice(0, maxSentence)}…` : text);

const countRefusal = (verb: string, via: VerbRecord['via']) =>
  metricMeter
    .createCounter('offboarding_refused_verbs', 'verbs', 'What operators sent and the run refused')
    .add(1, { verb, via });

/**
 * Registers each verb as an update (refused with a sentence and no event, or answered with one) and as
 * a signal of the same name (applied if valid; if not, noted as refused). Handlers take whatever
 * arrives and parse it: an exception in a signal handler would freeze or fail the run.
 */
export function listenFor(answers: Answers, listener: Listener): void {
  for (const name of Object.keys(answers) as (keyof Answers)[])
    listenForOne(name, answers, listener);
  setDefaultSignalHandler((name) => {
    refuse(listener, atMost(name), 'unknown', `no signal is called ${atMost(name)}`);
  });
}

function listenForOne<N extends VerbName>(name: N, answers: Answers, listener: Listener): void {
  const description = descriptionOf(name);
  const judge = (args: unknown[]): { refused: string } | { input: VerbInput<N> } => {
    const [input] = args;
    if (args.length !== 1 || Array.isArray(input)) {
      return { refused: `${name} takes exactly one object` };
    }
    const parsed = v.safeParse(verbs[name].schema, input);
    if (!parsed.success) return { refused: `${name}: ${atMost(faultsIn(parsed.issues))}` };
    // What the schema of this name made; TypeScript only knows that of any name.
    const understood = parsed.output as VerbInput<N>;
    const why = refusalOf(name, understood, listener.standing());
    return why === undefined ? { input: understood } : { refused: `${name}: ${why}` };
  };

  const carryOut = async (input: VerbInput<N>, via: 'update' | 'signal'): Promise<string> => {
    const updateId = currentUpdateInfo()?.id;
    // Some schemas have these fields and some have not.
    const { reason, by, approver = by } = input as Partial<Record<string, string>>;
    const record: VerbRecord = {
      verb: name,
      via,
      at: new Date().toISOString(),
      outcome: 'pending',
      sentence: 'Waits to learn whether a delete was sent.',
      ...(reason !== undefined && { reason }),
      ...(approver !== undefined && { by: approver }),
      ...(updateId !== undefined && { updateId }),
    };
    listener.note(record);
    try {
      const sentence = (await answers[name]?.(input)) ?? '';
      listener.note(Object.assign(record, { outcome: 'applied', sentence }));
      return sentence;
    } catch (error) {
      const sentence = error instanceof Error ? error.message : String(error);
      listener.note(Object.assign(record, { outcome: 'refused', sentence }));
      throw error;
    }
  };

  setHandler(
    defineUpdate<string, unknown[]>(name),
    (...args) => {
      const verdict = judge(args);
      if ('refused' in verdict) throw refusal('Refused', verdict.refused);
      return carryOut(verdict.input, 'update');
    },
    {
      description,
      validator: (...args) => {
        const verdict = judge(args);
        if (!('refused' in verdict)) return;
        countRefusal(name, 'update');
        throw refusal('Refused', `${verdict.refused.replace(/\.$/, '')}. ${description}`);
      },
    },
  );
  setHandler(
    defineSignal<unknown[]>(name),
    async (...args) => {
      const verdict = judge(args);
      if ('refused' in verdict) return refuse(listener, name, name, verdict.refused);
      await carryOut(verdict.input, 'signal').catch((error: unknown) => {
        if (!(error instanceof ApplicationFailure)) throw error;
        countRefusal(name, 'signal');
      });
    },
    { description },
  );
}

function refuse(listener: Listener, verb: string, label: string, sentence: string): void {
  countRefusal(label, 'signal');
  const at = new Date().toISOString();
  listener.note({ verb, via: 'signal', at, outcome: 'refused', sentence });
}
