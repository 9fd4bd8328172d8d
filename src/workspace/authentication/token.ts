import type { HttpRequest } from '../exchange.ts';
import { WorkspaceApiError } from '../errors/workspace-api-error.ts';
import type { Secret } from '../secret.ts';
import type { Authentication, Caller } from './authentication.ts';

interface Token {
  value: Secret;
  /** Milliseconds on the local clock. */
  obtainedAt: number;
  expiresAt: number;
}

/** Buys a token with the password. `onCall` sees the exchange with IAM. */
export type Login = (onCall: Caller['onCall']) => Promise<Token>;

const MINUTE = 60_000;
const RENEW_BEFORE_EXPIRY_MS = 10 * MINUTE;
const FAILED_LOGIN_STANDS_MS = 5 * MINUTE;
const HEADER = 'X-Auth-Token';

/**
 * Sends a cached token with every request. Any number of callers share one login; a login that IAM
 * refused is not repeated for 5 minutes, because wrong passwords lock the account.
 */
export function tokenAuthentication(login: Login, now: () => number): Authentication {
  let current: Token | undefined;
  let underWay: Promise<Token> | undefined;
  let refused: { error: unknown; until: number } | undefined;

  const loginOnce = (onCall: Caller['onCall']): Promise<Token> => {
    if (refused !== undefined && now() < refused.until) return Promise.reject(refused.error);
    underWay ??= login(onCall)
      .then((token) => {
        refused = undefined;
        return (current = token);
      })
      .catch((error: unknown) => {
        if (isDefinite(error)) refused = { error, until: now() + FAILED_LOGIN_STANDS_MS };
        throw error;
      })
      .finally(() => (underWay = undefined));
    return underWay;
  };

  const token = async ({ signal, onCall }: Caller): Promise<Token> => {
    const held = current;
    if (held !== undefined && now() < renewalTime(held)) return held;
    try {
      return await unlessAborted(loginOnce(onCall), signal);
    } catch (error) {
      signal?.throwIfAborted();
      // IAM may be down for a while; a token that has some minutes left still opens the door.
      if (held !== undefined && held === current && now() < held.expiresAt) return held;
      throw error;
    }
  };

  return {
    async authenticate(request: HttpRequest, caller: Caller) {
      const { value } = await token(caller);
      return { ...request, headers: { ...request.headers, [HEADER]: value.reveal() } };
    },
    renew(request) {
      // Of many callers who are refused with the same token, the first one throws it away.
      if (current?.value.reveal() === request.headers[HEADER]) current = undefined;
      return true;
    },
  };
}

// Half of the life of a token that lives shorter than usual: else every call would log in.
const renewalTime = ({ obtainedAt, expiresAt }: Token) =>
  expiresAt - Math.min(RENEW_BEFORE_EXPIRY_MS, (expiresAt - obtainedAt) / 2);

const isDefinite = (error: unknown) =>
  error instanceof WorkspaceApiError &&
  error.status >= 400 &&
  error.status < 500 &&
  ![408, 409, 410, 429].includes(error.status);

/** Waits for shared work; an abort ends the waiting, and the work goes on for the others. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise<T>((resolve, reject) => {
    const abort = () => {
      // The reason goes to the caller as it is, whatever it is.
      reject(signal.reason as Error);
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
