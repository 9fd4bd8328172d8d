import type { Listening } from '../src/cli/demo/simulator.ts';
import { documentedLimits } from '../src/workspace/call-limits.ts';
import { workspaceClient } from '../src/workspace/client.ts';
import type { CallContext, WorkspaceClient } from '../src/workspace/client.ts';
import { connect } from '../src/workspace/connection.ts';
import { Secret } from '../src/workspace/secret.ts';

/** A client of a simulator whose calls leave at once, as those of a plain script do. */
export const unpacedClient = (
  { listening: url, projectId, iamUser }: Listening,
  context: CallContext = {},
): WorkspaceClient =>
  workspaceClient(
    connect(
      {
        name: 'bench',
        projectId,
        workspaceEndpoint: url,
        iamEndpoint: url,
        requestTimeoutMs: 10_000,
        maxResponseBytes: 10_000_000,
        credentials: {
          kind: 'password',
          userName: iamUser.name,
          domainName: iamUser.domain,
          password: new Secret(iamUser.password),
        },
      },
      { limits: { ...documentedLimits, readsPerMinute: 1_000_000, writesPerMinute: 1_000_000 } },
    ),
    context,
  );
