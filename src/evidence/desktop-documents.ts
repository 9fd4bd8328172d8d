import type { DocumentRef, EvidenceDocument } from './document.ts';
import type { ObjectStore } from './object-store.ts';
import { parseDocument } from './parse-document.ts';

/** The documents of the runs that a case began for its desktops, by their keys. */
export async function desktopDocuments(
  objects: ObjectStore,
  { workflowId, desktopRuns }: { workflowId: string; desktopRuns: readonly DocumentRef[] },
): Promise<[string, EvidenceDocument][]> {
  const read = desktopRuns.map(async ({ key }): Promise<[string, EvidenceDocument][]> => {
    const bytes = await objects.read(key);
    const document = bytes && parseDocument(bytes);
    // The same desktop may have had runs for others before.
    return document?.start.parent?.workflowId === workflowId ? [[key, document]] : [];
  });
  return (await Promise.all(read)).flat();
}
