import { type Desktop, exists } from '../desktop.ts';
import { desktopDetail, shownDesktop } from '../desktop-detail.ts';
import {
  detailTests,
  equals,
  fuzzyUser,
  matching,
  names,
  sharedTests,
  sorted,
} from '../desktop-filters.ts';
import { simpleDesktop } from '../desktop-simple.ts';
import { type Call, get, ok, type Operation } from '../operation.ts';
import { findDesktop, integer, list, page } from '../parameters.ts';

function listDesktops(call: Call) {
  const { world, query } = call;
  const { projectId, domainId } = world.credentials;
  const tests = [...sharedTests(call), ...fuzzyUser(list(query, 'user_name'))];
  const found = matching(call, tests, list(query, 'desktop_id'));
  return ok({
    total_count: found.length,
    desktops: page(found, query, 1_000).map((desktop) =>
      simpleDesktop(world.seed, projectId, domainId, desktop),
    ),
  });
}

function listDesktopsDetail(call: Call) {
  const { world, query } = call;
  const found = sorted(matching(call, detailTests(call), list(query, 'desktop_id')), query);
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
