import * as v from 'valibot';
import type { EvidenceDocument } from './document.ts';
import { documentsFolder } from './keys.ts';
import type { LedgerHead } from './ledger.ts';
import { beforeTheFirst, entryKey, ledgerFolder } from './ledger.ts';
import type { ObjectStore } from './object-store.ts';
import { sha256 } from './sha256.ts';

export interface Verification {
  /** The newest entry that is there. */
  head: LedgerHead;
  entries: number;
  /** How many of their documents have had their names erased, which is no finding. */
  withoutNames: number;
  /** What was edited, removed, cut off or added; one sentence each. */
  findings: string[];
}

/**
 * Reads the whole ledger and all that it vouches for. What was cut off at its end can be told only by
 * a later entry that somebody kept elsewhere: `known`.
 */
export async function verify(
  { objects }: { objects: ObjectStore },
  known: LedgerHead = beforeTheFirst,
): Promise<Verification> {
  // Before the ledger is read: what is written meanwhile has its entry by then.
  const unlisted = new Set(await objects.list(documentsFolder));
  const keys = await objects.list(ledgerFolder);
  const findings: string[] = [];
  let head = beforeTheFirst;
  let entries = 0;
  let withoutNames = 0;

  for (let start = 0; start < keys.length; start += atOnce) {
    const readings = keys.slice(start, start + atOnce).map((key) => readEntry(objects, key));
    for (const { key, bytes, entry, document, names } of await Promise.all(readings)) {
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
        if (n === head.n + 1 && entry.previous !== head.sha256)
          findings.push(
            n === 1
              ? 'Entry 1 was edited: it says that others came before it.'
              : `Entry ${n - 1} was edited, or entry ${n}: the hash of the first in the second is another.`,
          );
        const whose = `of entry ${n} (${entry.document.key})`;
        if (document === undefined) findings.push(`The document ${whose} was removed.`);
        else if (sha256(document) !== entry.document.sha256)
          findings.push(`The document ${whose} was edited.`);
        else if (names === undefined) withoutNames += 1;
        else if (sha256(names) !== namesIn(document).sha256)
          findings.push(`The names beside the document ${whose} were edited.`);
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
  return { head, entries, withoutNames, findings };
}

/** Entries that are read at a time, each with its document and names. */
const atOnce = 32;

const removed = (first: number, last: number) =>
  first === last ? `Entry ${first} was removed.` : `Entries ${first} to ${last} were removed.`;

function numberIn(key: string): number | undefined {
  const n = Number.parseInt(key.slice(ledgerFolder.length), 10);
  return entryKey(n) === key && n > 0 ? n : undefined;
}

/** What there must be of a {@link LedgerEntry}: whoever edits one may leave anything there. */
const entrySchema = v.object({
  n: v.number(),
  previous: v.string(),
  document: v.object({
    key: v.pipe(v.string(), v.regex(/^documents(\/[^./][^/]*)+$/)),
    sha256: v.string(),
  }),
});

interface Reading {
  key: string;
  bytes: Buffer;
  /** Undefined if it is none. */
  entry?: v.InferOutput<typeof entrySchema>;
  document?: Buffer | undefined;
  names?: Buffer | undefined;
}

async function readEntry(objects: ObjectStore, key: string): Promise<Reading> {
  const bytes = (await objects.read(key)) ?? Buffer.of();
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), entrySchema), bytes.toString());
  if (!parsed.success) return { key, bytes };
  const entry = parsed.output;
  const document = await objects.read(entry.document.key);
  const isWhole = document !== undefined && sha256(document) === entry.document.sha256;
  const names = isWhole ? await objects.read(namesIn(document).key) : undefined;
  return { key, bytes, entry, document, names };
}

/** Of a document that is as it was written. */
const namesIn = (document: Buffer) => (JSON.parse(document.toString()) as EvidenceDocument).names;
