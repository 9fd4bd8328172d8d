import type { Desktop } from './desktop.ts';
import { desktopDetail } from './desktop-detail.ts';

/** SimpleDesktopInfo: an item of ListDesktops, where the login status is called `connect_status`. */
export function simpleDesktop(
  seed: number,
  projectId: string,
  domainId: string,
  desktop: Desktop,
): Record<string, unknown> {
  const detail = desktopDetail(seed, desktop);
  const same = (...names: string[]) =>
    Object.fromEntries(names.map((name) => [name, detail[name]]));
  return {
    domain_id: domainId,
    project_id: projectId,
    ...same('desktop_id', 'computer_name', 'os_host_name', 'created', 'user_name'),
    ...same('attach_user_infos', 'user_group', 'sid', 'ou_name', 'enterprise_project_id', 'tags'),
    ...same('in_maintenance_mode', 'share_resource_sku', 'desktop_type', 'subnet_id'),
    ...same('bill_resource_id', 'status', 'task_status', 'availability_zone', 'domain_status'),
    ip_address: desktop.facts.ip_address,
    desktop_detail_type: desktop.facts.desktop_type,
    connect_status: desktop.facts.login_status,
    pool_id: desktop.facts.pool_id,
  };
}
