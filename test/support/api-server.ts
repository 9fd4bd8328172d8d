/** A bare HTTP server that answers as a test tells it, for what the simulator would never do. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { WorkspaceProject } from '../../src/workspace/project.ts';
import { Secret } from '../../src/workspace/secret.ts';

interface Received {
  method: string;
  /** Path and query, as they were sent. */
  target: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface ApiServer {
  url: string;
  received: Received[];
  close(): Promise<void>;
}

export type Answer = (request: Received, response: ServerResponse) => void;

export async function serve(answer: Answer): Promise<ApiServer> {
  const received: Received[] = [];
  const server = createServer(async (incoming, response) => {
    const { method = '', url: target = '', headers } = incoming;
    const request = { method, target, headers, body: await text(incoming) };
    received.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server's address is never a string.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** A project whose API and IAM are at `url`, signed in with an access key. */
export const projectAt = (
  url: string,
  changes: Partial<WorkspaceProject> = {},
): WorkspaceProject => ({
  name: 'test',
  projectId: 'p0',
  workspaceEndpoint: url,
  iamEndpoint: url,
  credentials: { kind: 'access-key', accessKey: 'AK', secretKey: new Secret('a-secret-key') },
  requestTimeoutMs: 5_000,
  maxResponseBytes: 1_000_000,
  ...changes,
});

/** The same, signed in with a password. */
export const passwordProjectAt = (
  url: string,
  changes: Partial<WorkspaceProject> = {},
): WorkspaceProject =>
  projectAt(url, {
    credentials: {
      kind: 'password',
      userName: 'robot',
      domainName: 'example',
      password: new Secret('correct horse'),
    },
    ...changes,
  });
