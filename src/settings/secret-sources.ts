import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as v from 'valibot';
import { Secret } from '../workspace/secret.ts';
import { say, text } from './schemas.ts';
import type { Surroundings } from './surroundings.ts';

/** A path, relative to the settings file; becomes the secret that the file holds. */
export const secretFile = ({ directory }: Surroundings) =>
  v.pipe(
    text(4096),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      try {
        const value = readFileSync(resolve(directory, dataset.value), 'utf8').trim();
        if (value !== '') return new Secret(value);
        addIssue({ message: say('names an empty file', 'Write the secret into it') });
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
        const remedy = 'Name a file that this process may read';
        addIssue({ message: say(`names a file that cannot be read (${code})`, remedy) });
      }
      return NEVER;
    }),
  );

/** The name of an environment variable; becomes the secret that it holds. */
export const secretEnv = ({ environment }: Surroundings) =>
  v.pipe(
    text(),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const value = environment[dataset.value]?.trim();
      if (value) return new Secret(value);
      const remedy = 'Set the variable, or give the secret in another way';
      addIssue({ message: say('names an environment variable that is not set', remedy) });
      return NEVER;
    }),
  );
