import ipaddr from 'ipaddr.js';

/** Public by its number, and yet answered by the host of a virtual machine: Azure's WireServer. */
const wireServer = '168.63.129.16';

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an IP address is one of the public Internet: not private, loopback, link-local (where
 * metadata services are), a carrier's or reserved, and no IPv6 form that carries an IPv4 address
 * (mapped, 6to4, NAT64, Teredo), because what it leads to is decided elsewhere.
 */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address) || address === wireServer) return false;
  const parsed = ipaddr.parse(address);
  return (
    parsed.range() === 'unicast' && (parsed instanceof ipaddr.IPv4 || parsed.match(globalUnicast))
  );
}
