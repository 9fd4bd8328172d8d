import type { AttachedUser, DesktopFacts } from '../domain/desktop-facts.ts';
import type { DesktopDetail } from './operations/desktop-schema.ts';

/** What the guard needs to know of a desktop, without names and in one spelling. */
export const desktopFacts = (detail: DesktopDetail): DesktopFacts => ({
  desktopId: detail.desktop_id,
  status: upper(detail.status),
  taskStatus: upper(detail.task_status),
  loginStatus: upper(detail.login_status),
  attachedUsers: attachedUsers(detail),
  desktopType: upper(detail.desktop_type),
  inMaintenance: detail.in_maintenance_mode === true,
  frozen: detail.is_freeze === true,
  // Not metadata.charging_mode, whose two values mean the opposite elsewhere.
  prepaid: detail.product?.charge_mode === '0' || isFilled(detail.order_id),
  collaboration: isFilled(detail.share_resource_sku),
  tags: Object.fromEntries((detail.tags ?? []).map(({ key, value }) => [key, value ?? ''])),
});

function attachedUsers({ attach_user_infos, user_name }: DesktopDetail): AttachedUser[] {
  const attached = (attach_user_infos ?? []).map(({ user_id, type }) => ({
    userId: isFilled(user_id) ? user_id : null,
    type: isUser(type) ? ('USER' as const) : ('GROUP' as const),
  }));
  // A name without an id is still somebody's desktop; it must not pass for one without a user.
  return attached.length === 0 && isFilled(user_name) ? [{ userId: null, type: 'USER' }] : attached;
}

// USER is the API's default. Any word but these two stops the guard, as a group does.
const isUser = (type: string | undefined) => ['', 'USER'].includes(upper(type));

const upper = (word: string | undefined) => (word ?? '').trim().toUpperCase();

const isFilled = (value: string | undefined): value is string =>
  value !== undefined && value.trim() !== '';
