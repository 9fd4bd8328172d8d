import type { Operation } from '../operation.ts';
import { InvalidRequestError } from './invalid-request-error.ts';
import { UnexpectedReplyError } from './unexpected-reply-error.ts';
import { WorkspaceApiError } from './workspace-api-error.ts';
import { WorkspaceNetworkError } from './workspace-network-error.ts';

/** What all errors of the client have in common. */
export interface WorkspaceError extends Error {
  readonly operation: Operation;
  /** The API's `error_code`, or one of our own: `HTTP.*`, `NET.*`, `REPLY.*`, `REQUEST.INVALID`. */
  readonly errorCode: string;
  /** Absent when no answer arrived. */
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** True where a write may have been carried out although it failed. Always false for reads. */
  readonly mayHaveTakenEffect: boolean;
}

const kinds = [WorkspaceApiError, WorkspaceNetworkError, UnexpectedReplyError, InvalidRequestError];

export const isWorkspaceError = (error: unknown): error is WorkspaceError =>
  kinds.some((kind) => error instanceof kind);
