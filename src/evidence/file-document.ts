import { randomUUID } from 'node:crypto';
import type { DocumentRef, EvidenceDocument } from './document.ts';
import type { RunRef } from './keys.ts';
import { desktopDocuments } from './desktop-documents.ts';
import { documentKey, namesOf } from './keys.ts';
import type { LedgerHead } from './ledger.ts';
import { withoutNames } from './names.ts';
import type { ObjectStore } from './object-store.ts';
import { parseDocument } from './parse-document.ts';
import { parseNames } from './parse-names.ts';
import { sha256 } from './sha256.ts';
import type { EvidenceStore } from './store.ts';

/** What the filing itself adds to a document. */
type Filing = 'writtenAt' | 'ledger' | 'names';

/** All else; `Omit` alone would make one of the two kinds. */
export type Unfiled = EvidenceDocument extends infer D
  ? D extends EvidenceDocument
    ? Omit<D, Filing>
    : never
  : never;

/** A document as it is stored, and its entry in the ledger. */
export interface Filed {
  document: DocumentRef;
  entry: LedgerHead;
  /** False if an earlier attempt had got as far as the entry. */
  isNew: boolean;
}

/**
 * Writes the document of a run, its names beside it, and its entry in the ledger. What an earlier
 * attempt wrote stands, so that there is one of each however often this is done.
 */
export async function fileDocument(
  { objects, ledger }: EvidenceStore,
  run: RunRef,
  write: () => Promise<Unfiled>,
): Promise<Filed> {
  const key = documentKey(run);
  let bytes = await objects.read(key);
  if (bytes === undefined) {
    const head = await ledger.head();
    const written = await write();
    const { record, names } = withoutNames(written, await namesKnownTo(objects, written));
    const text = lines(names);
    const nameKey = `${namesOf(run.workflowId, run.runId)}${randomUUID()}.json`;
    await objects.create(nameKey, text);
    const filing: Pick<EvidenceDocument, Filing> = {
      writtenAt: new Date().toISOString(),
      ledger: head,
      names: { key: nameKey, sha256: sha256(text) },
    };
    await objects.create(key, lines({ ...record, ...filing }));
    bytes = await objects.read(key);
  }
  if (bytes === undefined) throw new Error(`${key} was written and is not there`);
  const document = { key, sha256: sha256(bytes) };
  // Its entry, if there is one, came after the head that it names.
  const before = parseDocument(bytes)?.ledger;
  if (before === undefined) throw new Error(`${key} was put there: it is no document`);
  const { workflowId, runId } = run;
  const { isNew, ...entry } = await ledger.append({ document, workflowId, runId }, before);
  return { document, entry, isNew };
}

/** What a document may quote: what people said to the runs of its desktops, and why they took some out. */
async function namesKnownTo(objects: ObjectStore, written: Unfiled): Promise<string[]> {
  if (written.kind === 'offboardDesktop') return [];
  const names =
    'exclusions' in written.result ? written.result.exclusions.map(({ reason }) => reason) : [];
  for (const [, document] of await desktopDocuments(objects, written)) {
    const bytes = await objects.read(document.names.key);
    names.push(...((bytes && parseNames(bytes))?.names ?? []));
  }
  return names;
}

const lines = (record: object) => `${JSON.stringify(record, undefined, 2)}\n`;
