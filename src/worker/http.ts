import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

/** What the health pages tell. */
export interface Vitals {
  /** Why this process cannot take work now; empty when it can. */
  notReady(): string[];
  /** Rejects when Temporal does not answer. */
  askTemporal(): Promise<unknown>;
  /** Prometheus text. */
  metrics(): Promise<string>;
}

/**
 * Serves `/healthz` (200 while Temporal answers), `/readyz` (200 while both queues are polled as
 * well) and `/metrics`; the unhealthy answer is a 503 that says what is wrong.
 */
export function serveVitals(
  { host, port }: { host: string; port: number },
  vitals: Vitals,
): Promise<{ url: string; close(): Promise<void> }> {
  const unhealthy = async () =>
    vitals.askTemporal().then(
      () => [],
      (error: unknown) => [
        `Temporal does not answer: ${error instanceof Error ? error.message : String(error)}`,
      ],
    );
  const app = new Hono()
    .get('/healthz', async (context) => {
      const faults = await unhealthy();
      return context.json(
        { healthy: faults.length === 0, faults },
        faults.length === 0 ? 200 : 503,
      );
    })
    .get('/readyz', async (context) => {
      const faults = [...vitals.notReady(), ...(await unhealthy())];
      return context.json({ ready: faults.length === 0, faults }, faults.length === 0 ? 200 : 503);
    })
    .get('/metrics', async (context) => context.text(await vitals.metrics()));

  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: host, port }, (address: AddressInfo) =>
      resolve({
        url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
        close: () => new Promise((closed) => server.close(() => closed())),
      }),
    );
    server.once('error', reject);
  });
}
