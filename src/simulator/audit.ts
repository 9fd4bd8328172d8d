import { isOpen } from './assistance.ts';
import { type Desktop, isPrepaid, userIds } from './desktop.ts';

type ViolationKind =
  | 'deleted_twice'
  | 'deleted_while_assistance_open'
  | 'deleted_with_collaboration'
  | 'deleted_while_in_use'
  | 'deleted_protected'
  | 'deleted_of_other_owner'
  | 'deleted_frozen'
  | 'deleted_prepaid'
  | 'deleted_in_maintenance'
  | 'deleted_pooled_or_shared'
  | 'deleted_with_several_users'
  | 'deleted_after_login'
  | 'user_deleted_with_desktops_left';

export interface Violation {
  kind: ViolationKind;
  desktop_id: string;
  detail: string;
}

interface DesktopAudit {
  delete_requests: number;
  deletes_accepted: number;
  operations: string[];
}

const holdTag = 'offboarding:hold';

const sameSet = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((item) => b.includes(item));

/** What was wrong with accepting a delete of this desktop at this moment. */
function findings(desktop: Desktop): [ViolationKind, string][] {
  const { facts, assistance, phase, expectedOwners, behaviour } = desktop;
  // What a second delete meets is the work of the first: only the repetition is its own fault.
  if (phase !== 'present') return [['deleted_twice', `an earlier delete was ${phase}`]];
  const owners = userIds(facts);
  const checks: [ViolationKind, boolean, string][] = [
    ['deleted_while_assistance_open', isOpen(assistance), `assistance is ${assistance?.status}`],
    ['deleted_with_collaboration', facts.share_resource_sku !== '', facts.share_resource_sku],
    ['deleted_while_in_use', facts.login_status === 'CONNECTED', 'login_status is CONNECTED'],
    ['deleted_protected', facts.tags.some(({ key }) => key === holdTag), `tagged ${holdTag}`],
    [
      'deleted_of_other_owner',
      !sameSet(owners, expectedOwners),
      `attached to [${owners}], expected [${expectedOwners}]`,
    ],
    ['deleted_frozen', facts.is_freeze, 'is_freeze is true'],
    [
      'deleted_prepaid',
      isPrepaid(desktop),
      `charge_mode ${facts.charge_mode}, order_id "${facts.order_id}"`,
    ],
    ['deleted_in_maintenance', facts.in_maintenance_mode, 'in_maintenance_mode is true'],
    [
      'deleted_pooled_or_shared',
      facts.desktop_type !== 'DEDICATED',
      `desktop_type is ${facts.desktop_type}`,
    ],
    [
      'deleted_with_several_users',
      facts.attach_user_infos.length > 1 ||
        facts.attach_user_infos.some(({ type }) => type === 'GROUP'),
      `${facts.attach_user_infos.length} attached users or groups`,
    ],
    [
      'deleted_after_login',
      behaviour.keepIfUsed && desktop.loggedInSince,
      'somebody logged in since the start',
    ],
  ];
  return checks.flatMap(([kind, is, detail]) => (is ? [[kind, detail]] : []));
}

/** What happened to each desktop, and what must not have: judged from the true state, not what was shown. */
export class Audit {
  #violations: Violation[] = [];
  #desktops = new Map<string, DesktopAudit>();

  called(operation: string, desktopIds: readonly string[]): void {
    const deletes = operation === 'DeleteDesktop' || operation === 'BatchDeleteDesktops';
    for (const id of desktopIds) {
      const audit = this.#of(id);
      audit.operations.push(operation);
      if (deletes) audit.delete_requests += 1;
    }
  }

  /** Call before the delete takes effect. */
  deleteAccepted(desktop: Desktop): void {
    const { desktop_id } = desktop.facts;
    this.#of(desktop_id).deletes_accepted += 1;
    for (const [kind, detail] of findings(desktop))
      this.#violations.push({ kind, desktop_id, detail });
  }

  userDeleted(userId: string, left: readonly Desktop[]): void {
    for (const { facts } of left) {
      this.#violations.push({
        kind: 'user_deleted_with_desktops_left',
        desktop_id: facts.desktop_id,
        detail: `user ${userId} was deleted while attached to it`,
      });
    }
  }

  report() {
    return { violations: this.#violations, desktops: Object.fromEntries(this.#desktops) };
  }

  clear(): void {
    this.#violations = [];
    this.#desktops.clear();
  }

  #of(desktopId: string): DesktopAudit {
    let audit = this.#desktops.get(desktopId);
    if (audit === undefined) {
      audit = { delete_requests: 0, deletes_accepted: 0, operations: [] };
      this.#desktops.set(desktopId, audit);
    }
    return audit;
  }
}
