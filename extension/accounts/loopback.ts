import { isIPv4, isIPv6 } from 'node:net';

/** True for names and addresses that never leave this machine (RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3). */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (isIPv4(name)) {
    return name.startsWith('127.');
  }
  if (isIPv6(name)) {
    return name === '::1' || name === '0:0:0:0:0:0:0:1' || name.startsWith('::ffff:127.');
  }
  return name === 'localhost' || name.endsWith('.localhost');
}
