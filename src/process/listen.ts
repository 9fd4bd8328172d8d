import type { ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { CannotStart } from './cannot-start.ts';

export interface Listener {
  /** Where it is, with the port that was free if it was 0. */
  url: string;
  /** Takes nothing new; what is under way has `graceMs` to end. @default 0 */
  close(graceMs?: number): Promise<void>;
}

/**
 * Serves an app over HTTP.
 *
 * @param setting the variable by which another address can be chosen
 * @throws CannotStart if the address cannot be listened on
 */
export const listen = (
  app: Pick<Hono, 'fetch'>,
  { host, port }: { host: string; port: number },
  { setting, serverOptions = {} }: { setting: string; serverOptions?: ServerOptions },
): Promise<Listener> =>
  new Promise((resolve, reject) => {
    const server = serve(
      { fetch: app.fetch, hostname: host, port, serverOptions },
      (address: AddressInfo) =>
        resolve({
          url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
          close: (graceMs = 0) =>
            new Promise((closed) => {
              // Whoever keeps asking on a connection of theirs would keep us from ending.
              const cut = setTimeout(() => {
                if ('closeAllConnections' in server) server.closeAllConnections();
              }, graceMs);
              server.close(() => {
                clearTimeout(cut);
                closed();
              });
            }),
        }),
    );
    server.once('error', ({ message }) => {
      const remedy = 'Choose another port, or 0 for a free one';
      reject(
        new CannotStart(
          `${setting}: ${host}:${port} cannot be listened on (${message}). ${remedy}.`,
        ),
      );
    });
  });
