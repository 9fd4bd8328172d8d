import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** SHA-256, in hex, over the canonical JSON of a value (RFC 8785). */
export const digest = (value: unknown): string =>
  createHash('sha256')
    .update(canonicalize(value) ?? 'undefined')
    .digest('hex');
