import type { Disposable } from '../imap/client/api.ts';
import type { MessageChange } from '../mail/message-watch.ts';
import type { AccountId, MessageRef, MessageSource, MessageSummary } from '../mail/model.ts';
import type { PartTree } from '../mime/part-tree.ts';

/** Options of a fetched section: those of the source, and which stretch of it. */
export interface SectionRange {
  readonly signal?: AbortSignal;
  readonly onProgress?: (received: number, total: number) => void;
  readonly origin?: 'user' | 'background';
  /** First octet wanted; default 0. */
  readonly offset?: number;
  /** Octets wanted at most; default all. */
  readonly length?: number;
}

/** What reading messages needs of the accounts. A `MessageSource` that knows no ranges may stand here: it then sends all. */
export interface MessageAccess {
  /** Resolves when the account is online; rejects with what stands in the way. */
  whenReady(account: AccountId): Promise<void>;
  accountLabel(account: AccountId): string;
  /** For people: `imap.example.org`. */
  serverName(account: AccountId): string;
  summary(ref: MessageRef, signal?: AbortSignal): Promise<MessageSummary>;
  section(ref: MessageRef, section: string, options?: SectionRange): AsyncIterable<Uint8Array>;
  setFlags: MessageSource['setFlags'];
  /** The octets' own tree where they are at hand, once `summary` has resolved; its ranges count in the whole message. */
  tree?(ref: MessageRef): PartTree | null;
  /** The special use of the message's mailbox (RFC 6154), as `\\Junk`, where it is known. */
  specialUse?(ref: MessageRef): string | null;
  /** Messages of the same mailbox that bear this Message-ID or answer to it. */
  related?(ref: MessageRef, messageId: string): Promise<readonly MessageSummary[]>;
  /** Tells what happens to a message while it is open, as far as its account hears of it. */
  watch?(ref: MessageRef, listener: (change: MessageChange) => void): Disposable;
}

const chunkSize = 256 * 1024;

/** Octets at hand as a source would send them. */
export async function* octetsOf(bytes: Uint8Array, options: SectionRange): AsyncGenerator<Uint8Array> {
  const start = Math.min(bytes.length, options.offset ?? 0);
  const end = Math.min(bytes.length, start + (options.length ?? Number.POSITIVE_INFINITY));
  for (let at = start; at < end; at += chunkSize) {
    options.signal?.throwIfAborted();
    const piece = bytes.subarray(at, Math.min(end, at + chunkSize));
    options.onProgress?.(at + piece.length - start, end - start);
    yield piece;
  }
}

/** Gathers a section, at most `limit` octets of it; `cut` says that more was there. Leaves the rest unread. */
export async function gather(
  source: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<{ readonly bytes: Buffer; readonly cut: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    if (length + chunk.length > limit) {
      chunks.push(chunk.subarray(0, limit - length));
      return { bytes: Buffer.concat(chunks), cut: true };
    }
    chunks.push(chunk);
    length += chunk.length;
  }
  return { bytes: Buffer.concat(chunks), cut: false };
}
