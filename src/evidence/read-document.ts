import type { DocumentRef, EvidenceDocument } from './document.ts';
import { belowBy, documentKey, documentsOf } from './keys.ts';
import { entryKey } from './ledger.ts';
import { withNames } from './names.ts';
import type { ObjectStore } from './object-store.ts';
import { faultsOfParts } from './parts.ts';
import { parseDocument } from './parse-document.ts';
import { parseEntry } from './parse-entry.ts';
import { parseNames } from './parse-names.ts';
import { sha256 } from './sha256.ts';

/** A document as it is read: with its names, where they have not been erased. */
export interface StoredDocument {
  reference: DocumentRef;
  document: EvidenceDocument;
  hasNames: boolean;
  /** Number of the entry of the ledger that vouches for it; absent if it is not as it was recorded. */
  entry?: number;
  /** Why it is not as it was recorded. */
  fault?: string;
}

/**
 * The document of a run, of the latest one with this workflow id by default; undefined if there is none.
 *
 * @throws BrokenDocument if there is something in its place that is none
 */
export async function readDocument(
  objects: ObjectStore,
  workflowId: string,
  runId?: string,
): Promise<StoredDocument | undefined> {
  const folder = documentsOf(workflowId);
  const keys =
    runId === undefined
      ? (await objects.list(folder)).filter(belowBy(1, folder))
      : [documentKey({ workflowId, runId })];
  const found = await Promise.all(keys.map((key) => readOne(objects, key)));
  const latest = found
    .filter((one) => one !== undefined)
    .toSorted((a, b) => a.document.writtenAt.localeCompare(b.document.writtenAt))
    .at(-1);
  if (latest === undefined) return undefined;
  const { reference, document } = latest;
  const [partFault] = await faultsOfParts(objects, document);
  const vouched = partFault ? { fault: partFault } : await vouch(objects, reference, document);

  const bytes = await objects.read(document.names.key);
  if (bytes === undefined) return { ...latest, hasNames: false, ...vouched };
  const names = sha256(bytes) === document.names.sha256 ? parseNames(bytes) : undefined;
  if (names === undefined) {
    const fault = vouched.fault ?? 'the names beside it were edited, and are left out';
    return { ...latest, hasNames: false, fault };
  }
  return { reference, document: withNames(document, names), hasNames: true, ...vouched };
}

/** Something else is where a document should be. */
class BrokenDocument extends Error {
  override readonly name = 'BrokenDocument';

  constructor(key: string) {
    super(`${key} is no document: it was edited, or put there. See: offboard report --verify`);
  }
}

async function readOne(objects: ObjectStore, key: string) {
  const bytes = await objects.read(key);
  if (bytes === undefined) return undefined;
  const document = parseDocument(bytes);
  if (document === undefined) throw new BrokenDocument(key);
  return { reference: { key, sha256: sha256(bytes) }, document };
}

/** Its entry comes after the newest one that there was when it was written. */
async function vouch(
  objects: ObjectStore,
  { key, sha256: hash }: DocumentRef,
  { ledger }: EvidenceDocument,
): Promise<Pick<StoredDocument, 'entry' | 'fault'>> {
  for (let n = ledger.n + 1; ; n += 1) {
    const bytes = await objects.read(entryKey(n));
    if (bytes === undefined) return { fault: 'no entry of the ledger vouches for it' };
    const entry = parseEntry(bytes);
    if (entry?.document.key !== key) continue;
    return entry.document.sha256 === hash
      ? { entry: n }
      : { fault: `entry ${n} of the ledger vouches for another` };
  }
}
