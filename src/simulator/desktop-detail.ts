import type { Desktop } from './desktop.ts';
import { choose, digest, pick, uuid } from './ids.ts';

const products = [
  { flavor: 's6.large.2', cpu: '2', memory: '4096' },
  { flavor: 's6.xlarge.2', cpu: '4', memory: '8192' },
  { flavor: 's6.2xlarge.2', cpu: '8', memory: '16384' },
] as const;

const volume = (hex: string, desktop: Desktop, device: string, size: number) => ({
  type: 'SAS',
  size,
  iops: 5_000,
  throughput: 150,
  kms_id: '',
  device,
  id: hex.slice(0, 32),
  volume_id: uuid(hex.slice(32)),
  bill_resource_id: uuid(hex.slice(16)),
  desktop_pool_disk_id: '',
  create_time: desktop.facts.created,
  display_name: `${desktop.facts.computer_name}-volume-${device.slice(-1)}`,
  resource_spec_code: 'workspace.volume.sas',
});

function product(hex: string, { facts }: Desktop) {
  const { flavor, cpu, memory } = choose(hex, 8, products);
  return {
    product_id: `workspace.${flavor}.windows`,
    flavor_id: flavor,
    type: 'BASE',
    cpu,
    memory,
    descriptions: `${cpu} vCPUs | ${Number(memory) / 1024} GB`,
    charge_mode: facts.charge_mode,
    architecture: 'x86',
    is_gpu: false,
    package_type: 'general',
    system_disk_type: 'SAS',
    system_disk_size: '80',
    contain_data_disk: false,
    resource_type: 'hws.resource.type.workspace.desktop',
    cloud_service_type: 'hws.service.type.vdi',
    volume_product_type: 'workspace',
    status: 'normal',
  };
}

function metadata(hex: string, { facts }: Desktop, flavor: string) {
  const imageId = uuid(hex.slice(20));
  return {
    image_name: 'Workspace Windows Server 2019',
    image_id: imageId,
    'metering.image_id': imageId,
    'metering.resourcespeccode': `${flavor}.win`,
    'metering.resourcetype': '1',
    // Some clients read 1 as prepaid here, the opposite of product.charge_mode; so does the real one.
    charging_mode: facts.charge_mode === '0' ? '1' : '0',
    os_bit: '64',
    os_type: 'Windows',
    desktop_os_version: 'WINDOWS_SERVER_2019',
    vpc_id: uuid(hex.slice(12)),
  };
}

const sid = (hex: string, { index }: Desktop) =>
  `S-1-5-21-${pick(hex, 30, 4_000_000)}-${pick(hex, 36, 4_000_000)}-${1_000 + index}`;

const hexOf = (seed: number, { index }: Desktop) => digest(seed, 'detail', index);

/** The security id of its machine account, as other operations show it, too. */
export const sidOf = (seed: number, desktop: Desktop): string => sid(hexOf(seed, desktop), desktop);

/**
 * DesktopDetailInfo as ListDesktopsDetail answers it: every field of the vendor's model, the ones
 * that no operation touches made from the seed. A value set by estate file or PATCH wins.
 */
export function desktopDetail(seed: number, desktop: Desktop): Record<string, unknown> {
  const { facts, overrides } = desktop;
  const hex = hexOf(seed, desktop);
  const made = product(hex, desktop);
  const users = facts.attach_user_infos.filter(({ type }) => type === 'USER');
  const mac = `fa:16:3e:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}`;
  return {
    desktop_id: facts.desktop_id,
    computer_name: facts.computer_name,
    os_host_name: facts.computer_name.toLowerCase(),
    addresses: {
      [uuid(hex.slice(12))]: [
        {
          addr: facts.ip_address,
          version: '4',
          'OS-EXT-IPS-MAC:mac_addr': mac,
          'OS-EXT-IPS:type': 'fixed',
        },
      ],
    },
    ip_addresses: [facts.ip_address],
    ipv4: facts.ip_address,
    ipv6: '',
    user_list: users.map(({ user_name }) => user_name),
    user_group_list: facts.attach_user_infos.flatMap(({ type, user_name }) =>
      type === 'GROUP' ? [user_name] : [],
    ),
    desktop_type: facts.desktop_type,
    metadata: metadata(hex, desktop, made.flavor_id),
    flavor: {
      id: made.flavor_id,
      links: [{ rel: 'bookmark', hrel: `https://ecs.example.com/flavors/${made.flavor_id}` }],
    },
    status: facts.status,
    task_status: facts.task_status,
    domain_status: 1,
    in_maintenance_mode: facts.in_maintenance_mode,
    created: facts.created,
    login_status: facts.login_status,
    user_name: users.at(0)?.user_name ?? '',
    attach_user_infos: facts.attach_user_infos,
    product_id: made.product_id,
    share_resource_sku: facts.share_resource_sku,
    root_volume: volume(digest(seed, 'root', desktop.index), desktop, '/dev/vda', 80),
    data_volumes: [volume(digest(seed, 'data', desktop.index), desktop, '/dev/vdb', 50)],
    user_group: users.at(0)?.user_group ?? '',
    availability_zone: facts.availability_zone,
    site_type: 'CENTER',
    site_name: 'center',
    ou_name: 'workspace/desktops',
    os_version: 'WINDOWS_SERVER_2019',
    sid: sid(hex, desktop),
    order_id: facts.order_id,
    tags: facts.tags,
    is_support_internet: false,
    internet_mode: 'NAT',
    internet_mode_list: ['NAT'],
    is_attaching_eip: false,
    attach_state: facts.attach_user_infos.length > 0 ? 'ATTACHED' : 'UNATTACH',
    enterprise_project_id: facts.enterprise_project_id,
    subnet_id: facts.subnet_id,
    bill_resource_id: uuid(hex.slice(24)),
    process: null,
    root_resource_id: uuid(hex.slice(28)),
    hour_package_info: null,
    is_freeze: facts.is_freeze,
    isolated: false,
    domain: 'local.com',
    agent_version: '24.3.1',
    ...overrides,
    product: {
      ...made,
      ...(overrides['product'] as object | undefined),
      charge_mode: facts.charge_mode,
    },
  };
}

/** `desktop` of ShowDesktopDetail, the only reply with security groups. */
export const shownDesktop = (seed: number, desktop: Desktop): Record<string, unknown> => ({
  security_groups: [
    { id: uuid(digest(seed, 'security-group')), name: 'WorkspaceUserSecurityGroup' },
  ],
  ...desktopDetail(seed, desktop),
});
