import { gatewayRows } from './error-codes/gateway.ts';
import { iamRows } from './error-codes/iam.ts';
import { ownRows } from './error-codes/own.ts';
import { workspaceRows } from './error-codes/workspace.ts';
import type { ErrorCodeRow } from './error-codes/row.ts';

export type { ErrorCodeRow } from './error-codes/row.ts';

/**
 * Every error code that can reach the operations of this project, and what to do about it.
 *
 * Left out, because nothing we call can meet them: application streaming (WKS.0008x, 0013x, 0021x and
 * the examples 00129901, 00149901, 00169901), organisational units (WKS.0202, 0915), user groups
 * (WKS.00170208), and desktop pools (for which alone WKS.0001 means "not found").
 */
export const errorCodes: readonly ErrorCodeRow[] = [
  ...workspaceRows,
  ...gatewayRows,
  ...iamRows,
  ...ownRows,
];
