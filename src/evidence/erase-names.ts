import { namesFolder, namesOf } from './keys.ts';
import type { Names } from './names.ts';
import type { ObjectStore } from './object-store.ts';

/** Which names go: those of all runs with a workflow id, or those that are older than a time (ms since the epoch). */
export type NamesToErase = { workflowId: string } | { before: number };

/**
 * Erases names that documents leave out, and resolves to how many records of them. The documents and
 * the ledger stay as they are, and as verifiable.
 */
export async function eraseNames(objects: ObjectStore, which: NamesToErase): Promise<number> {
  const keys = await objects.list('workflowId' in which ? namesOf(which.workflowId) : namesFolder);
  let erased = 0;
  for (const key of keys) {
    if ('before' in which && !((await writtenAt(objects, key)) < which.before)) continue;
    await objects.erase(key);
    erased += 1;
  }
  return erased;
}

/** Not a number where it cannot be told: then they stay until they are named. */
async function writtenAt(objects: ObjectStore, key: string): Promise<number> {
  const bytes = await objects.read(key);
  if (bytes === undefined) return Number.NaN;
  // Ours, and written whole.
  return Date.parse((JSON.parse(bytes.toString()) as Names).writtenAt);
}
