import type { DocumentRef, EvidenceDocument } from './document.ts';
import { documentKey, documentsOf } from './keys.ts';
import type { Names } from './names.ts';
import { withNames } from './names.ts';
import type { ObjectStore } from './object-store.ts';
import { sha256 } from './sha256.ts';

/** A document as it is read: with its names, where they have not been erased. */
export interface StoredDocument {
  reference: DocumentRef;
  document: EvidenceDocument;
  hasNames: boolean;
}

/** The document of a run, of the latest one with this workflow id by default; undefined if there is none. */
export async function readDocument(
  objects: ObjectStore,
  workflowId: string,
  runId?: string,
): Promise<StoredDocument | undefined> {
  const keys =
    runId === undefined
      ? await objects.list(documentsOf(workflowId))
      : [documentKey({ workflowId, runId })];
  const found = await Promise.all(keys.map((key) => readOne(objects, key)));
  const latest = found
    .filter((one) => one !== undefined)
    .toSorted((a, b) => a.document.writtenAt.localeCompare(b.document.writtenAt))
    .at(-1);
  if (latest === undefined) return undefined;
  const names = await objects.read(latest.document.names.key);
  if (names === undefined) return { ...latest, hasNames: false };
  // Ours, as the document is.
  const document = withNames(latest.document, JSON.parse(names.toString()) as Names);
  return { ...latest, document, hasNames: true };
}

async function readOne(objects: ObjectStore, key: string) {
  const bytes = await objects.read(key);
  if (bytes === undefined) return undefined;
  // Ours; whether it was edited since, the ledger tells.
  const document = JSON.parse(bytes.toString()) as EvidenceDocument;
  return { reference: { key, sha256: sha256(bytes) }, document };
}
