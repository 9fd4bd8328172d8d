/** Whether state-changing calls are paused for all runs, and what Temporal keeps about it. */
export interface KillSwitchState {
  on: boolean;
  reason?: string;
  /** The identity that Temporal has for whoever threw it. */
  by?: string;
  /** ISO 8601, UTC. */
  since?: string;
}
