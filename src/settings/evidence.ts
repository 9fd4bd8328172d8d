import { resolve } from 'node:path';
import * as v from 'valibot';
import { bucket } from './bucket.ts';
import { duration, section, text } from './schemas.ts';
import type { EvidenceSettings } from './settings.ts';
import type { Surroundings } from './surroundings.ts';

export const evidence = (around: Surroundings) =>
  v.pipe(
    section({
      directory: v.pipe(
        v.optional(text(4096), 'evidence'),
        v.transform((directory) => resolve(around.directory, directory)),
      ),
      s3: v.optional(bucket(around)),
      keepNames: v.optional(duration('1 day', '50 years'), '365 days'),
    }),
    v.transform(({ keepNames, ...place }): EvidenceSettings => ({
      ...place,
      keepNamesMs: keepNames,
    })),
  );
