import { describe, expect, test } from 'vitest';
import type { DesktopDetail } from '../../src/workspace/client.ts';
import { desktopFacts } from '../../src/workspace/facts.ts';

const facts = (detail: Partial<DesktopDetail>) => desktopFacts({ desktop_id: 'd1', ...detail });

test('a desktop of which nothing is said has no fact that speaks for deleting it but its silence', () => {
  expect(facts({})).toEqual({
    desktopId: 'd1',
    status: '',
    taskStatus: '',
    loginStatus: '',
    attachedUsers: [],
    desktopType: '',
    inMaintenance: false,
    frozen: false,
    prepaid: false,
    collaboration: false,
    tags: {},
  });
});

test('words are compared in one spelling', () => {
  expect(
    facts({
      status: 'Active',
      task_status: 'deleteFailed',
      login_status: ' connected ',
      desktop_type: 'pooled',
    }),
  ).toMatchObject({
    status: 'ACTIVE',
    taskStatus: 'DELETEFAILED',
    loginStatus: 'CONNECTED',
    desktopType: 'POOLED',
  });
});

describe('prepaid', () => {
  test.each([
    ['charge mode 0', { product: { charge_mode: '0' } }, true],
    ['charge mode 1', { product: { charge_mode: '1' } }, false],
    ['no charge mode', { product: {} }, false],
    ['an order', { order_id: 'CS123' }, true],
    [
      'an order, whatever the charge mode',
      { order_id: 'CS123', product: { charge_mode: '1' } },
      true,
    ],
    ['an empty order', { order_id: '' }, false],
    ['metadata, which contradicts itself elsewhere', { metadata: { charging_mode: '1' } }, false],
    ['metadata 0', { metadata: { charging_mode: '0' } }, false],
  ])('by %s: %s', (_by, detail, expected) => {
    expect(facts(detail).prepaid).toBe(expected);
  });
});

describe('attached users', () => {
  const users = (...infos: NonNullable<DesktopDetail['attach_user_infos']>) =>
    facts({ attach_user_infos: infos }).attachedUsers;

  test('are known by id, never by name', () => {
    expect(users({ user_id: 'u1', user_name: 'anna', type: 'USER' })).toEqual([
      { userId: 'u1', type: 'USER' },
    ]);
  });

  test('are users unless said otherwise', () => {
    expect(
      users({ user_id: 'u1' }, { user_id: 'u2', type: 'user' }, { user_id: 'u3', type: '' }),
    ).toEqual([
      { userId: 'u1', type: 'USER' },
      { userId: 'u2', type: 'USER' },
      { userId: 'u3', type: 'USER' },
    ]);
  });

  test('of a kind that nobody knows count as a group, which the guard stops at', () => {
    expect(users({ user_id: 'g1', type: 'group' }, { user_id: 'x1', type: 'ROBOT' })).toEqual([
      { userId: 'g1', type: 'GROUP' },
      { userId: 'x1', type: 'GROUP' },
    ]);
  });

  test('without an id stay somebody', () => {
    expect(users({ user_name: 'anna' }, { user_id: '' })).toEqual([
      { userId: null, type: 'USER' },
      { userId: null, type: 'USER' },
    ]);
  });

  test('known only by the older name field are not nobody', () => {
    expect(facts({ user_name: 'anna' }).attachedUsers).toEqual([{ userId: null, type: 'USER' }]);
    expect(facts({ user_name: 'anna', attach_user_infos: [] }).attachedUsers).toHaveLength(1);
    expect(facts({ user_name: '' }).attachedUsers).toEqual([]);
  });

  test('are counted once, although the older field names one of them, too', () => {
    expect(
      facts({ user_name: 'anna', attach_user_infos: [{ user_id: 'u1' }] }).attachedUsers,
    ).toHaveLength(1);
  });
});

test('collaboration is what has an SKU', () => {
  expect(facts({ share_resource_sku: 'workspace.c.share' }).collaboration).toBe(true);
  expect(facts({ share_resource_sku: ' ' }).collaboration).toBe(false);
});

test('flags are true only when they say so', () => {
  expect(facts({ in_maintenance_mode: true, is_freeze: true })).toMatchObject({
    inMaintenance: true,
    frozen: true,
  });
});

test('tags are a record, whatever their keys', () => {
  const tags = [
    { key: 'offboarding:hold', value: 'legal' },
    { key: 'empty' },
    { key: '__proto__', value: 'x' },
  ];
  const record = facts({ tags }).tags;
  expect(Object.entries(record)).toEqual([
    ['offboarding:hold', 'legal'],
    ['empty', ''],
    ['__proto__', 'x'],
  ]);
});
