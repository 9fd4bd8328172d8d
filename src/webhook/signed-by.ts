import { Webhook } from 'standardwebhooks';
import type { Secret } from '../workspace/secret.ts';

/** A request as Standard Webhooks signs it: the three headers and the body, byte by byte. */
export interface SignedRequest {
  id: string;
  timestamp: string;
  signature: string;
  body: Uint8Array;
}

/** Tells who signed a request within the last five minutes; undefined if nobody did whom we know. */
export function signedBy(
  secrets: ReadonlyMap<string, readonly Secret[]>,
): (request: SignedRequest) => { sender: string; body: string } | undefined {
  const keys = [...secrets].flatMap(([sender, held]) =>
    held.map((secret) => ({ sender, webhook: new Webhook(secret.reveal()) })),
  );
  return ({ id, timestamp, signature, body: bytes }) => {
    const body = decoded(bytes);
    // The library takes 1700000000x for 1700000000, and v1,good,more for v1,good.
    const isExact = /^[1-9]\d{0,11}$/.test(timestamp) && /^v\w+,\S+( v\w+,\S+)*$/.test(signature);
    if (body === undefined || !isExact || /,\S*,/.test(signature)) return undefined;
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signature,
    };
    // All are tried, so that how long it takes tells nothing of whose key it was.
    const [signer] = keys.filter(({ webhook }) => isSigned(webhook, body, headers));
    return signer && { sender: signer.sender, body };
  };
}

function isSigned(webhook: Webhook, body: string, headers: Record<string, string>): boolean {
  try {
    webhook.verify(body, headers, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}

/** Undefined for bytes that are no UTF-8: several such would make the same text. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
