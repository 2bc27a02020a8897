import type { BodyStructure, Envelope } from '../../../extension/imap/grammar/types.ts';
import { uid } from '../../../extension/imap/wire/ids.ts';
import { inbox } from '../../../extension/imap/wire/mailbox-name.ts';
import type { MessageChange } from '../../../extension/mail/message-watch.ts';
import { accountId, type MessageRef, type MessageSummary } from '../../../extension/mail/model.ts';
import type { MessageAccess, SectionRange } from '../../../extension/message/message-access.ts';
import { emptyEnvelope, numbered } from '../mime/structures.ts';

export const ref: MessageRef = { account: accountId('demo'), mailbox: inbox, uidValidity: 1, uid: uid(7) };

export interface FakeMessage {
  readonly structure: BodyStructure | null;
  readonly envelope?: Partial<Envelope>;
  readonly flags?: readonly string[];
  readonly size?: number;
  readonly internalDate?: Date;
  /** Section → content; a function makes it on demand. */
  readonly sections?: Readonly<Record<string, string | Uint8Array | (() => AsyncIterable<Uint8Array>)>>;
}

/** An account that holds one message and writes down what is asked of it. */
export class FakeAccess implements MessageAccess {
  message: FakeMessage;
  /** As `summary`, `2.1`, `2.1<0.100>`, `+\Seen`. */
  readonly asked: string[] = [];
  ready: () => Promise<void> = () => Promise.resolve();
  failSummary: Error | null = null;
  failFlags: Error | null = null;
  /** Octets per chunk. */
  chunk = 1000;

  constructor(message: FakeMessage) {
    this.message = message;
  }

  whenReady(): Promise<void> {
    return this.ready();
  }

  accountLabel(): string {
    return 'Demo';
  }

  serverName(): string {
    return 'imap.example.org';
  }

  async summary(): Promise<MessageSummary> {
    this.asked.push('summary');
    if (this.failSummary !== null) throw this.failSummary;
    const { structure, envelope, flags, size, internalDate } = this.message;
    return {
      ref,
      flags: flags ?? [],
      internalDate: internalDate ?? null,
      size: size ?? null,
      envelope: { ...emptyEnvelope, ...envelope },
      bodyStructure: structure === null ? null : numbered(structure),
    };
  }

  async *section(_: MessageRef, section: string, options: SectionRange = {}): AsyncGenerator<Uint8Array> {
    const { offset = 0, length } = options;
    this.asked.push(options.offset === undefined ? section : `${section}<${offset}.${length}>`);
    const content = this.message.sections?.[section] ?? '';
    if (typeof content === 'function') {
      yield* content();
      return;
    }
    const bytes = Buffer.from(content).subarray(offset, length === undefined ? undefined : offset + length);
    for (let at = 0; at < bytes.length; at += this.chunk) {
      options.signal?.throwIfAborted();
      const piece = bytes.subarray(at, at + this.chunk);
      options.onProgress?.(at + piece.length, bytes.length);
      yield piece;
    }
  }

  #listener: ((change: MessageChange) => void) | null = null;

  watch(_: MessageRef, listener: (change: MessageChange) => void): { dispose(): void } {
    this.#listener = listener;
    return { dispose: () => (this.#listener = null) };
  }

  /** As the account would hear it. */
  change(change: MessageChange): void {
    this.#listener?.(change);
  }

  async setFlags(_: MessageRef, operation: 'add' | 'remove', flags: readonly string[]): Promise<void> {
    this.asked.push(`${operation === 'add' ? '+' : '-'}${flags.join(' ')}`);
    if (this.failFlags !== null) throw this.failFlags;
  }
}
