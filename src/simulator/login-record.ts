import type { Desktop } from './desktop.ts';
import { sidOf } from './desktop-detail.ts';
import { digest, uuid } from './ids.ts';
import type { Login } from './login.ts';

/** The same for every login of a desktop, in milliseconds. */
export const networkRtt = ({ index }: Desktop): number => 5 + (index % 40);

export const terminalType = 'WI';
export const publicIp = '203.0.113.10';

const iso = (ms: number) => new Date(ms).toISOString();

/** An item of ListLoginRecordsNew, where one name is in camel case. A failed login has no set-up and no end. */
export function loginRecord(seed: number, domainId: string, desktop: Desktop, login: Login) {
  const { facts, index } = desktop;
  const failed = login.failureReason !== '';
  const hex = digest(seed, 'login', index, login.start);
  const terminalIp = `192.0.2.${1 + (index % 250)}`;
  return {
    tenantId: domainId,
    desktop_id: facts.desktop_id,
    computer_name: facts.computer_name,
    sid: sidOf(seed, desktop),
    user_name: login.userName,
    transaction_id: uuid(hex),
    connection_start_time: iso(login.start),
    connection_setup_time: failed ? '' : iso(login.start),
    connection_end_time: failed ? '' : iso(login.end),
    connection_failure_reason: login.failureReason,
    is_reconnect: false,
    terminal_mac: `00:16:3e:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}`,
    terminal_name: `terminal-${index + 1}`,
    terminal_ip: terminalIp,
    terminal_type: terminalType,
    client_version: '24.3.1',
    agent_version: '24.3.1',
    desktop_ip: facts.ip_address,
    source_ip: terminalIp,
    public_ip: publicIp,
    network_rtt: networkRtt(desktop),
    e2e_rtt: networkRtt(desktop) + 10,
    enterprise_project_id: facts.enterprise_project_id,
  };
}
