/** The way to a simulator, on which a test can keep calls waiting for as long as it needs. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { operations } from '../../src/simulator/operations.ts';

/** Which calls wait. */
export interface Waiting {
  operation: string;
  /** Only calls that name it, in path, query or body. */
  desktop_id: string;
  /** So many of them go through before. @default 0 */
  after?: number;
  /** What waits: `answer` lets the call take effect at once. @default 'request' */
  part?: 'request' | 'answer';
}

export interface Kept {
  /** Resolves as soon as one waits. */
  arrived: Promise<void>;
  /** Lets those that wait go on; none waits any more. */
  letGo(): void;
  /** Breaks the connections of those that wait; none waits any more. */
  cut(): void;
}

export interface Line {
  url: string;
  keep(calls: Waiting): Kept;
  close(): Promise<void>;
}

type Hold = ReturnType<typeof holdOn>;

export async function openLine(simulator: string): Promise<Line> {
  const holds: Hold[] = [];
  const agent = new Agent({ keepAlive: true });
  const pass = async (incoming: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(incoming);
    const { method = '', url = '', headers } = incoming;
    const hold = holds.find(({ takes }) => takes(method, url, body.toString()));
    if (hold?.part === 'request' && (await hold.end()) === 'cut') return response.destroy();
    // Whoever has given up meanwhile has not called.
    if (response.destroyed) return response;
    const call = request(new URL(url, simulator), { method, headers, agent }).end(body);
    // The events of an HTTP client have no types of their own.
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    const content = await buffer(answer);
    if (hold?.part === 'answer' && (await hold.end()) === 'cut') return response.destroy();
    return response.writeHead(answer.statusCode ?? 502, answer.headers).end(content);
  };
  const server = createServer((incoming, response) => {
    // What the simulator cuts is cut here.
    pass(incoming, response).catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server's address is never a string.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    keep: (calls) => {
      const hold = holdOn(calls);
      holds.push(hold);
      return hold.kept;
    },
    close: async () => {
      for (const { kept } of holds) kept.cut();
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await once(server, 'close');
    },
  };
}

function holdOn({ operation, desktop_id: id, after = 0, part = 'request' }: Waiting) {
  const known = operations.find(({ name }) => name === operation);
  if (known === undefined) throw new Error(`No operation is called ${operation}.`);
  const path = new RegExp(`^${known.path.replaceAll(/:\w+/g, '[^/]+')}(\\?|$)`);
  const named = new RegExp(`(?<![\\w-])${id}(?![\\w-])`);
  const arrival = Promise.withResolvers<void>();
  const end = Promise.withResolvers<'go' | 'cut'>();
  let passed = 0;
  let isOver = false;
  const over = (how: 'go' | 'cut') => () => {
    isOver = true;
    end.resolve(how);
  };
  return {
    part,
    takes: (method: string, target: string, body: string) => {
      const text = `${decodeURIComponent(target)} ${body}`;
      const isMeant = method === known.method && path.test(target) && named.test(text);
      if (isOver || !isMeant) return false;
      passed += 1;
      return passed > after;
    },
    end: () => {
      arrival.resolve();
      return end.promise;
    },
    kept: { arrived: arrival.promise, letGo: over('go'), cut: over('cut') },
  };
}
