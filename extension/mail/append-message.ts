import type { AppendResult, NewMessage } from '../imap/command/append.ts';
import { uid } from '../imap/wire/ids.ts';
import type { MailboxName } from '../imap/wire/mailbox-name.ts';
import type { AccountSession } from './account-session.ts';
import type { MessageRef } from './model.ts';
import { wholeClient, wholeMailbox } from './whole.ts';

/** Octets told at once; between two of them the connection takes what it can. */
const chunkSize = 64 * 1024;

/**
 * APPEND (RFC 9051 §6.3.12) on a connection of its own, so that nothing waits for a large message and giving up costs no other work.
 * Gives where the message is now, or null where the server does not tell (no UIDPLUS). Rejects with `ImapError`.
 */
export async function appendMessage(
  session: AccountSession,
  mailbox: MailboxName,
  octets: Uint8Array,
  options: { readonly signal: AbortSignal; readonly onProgress: (sent: number, total: number) => void },
): Promise<MessageRef | null> {
  const message = withCrlf(octets);
  const told = await session.useAlone(
    (client) =>
      wholeClient(client).mailboxes.append(mailbox, contentOf(message, options.onProgress), {
        origin: 'user',
        signal: options.signal,
      }),
    options.signal,
  );
  session.refreshMailboxes('background').catch(() => undefined);
  return refOf(session, mailbox, told);
}

/** Removes the message again, and no other. Rejects with `ImapError`. */
export async function removeAppended(session: AccountSession, ref: MessageRef): Promise<void> {
  await session.withMessages([ref], (mailbox) => wholeMailbox(mailbox).remove([ref.uid], { origin: 'user' }));
  session.refreshMailboxes('background').catch(() => undefined);
}

/** Lines of a message end in CRLF (RFC 5322 §2.1); a file of this machine may have it otherwise. */
export function withCrlf(octets: Uint8Array): Uint8Array {
  const bytes = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
  if (!/(?<!\r)\n|\r(?!\n)/.test(bytes.toString('latin1'))) return bytes;
  return Buffer.from(bytes.toString('latin1').replace(/\r\n|\r|\n/g, '\r\n'), 'latin1');
}

function contentOf(message: Uint8Array, onProgress: (sent: number, total: number) => void): NewMessage {
  const size = message.length;
  async function* source(): AsyncIterable<Uint8Array> {
    for (let at = 0; at < size; at += chunkSize) {
      yield await Promise.resolve(message.subarray(at, at + chunkSize));
      onProgress(Math.min(size, at + chunkSize), size);
    }
  }
  return { content: { size, source: source() } };
}

function refOf(session: AccountSession, mailbox: MailboxName, told: AppendResult | null): MessageRef | null {
  const first = told?.uids[0];
  if (told === null || first === undefined) return null;
  return { account: session.id, mailbox, uidValidity: told.uidValidity, uid: uid(first.from) };
}
