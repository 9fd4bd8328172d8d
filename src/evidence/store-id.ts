import type { ObjectStore } from './object-store.ts';
import { EvidenceUnavailable } from './store.ts';

export const storeKey = 'store.json';

/** Which store this is; undefined if there is none. */
export async function storeId(objects: ObjectStore): Promise<string | undefined> {
  const bytes = await objects.read(storeKey);
  if (bytes === undefined) return undefined;
  try {
    // Ours, and written whole.
    return (JSON.parse(bytes.toString()) as { id: string }).id;
  } catch (error) {
    throw new EvidenceUnavailable('tell its id', error);
  }
}
