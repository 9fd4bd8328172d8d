import type { Operation } from './operation.ts';

/** One HTTP exchange as evidence and metrics count it. Never holds a header, body or name. */
export interface ApiCall {
  operation: Operation;
  /** ISO 8601, UTC. */
  startedAt: string;
  durationMs: number;
  /** Absent when no answer arrived. */
  status?: number;
  /** `X-Request-Id`. */
  requestId?: string;
  /** Absent when the call succeeded. */
  errorCode?: string;
}
