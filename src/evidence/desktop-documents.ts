import type { DocumentRef, EvidenceDocument } from './document.ts';
import { inBatches } from './in-batches.ts';
import type { ObjectStore } from './object-store.ts';
import { parseDocument } from './parse-document.ts';

/** The documents of the runs that a case or clean-up began for its desktops, by their keys. */
export async function desktopDocuments(
  objects: ObjectStore,
  { workflowId, desktopRuns }: { workflowId: string; desktopRuns: readonly DocumentRef[] },
): Promise<[string, EvidenceDocument][]> {
  const found: [string, EvidenceDocument][] = [];
  for (const some of inBatches(desktopRuns)) {
    const read = some.map(async ({ key }): Promise<[string, EvidenceDocument][]> => {
      const bytes = await objects.read(key);
      const document = bytes && parseDocument(bytes);
      // The same desktop may have had runs for others before.
      return document?.start.parent?.workflowId === workflowId ? [[key, document]] : [];
    });
    found.push(...(await Promise.all(read)).flat());
  }
  return found;
}
