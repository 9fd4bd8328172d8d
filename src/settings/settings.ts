import type { CleanUpLimits } from '../domain/clean-up/blast-radius.ts';
import type { LeaverKind } from '../domain/leaver-event.ts';
import type { LeaverTerms } from '../domain/leaver-terms.ts';
import type { NoticeType } from '../domain/notice.ts';
import type { Policy } from '../domain/policy.ts';
import type { CallLimits } from '../workspace/call-limits.ts';
import type { WorkspaceProject } from '../workspace/project.ts';
import type { Secret } from '../workspace/secret.ts';
import type { ErrorCodeOverride } from '../workspace/treatment.ts';

/** Everything that can be set, checked and complete. Frozen, all the way down. */
export interface Settings {
  /** The first is the default. Names are unique. */
  readonly projects: readonly WorkspaceProject[];
  readonly policy: Policy;
  readonly timing: Timing;
  /** Of calls of the Workspace API, in each project. */
  readonly limits: CallLimits;
  readonly errorCodes: readonly ErrorCodeOverride[];
  readonly evidence: EvidenceSettings;
  /** Absent if nobody is told of anything. */
  readonly notifications?: NotificationSettings | undefined;
  readonly leavers: LeaverSettings;
  readonly cleanUp: CleanUpSettings;
  readonly worker: WorkerSettings;
}

/** How leavers' cases are dealt with; see `termsFor`. */
export interface LeaverSettings extends RulesByKind {
  /** How long an ended case stays open for late and repeated events. */
  readonly memoryMs: number;
  readonly keep: KeepSettings;
  /** By the sender's name: its rules, complete. */
  readonly senders: Readonly<Record<string, SenderSettings>>;
}

export type LeaverRules = Readonly<Omit<LeaverTerms, 'memoryMs' | 'notifies'>>;

type RulesByKind = Readonly<Record<LeaverKind, LeaverRules>>;

interface SenderSettings extends RulesByKind {
  /** The Workspace domain of its users, where an event names none. */
  readonly domain?: string;
}

/** Desktops that no leaver's case and no clean-up deletes. */
export interface KeepSettings {
  /** Keys of tags. */
  readonly tags: readonly string[];
  /** Key of a tag whose value is the day or instant before which the desktop is not deleted. */
  readonly protectUntilTag: string;
  /** Ids. */
  readonly desktops: readonly string[];
  readonly users: readonly string[];
  /** Glob patterns of computer names. */
  readonly names: readonly string[];
}

/** How far clean-ups may go without a person, and how. */
export interface CleanUpSettings extends Readonly<CleanUpLimits> {
  /** How many desktops are named in one call; at most the API's 100. */
  readonly waveSize: number;
}

/** The outgoing webhook. */
export interface NotificationSettings {
  readonly url: string;
  /** The newest signs; several while a secret is being changed. */
  readonly secrets: readonly Secret[];
  /** Whether the receiver may be in a private network. */
  readonly allowPrivate: boolean;
  readonly timeoutMs: number;
  /** The notices that are sent. */
  readonly events: readonly NoticeType[];
  /** Where the Web UI is, for links. */
  readonly webUi?: string;
}

export interface EvidenceSettings {
  /** Not used if there is a bucket. */
  readonly directory: string;
  readonly s3?: BucketSettings | undefined;
  /** How old names may become before `offboard report --erase-names` erases them. */
  readonly keepNamesMs: number;
}

/** A bucket that is reached by Amazon's S3 API. */
export interface BucketSettings {
  readonly bucket: string;
  /** Before every key; empty, or ends in a slash. */
  readonly prefix: string;
  readonly region: string;
  /** Amazon's own, by default. */
  readonly endpoint?: string | undefined;
  /** Whether the bucket is named in the path instead of the host. */
  readonly forcePathStyle: boolean;
  /** Absent: what the SDK finds, in the environment, a profile, or the machine's role. */
  readonly credentials?: { readonly accessKey: string; readonly secretKey: Secret };
  /** How long nobody can change or remove what was written. */
  readonly objectLock?:
    { readonly mode: 'COMPLIANCE' | 'GOVERNANCE'; readonly days: number } | undefined;
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

/** The webhook that HR speaks to. */
export interface WebhookSettings {
  readonly listen: { readonly host: string; readonly port: number };
  /** By which secrets each sender signs. */
  readonly secrets: ReadonlyMap<string, readonly Secret[]>;
  /** By which tokens a sender may read its cases. */
  readonly readTokens: ReadonlyMap<string, readonly Secret[]>;
  /** By which tokens identity providers are known. */
  readonly scimTokens: ReadonlyMap<string, readonly Secret[]>;
  /** New cases per sender and day; those beyond wait for a person. */
  readonly maxNewCases: number;
  /** Events and questions per sender and minute. */
  readonly rateLimit: number;
  /** Requests per identity provider and minute. */
  readonly scimRateLimit: number;
  /** What kind of leave it is when an identity provider deactivates somebody. */
  readonly scimKind: LeaverKind;
}

/** What the webhook's process needs. */
export interface WebhookProcessSettings extends Pick<Settings, 'projects' | 'worker'> {
  readonly webhook: WebhookSettings;
}
