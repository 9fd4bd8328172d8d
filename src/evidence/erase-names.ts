import { desktopDocuments } from './desktop-documents.ts';
import { belowBy, documentsOf, namesBeside, namesFolder, namesOf } from './keys.ts';
import type { ObjectStore } from './object-store.ts';
import { parseDocument } from './parse-document.ts';
import { parseNames } from './parse-names.ts';

/**
 * Which names go: those of all runs with a workflow id, and of the runs that it began for desktops if it is a case or a clean-up;
 * or those that are older than a time (ms since the epoch).
 */
export type NamesToErase = { workflowId: string } | { before: number };

/**
 * Erases names that documents leave out, and resolves to how many records of them. The documents and
 * the ledger stay as they are, and as verifiable.
 */
export async function eraseNames(objects: ObjectStore, which: NamesToErase): Promise<number> {
  const keys =
    'workflowId' in which
      ? await namesAbout(objects, which.workflowId)
      : await namesBefore(objects, which.before);
  for (const key of keys) await objects.erase(key);
  return keys.length;
}

async function namesAbout(objects: ObjectStore, workflowId: string): Promise<string[]> {
  const folder = namesOf(workflowId);
  const own = (await objects.list(folder)).filter(belowBy(2, folder));
  const ofDesktops: string[] = [];
  const documents = documentsOf(workflowId);
  for (const key of (await objects.list(documents)).filter(belowBy(1, documents))) {
    const bytes = await objects.read(key);
    const document = bytes && parseDocument(bytes);
    if (document === undefined || document.kind === 'offboardDesktop') continue;
    for (const [run] of await desktopDocuments(objects, document)) {
      const beside = namesBeside(run);
      ofDesktops.push(...(await objects.list(beside)).filter(belowBy(1, beside)));
    }
  }
  return [...new Set([...own, ...ofDesktops])];
}

/** Those whose age cannot be told stay until they are named. */
async function namesBefore(objects: ObjectStore, before: number): Promise<string[]> {
  const keys: string[] = [];
  for (const key of await objects.list(namesFolder)) {
    const bytes = await objects.read(key);
    const names = bytes && parseNames(bytes);
    if (names !== undefined && Date.parse(names.writtenAt) < before) keys.push(key);
  }
  return keys;
}
