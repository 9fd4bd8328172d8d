import type { Client } from '@temporalio/client';
import type { LeaverKind } from '../domain/leaver-event.ts';
import type { LeaverTerms } from '../domain/leaver-terms.ts';
import type { Policy } from '../domain/policy.ts';
import type { EvidenceStore } from '../evidence/store.ts';
import type { Receiver } from '../notifications/receiver.ts';
import type { CleanUpSettings, KeepSettings, Timing } from '../settings/settings.ts';
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
  leavers: {
    keep: KeepSettings;
    /** The Workspace domain of a sender's users, where an event names none. */
    domainOf(sender: string): string | undefined;
    termsFor(sender: string, kind: LeaverKind): LeaverTerms;
  };
  /** How far clean-ups may go without a person, and how. */
  cleanUp: CleanUpSettings;
  /** What part of the API's limits this process may use: 1 is all. */
  callShare: number;
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
