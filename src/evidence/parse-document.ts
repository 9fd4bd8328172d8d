import * as v from 'valibot';
import type { EvidenceDocument } from './document.ts';
import { documentsFolder, namesFolder } from './keys.ts';

/** A key below a folder that leads nowhere else. */
const keyBelow = (folder: string) =>
  v.pipe(
    v.string(),
    v.startsWith(folder),
    v.check((key) => key.split('/').every((word) => /^[^.]/.test(word))),
  );

export const referenceSchema = v.object({ key: keyBelow(documentsFolder), sha256: v.string() });

/** What leads from a document to other records, and which document it is. */
const frameSchema = v.looseObject({
  kind: v.picklist(['offboardDesktop', 'offboardUser']),
  workflowId: v.string(),
  runId: v.string(),
  start: v.looseObject({ parent: v.optional(v.looseObject({ workflowId: v.string() })) }),
  writtenAt: v.string(),
  ledger: v.looseObject({ n: v.number() }),
  names: v.object({ key: keyBelow(namesFolder), sha256: v.string() }),
  desktopRuns: v.optional(v.array(referenceSchema)),
});

const schema = v.pipe(v.string(), v.parseJson(), frameSchema);

/** Undefined for what is no document: whoever can write to the store may leave anything there. */
export const parseDocument = (bytes: Buffer): EvidenceDocument | undefined => {
  const parsed = v.safeParse(schema, bytes.toString());
  // The frame has been looked at; the rest is as we wrote it, where the ledger vouches for its bytes.
  return parsed.success ? (parsed.output as unknown as EvidenceDocument) : undefined;
};
