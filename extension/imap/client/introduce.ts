import type { ImapClient } from './api.ts';

/** By which servers know us. */
export const ourName = { name: 'Mail Explorer' } as const;

/**
 * Tells the server who we are, where it cares to know (RFC 2971). Coremail (163.com, 126.com) refuses SELECT to clients that did not.
 * Not waited for: the answer is of use to the log only.
 */
export function introduce(client: ImapClient): void {
  if (!client.capabilities.has('ID')) return;
  client.id(ourName).catch(() => undefined);
}
