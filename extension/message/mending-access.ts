import type { AccountId, MessageRef, MessageSummary } from '../mail/model.ts';
import type { PartTree } from '../mime/part-tree.ts';
import { gather, octetsOf, type MessageAccess, type SectionRange } from './message-access.ts';
import { messageKey } from './uri.ts';

interface Kept {
  readonly bytes: Uint8Array;
  readonly tree: PartTree;
}

/** Octets of a message that are read to find out its parts; a larger one is shown by its source. */
export const maxMended = 64 * 1024 * 1024;
const maxKept = 3;

/**
 * A server's messages, also those of which it tells no structure (no or a NIL BODYSTRUCTURE, as broken mails get from some
 * servers): such a message is read whole, its parts are found here, and its sections are answered from these octets.
 */
export class MendingAccess implements MessageAccess {
  readonly #inner: MessageAccess;
  readonly #kept = new Map<string, Kept>();

  constructor(inner: MessageAccess) {
    this.#inner = inner;
  }

  whenReady(account: AccountId): Promise<void> {
    return this.#inner.whenReady(account);
  }

  accountLabel(account: AccountId): string {
    return this.#inner.accountLabel(account);
  }

  serverName(account: AccountId): string {
    return this.#inner.serverName(account);
  }

  async summary(ref: MessageRef, signal?: AbortSignal): Promise<MessageSummary> {
    const told = await this.#inner.summary(ref, signal);
    if (told.bodyStructure !== null || (told.size ?? 0) > maxMended) return told;
    const kept = this.#kept.get(messageKey(ref)) ?? (await this.#read(ref, signal));
    if (kept === null) return told;
    const { envelopeOf, structureOf } = await import('./reading.ts');
    const { fields } = kept.tree.root;
    const { envelope } = told;
    const empty = envelope.date === null && envelope.subject === null && envelope.from.length === 0;
    return { ...told, envelope: empty ? envelopeOf(fields) : envelope, bodyStructure: structureOf(kept.tree.root) };
  }

  section(ref: MessageRef, section: string, options: SectionRange = {}): AsyncIterable<Uint8Array> {
    const kept = this.#kept.get(messageKey(ref));
    if (kept === undefined) return this.#inner.section(ref, section, options);
    return sectionOf(kept, section, options);
  }

  setFlags(ref: MessageRef, operation: 'add' | 'remove', flags: readonly string[]): Promise<void> {
    return this.#inner.setFlags(ref, operation, flags);
  }

  tree(ref: MessageRef): PartTree | null {
    return this.#kept.get(messageKey(ref))?.tree ?? null;
  }

  related(ref: MessageRef, messageId: string): Promise<readonly MessageSummary[]> {
    return this.#inner.related?.(ref, messageId) ?? Promise.resolve([]);
  }

  watch(ref: MessageRef, listener: Parameters<NonNullable<MessageAccess['watch']>>[1]): { dispose(): void } {
    return this.#inner.watch?.(ref, listener) ?? { dispose: () => undefined };
  }

  async #read(ref: MessageRef, signal: AbortSignal | undefined): Promise<Kept | null> {
    const options = signal === undefined ? {} : { signal };
    const { bytes, cut } = await gather(this.#inner.section(ref, '', { origin: 'user', ...options }), maxMended);
    if (cut || bytes.length === 0) return null;
    const { parsePartTree } = await import('./reading.ts');
    const { root, problems } = parsePartTree(bytes);
    const said = 'The server did not tell the structure of this message; it was read whole to find its parts.';
    const kept = { bytes, tree: { root, problems: [said, ...problems] } };
    this.#kept.set(messageKey(ref), kept);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > maxKept && oldest.done !== true) this.#kept.delete(oldest.value);
    return kept;
  }
}

async function* sectionOf(kept: Kept, section: string, options: SectionRange): AsyncGenerator<Uint8Array> {
  const { sectionRange } = await import('./reading.ts');
  const range = sectionRange(kept.tree.root, section);
  if (range !== null) yield* octetsOf(kept.bytes.subarray(range.start, range.end), options);
}
