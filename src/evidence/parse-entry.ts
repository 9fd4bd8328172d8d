import * as v from 'valibot';
import { referenceSchema } from './parse-document.ts';

const schema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ n: v.number(), store: v.string(), previous: v.string(), document: referenceSchema }),
);

/** What there must be of a {@link LedgerEntry}; undefined for what is none. */
export const parseEntry = (bytes: Buffer): v.InferOutput<typeof schema> | undefined => {
  const parsed = v.safeParse(schema, bytes.toString());
  return parsed.success ? parsed.output : undefined;
};
