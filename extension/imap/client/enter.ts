import { ImapError } from '../errors.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { Credentials } from './api.ts';
import type { Client } from './client.ts';
import { introduce } from './introduce.ts';

/** Longest wait for the answer to a SELECT that went out with the sign-in. */
const earlyMs = 15_000;

export interface EnterOptions {
  readonly signal?: AbortSignal;
  /** To be selected in the same round trip where that can be; see `Client.selected`. */
  readonly mailbox?: MailboxName;
}

/**
 * Signs in and, where no mailbox was opened with it, says who we are. A mailbox that cannot be selected, or whose size cannot be read, is
 * no failure of signing in: whoever selects it next hears of it.
 * Rejects as `signIn` does; as `isLostEarly` knows when the server took the sign-in and never answered what came with it.
 */
export async function enter(client: Client, credentials: Credentials, options: EnterOptions): Promise<void> {
  const { signal, mailbox } = options;
  const own = signal === undefined ? {} : { signal };
  if (mailbox === undefined) await client.signIn(credentials, own);
  else
    try {
      await client.signInAndSelect(credentials, mailbox, { ...own, selectTimeoutMs: earlyMs });
    } catch (error) {
      if (!client.authenticated || !(error instanceof ImapError) || error.command !== 'SELECT') throw error;
      if (error.detail.kind !== 'refused' && error.detail.kind !== 'malformed-reply') throw error;
    }
  // Who has been let into a mailbox need not say more, and the first page need not wait for the answer.
  if (client.selected === null) introduce(client);
}

/** Old mail proxies lose what they read behind a sign-in; where `enter` fails so, it is to be sent afterwards with this server. */
export function isLostEarly(error: unknown): boolean {
  return error instanceof ImapError && error.detail.kind === 'timeout' && error.command === 'SELECT';
}
