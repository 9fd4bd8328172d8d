import { describe, expect, it, test } from 'vitest';
import { type DesktopBody, type ErrorBody, oneDesktop, start } from './support.ts';

interface Listing {
  total_count: number;
  desktops: DesktopBody[];
}

const words = (text: string) => text.trim().split(/\s+/).toSorted();

const simpleFields = words(`domain_id project_id desktop_id computer_name os_host_name created
  ip_address user_name attach_user_infos user_group sid ou_name enterprise_project_id tags
  in_maintenance_mode share_resource_sku desktop_type desktop_detail_type subnet_id bill_resource_id
  status task_status availability_zone connect_status pool_id domain_status`);

const detailFields = words(`desktop_id computer_name os_host_name addresses ip_addresses ipv4 ipv6
  user_list user_group_list desktop_type metadata flavor status task_status domain_status
  in_maintenance_mode created login_status user_name attach_user_infos product_id share_resource_sku
  root_volume data_volumes user_group availability_zone site_type site_name product ou_name os_version
  sid order_id tags is_support_internet internet_mode internet_mode_list is_attaching_eip attach_state
  enterprise_project_id subnet_id bill_resource_id process root_resource_id hour_package_info is_freeze
  isolated domain agent_version`);

const fieldsOf = (value: unknown) => Object.keys(Object(value)).toSorted();

