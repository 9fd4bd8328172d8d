import type { Desktop } from '../desktop.ts';
import { exists } from '../desktop.ts';
import { desktopDetail, shownDesktop } from '../desktop-detail.ts';
import { simpleDesktop } from '../desktop-simple.ts';
import { badRequest } from '../errors.ts';
import { type Call, get, ok, type Operation } from '../operation.ts';
import { commas, findDesktop, flag, integer, list, page } from '../parameters.ts';

type Test = (desktop: Desktop) => boolean;

const equals = (
  query: URLSearchParams,
  name: string,
  read: (desktop: Desktop) => unknown,
): Test[] => {
  const wanted = query.get(name);
  return wanted === null || wanted === '' ? [] : [(desktop) => read(desktop) === wanted];
};

const isFlag = (query: URLSearchParams, name: string, read: Test): Test[] => {
  const wanted = flag(query, name);
  return wanted === undefined ? [] : [(desktop) => read(desktop) === wanted];
};

const oneOf = (
  wanted: readonly string[] | undefined,
  read: (desktop: Desktop) => string,
): Test[] => (wanted === undefined ? [] : [(desktop) => wanted.includes(read(desktop))]);

/** `key=value,key=value`: all of them. */
function tagged(query: URLSearchParams): Test[] {
  return (commas(query, 'tag') ?? []).map((pair) => {
    const [key, ...rest] = pair.split('=');
    const value = rest.join('=');
    return ({ facts }) => facts.tags.some((tag) => tag.key === key && tag.value === value);
  });
}

const names = ({ facts }: Desktop) => facts.attach_user_infos.map(({ user_name }) => user_name);

/** Names match if they contain what was asked for: the caller must compare exactly. */
const fuzzyUser = (wanted: readonly string[] | undefined): Test[] =>
  wanted === undefined
    ? []
    : [(desktop) => names(desktop).some((name) => wanted.some((part) => name.includes(part)))];

/** Filters that both listings share. */
const sharedTests = (query: URLSearchParams): Test[] => [
  exists,
  ...equals(query, 'status', ({ facts }) => facts.status),
  ...equals(query, 'computer_name', ({ facts }) => facts.computer_name),
  ...equals(query, 'desktop_ip', ({ facts }) => facts.ip_address),
  ...equals(query, 'subnet_id', ({ facts }) => facts.subnet_id),
  ...equals(query, 'enterprise_project_id', ({ facts }) => facts.enterprise_project_id),
  ...oneOf(list(query, 'desktop_id'), ({ facts }) => facts.desktop_id),
  ...oneOf(commas(query, 'pool_id'), ({ facts }) => facts.pool_id),
  ...oneOf(commas(query, 'desktop_type'), ({ facts }) => facts.desktop_type),
  ...isFlag(query, 'is_share_desktop', ({ facts }) => facts.share_resource_sku !== ''),
  ...tagged(query),
];

const detailTests = (query: URLSearchParams): Test[] => {
  const userNames = list(query, 'user_names');
  const userName = query.get('user_name');
  return [
    ...sharedTests(query),
    ...(userNames === undefined
      ? fuzzyUser(userName === null ? undefined : [userName])
      : [(desktop: Desktop) => names(desktop).some((name) => userNames.includes(name))]),
    ...equals(query, 'charge_mode', ({ facts }) => facts.charge_mode),
    ...equals(query, 'availability_zone', ({ facts }) => facts.availability_zone),
    ...oneOf(list(query, 'computer_names'), ({ facts }) => facts.computer_name),
    ...isFlag(query, 'user_attached', ({ facts }) => facts.attach_user_infos.length > 0),
    ...isFlag(query, 'in_maintenance_mode', ({ facts }) => facts.in_maintenance_mode),
    ...isFlag(query, 'without_any_tag', ({ facts }) => facts.tags.length === 0),
    ...isFlag(query, 'is_support_internet', () => false),
    ...[query.get('user_id')]
      .filter((id) => id !== null && id !== '')
      .map(
        (id): Test =>
          ({ facts }) =>
            facts.attach_user_infos.some(({ user_id }) => user_id === id),
      ),
  ];
};

const matching = ({ world }: Call, tests: readonly Test[]): Desktop[] =>
  world.estate.desktops
    .values()
    .filter((desktop) => tests.every((test) => test(desktop)))
    .toArray();

function sorted(desktops: Desktop[], query: URLSearchParams): Desktop[] {
  const field = query.get('sort_field');
  const type = query.get('sort_type') ?? 'ASC';
  if (field === null) return desktops;
  if (field !== 'created' && field !== 'computer_name') {
    throw badRequest(`sort_field must be created or computer_name, not ${field}`);
  }
  if (type !== 'ASC' && type !== 'DESC')
    throw badRequest(`sort_type must be ASC or DESC, not ${type}`);
  const sign = type === 'ASC' ? 1 : -1;
  return desktops.toSorted((a, b) => sign * (a.facts[field] < b.facts[field] ? -1 : 1));
}

function listDesktops(call: Call) {
  const { world, query } = call;
  const { projectId, domainId } = world.credentials;
  const found = matching(call, [...sharedTests(query), ...fuzzyUser(list(query, 'user_name'))]);
  return ok({
    total_count: found.length,
    desktops: page(found, query, 1_000).map((desktop) =>
      simpleDesktop(world.seed, projectId, domainId, desktop),
    ),
  });
}

function listDesktopsDetail(call: Call) {
  const { world, query } = call;
  const found = sorted(matching(call, detailTests(query)), query);
  return ok({
    total_count: found.length,
    desktops: page(found, query, 500).map((desktop) => desktopDetail(world.seed, desktop)),
  });
}

function listDesktopsConnectStatus(call: Call) {
  const { query } = call;
  integer(query, 'offset', 0, 2_000, 0);
  const userNames = list(query, 'user_names');
  const found = matching(call, [
    exists,
    ...(userNames === undefined
      ? []
      : [(desktop: Desktop) => names(desktop).some((name) => userNames.includes(name))]),
    ...equals(query, 'connect_status', ({ facts }) => facts.login_status),
  ]);
  return ok({
    total_count: found.length,
    desktops: page(found, query, 2_000, 100).map(({ facts }) => ({
      desktop_id: facts.desktop_id,
      desktop_name: facts.computer_name,
      connect_status: facts.login_status,
      attach_users: facts.attach_user_infos.map((user) => ({
        id: user.user_id,
        name: user.user_name,
        user_group: user.user_group,
        type: user.type,
      })),
    })),
  });
}

export const desktops: readonly Operation[] = [
  get('ListDesktops', '/desktops', listDesktops),
  get('ListDesktopsDetail', '/desktops/detail', listDesktopsDetail),
  get('ListDesktopsConnectStatus', '/connect-desktops', listDesktopsConnectStatus),
  get('ShowDesktopDetail', '/desktops/:desktop_id', (call) =>
    ok({ desktop: shownDesktop(call.world.seed, findDesktop(call)) }),
  ),
];
