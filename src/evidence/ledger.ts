import type { ObjectStore } from './object-store.ts';
import { parseEntry } from './parse-entry.ts';
import { sha256 } from './sha256.ts';

/**
 * One entry of the ledger, `ledger/<n>.json`. Each holds the hash of the one before, so that none can
 * be edited or removed without a trace in all that follow.
 */
export interface LedgerEntry {
  /** From 1, without gaps. */
  n: number;
  /** Id of the store, so that no other ledger can pass for this one. */
  store: string;
  /** SHA-256 of the bytes of entry n - 1; 64 zeros in the first. */
  previous: string;
  /** Key of a document, and SHA-256 of its bytes. */
  document: { key: string; sha256: string };
  workflowId: string;
  runId: string;
  /** When the entry was made (ISO 8601, UTC). */
  at: string;
}

/** An entry, and through it all before. Who keeps one elsewhere can tell whether any was cut off. */
export interface LedgerHead {
  /** 0 before the first entry. */
  n: number;
  /** SHA-256 of the bytes of entry n. */
  sha256: string;
}

export interface Appended extends LedgerHead {
  /** False if the entry was there before. */
  isNew: boolean;
}

export interface Ledger {
  /** The newest entry. */
  head(): Promise<LedgerHead>;
  /**
   * Appends an entry for a document that was written after entry `after`, unless it has one: then
   * that one. Whoever appends at the same time, there is one entry n, and it follows n - 1.
   */
  append(
    entry: Pick<LedgerEntry, 'document' | 'workflowId' | 'runId'>,
    after: LedgerHead,
  ): Promise<Appended>;
}

export const beforeTheFirst: LedgerHead = { n: 0, sha256: '0'.repeat(64) };

export const ledgerFolder = 'ledger/';

export const entryKey = (n: number): string => `${ledgerFolder}${String(n).padStart(10, '0')}.json`;

/** `storeId`: which store this is. */
export const ledgerIn = (objects: ObjectStore, storeId: () => Promise<string>): Ledger => {
  /** An entry that there is; entries stay. */
  let known = 0;

  return {
    head: async () => {
      known = await newestFrom(known, async (n) => (await objects.read(entryKey(n))) !== undefined);
      if (known === 0) return beforeTheFirst;
      const bytes = await objects.read(entryKey(known));
      if (bytes === undefined) throw new Error(`${entryKey(known)} was there and is gone`);
      return { n: known, sha256: sha256(bytes) };
    },

    append: async (wanted, after) => {
      for (let head = after; ;) {
        const n = head.n + 1;
        const key = entryKey(n);
        let there = await objects.read(key);
        if (there === undefined) {
          const at = new Date().toISOString();
          const store = await storeId();
          const entry: LedgerEntry = { n, store, previous: head.sha256, ...wanted, at };
          const text = `${JSON.stringify(entry)}\n`;
          if (await objects.create(key, text)) return { n, sha256: sha256(text), isNew: true };
          there = await objects.read(key);
        }
        if (there === undefined) throw new Error(`${key} is taken and cannot be read`);
        head = { n, sha256: sha256(there) };
        if (isFor(wanted.document.key, there)) return { ...head, isNew: false };
      }
    },
  };
};

/** The last of a row without gaps, in steps that double and then halve. `low`: one that there is, or 0. */
async function newestFrom(low: number, isThere: (n: number) => Promise<boolean>): Promise<number> {
  let step = 1;
  while (await isThere(low + step)) {
    low += step;
    step *= 2;
  }
  for (let high = low + step; high - low > 1;) {
    const middle = Math.floor((low + high) / 2);
    if (await isThere(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** An entry that cannot be read is nobody's; a verification will tell. */
const isFor = (documentKey: string, bytes: Buffer): boolean =>
  parseEntry(bytes)?.document.key === documentKey;
