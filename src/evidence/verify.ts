import { inBatches } from './in-batches.ts';
import { documentsFolder, runOfDocument } from './keys.ts';
import type { LedgerHead } from './ledger.ts';
import { beforeTheFirst, entryKey, ledgerFolder } from './ledger.ts';
import type { EvidenceDocument } from './document.ts';
import type { ObjectStore } from './object-store.ts';
import { parseDocument } from './parse-document.ts';
import { parseEntry } from './parse-entry.ts';
import { faultsOfParts } from './parts.ts';
import { runsWithCalls } from './read-calls.ts';
import { sha256 } from './sha256.ts';
import { storeId, storeKey } from './store-id.ts';

export interface Verification {
  /** Id of the store; null if there is none. */
  store: string | null;
  /** The newest entry that is there. */
  head: LedgerHead;
  entries: number;
  /** How many of their documents have had their names erased, which is no finding. */
  withoutNames: number;
  /** What was edited, removed, cut off or added; one sentence each. */
  findings: string[];
  /** What is not vouched for by anything, and need not be wrong; one sentence each. */
  remarks: string[];
}

/**
 * Reads the whole ledger and all that it vouches for. What was cut off at its end can be told only by
 * a later entry that somebody kept elsewhere: `known`.
 */
export async function verify(
  { objects }: { objects: ObjectStore },
  known: LedgerHead = beforeTheFirst,
): Promise<Verification> {
  const store = (await storeId(objects)) ?? null;
  // Before the ledger is read: what is written meanwhile has its entry by then.
  const present = await objects.list('');
  const documents = present.filter((key) => key.startsWith(documentsFolder));
  const unlisted = new Set(documents);
  const listed = new Map<string, number>();
  const ended = new Set(documents.map(runOfDocument));
  const findings: string[] = [];
  if (store === null)
    findings.push(`There is no ${storeKey}: this is no evidence store, or its id was removed.`);
  let head = beforeTheFirst;
  let entries = 0;
  let withoutNames = 0;

  for (const keys of inBatches(await objects.list(ledgerFolder))) {
    const readings = keys.map((key) => readEntry(objects, key));
    for (const { key, bytes, entry, ...beside } of await Promise.all(readings)) {
      const n = numberIn(key);
      if (n === undefined) {
        findings.push(`${key} is no entry of the ledger: it was put there.`);
        continue;
      }
      entries += 1;
      if (n > head.n + 1) findings.push(removed(head.n + 1, n - 1));
      const hash = sha256(bytes);
      if (entry === undefined) findings.push(`Entry ${n} was edited: it cannot be read.`);
      else {
        unlisted.delete(entry.document.key);
        if (entry.n !== n) findings.push(`Entry ${n} was edited: it says that it is ${entry.n}.`);
        if (store !== null && entry.store !== store)
          findings.push(`Entry ${n} is of another store, ${entry.store}.`);
        if (n === head.n + 1 && entry.previous !== head.sha256)
          findings.push(
            n === 1
              ? 'Entry 1 was edited: it says that others came before it.'
              : `Entry ${n - 1} was edited, or entry ${n}: the hash of the first in the second is another.`,
          );
        const earlier = listed.get(entry.document.key);
        if (earlier !== undefined)
          findings.push(
            `Entry ${n} is for the same document as entry ${earlier}: it was put there.`,
          );
        listed.set(entry.document.key, n);
        const whose = `of entry ${n} (${entry.document.key})`;
        if (beside.is === 'erased') withoutNames += 1;
        else if (beside.is !== 'whole') findings.push(faults[beside.is](whose));
        for (const fault of beside.faultsOfParts)
          findings.push(`${fault}: it is part of the document ${whose}.`);
        for (const runId of beside.earlierRuns) ended.add(runId);
      }
      if (n === known.n && hash !== known.sha256)
        findings.push(
          `Entry ${n} is not the one that was known: it was edited, and so were those before it, or all after the first difference were made anew.`,
        );
      head = { n, sha256: hash };
    }
  }
  if (known.n > head.n) findings.push(`${removed(head.n + 1, known.n)} The ledger was cut off.`);
  for (const key of unlisted)
    findings.push(
      `${key} is in no entry: its entry was removed, or it was put there. If its run has only just ended, verify again.`,
    );
  const remarks = [...runsWithCalls(present)]
    .filter(([runId]) => !ended.has(runId))
    .map(
      ([runId, subject]) =>
        `Run ${runId} has called for ${subject} and has no document: it is open, or it was terminated, timed out or failed.`,
    );
  return { store, head, entries, withoutNames, findings, remarks };
}

/** What became of what an entry vouches for. */
type Standing = 'whole' | 'erased' | keyof typeof faults;

const faults = {
  gone: (whose: string) => `The document ${whose} was removed.`,
  edited: (whose: string) => `The document ${whose} was edited.`,
  none: (whose: string) => `The document ${whose} is none: it cannot be read, and was put there.`,
  renamed: (whose: string) => `The names beside the document ${whose} were edited.`,
};

const removed = (first: number, last: number) =>
  first === last ? `Entry ${first} was removed.` : `Entries ${first} to ${last} were removed.`;

function numberIn(key: string): number | undefined {
  const n = Number.parseInt(key.slice(ledgerFolder.length), 10);
  return entryKey(n) === key && n > 0 ? n : undefined;
}

async function readEntry(objects: ObjectStore, key: string) {
  const bytes = (await objects.read(key)) ?? Buffer.of();
  const entry = parseEntry(bytes);
  const { is, document }: Looked =
    entry === undefined ? { is: 'none' } : await lookAt(objects, entry.document);
  return {
    key,
    bytes,
    entry,
    is,
    faultsOfParts: document === undefined ? [] : await faultsOfParts(objects, document),
    earlierRuns: document?.kind === 'cleanUpDesktops' ? document.earlierRuns : [],
  };
}

interface Looked {
  is: Standing;
  /** If it can be read and is the one that was recorded. */
  document?: EvidenceDocument;
}

async function lookAt(
  objects: ObjectStore,
  { key, sha256: hash }: { key: string; sha256: string },
): Promise<Looked> {
  const bytes = await objects.read(key);
  if (bytes === undefined) return { is: 'gone' };
  if (sha256(bytes) !== hash) return { is: 'edited' };
  const document = parseDocument(bytes);
  if (document === undefined) return { is: 'none' };
  const names = await objects.read(document.names.key);
  if (names === undefined) return { is: 'erased', document };
  return { is: sha256(names) === document.names.sha256 ? 'whole' : 'renamed', document };
}
