import { createHash, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../workspace/secret.ts';

/** Tells whose bearer token an `Authorization` header shows; undefined if it is nobody's. */
export function bearer(
  tokens: ReadonlyMap<string, readonly Secret[]>,
): (authorization: string | undefined) => { sender: string } | undefined {
  const known = [...tokens].flatMap(([sender, held]) =>
    held.map((token) => ({ sender, digest: digest(token.reveal()) })),
  );
  return (authorization = '') => {
    const [, shown] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    if (shown === undefined) return undefined;
    // All are compared, and digests of one length, so that the time that it takes tells nothing.
    const [holder] = known.filter((token) => timingSafeEqual(token.digest, digest(shown)));
    return holder && { sender: holder.sender };
  };
}

const digest = (text: string) => createHash('sha256').update(text).digest();
