import { networkInterfaces } from 'node:os';

/** The addresses of this machine that lead to others, in one line that changes when they do. */
export function networkAddresses(): string {
  const outside = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return outside
    .filter((address) => !address.internal)
    .map((address) => address.address)
    .sort()
    .join(' ');
}
