/** A user or group in `attach_user_infos`. Names are left out: facts travel through histories. */
export interface AttachedUser {
  /** `user_id`; null where the API gives none (groups, old records). */
  userId: string | null;
  type: 'USER' | 'GROUP';
}

/**
 * What ShowDesktopDetail says of a desktop, in so far as it matters for deleting it.
 * Words are upper-cased, and empty where the API sends none: its schema has no enums.
 */
export interface DesktopFacts {
  desktopId: string;
  /** ACTIVE, SHUTOFF, ERROR, HIBERNATED, DELETING, DELETED, or empty: the machine is gone, its record is not. */
  status: string;
  /** `task_status`, upper-cased: DELETING, DELETEFAILED, REBUILDING, …; empty when idle. */
  taskStatus: string;
  /** UNREGISTER, REGISTERED, CONNECTED, DISCONNECTED. */
  loginStatus: string;
  attachedUsers: AttachedUser[];
  /** DEDICATED, SHARED, POOLED. */
  desktopType: string;
  inMaintenance: boolean;
  frozen: boolean;
  /** Yearly/monthly: unsubscribed through billing, not deleted. */
  prepaid: boolean;
  /** Has a collaboration resource (`share_resource_sku`). */
  collaboration: boolean;
  tags: Readonly<Record<string, string>>;
}

/** Facts as they may be kept: only the keys of tags, as their values may name people. */
export type RecordedFacts = Omit<DesktopFacts, 'tags'> & { tags: readonly string[] };

export const forTheRecord = ({ tags, ...facts }: DesktopFacts): RecordedFacts => ({
  ...facts,
  tags: Object.keys(tags),
});

/**
 * Where a desktop is on its way out. `deleted`: the API answers 200 with status DELETED, as some
 * regions do instead of 404. An unknown status is `present`: never take what we cannot read for gone.
 */
export type Presence = 'present' | 'deleting' | 'delete-failed' | 'deleted';

export const presence = (facts: Pick<DesktopFacts, 'status' | 'taskStatus'>): Presence => {
  if (facts.status === 'DELETED') return 'deleted';
  if (facts.taskStatus === 'DELETEFAILED') return 'delete-failed';
  if (facts.taskStatus === 'DELETING' || facts.status === 'DELETING' || facts.status === '') {
    return 'deleting';
  }
  return 'present';
};

/** Whether a desktop is there and nothing shows that it will go. */
export const isStanding = (facts: Pick<DesktopFacts, 'status' | 'taskStatus'>): boolean =>
  ['present', 'delete-failed'].includes(presence(facts));
