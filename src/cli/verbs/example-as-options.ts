import { verbs } from '../../domain/verbs.ts';
import type { VerbName } from '../../domain/verbs.ts';
import { flagOf } from './flag-of.ts';

/** The example of a verb's input as it is typed, without what may be left out: `--reason "…"`. */
export const exampleAsOptions = (verb: VerbName): string => {
  const { example, schema } = verbs[verb];
  const isMandatory = (field: string) =>
    Object.entries(schema.entries).some(
      ([name, { type }]) => name === field && type !== 'optional',
    );
  // An object of texts, in our own table.
  return Object.entries(JSON.parse(example) as Record<string, string>)
    .filter(([field]) => isMandatory(field))
    .map(([field, value]) => `${flagOf(field)} ${/^[\w:-]+$/.test(value) ? value : `"${value}"`}`)
    .join(' ');
};
