import * as v from 'valibot';
import type { Names } from './names.ts';

const schema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ writtenAt: v.string(), salt: v.string(), names: v.array(v.string()) }),
);

/** Undefined for what is no record of names. */
export const parseNames = (bytes: Buffer): Names | undefined => {
  const parsed = v.safeParse(schema, bytes.toString());
  return parsed.success ? parsed.output : undefined;
};
