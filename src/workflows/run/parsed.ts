import { ApplicationFailure } from '@temporalio/workflow';
import * as v from 'valibot';
import type { workflowTypes } from '../contract.ts';

/**
 * What a workflow was started with, as its schema has it. `example` is such an input, for who gave another.
 * @throws ApplicationFailure `InvalidInput`
 */
export function parsed<S extends v.GenericSchema>(
  schema: S,
  input: unknown,
  { type, example }: { type: keyof typeof workflowTypes; example: string },
): v.InferOutput<S> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const faults = v.summarize(result.issues).slice(0, 500);
  throw invalid(`${type} takes one object such as ${example}: ${faults}`);
}

export const invalid = (sentence: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(sentence, 'InvalidInput');
