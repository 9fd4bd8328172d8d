import {
  ApplicationFailure,
  defineSignal,
  defineUpdate,
  setDefaultSignalHandler,
  setHandler,
} from '@temporalio/workflow';
import * as v from 'valibot';
import type { Verb } from '../domain/verbs.ts';
import { descriptionOf } from '../domain/verbs.ts';

/** What a verb does to a run: `refuses` gives the sentence why not now, `apply` does it and answers. */
export interface Rule<T> {
  refuses(input: T): string | undefined;
  apply(input: T): string;
}

const maxSentence = 200;
const atMost = (text: string) =>
  text.length > maxSentence ? `${text.slice(0, maxSentence)}…` : text;

/** Makes a refusal of every signal that no verb stands for; without it they would wait unseen. */
export function refuseUnknownSignals(onRefused: (sentence: string) => void): void {
  setDefaultSignalHandler((name) => onRefused(`no signal is called ${atMost(name)}`));
}

/**
 * Registers a verb as an update (refused with a sentence and no event, or answered with one) and as
 * a signal of the same name (applied if valid; if not, `onRefused` gets the sentence). Handlers take
 * whatever arrives and parse it: an exception in a signal handler would freeze the run for good.
 */
export function listenFor<S extends v.GenericSchema>(
  verb: Verb<S>,
  rule: Rule<v.InferOutput<S>>,
  onRefused: (sentence: string) => void,
): void {
  const description = descriptionOf(verb);
  const judge = (args: unknown[]): { refusal: string } | { input: v.InferOutput<S> } => {
    const [input] = args;
    if (args.length !== 1 || Array.isArray(input)) {
      return { refusal: `${verb.name} takes exactly one object. ${description}` };
    }
    const parsed = v.safeParse(verb.schema, input);
    if (!parsed.success) {
      return {
        refusal: `${verb.name}: ${atMost(v.summarize(parsed.issues))}. ${description}`,
      };
    }
    const refusal = rule.refuses(parsed.output);
    return refusal === undefined
      ? { input: parsed.output }
      : { refusal: `${verb.name}: ${refusal}` };
  };
  const orThrow = (args: unknown[]) => {
    const verdict = judge(args);
    if ('refusal' in verdict) throw ApplicationFailure.nonRetryable(verdict.refusal, 'Refused');
    return verdict.input;
  };

  setHandler(defineUpdate<string, unknown[]>(verb.name), (...args) => rule.apply(orThrow(args)), {
    description,
    validator: (...args) => void orThrow(args),
  });
  setHandler(
    defineSignal<unknown[]>(verb.name),
    (...args) => {
      const verdict = judge(args);
      if ('refusal' in verdict) onRefused(verdict.refusal);
      else rule.apply(verdict.input);
    },
    { description },
  );
}
