import { accessKeyAuthentication } from './authentication/access-key.ts';
import type { Authentication } from './authentication/authentication.ts';
import { passwordLogin } from './authentication/login.ts';
import { tokenAuthentication } from './authentication/token.ts';
import { documentedLimits, type CallLimits } from './call-limits.ts';
import { Pace } from './pace.ts';
import type { Credentials, WorkspaceProject } from './project.ts';
import { treatmentTable, type Treat } from './treatment.ts';

/** One project and the way to sign in there. Its clients share its token, and the calls it may make. */
export interface Connection {
  readonly project: WorkspaceProject;
  readonly authentication: Authentication;
  /** Values that must not survive in any message. */
  readonly secrets: readonly string[];
  readonly pace: Pace;
  /** Tells which refusals mean that there were too many calls. */
  readonly treat: Treat;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface ConnectionOptions {
  /** @default as documented */
  limits?: CallLimits;
  /** @default the error table, without changes of the settings */
  treat?: Treat;
  /** Milliseconds since 1970. @default the system's clock */
  now?: () => number;
}

/**
 * Makes a connection; no request is sent before the first call. Connect once per project and keep
 * it: the cached token, the memory of a failed login and the pace of calls live in the connection.
 */
export function connect(
  project: WorkspaceProject,
  { limits = documentedLimits, treat = treatmentTable(), now = Date.now }: ConnectionOptions = {},
): Connection {
  const { credentials } = project;
  return {
    project,
    pace: new Pace(limits),
    treat,
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
