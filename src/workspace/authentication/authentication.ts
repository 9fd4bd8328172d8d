import type { HttpRequest } from '../exchange.ts';
import type { ApiCall } from '../api-call.ts';

/** What an authentication may use of the call that it is for. */
export interface Caller {
  /** Ends this caller's waiting, never work that other callers share. */
  signal?: AbortSignal | undefined;
  onCall?: ((call: ApiCall) => void) | undefined;
}

/** A way to prove who is calling. */
export interface Authentication {
  /** The request with its credentials on it. */
  authenticate(request: HttpRequest, caller: Caller): Promise<HttpRequest>;
  /** After `request` got 401: true if repeating it with fresh credentials can help. */
  renew(request: HttpRequest): boolean;
}
