import * as v from 'valibot';
import { verbs } from '../../domain/verbs.ts';
import type { VerbName } from '../../domain/verbs.ts';
import { CommandError } from '../command-error.ts';
import { exitCode } from '../exit-code.ts';
import { flagOf } from './flag-of.ts';

/**
 * The input of a verb, out of the options of its command.
 *
 * @throws CommandError that names each option which the verb cannot take like this.
 */
export const verbInput = (name: VerbName, options: Record<string, unknown>): object => {
  const { schema } = verbs[name];
  const given = Object.keys(schema.entries).flatMap((field) =>
    options[field] === undefined ? [] : [[field, options[field]]],
  );
  const parsed = v.safeParse(schema, Object.fromEntries(given));
  if (parsed.success) return parsed.output;
  const faults = parsed.issues.map(
    ({ path, message }) => `${flagOf(String(path?.[0].key))}: ${message}`,
  );
  throw new CommandError(`${faults.join('; ')}.`, exitCode.usage);
};
