import { type Desktop, exists } from './desktop.ts';
import { desktopDetail } from './desktop-detail.ts';
import { badRequest } from './errors.ts';
import type { Call } from './operation.ts';
import { commas, flag, list } from './parameters.ts';

export type Test = (desktop: Desktop) => boolean;

export const equals = (
  query: URLSearchParams,
  name: string,
  read: (desktop: Desktop) => unknown,
): Test[] => {
  const wanted = query.get(name);
  return wanted === null || wanted === '' ? [] : [(desktop) => read(desktop) === wanted];
};

/** Names match if they contain what was asked for. */
export const contains = (
  query: URLSearchParams,
  name: string,
  read: (desktop: Desktop) => string,
): Test[] => {
  const wanted = query.get(name);
  return wanted === null || wanted === '' ? [] : [(desktop) => read(desktop).includes(wanted)];
};

/** Those that pass every test, in the order of the estate; where ids are given, no others are looked at. */
export function matching({ world }: Call, tests: readonly Test[], ids?: string[]): Desktop[] {
  const { desktops } = world.estate;
  const named = new Set(ids)
    .values()
    .map((id) => desktops.get(id))
    .filter((desktop) => desktop !== undefined)
    .toArray()
    .toSorted((a, b) => a.index - b.index);
  const candidates = ids === undefined ? desktops.values() : named.values();
  return candidates.filter((desktop) => tests.every((test) => test(desktop))).toArray();
}

const isFlag = (query: URLSearchParams, name: string, read: Test): Test[] => {
  const wanted = flag(query, name);
  return wanted === undefined ? [] : [(desktop) => read(desktop) === wanted];
};

const oneOf = (
  wanted: readonly string[] | undefined,
  read: (desktop: Desktop) => string,
): Test[] => {
  if (wanted === undefined) return [];
  const values = new Set(wanted);
  return [(desktop) => values.has(read(desktop))];
};

/** `key=value,key=value`: all of them. */
function tagged(query: URLSearchParams): Test[] {
  return (commas(query, 'tag') ?? []).map((pair) => {
    const [key, ...rest] = pair.split('=');
    const value = rest.join('=');
    return ({ facts }) => facts.tags.some((tag) => tag.key === key && tag.value === value);
  });
}

export const names = ({ facts }: Desktop) =>
  facts.attach_user_infos.map(({ user_name }) => user_name);

const imageOf = ({ metadata }: Record<string, unknown>): unknown =>
  typeof metadata === 'object' && metadata !== null && 'image_id' in metadata
    ? metadata.image_id
    : undefined;

/** Names match if they contain what was asked for: the caller must compare exactly. */
export const fuzzyUser = (wanted: readonly string[] | undefined): Test[] =>
  wanted === undefined
    ? []
    : [(desktop) => names(desktop).some((name) => wanted.some((part) => name.includes(part)))];

/** Filters that both listings share. */
export const sharedTests = ({ query, world }: Call): Test[] => [
  exists,
  ...equals(query, 'domain_status', (desktop) =>
    String(desktopDetail(world.seed, desktop)['domain_status']),
  ),
  ...equals(query, 'status', ({ facts }) => facts.status),
  ...equals(query, 'computer_name', ({ facts }) => facts.computer_name),
  ...equals(query, 'desktop_ip', ({ facts }) => facts.ip_address),
  ...equals(query, 'subnet_id', ({ facts }) => facts.subnet_id),
  ...equals(query, 'enterprise_project_id', ({ facts }) => facts.enterprise_project_id),
  ...oneOf(commas(query, 'pool_id'), ({ facts }) => facts.pool_id),
  ...oneOf(commas(query, 'desktop_type'), ({ facts }) => facts.desktop_type),
  ...isFlag(query, 'is_share_desktop', ({ facts }) => facts.share_resource_sku !== ''),
  ...tagged(query),
];

/** Filters of ListDesktopsDetail. */
export const detailTests = (call: Call): Test[] => {
  const { query, world } = call;
  const detail = (desktop: Desktop) => desktopDetail(world.seed, desktop);
  const userNames = list(query, 'user_names');
  const userName = query.get('user_name');
  return [
    ...sharedTests(call),
    ...(userNames === undefined
      ? fuzzyUser(userName === null ? undefined : [userName])
      : [(desktop: Desktop) => names(desktop).some((name) => userNames.includes(name))]),
    ...equals(query, 'charge_mode', ({ facts }) => facts.charge_mode),
    ...equals(query, 'availability_zone', ({ facts }) => facts.availability_zone),
    ...oneOf(list(query, 'computer_names'), ({ facts }) => facts.computer_name),
    ...isFlag(query, 'user_attached', ({ facts }) => facts.attach_user_infos.length > 0),
    ...isFlag(query, 'in_maintenance_mode', ({ facts }) => facts.in_maintenance_mode),
    ...isFlag(query, 'without_any_tag', ({ facts }) => facts.tags.length === 0),
    ...isFlag(
      query,
      'is_support_internet',
      (desktop) => detail(desktop)['is_support_internet'] === true,
    ),
    ...equals(query, 'agent_version', (desktop) => detail(desktop)['agent_version']),
    ...equals(query, 'image_id', (desktop) => imageOf(detail(desktop))),
    ...[query.get('user_id')]
      .filter((id) => id !== null && id !== '')
      .map(
        (id): Test =>
          ({ facts }) =>
            facts.attach_user_infos.some(({ user_id }) => user_id === id),
      ),
  ];
};

/** By `sort_field` and `sort_type`; in the order of the estate without them. */
export function sorted(desktops: Desktop[], query: URLSearchParams): Desktop[] {
  const field = query.get('sort_field');
  const type = query.get('sort_type') ?? 'ASC';
  if (field === null) return desktops;
  if (field !== 'created' && field !== 'computer_name') {
    throw badRequest(`sort_field must be created or computer_name, not ${field}`);
  }
  if (type !== 'ASC' && type !== 'DESC')
    throw badRequest(`sort_type must be ASC or DESC, not ${type}`);
  const ascending = desktops.toSorted((a, b) => a.facts[field].localeCompare(b.facts[field]));
  return type === 'ASC' ? ascending : ascending.toReversed();
}
