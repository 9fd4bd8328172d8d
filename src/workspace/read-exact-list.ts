import { IncompleteListing } from './errors/incomplete-listing.ts';

interface Page<T> {
  entries: readonly T[];
  total: number;
}

export interface Reading<T> {
  readPage(page: { offset: number; limit: number }): Promise<Page<T>>;
  idOf(entry: T): string;
  /** The most that the API gives at once; it may give less. */
  pageSize: number;
}

const tries = 3;

/**
 * Reads a listing that decisions rest on: it must show exactly as many different entries as it announces
 * in the end. What comes and goes while it is read moves entries between pages, so it is then read again.
 *
 * @throws IncompleteListing if it never does
 */
export async function readExactList<T>(reading: Reading<T>): Promise<T[]> {
  for (let n = 1; ; n += 1) {
    const { found, total } = await readOnce(reading);
    if (found.size === total) return [...found.values()];
    if (n === tries) throw new IncompleteListing(found.size, total);
  }
}

async function readOnce<T>({ readPage, idOf, pageSize }: Reading<T>) {
  const found = new Map<string, T>();
  for (let offset = 0; ;) {
    const { entries, total } = await readPage({ offset, limit: pageSize });
    for (const entry of entries) found.set(idOf(entry), entry);
    offset += entries.length;
    if (offset >= total || entries.length === 0) return { found, total };
  }
}
