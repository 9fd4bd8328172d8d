import type { Secret } from './secret.ts';

/** One project of the settings: where its APIs are, and how to sign in there. Every field is required. */
export interface WorkspaceProject {
  /** The name by which orders choose the project. */
  name: string;
  projectId: string;
  /** Absolute URL without a trailing slash, e.g. `https://workspace.eu-west-101.myhuaweicloud.com`. */
  workspaceEndpoint: string;
  /** Absolute URL without a trailing slash. Only called with password credentials. */
  iamEndpoint: string;
  credentials: Credentials;
  /** For each request, from connecting to the last byte of the reply. */
  requestTimeoutMs: number;
  /** Longer replies are cut off and refused. */
  maxResponseBytes: number;
}

export type Credentials = AccessKeyCredentials | PasswordCredentials;

/** Requests are signed with the secret key; `securityToken` belongs to temporary keys. */
export interface AccessKeyCredentials {
  kind: 'access-key';
  accessKey: string;
  secretKey: Secret;
  securityToken?: Secret;
}

/** An IAM user, whose password buys tokens that last a day. */
export interface PasswordCredentials {
  kind: 'password';
  userName: string;
  /** The account (tenant) that the user belongs to. */
  domainName: string;
  password: Secret;
}
