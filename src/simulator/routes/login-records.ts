import { contains, equals, matching, type Test } from '../desktop-filters.ts';
import { badRequest } from '../errors.ts';
import { loginRecord, networkRtt, publicIp, terminalType } from '../login-record.ts';
import { loginsOf } from '../login.ts';
import { type Call, get, ok, type Operation } from '../operation.ts';
import { instant, integer, page } from '../parameters.ts';

const toTheMinute = /^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/;

/** Both times or none: `2016-08-20T21:11Z`, without seconds. */
function windowOf({ query }: Call) {
  const from = instant(query, 'start_time', toTheMinute);
  const to = instant(query, 'end_time', toTheMinute);
  if ((from === undefined) !== (to === undefined)) {
    throw badRequest('start_time and end_time must be given together');
  }
  return { from: from ?? -Infinity, to: to ?? Infinity };
}

/** Computer names match if they contain what was asked for: the caller must compare the ids. */
function desktopTests({ query }: Call): Test[] {
  const minRtt = integer(query, 'min_network_rtt', 0, 2_147_483_647, 0);
  const maxRtt = integer(query, 'max_network_rtt', 0, 2_147_483_647, Infinity);
  return [
    ...contains(query, 'computer_name', ({ facts }) => facts.computer_name),
    ...equals(query, 'enterprise_project_id', ({ facts }) => facts.enterprise_project_id),
    ...equals(query, 'domain', ({ facts }) => facts.attach_user_infos.at(0)?.domain),
    ...equals(query, 'terminal_type', () => terminalType),
    ...equals(query, 'public_ip', () => publicIp),
    (desktop) => networkRtt(desktop) >= minRtt && networkRtt(desktop) <= maxRtt,
  ];
}

/** Newest first. A desktop that is gone keeps its records. */
function listLoginRecordsNew(call: Call) {
  const { world, query } = call;
  const now = Date.now();
  const { from, to } = windowOf(call);
  const userName = query.get('user_name');
  const found = matching(call, desktopTests(call))
    .flatMap((desktop) => loginsOf(desktop, from, to, now).map((login) => ({ desktop, login })))
    .filter(({ login }) => (userName ?? login.userName) === login.userName)
    .toSorted((a, b) => b.login.start - a.login.start);
  return ok({
    total_count: found.length,
    records: page(found, query, 1_000, 20).map(({ desktop, login }) =>
      loginRecord(world.seed, world.credentials.domainId, desktop, login),
    ),
  });
}

export const loginRecords: readonly Operation[] = [
  get('ListLoginRecordsNew', '/connections/desktops', listLoginRecordsNew),
];
