import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

/** A TCP address that leads to another one, until it is shut: then all connections are cut, and none is taken. */
export interface Gate {
  address: string;
  shut(): void;
  open(): void;
  close(): Promise<void>;
}

export async function gateBefore(address: string): Promise<Gate> {
  const [host = '', port = ''] = address.split(':');
  const sockets = new Set<Socket>();
  let isOpen = true;
  const server = createServer((client) => {
    if (!isOpen) return void client.destroy();
    const upstream = connect(Number(port), host);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one
        .on('error', () => other.destroy())
        .on('close', () => {
          sockets.delete(one);
          other.destroy();
        });
      one.pipe(other);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const shut = () => {
    isOpen = false;
    for (const socket of sockets) socket.destroy();
  };
  // A TCP server's address is never a string.
  const { port: own } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${own}`,
    shut,
    open: () => {
      isOpen = true;
    },
    close: async () => {
      shut();
      server.close();
      await once(server, 'close');
    },
  };
}
