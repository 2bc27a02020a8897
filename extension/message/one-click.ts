import { lookup } from 'node:dns';
import { request } from 'node:https';
import { BlockList, isIP } from 'node:net';

/** Addresses of this machine and of private networks: a mail must not reach what stands behind the reader's firewall. */
const inside = new BlockList();
for (const [address, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
] as const) {
  inside.addSubnet(address, prefix, 'ipv4');
}
for (const [address, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  inside.addSubnet(address, prefix, 'ipv6');
}

export function isInside(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return inside.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}

/** The host is an address of this machine or of a private network; nothing was sent. */
export class InsideError extends Error {
  override readonly name = 'InsideError';
  readonly address: string;
  constructor(host: string, address: string) {
    super(`${host} is an address of this network (${address}); nothing was sent.`);
    this.address = address;
  }
}

export interface OneClickOptions {
  readonly signal: AbortSignal;
  /** The person was told where it is, and sends it nevertheless. */
  readonly allowInside?: boolean;
}

/**
 * The one request of RFC 8058 §3.1: a POST of `List-Unsubscribe=One-Click`, without cookies, credentials or a referrer; a
 * redirection is not followed, the answer's text is not read. Resolves with the status code; rejects with `InsideError`
 * before anything is sent.
 */
export function postOneClick(url: string, options: OneClickOptions): Promise<number> {
  const target = new URL(url);
  const guarded: typeof lookup = ((host: string, settings: object, done: (...answer: unknown[]) => void) =>
    lookup(host, { ...settings, all: true }, (error, addresses) => {
      if (error !== null) return done(error);
      const open = addresses.filter(({ address }) => options.allowInside === true || !isInside(address));
      const [first] = open;
      if (first === undefined) return done(new InsideError(host, addresses[0]?.address ?? host));
      return 'all' in settings && settings.all === true ? done(null, open) : done(null, first.address, first.family);
    })) as typeof lookup;
  return new Promise((resolve, reject) => {
    const bare = target.hostname.replace(/^\[|\]$/g, '');
    if (target.protocol !== 'https:') return reject(new Error('One-click unsubscription needs https.'));
    if (isIP(bare) !== 0 && options.allowInside !== true && isInside(bare)) return reject(new InsideError(bare, bare));
    const sent = request(
      target,
      {
        method: 'POST',
        agent: false,
        lookup: guarded,
        signal: options.signal,
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      },
      (response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      },
    );
    sent.on('error', reject);
    sent.end('List-Unsubscribe=One-Click');
  });
}
