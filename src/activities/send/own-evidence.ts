import type { EvidenceStore } from '../../evidence/store.ts';
import type { Dependencies } from '../dependencies.ts';
import { stumble } from '../attempt/failure.ts';

/**
 * The evidence store, if it is the one that the run began with: another one would know nothing of
 * the calls that were made before.
 */
export async function ownEvidence(
  { evidence }: Dependencies,
  { evidenceStore }: { evidenceStore: string },
): Promise<EvidenceStore> {
  const id = await evidence.id();
  if (id === evidenceStore) return evidence;
  throw stumble('EVIDENCE.FOREIGN', `This worker's evidence store is ${id}, not ${evidenceStore}.`);
}
