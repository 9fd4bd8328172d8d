import { accessKeyAuthentication } from './authentication/access-key.ts';
import type { Authentication } from './authentication/authentication.ts';
import { passwordLogin } from './authentication/login.ts';
import { tokenAuthentication } from './authentication/token.ts';
import type { Credentials, WorkspaceProject } from './project.ts';

/** One project and the way to sign in there. Its clients share its token. */
export interface Connection {
  readonly project: WorkspaceProject;
  readonly authentication: Authentication;
  /** Values that must not survive in any message. */
  readonly secrets: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Makes a connection; no request is sent before the first call. Connect once per project and keep
 * it: the cached token and the memory of a failed login live in the connection.
 */
export function connect(
  project: WorkspaceProject,
  { now = Date.now }: { now?: () => number } = {},
): Connection {
  const { credentials } = project;
  return {
    project,
    now,
    secrets: secretsOf(credentials),
    authentication:
      credentials.kind === 'access-key'
        ? accessKeyAuthentication(project, credentials, now)
        : tokenAuthentication(passwordLogin(project, credentials, now), now),
  };
}

function secretsOf(credentials: Credentials): string[] {
  if (credentials.kind === 'password') return [credentials.password.reveal()];
  const { accessKey, secretKey, securityToken } = credentials;
  return [accessKey, secretKey.reveal(), ...(securityToken ? [securityToken.reveal()] : [])];
}
