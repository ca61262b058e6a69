import { BlockList, isIP } from 'node:net';

// RFC 6890 and what it gathers: this host, private use, shared by carriers, loopback, link-local, unique local.
const NETWORKS = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['::', 127, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
] as const;

const PRIVATE = new BlockList();
for (const [network, prefix, family] of NETWORKS) PRIVATE.addSubnet(network, prefix, family);

/** Whether an IP address means this machine or its own network only; false for what is no address. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && PRIVATE.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

// Reserved for use inside (RFC 6761, 6762, 7686, 8375, and ICANN's .internal), or used so although nobody reserved them.
const INNER_NAME =
  /(?:^|\.)(?:localhost|local|internal|intranet|private|corp|home|lan|test|invalid|onion|home\.arpa)$/;

/** Whether a host name is one that everybody's resolver should answer alike; false for addresses and for names of a network's own. */
export function isPublicName(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return isIP(name) === 0 && name.includes('.') && !INNER_NAME.test(name);
}
