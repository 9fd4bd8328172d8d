import * as v from 'valibot';
import type { EvidenceDocument } from './document.ts';
import { cleanUpsFolder, documentsFolder, namesFolder } from './keys.ts';

/** A key below a folder that leads nowhere else. */
const keyBelow = (folder: string) =>
  v.pipe(
    v.string(),
    v.startsWith(folder),
    v.check((key) => key.split('/').every((word) => /^[^.]/.test(word))),
  );

const referenceBelow = (folder: string) => v.object({ key: keyBelow(folder), sha256: v.string() });

export const referenceSchema = referenceBelow(documentsFolder);

/** What leads from a document to other records, and which document it is. */
const frame = {
  workflowId: v.string(),
  runId: v.string(),
  start: v.looseObject({ parent: v.optional(v.looseObject({ workflowId: v.string() })) }),
  writtenAt: v.string(),
  ledger: v.looseObject({ n: v.number() }),
  names: referenceBelow(namesFolder),
  desktopRuns: v.optional(v.array(referenceSchema)),
};

const kinds = v.variant('kind', [
  v.looseObject({ kind: v.picklist(['offboardDesktop', 'offboardUser']), ...frame }),
  v.looseObject({
    kind: v.literal('cleanUpDesktops'),
    ...frame,
    earlierRuns: v.array(v.string()),
    plan: v.optional(referenceBelow(cleanUpsFolder)),
    rows: v.array(referenceBelow(cleanUpsFolder)),
  }),
]);

const schema = v.pipe(v.string(), v.parseJson(), kinds);

/** Undefined for what is no document: whoever can write to the store may leave anything there. */
export const parseDocument = (bytes: Buffer): EvidenceDocument | undefined => {
  const parsed = v.safeParse(schema, bytes.toString());
  // The frame has been looked at; the rest is as we wrote it, where the ledger vouches for its bytes.
  return parsed.success ? (parsed.output as unknown as EvidenceDocument) : undefined;
};
