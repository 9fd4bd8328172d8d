import { createHash } from 'node:crypto';

/** SHA-256, in hex, over bytes as they are stored. */
export const sha256 = (bytes: string | Buffer): string =>
  createHash('sha256').update(bytes).digest('hex');
