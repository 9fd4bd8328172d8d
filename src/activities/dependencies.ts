import type { Client } from '@temporalio/client';
import type { Policy } from '../domain/policy.ts';
import type { EvidenceStore } from '../evidence/store.ts';
import type { Receiver } from '../notifications/receiver.ts';
import type { Timing } from '../settings/settings.ts';
import type { Connection } from '../workspace/connection.ts';
import type { Treat } from '../workspace/treatment.ts';
import type { KillSwitch } from '../temporal/kill-switch.ts';

/** All that the activities need, made once per worker process from its settings. */
export interface Dependencies {
  /** Project name → connection; the first is the default. */
  workspaces: ReadonlyMap<string, Connection>;
  treat: Treat;
  policy: Policy;
  /** SHA-256 of the policy, part of every result and intent. */
  policyDigest: string;
  timing: Timing;
  /** What times are shown in; IANA name. */
  timeZone: string;
  evidence: EvidenceStore;
  temporal: Client;
  /** Whether this worker had to prove to Temporal who it is. */
  isAuthenticated: boolean;
  killSwitch: KillSwitch;
  /** Whoever hears of cases; undefined if the settings name nobody. */
  receiver: Receiver | undefined;
}
