// Which addresses pictures may be fetched from: those of the public internet, and of others only those that a setting names.
import { BlockList, isIP, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Whether a connection to this IP address may be made. */
export type AddressGuard = (address: string) => boolean;

/** All addresses of the public internet's version 6; what maps version 4 into it, or is of one network only, is outside. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
/** Answers virtual machines in Azure with what concerns only them, though it looks like any other. */
const METADATA = new Set(['168.63.129.16']);

/** Whether the address is one of the public internet's, by the registries of special addresses (RFC 6890). */
function isPublic(address: string): boolean {
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast' || METADATA.has(parsed.toString())) return false;
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST);
}

/**
 * A guard that lets only public addresses pass, and those in `privateHosts`.
 * @param privateHosts IP addresses, or ranges of them as address/bits.
 */
export function createAddressGuard(privateHosts: readonly string[]): AddressGuard {
  const exceptions = new BlockList();
  for (const host of privateHosts) {
    const [address = '', bits] = host.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    exceptions.addSubnet(address, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
  }
  return (address) => {
    const family = isIP(address);
    if (family === 0) return false;
    return exceptions.check(address, family === 6 ? 'ipv6' : 'ipv4') || isPublic(address);
  };
}
