import type { ServerOptions } from 'node:http';

/** Of a body: an event is well below 1 KB. */
export const mostBytes = 64 * 1024;

/** Whoever sends a request so slowly wants something else. */
export const serverOptions: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 2_000,
};
