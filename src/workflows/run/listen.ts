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
import type { VerbRecord } from '../../domain/verb-record.ts';
import { recordedName } from '../../domain/verb-record.ts';
import type { Standing } from '../../domain/verb-rules.ts';
import { refusalOf } from '../../domain/verb-rules.ts';
import type { VerbInput, VerbName } from '../../domain/verbs.ts';
import { descriptionOf, faultsIn, verbs } from '../../domain/verbs.ts';

/** What a run does about each verb that it takes: carries it out, and answers with a sentence. */
export type Answers = {
  [N in VerbName]?: (input: VerbInput<N>, record: VerbRecord) => string | Promise<string>;
};

/** Signals that are no verbs: what other parts of ours send. Each takes whatever arrives. */
export type Ears = Readonly<Record<string, Ear>>;

interface Ear {
  description: string;
  hear(args: unknown[]): void | Promise<void>;
}

/** What the ears of a run are fastened to. */
export interface Listener {
  standing(): Standing;
  /** Keeps what was said, as soon as it was. */
  note(record: VerbRecord): void;
  /** The outcome of something that was noted is known. */
  changed(): void;
}

/** What a verb is refused with; `TooLate`: it came while the delete was being sent, and lost. */
export function refusal(type: 'Refused' | 'TooLate', sentence: string): ApplicationFailure {
  const failure = ApplicationFailure.nonRetryable(sentence, type);
  // The Web UI shows it to operators, and it has nothing to tell them.
  failure.stack = '';
  return failure;
}

/**
 * Registers each verb as an update (refused with a sentence and no event, or answered with one) and as
 * a signal of the same name (applied if valid; if not, noted as refused). Handlers take whatever
 * arrives and parse it: an exception in a signal handler would freeze or fail the run.
 */
export function listenFor(answers: Answers, listener: Listener, ears: Ears = {}): void {
  const names = Object.keys(answers) as (keyof Answers)[];
  const doors = new Map(names.map((name) => [name as string, doorFor(name, answers, listener)]));
  const hear = async (name: string, args: unknown[]): Promise<void> => {
    const ear = Object.hasOwn(ears, name) ? ears[name] : undefined;
    const door = doors.get(name);
    if (ear !== undefined) await ear.hear(args);
    else if (door !== undefined) await door.signal(args);
    else refuseSignal(listener, name, `no signal is called ${recordedName(name)}`);
  };
  // Before any other: signals that came earlier are handed over here, in the order of their arrival.
  setDefaultSignalHandler((name, ...args) => hear(name, args));
  for (const [name, { description }] of Object.entries(ears)) {
    setHandler(defineSignal<unknown[]>(name), (...args) => hear(name, args), { description });
  }
  for (const name of names) {
    const description = descriptionOf(name);
    setHandler(defineSignal<unknown[]>(name), (...args) => hear(name, args), { description });
    setHandler(
      defineUpdate<string, unknown[]>(name),
      (...args) => doors.get(name)?.update(args) ?? '',
      { description, validator: (...args) => doors.get(name)?.validate(args) },
    );
  }
}

/** Where a verb comes in, by either way. */
interface Door {
  validate(args: unknown[]): void;
  update(args: unknown[]): Promise<string>;
  signal(args: unknown[]): Promise<void>;
}

function doorFor<N extends VerbName>(name: N, answers: Answers, listener: Listener): Door {
  const judge = (args: unknown[]): { refused: string } | { input: VerbInput<N> } => {
    const [input] = args;
    if (args.length !== 1 || Array.isArray(input)) {
      return { refused: `${name} takes exactly one object` };
    }
    const parsed = v.safeParse(verbs[name].schema, input, { abortPipeEarly: true });
    if (!parsed.success) return { refused: `${name}: ${faultsIn(parsed.issues)}` };
    // What the schema of this name made; TypeScript only knows that of any name.
    const understood = parsed.output as VerbInput<N>;
    const why = refusalOf(name, understood, listener.standing());
    return why === undefined ? { input: understood } : { refused: `${name}: ${why}` };
  };

  const carryOut = async (input: VerbInput<N>, via: 'update' | 'signal'): Promise<string> => {
    const record = recordOf(name, input, via);
    listener.note(record);
    try {
      const sentence = (await answers[name]?.(input, record)) ?? '';
      Object.assign(record, { outcome: 'applied', sentence });
      return sentence;
    } catch (error) {
      const sentence = error instanceof Error ? error.message : String(error);
      Object.assign(record, { outcome: 'refused', sentence });
      countRefusal(name, via);
      throw error;
    } finally {
      listener.changed();
    }
  };

  return {
    validate(args) {
      const verdict = judge(args);
      if (!('refused' in verdict)) return;
      countRefusal(name, 'update');
      throw refusal('Refused', `${verdict.refused.replace(/\.$/, '')}. ${descriptionOf(name)}`);
    },
    async update(args) {
      const verdict = judge(args);
      if ('refused' in verdict) throw refusal('Refused', verdict.refused);
      return carryOut(verdict.input, 'update');
    },
    async signal(args) {
      const verdict = judge(args);
      if ('refused' in verdict) return refuseSignal(listener, name, verdict.refused);
      await carryOut(verdict.input, 'signal').catch((error: unknown) => {
        if (!(error instanceof ApplicationFailure)) throw error;
      });
    },
  };
}

function recordOf<N extends VerbName>(
  verb: N,
  input: VerbInput<N>,
  via: 'update' | 'signal',
): VerbRecord {
  const updateId = currentUpdateInfo()?.id;
  // Some schemas have these fields and some have not.
  const { reason, by, approver = by } = input as Partial<Record<string, string>>;
  return {
    verb,
    via,
    at: new Date().toISOString(),
    outcome: 'pending',
    sentence: 'Waits to learn what the step under way did.',
    ...(reason !== undefined && { reason }),
    ...(approver !== undefined && { by: approver }),
    ...(updateId !== undefined && { updateId }),
  };
}

function refuseSignal(listener: Listener, name: string, sentence: string): void {
  countRefusal(name in verbs ? name : 'unknown', 'signal');
  const [verb, at] = [recordedName(name), new Date().toISOString()];
  listener.note({ verb, via: 'signal', at, outcome: 'refused', sentence });
  listener.changed();
}

const countRefusal = (verb: string, via: VerbRecord['via']) =>
  metricMeter
    .createCounter('offboarding_refused_verbs', 'verbs', 'What operators sent and the run refused')
    .add(1, { verb, via });
