import type { Bucket } from './bucket.ts';
import { bucketObjects } from './bucket.ts';
import { directoryObjects } from './directory.ts';
import { evidenceIn } from './evidence-in.ts';
import { isName } from './keys.ts';
import type { EvidenceStore } from './store.ts';

/** Where evidence is kept: a bucket, or else a directory. */
export interface EvidencePlace {
  readonly directory: string;
  readonly s3?: Bucket | undefined;
}

/** The evidence store of the settings. Nothing is read or written yet. */
export const openEvidence = ({ directory, s3 }: EvidencePlace): EvidenceStore =>
  evidenceIn(s3 === undefined ? directoryObjects(directory) : bucketObjects(s3, isName));
