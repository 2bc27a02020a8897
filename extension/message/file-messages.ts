import type { MessageRef, MessageSummary } from '../mail/model.ts';
import type { PartTree } from '../mime/part-tree.ts';
import { octetsOf, type MessageAccess, type SectionRange } from './message-access.ts';

/** How files are read; VS Code's in the window, a map in tests. */
export interface FilePort {
  /** Changes whenever the content does. */
  stamp(uri: string): Promise<string>;
  read(uri: string): Promise<Uint8Array>;
  /** For people: what stands where an account's name would. */
  readonly label: string;
}

interface Snapshot {
  readonly stamp: string;
  readonly bytes: Uint8Array;
  readonly tree: PartTree;
}

/** Files whose octets are kept: opening one asks several times. */
const maxKept = 3;

/** Messages that are files of the workspace, as `fileRef` names them. Octets at hand answer what a server would be asked. */
export class FileMessages implements MessageAccess {
  readonly #port: FilePort;
  readonly #kept = new Map<string, Snapshot>();

  constructor(port: FilePort) {
    this.#port = port;
  }

  whenReady(): Promise<void> {
    return Promise.resolve();
  }

  accountLabel(): string {
    return this.#port.label;
  }

  serverName(): string {
    return '';
  }

  /** The file as it is now. Rejects with what reading it rejects with. */
  async summary(ref: MessageRef, signal?: AbortSignal): Promise<MessageSummary> {
    const { envelopeOf, structureOf } = await import('./reading.ts');
    const { bytes, tree } = await this.#current(ref);
    signal?.throwIfAborted();
    return {
      ref,
      flags: [],
      internalDate: null,
      size: bytes.length,
      envelope: envelopeOf(tree.root.fields),
      bodyStructure: structureOf(tree.root),
    };
  }

  /** Octets as of the last `summary`, so that what was said of the parts holds. */
  async *section(ref: MessageRef, section: string, options: SectionRange = {}): AsyncGenerator<Uint8Array> {
    const { bytes, tree } = this.#kept.get(ref.mailbox.wire) ?? (await this.#current(ref));
    const { sectionRange } = await import('./reading.ts');
    const range = sectionRange(tree.root, section);
    if (range !== null) yield* octetsOf(bytes.subarray(range.start, range.end), options);
  }

  tree(ref: MessageRef): PartTree | null {
    return this.#kept.get(ref.mailbox.wire)?.tree ?? null;
  }

  /** A file keeps no flags. */
  setFlags(): Promise<void> {
    return Promise.resolve();
  }

  async #current(ref: MessageRef): Promise<Snapshot> {
    const uri = ref.mailbox.wire;
    const stamp = await this.#port.stamp(uri);
    const kept = this.#kept.get(uri);
    if (kept?.stamp === stamp) return kept;
    const bytes = await this.#port.read(uri);
    const { parsePartTree } = await import('./reading.ts');
    const snapshot = { stamp, bytes, tree: parsePartTree(bytes) };
    this.#kept.delete(uri);
    this.#kept.set(uri, snapshot);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > maxKept && oldest.done !== true) this.#kept.delete(oldest.value);
    return snapshot;
  }
}
