import type { ConnectionOptions } from '@temporalio/client';

/** Whether a connection with these settings proves who it is: by API key, token or client certificate. */
export const isAuthenticated = ({
  apiKey,
  tls,
  metadata,
}: Pick<ConnectionOptions, 'apiKey' | 'tls' | 'metadata'>): boolean =>
  Boolean(apiKey) ||
  (typeof tls === 'object' && tls?.clientCertPair !== undefined) ||
  Object.keys(metadata ?? {}).some((name) => name.toLowerCase() === 'authorization');
