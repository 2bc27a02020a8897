import type { Disposable } from '../imap/client/api.ts';
import { failureOf, type Failure } from './error-kind.ts';
import type { MessageAccess } from './message-access.ts';
import type { LoadedMessage, MessageTarget } from './message-loader.ts';

/** When a message becomes read, and the clock that waits for it. */
export interface FollowingPorts {
  /** Milliseconds of being shown until it counts as read: 0 at once, null never. */
  readonly markReadAfter: () => number | null;
  readonly after: (ms: number, run: () => void) => Disposable;
}

export interface FollowingEvents {
  readonly flags: (flags: readonly string[]) => void;
  /** It is no longer on the server. */
  readonly gone: (failure: Failure) => void;
}

/** What happens to a message between its loading and the closing of its editors: it becomes read, its flags change, it goes. */
export class Following {
  readonly #access: MessageAccess;
  readonly #target: MessageTarget;
  readonly #ports: FollowingPorts;
  readonly #events: FollowingEvents;
  #flags: readonly string[] = [];
  #watching: Disposable | null = null;
  #timer: Disposable | null = null;
  #shown = true;
  #settled = true;
  #looking = false;
  #ended = false;

  constructor(access: MessageAccess, target: MessageTarget, ports: FollowingPorts, events: FollowingEvents) {
    this.#access = access;
    this.#target = target;
    this.#ports = ports;
    this.#events = events;
  }

  /** The message is loaded, now or anew. Resolves when it is read, where that is due at once. */
  begin(message: LoadedMessage): Promise<void> {
    const { ref, section } = this.#target;
    this.#flags = message.summary.flags;
    this.#settled = section !== null || isSeen(this.#flags);
    this.#watching ??=
      this.#access.watch?.(ref, (change) => {
        if (change.kind === 'flags') this.#took(change.flags);
        else void this.look();
      }) ?? null;
    return this.#wait();
  }

  /** The time until it is read counts only while some editor shows it. */
  setShown(shown: boolean): void {
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#timer?.dispose();
    this.#timer = null;
    if (shown) void this.#wait();
  }

  /** Asks the server whether the message is still there, and for its flags. */
  async look(): Promise<void> {
    if (this.#looking || this.#ended) return;
    this.#looking = true;
    try {
      // A connection that has not heard of an EXPUNGE hears it behind its first answer, so the second one counts.
      await this.#access.summary(this.#target.ref);
      this.#took((await this.#access.summary(this.#target.ref)).flags);
    } catch (error) {
      const failure = failureOf(error);
      if (!this.#ended && (failure?.kind === 'message-gone' || failure?.kind === 'mailbox-gone'))
        this.#events.gone(failure);
    } finally {
      this.#looking = false;
    }
  }

  dispose(): void {
    this.#ended = true;
    this.#timer?.dispose();
    this.#watching?.dispose();
  }

  #wait(): Promise<void> {
    const delay = this.#ports.markReadAfter();
    if (delay === null || this.#settled || !this.#shown || this.#ended) return Promise.resolve();
    if (delay === 0) return this.#markRead();
    this.#timer?.dispose();
    this.#timer = this.#ports.after(delay, () => void this.#markRead());
    return Promise.resolve();
  }

  /** What keeps a message unread (a read-only mailbox, say) is the server's to tell, and does not hide the message. */
  async #markRead(): Promise<void> {
    if (this.#settled) return;
    this.#settled = true;
    try {
      await this.#access.setFlags(this.#target.ref, 'add', ['\\Seen']);
    } catch {
      return;
    }
    if (!isSeen(this.#flags)) this.#took([...this.#flags, '\\Seen']);
  }

  #took(flags: readonly string[]): void {
    const same = flags.length === this.#flags.length && flags.every((flag) => this.#flags.includes(flag));
    if (same || this.#ended) return;
    this.#flags = flags;
    // Whoever marks it unread by hand, or read elsewhere, has decided.
    if (isSeen(flags)) this.#settled = true;
    if (this.#target.section === null) this.#events.flags(flags);
  }
}

function isSeen(flags: readonly string[]): boolean {
  return flags.some((flag) => flag.toLowerCase() === '\\seen');
}
