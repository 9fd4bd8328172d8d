import { resolve } from 'node:path';
import * as v from 'valibot';
import { section, text } from './schemas.ts';
import type { Surroundings } from './surroundings.ts';

export const evidence = ({ directory: start }: Surroundings) =>
  section({
    directory: v.pipe(
      v.optional(text(4096), 'evidence'),
      v.transform((directory) => resolve(start, directory)),
    ),
  });
