import type { CommandWriter } from '../wire/writer.ts';
import { signedIn, type Command } from './command.ts';

/** COMPRESS (RFC 4978 §3): every octet after its OK is compressed. */
export function compress(): Command<void> {
  return {
    name: 'COMPRESS',
    states: signedIn,
    kinds: [],
    capability: 'COMPRESS=DEFLATE',
    barrier: true,
    effect: 'compresses',
    write: (out) => void out.text(' DEFLATE'),
    finish: () => undefined,
  };
}

/** UNAUTHENTICATE (RFC 8437 §3): the connection is again as before signing in. */
export function unauthenticate(): Command<void> {
  return {
    name: 'UNAUTHENTICATE',
    states: signedIn,
    kinds: [],
    capability: 'UNAUTHENTICATE',
    barrier: true,
    effect: 'signs-out',
    write: () => undefined,
    finish: () => undefined,
  };
}

/** PROXYAUTH (an extension of Netscape's and Oracle's servers): an administrator goes on as somebody else. */
export function proxyAuth(user: string): Command<void> {
  return {
    name: 'PROXYAUTH',
    states: ['authenticated'],
    kinds: [],
    barrier: true,
    write: (out: CommandWriter) => void out.sp().astring(user),
    finish: () => undefined,
  };
}
