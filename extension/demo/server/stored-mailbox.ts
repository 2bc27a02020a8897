import { parseEntity, type Entity } from './mime-tree.ts';
import type { DemoMessage } from './seed.ts';

/** A message in a mailbox. `uid` and `raw` never change; a vanished one keeps its octets for who still sees it (RFC 2180 §4.1). */
export class StoredMessage {
  readonly uid: number;
  readonly raw: Buffer;
  readonly internalDate: Date;
  readonly flags: Set<string>;
  modSeq: bigint;
  expunged = false;
  #entity: Entity | null = null;

  constructor(uid: number, modSeq: bigint, message: DemoMessage) {
    this.uid = uid;
    this.modSeq = modSeq;
    this.raw = message.raw;
    this.internalDate = message.internalDate;
    this.flags = new Set(message.flags);
  }

  /** The part tree, computed once. */
  get entity(): Entity {
    this.#entity ??= parseEntity(this.raw);
    return this.#entity;
  }
}

/** Who looks at a mailbox. Called when something changed; what changed is read from the mailbox. */
export interface MailboxObserver {
  flagsChanged(message: StoredMessage): void;
  /** Messages came or went, or flags changed: told once per operation, after all its changes. */
  settled(): void;
}

export class StoredMailbox {
  path: string;
  readonly uidValidity: number;
  readonly specialUse: string | null;
  readonly readOnly: boolean;
  noSelect: boolean;
  /** The mailbox was deleted while a session had it selected. */
  deleted = false;
  uidNext = 1;
  highestModSeq = 1n;
  messages: StoredMessage[] = [];
  /** Messages that no session was told of as \Recent (RFC 3501 §2.3.2). */
  readonly recent = new Set<StoredMessage>();
  readonly keywords = new Set<string>();
  readonly observers = new Set<MailboxObserver>();

  constructor(
    path: string,
    uidValidity: number,
    options: { readonly specialUse?: string | null; readonly readOnly?: boolean; readonly noSelect?: boolean } = {},
  ) {
    this.path = path;
    this.uidValidity = uidValidity;
    this.specialUse = options.specialUse ?? null;
    this.readOnly = options.readOnly ?? false;
    this.noSelect = options.noSelect ?? false;
  }

  get size(): number {
    return this.messages.reduce((sum, message) => sum + message.raw.length, 0);
  }

  add(message: DemoMessage): StoredMessage {
    const stored = new StoredMessage(this.uidNext++, ++this.highestModSeq, message);
    for (const flag of message.flags) this.#learn(flag);
    this.messages.push(stored);
    this.recent.add(stored);
    return stored;
  }

  /** Sets the flags; true when they differ from before. `origin` needs no telling. */
  setFlags(message: StoredMessage, flags: ReadonlySet<string>, origin: MailboxObserver | null): boolean {
    if (message.flags.size === flags.size && [...flags].every((flag) => message.flags.has(flag))) return false;
    message.flags.clear();
    for (const flag of flags) {
      message.flags.add(flag);
      this.#learn(flag);
    }
    message.modSeq = ++this.highestModSeq;
    for (const observer of this.observers) if (observer !== origin) observer.flagsChanged(message);
    return true;
  }

  remove(gone: readonly StoredMessage[]): void {
    for (const message of gone) {
      message.expunged = true;
      this.recent.delete(message);
    }
    if (gone.length > 0) this.messages = this.messages.filter((message) => !message.expunged);
  }

  /** Lets every observer tell its client. */
  settle(): void {
    for (const observer of [...this.observers]) observer.settled();
  }

  #learn(flag: string): void {
    if (!flag.startsWith('\\')) this.keywords.add(flag);
  }
}
