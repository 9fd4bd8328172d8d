export type NetworkErrorCode =
  'NET.TIMEOUT' | 'NET.REFUSED' | 'NET.RESET' | 'NET.DNS' | 'NET.TLS' | 'NET.FAILED';

interface NetworkFault {
  errorCode: NetworkErrorCode;
  /** The connection was never made, so the request cannot have arrived. */
  unsent: boolean;
}

const faults: Readonly<Record<string, NetworkFault>> = {
  UND_ERR_CONNECT_TIMEOUT: { errorCode: 'NET.TIMEOUT', unsent: true },
  ETIMEDOUT: { errorCode: 'NET.TIMEOUT', unsent: false },
  UND_ERR_HEADERS_TIMEOUT: { errorCode: 'NET.TIMEOUT', unsent: false },
  UND_ERR_BODY_TIMEOUT: { errorCode: 'NET.TIMEOUT', unsent: false },
  ECONNREFUSED: { errorCode: 'NET.REFUSED', unsent: true },
  EHOSTUNREACH: { errorCode: 'NET.REFUSED', unsent: true },
  ENETUNREACH: { errorCode: 'NET.REFUSED', unsent: true },
  ECONNRESET: { errorCode: 'NET.RESET', unsent: false },
  EPIPE: { errorCode: 'NET.RESET', unsent: false },
  UND_ERR_SOCKET: { errorCode: 'NET.RESET', unsent: false },
  ENOTFOUND: { errorCode: 'NET.DNS', unsent: true },
  EAI_AGAIN: { errorCode: 'NET.DNS', unsent: true },
  EAI_FAIL: { errorCode: 'NET.DNS', unsent: true },
};

// OpenSSL and Node name these faults by the dozen; all of them come before any request is sent.
const ofTls =
  /^(?:ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|EPROTO|HOSTNAME_MISMATCH)/;

/**
 * Names a failure of `fetch` by the first system or undici error in its chain of causes, and keeps
 * that one only: the errors above it carry the request with its credentials, or quote its headers.
 */
export function networkFault(error: unknown): NetworkFault & { cause?: Error } {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (!('code' in cause) || typeof cause.code !== 'string') continue;
    const fault = faults[cause.code];
    if (fault !== undefined) return { ...fault, cause };
    if (ofTls.test(cause.code)) return { errorCode: 'NET.TLS', unsent: true, cause };
  }
  return { errorCode: 'NET.FAILED', unsent: false };
}