describe('fields', () => {
  it('gives exactly the documented ones in each of the three reads', async () => {
    const { call, show } = await start({ desktops: 1 });
    const list = await call<Listing>('GET', '/desktops');
    expect(fieldsOf(list.body.desktops[0])).toEqual(simpleFields);
    const details = await call<Listing>('GET', '/desktops/detail');
    expect(fieldsOf(details.body.desktops[0])).toEqual(detailFields);
    const id = details.body.desktops[0]?.desktop_id ?? '';
    expect(fieldsOf((await show(id)).body.desktop)).toEqual(
      [...detailFields, 'security_groups'].toSorted(),
    );
  });

  it('has the odd names and types that real clients read', async () => {
    const { call } = await start({ estate: oneDesktop({ status: 'ACTIVE' }) });
    const { body } = await call<{ desktop: object }>('GET', '/desktops/d-1');
    const address = { version: '4', 'OS-EXT-IPS:type': 'fixed' };
    expect(body.desktop).toMatchObject({
      flavor: { links: [{ rel: 'bookmark', hrel: expect.stringMatching(/^https:/) }] },
      metadata: { 'metering.image_id': expect.any(String), 'metering.resourcetype': '1' },
      security_groups: [{ id: expect.any(String), name: expect.any(String) }],
      product: { charge_mode: '1', cpu: expect.any(String), system_disk_size: '80' },
      root_volume: { type: 'SAS', size: 80, device: '/dev/vda' },
      attach_user_infos: [
        {
          user_id: 'u-lee',
          user_name: 'lee',
          domain: 'local.com',
          user_group: 'administrators',
          type: 'USER',
        },
      ],
      user_list: ['lee'],
      task_status: '',
      process: null,
    });
    const { addresses } = body.desktop as { addresses: Record<string, object[]> };
    expect(Object.values(addresses)[0]?.[0]).toMatchObject({
      ...address,
      'OS-EXT-IPS-MAC:mac_addr': expect.stringMatching(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/),
    });
  });

  it('shows what the estate says, and says prepaid in opposite words in metadata', async () => {
    const { call } = await start({
      estate: oneDesktop({
        product: { charge_mode: '0' },
        order_id: 'CS1',
        is_freeze: true,
        agent_version: '9',
      }),
    });
    const { body } = await call('GET', '/desktops/d-1');
    expect(body).toMatchObject({
      desktop: {
        product: { charge_mode: '0', status: 'normal' },
        metadata: { charging_mode: '1' },
        order_id: 'CS1',
        is_freeze: true,
        agent_version: '9',
      },
    });
  });

  it('makes the same estate of the same seed, and another one of another', async () => {
    const read = async (seed: number) => {
      const { call } = await start({ desktops: 3, seed });
      return (await call('GET', '/desktops/detail')).body;
    };
    const [first, again, other] = [await read(7), await read(7), await read(8)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });
});

const estate = {
  users: [
    { id: 'u-ann', user_name: 'ann' },
    { id: 'u-anna', user_name: 'anna' },
  ],
  desktops: [
    {
      desktop_id: 'a',
      attach_user_infos: [{ user_id: 'u-ann' }],
      computer_name: 'c-2',
      created: '2024-01-02',
      tags: [{ key: 'team', value: 'red' }],
      status: 'ACTIVE',
      login_status: 'CONNECTED',
    },
    {
      desktop_id: 'b',
      attach_user_infos: [{ user_id: 'u-anna' }],
      computer_name: 'c-1',
      created: '2024-01-03',
      sim: { collaboration: true },
      status: 'SHUTOFF',
      login_status: 'UNREGISTER',
    },
    {
      desktop_id: 'c',
      attach_user_infos: [],
      computer_name: 'c-3',
      created: '2024-01-01',
      desktop_type: 'POOLED',
      pool_id: 'pool-1',
      charge_mode: '0',
      status: 'ACTIVE',
      login_status: 'REGISTERED',
    },
  ],
} as const;

describe('filters', () => {
  test.each([
    ['/desktops', ['a', 'b', 'c']],
    ['/desktops?user_name=ann', ['a', 'b']],
    ['/desktops?user_name=anna', ['b']],
    ['/desktops?user_name=nna&user_name=ann', ['a', 'b']],
    ['/desktops?desktop_id=c&desktop_id=a&desktop_id=missing', ['a', 'c']],
    ['/desktops?status=SHUTOFF', ['b']],
    ['/desktops?desktop_type=POOLED,SHARED', ['c']],
    ['/desktops?desktop_type=', ['a', 'b', 'c']],
    ['/desktops?pool_id=pool-0,pool-1', ['c']],
    ['/desktops?is_share_desktop=true', ['b']],
    ['/desktops?tag=team=red', ['a']],
    ['/desktops?tag=team=red,other=x', []],
    ['/desktops?domain_status=2', []],
    ['/desktops/detail?user_names=ann&user_name=anna', ['a']],
    ['/desktops/detail?user_name=ann', ['a', 'b']],
    ['/desktops/detail?user_id=u-anna', ['b']],
    ['/desktops/detail?user_attached=false', ['c']],
    ['/desktops/detail?without_any_tag=true', ['b', 'c']],
    ['/desktops/detail?charge_mode=0', ['c']],
    ['/desktops/detail?computer_names=c-1&computer_names=c-3', ['b', 'c']],
    ['/desktops/detail?sort_field=created', ['c', 'a', 'b']],
    ['/desktops/detail?sort_field=computer_name&sort_type=DESC', ['c', 'a', 'b']],
    ['/desktops/detail?in_maintenance_mode=true', []],
    ['/desktops/detail?image_id=none', []],
    ['/connect-desktops?connect_status=CONNECTED', ['a']],
    ['/connect-desktops?user_names=ann', ['a']],
  ])('%s finds %j', async (path, ids) => {
    const { call } = await start({ estate });
    const { status, body } = await call<Listing>('GET', path);
    expect([status, body.total_count]).toEqual([200, ids.length]);
    expect(body.desktops.map(({ desktop_id }) => desktop_id)).toEqual(ids);
  });

  it('says who is connected under the names of that operation', async () => {
    const { call } = await start({ estate });
    const { body } = await call<Listing>('GET', '/connect-desktops?limit=1');
    expect(body).toEqual({
      total_count: 3,
      desktops: [
        {
          desktop_id: 'a',
          desktop_name: 'c-2',
          connect_status: 'CONNECTED',
          attach_users: [{ id: 'u-ann', name: 'ann', user_group: 'administrators', type: 'USER' }],
        },
      ],
    });
  });
});

describe('paging', () => {
  it('walks through all of them by offset and limit', async () => {
    const { call } = await start({ desktops: 25 });
    const ids: string[] = [];
    for (let offset = 0; offset < 25; offset += 10) {
      const { body } = await call<Listing>('GET', `/desktops?offset=${offset}&limit=10`);
      expect(body.total_count).toBe(25);
      ids.push(...body.desktops.map(({ desktop_id }) => desktop_id));
    }
    expect(new Set(ids).size).toBe(25);
  });

  test.each([
    ['/desktops?limit=1001', 'limit'],
    ['/desktops?limit=-1', 'limit'],
    ['/desktops?offset=x', 'offset'],
    ['/desktops/detail?limit=501', 'limit'],
    ['/desktops/detail?user_attached=yes', 'user_attached'],
    ['/desktops/detail?sort_field=status', 'sort_field'],
    ['/desktops/detail?sort_field=created&sort_type=UP', 'sort_type'],
    ['/connect-desktops?limit=2001', 'limit'],
    ['/connect-desktops?offset=2001', 'offset'],
    [`/desktops?${'desktop_id=x&'.repeat(101)}`, 'desktop_id'],
  ])('refuses %s with 400 and the name of the field', async (path, field) => {
    const { call } = await start();
    const { status, body } = await call<ErrorBody>('GET', path);
    expect([status, body.error_code]).toEqual([400, 'WKS.0001']);
    expect(body.error_detail).toContain(field);
  });
});

it('answers 404 for a desktop that never was', async () => {
  const { call } = await start();
  const { status, body, headers } = await call('GET', '/desktops/missing');
  expect(status).toBe(404);
  expect(body.error_code.length).toBeLessThanOrEqual(12);
  expect(headers.get('X-Request-Id')).toMatch(/^[0-9a-f]{32}$/);
});
