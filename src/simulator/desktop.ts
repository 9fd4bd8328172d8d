import type { Assistance } from './assistance.ts';
import type { Login } from './login.ts';

/** An item of `attach_user_infos`. */
export interface AttachedUser {
  user_id: string | null;
  user_name: string;
  domain: string;
  user_group: string;
  type: 'USER' | 'GROUP';
}

export interface Tag {
  key: string;
  value: string;
}

/** Everything about a desktop that operations change or filters ask for; the rest is generated when read. */
export interface DesktopFacts {
  desktop_id: string;
  computer_name: string;
  created: string;
  status: string;
  task_status: string;
  login_status: string;
  attach_user_infos: AttachedUser[];
  desktop_type: string;
  in_maintenance_mode: boolean;
  is_freeze: boolean;
  share_resource_sku: string;
  order_id: string;
  tags: readonly Tag[];
  enterprise_project_id: string;
  pool_id: string;
  availability_zone: string;
  subnet_id: string;
  ip_address: string;
  charge_mode: string;
}

/** How a desktop answers: the `sim` block of an estate file. Times are simulated milliseconds. */
export interface Behaviour {
  /** An accepted delete shows nothing for this long. Default 0. */
  deleteInvisibleMs: number;
  /** Then it is DELETING for this long. Default 2,000. */
  deletingMs: number;
  /** How a desktop that is gone answers; `empty` is a 200 with an empty status for `emptyMs`, then 404. */
  goneAs: '404' | 'DELETED' | 'empty';
  /** Default 1,000. */
  emptyMs: number;
  /** So many deletions end in `task_status` deleteFailed instead. Default 0. */
  deleteFailsTimes: number;
  /** A user that goes with its last desktop goes this long after it. Default 500. */
  userGoneMs: number;
  /** A job on it is WAITING for so long before it begins, and a batch delete has no effect. Default 0. */
  jobWaitsMs: number;
  /** How long a job takes. Default 1,500. */
  jobMs: number;
  /** So many jobs on this desktop fail. Default 0. */
  jobFailsTimes: number;
  /** What a failed job says. Default WKS.00010032. */
  jobErrorCode: string;
  /** How long a log-off takes. Default 300. */
  logoffMs: number;
  /** Log-offs change nothing: the session hangs. Default false. */
  ignoresLogoff: boolean;
  /** `unknown`: the usage metrics have no item for it. Default known. */
  usage: 'known' | 'unknown';
  /** Deleting it after a login that a PATCH added is a violation. Default false. */
  keepIfUsed: boolean;
  /** Each BatchDeleteDesktops that names it is refused as a whole; DeleteDesktop is not. Default null. */
  refusesBatchDelete: BatchRefusal | null;
}

interface BatchRefusal {
  /** Defaults to that of the code. */
  status?: number | undefined;
  /** Default WKS.00010032. */
  error_code?: string | undefined;
  /** So many batches; every one where it is left out. */
  times?: number | undefined;
}

export const usualBehaviour: Readonly<Behaviour> = {
  deleteInvisibleMs: 0,
  deletingMs: 2_000,
  goneAs: '404',
  emptyMs: 1_000,
  deleteFailsTimes: 0,
  userGoneMs: 500,
  jobWaitsMs: 0,
  jobMs: 1_500,
  jobFailsTimes: 0,
  jobErrorCode: 'WKS.00010032',
  logoffMs: 300,
  ignoresLogoff: false,
  usage: 'known',
  keepIfUsed: false,
  refusesBatchDelete: null,
};

/**
 * `accepted`: a delete was accepted but does not show yet. `ghost`: the desktop is gone, its record
 * still answers 200. `gone`: 404.
 */
type Phase = 'present' | 'accepted' | 'deleting' | 'ghost' | 'gone';

export interface Desktop {
  index: number;
  facts: DesktopFacts;
  /** Detail fields that the estate file or a PATCH sets, beyond `facts`. */
  overrides: Readonly<Record<string, unknown>>;
  behaviour: Readonly<Behaviour>;
  phase: Phase;
  /** Told once when the deletion under way has ended. */
  onDeletionEnd: (() => void)[];
  /** Null where there never was one. */
  assistance: Assistance | null;
  /** The name of who logs in every day; null where the estate file says who logged in when, or nobody does. */
  dailyUser: string | null;
  /** Those that are not daily: of the estate file and of PATCHes. */
  logins: readonly Login[];
  /** Did a PATCH have somebody log in? */
  loggedInSince: boolean;
  /** The user ids attached when the estate was loaded. */
  firstOwners: readonly string[];
  /** The user ids that must be attached when it is deleted: the first, unless the `sim` block says otherwise. */
  expectedOwners: readonly string[];
}

export const userIds = (facts: DesktopFacts): string[] =>
  facts.attach_user_infos.flatMap(({ user_id, type }) =>
    type === 'USER' && user_id !== null ? [user_id] : [],
  );

export const isAttached = (
  { attach_user_infos: attached }: DesktopFacts,
  userId: string,
): boolean => attached.some(({ user_id, type }) => user_id === userId && type === 'USER');

/** Is the desktop still there, whatever its record says? */
export const exists = ({ phase }: Desktop): boolean => phase !== 'ghost' && phase !== 'gone';

export const isPrepaid = ({ facts }: Desktop): boolean =>
  facts.charge_mode === '0' || facts.order_id !== '';
