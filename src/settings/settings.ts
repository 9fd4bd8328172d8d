import type { Policy } from '../domain/policy.ts';
import type { WorkspaceProject } from '../workspace/project.ts';
import type { ErrorCodeOverride } from '../workspace/treatment.ts';

/** Everything that can be set, checked and complete. Frozen, all the way down. */
export interface Settings {
  /** The first is the default. Names are unique. */
  readonly projects: readonly WorkspaceProject[];
  readonly policy: Policy;
  readonly timing: Timing;
  readonly errorCodes: readonly ErrorCodeOverride[];
  readonly evidence: { readonly directory: string };
  readonly worker: WorkerSettings;
}

/** All in milliseconds. */
export interface Timing {
  /** Between two looks at a job; by when it must have ended. */
  readonly jobPollMs: number;
  readonly jobWithinMs: number;
  /** Between two looks for a deleted desktop; by when it must be gone. */
  readonly confirmPollMs: number;
  readonly confirmWithinMs: number;
  /** How long an accepted delete may stay invisible. */
  readonly deleteVisibleAfterMs: number;
  /** Between two looks at what the guard waits for. */
  readonly waitPollMs: number;
}

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

export interface WorkerSettings {
  /** Where health, readiness and metrics are served; port 0 takes a free one. */
  readonly http: { readonly host: string; readonly port: number };
  /** How long activities may go on after the worker was told to stop. */
  readonly shutdownGraceMs: number;
  /** The main task queue; the queue for writes is named after it. */
  readonly taskQueue: string;
  readonly maxConcurrentActivities: number;
  readonly maxConcurrentWrites: number;
  readonly maxCachedWorkflows: number;
  /** What the Web UI shows the times of runs in; IANA name. */
  readonly timeZone: string;
  readonly logLevel: (typeof logLevels)[number];
}
