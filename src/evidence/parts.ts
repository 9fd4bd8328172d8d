import type { DocumentRef, EvidenceDocument } from './document.ts';
import { inBatches } from './in-batches.ts';
import type { ObjectStore } from './object-store.ts';
import { sha256 } from './sha256.ts';

/** Records that are part of a document though they lie beside it: the plan of a clean-up, and its rows. */
const partsOf = (document: EvidenceDocument): readonly DocumentRef[] =>
  document.kind === 'cleanUpDesktops'
    ? [...(document.plan ? [document.plan] : []), ...document.rows]
    : [];

/** What was done to the parts of a document, one sentence each without its full stop; none if nothing was. */
export async function faultsOfParts(
  objects: ObjectStore,
  document: EvidenceDocument,
): Promise<string[]> {
  const faults: string[] = [];
  for (const parts of inBatches(partsOf(document))) {
    const found = parts.map(async ({ key, sha256: hash }) => {
      const bytes = await objects.read(key);
      if (bytes === undefined) return [`${key} was removed`];
      return sha256(bytes) === hash ? [] : [`${key} was edited`];
    });
    faults.push(...(await Promise.all(found)).flat());
  }
  return faults;
}
