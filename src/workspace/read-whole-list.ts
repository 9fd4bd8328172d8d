import { IncompleteListing } from './errors/incomplete-listing.ts';

/** One page of a listing, and how many entries there are in all. */
interface Page<T> {
  entries: readonly T[];
  total: number;
}

const pageSize = 100;

/**
 * Reads a listing page by page, until it has shown as many entries as it announces. Entries may move
 * between pages meanwhile, so they are told apart by their ids.
 *
 * @throws IncompleteListing
 */
export async function readWholeList<T>(
  readPage: (page: { offset: number; limit: number }) => Promise<Page<T>>,
  idOf: (entry: T) => string,
): Promise<T[]> {
  const found = new Map<string, T>();
  for (let offset = 0; ; offset += pageSize) {
    const { entries, total } = await readPage({ offset, limit: pageSize });
    for (const entry of entries) found.set(idOf(entry), entry);
    if (found.size >= total) return [...found.values()];
    if (entries.length === 0) throw new IncompleteListing(found.size, total);
  }
}
