import { no } from './refusal.ts';
import type { DemoMailbox } from './seed.ts';
import { StoredMailbox } from './stored-mailbox.ts';

export const delimiter = '/';
/** Octets of one message at most (RFC 7889 APPENDLIMIT). */
export const appendLimit = 8 * 1024 * 1024;
/** Quota in units of 1024 octets, and in messages (RFC 9208 §5). */
export const quotaLimits = { storage: 16 * 1024, messages: 2000 } as const;

const maxNameLength = 200;

/** All mailboxes of the one demo user; every connection works on the same store. Names are what people read, `/` parts levels. */
export class MailStore {
  readonly #mailboxes = new Map<string, StoredMailbox>();
  readonly subscriptions = new Set<string>();
  #nextUidValidity: number;

  /**
   * The built-in seed is the same at every start, so its UIDs stay valid: an editor restored after a reload finds its message.
   * A seed that may differ each time starts at the seconds of `now` instead.
   */
  constructor(seed: DemoMailbox, now: Date, firstUidValidity = Math.max(1, Math.floor(now.getTime() / 1000))) {
    this.#nextUidValidity = firstUidValidity;
    for (const folder of seed.folders) {
      const mailbox = this.#put(folder.path, folder);
      for (const message of folder.messages) {
        const stored = mailbox.add(message);
        if (message.flags.includes('\\Seen')) mailbox.recent.delete(stored);
      }
      if (folder.subscribed !== false) this.subscriptions.add(mailbox.path);
    }
    if (!this.#mailboxes.has('INBOX')) this.#put('INBOX', {});
  }

  get all(): readonly StoredMailbox[] {
    return [...this.#mailboxes.values()];
  }

  get usage(): { readonly storage: number; readonly messages: number } {
    const octets = this.all.reduce((sum, mailbox) => sum + mailbox.size, 0);
    return {
      storage: Math.ceil(octets / 1024),
      messages: this.all.reduce((sum, mailbox) => sum + mailbox.messages.length, 0),
    };
  }

  find(path: string): StoredMailbox | undefined {
    return this.#mailboxes.get(canonical(path));
  }

  /** The mailbox that can be selected. @throws Refusal NONEXISTENT, or CANNOT for a \Noselect name. */
  open(path: string): StoredMailbox {
    const mailbox = this.find(path);
    if (mailbox === undefined) throw no('NONEXISTENT', 'There is no such mailbox');
    if (mailbox.noSelect) throw no('CANNOT', 'This name only holds other mailboxes');
    return mailbox;
  }

  /** The mailbox messages may be put into. @throws Refusal TRYCREATE, CANNOT, NOPERM. */
  target(path: string): StoredMailbox {
    const mailbox = this.find(path);
    if (mailbox === undefined) {
      checkName(path);
      throw no('TRYCREATE', 'There is no such mailbox yet');
    }
    if (mailbox.noSelect) throw no('CANNOT', 'This name only holds other mailboxes');
    if (mailbox.readOnly) throw no('NOPERM', 'You may read this mailbox but not add to it');
    return mailbox;
  }

  /** @throws Refusal OVERQUOTA when `octets` in `count` messages more do not fit. */
  checkQuota(octets: number, count: number): void {
    const { storage, messages } = this.usage;
    if (storage + octets / 1024 > quotaLimits.storage || messages + count > quotaLimits.messages) {
      throw no('OVERQUOTA', 'The demo account is full');
    }
  }

  hasChildren(path: string): boolean {
    return this.all.some((mailbox) => mailbox.path.startsWith(path + delimiter));
  }

  /** RFC 9051 §6.3.4; missing levels above are made as names that hold no messages. */
  create(wanted: string): void {
    const path = canonical(wanted.endsWith(delimiter) ? wanted.slice(0, -1) : wanted);
    checkName(path);
    const existing = this.#mailboxes.get(path);
    if (existing !== undefined && !(existing.noSelect && path === wanted))
      throw no('ALREADYEXISTS', 'That mailbox exists already');
    const levels = path.split(delimiter);
    const parents = levels.slice(0, -1).map((_, i) => levels.slice(0, i + 1).join(delimiter));
    if (parents.some((parent) => this.#mailboxes.get(parent)?.readOnly === true)) {
      throw no('NOPERM', 'You may not create mailboxes here');
    }
    if (existing !== undefined) {
      existing.noSelect = false;
      return;
    }
    for (const parent of parents) if (!this.#mailboxes.has(parent)) this.#put(parent, { noSelect: true });
    this.#put(path, {});
  }

  /** RFC 9051 §6.3.5; with children below, the name stays and only its messages go. */
  delete(path: string): void {
    const mailbox = this.find(path);
    if (mailbox === undefined) throw no('NONEXISTENT', 'There is no such mailbox');
    if (mailbox.path === 'INBOX') throw no('CANNOT', 'INBOX cannot be deleted');
    if (mailbox.readOnly) throw no('NOPERM', 'You may not delete this mailbox');
    const parent = this.hasChildren(mailbox.path);
    if (parent && mailbox.noSelect) throw no('HASCHILDREN', 'Delete the mailboxes below it first');
    this.#mailboxes.delete(mailbox.path);
    if (parent) this.#put(mailbox.path, { noSelect: true });
    mailbox.deleted = true;
    mailbox.remove(mailbox.messages);
    mailbox.settle();
  }

  /** RFC 9051 §6.3.6, with what lies below; INBOX gives its messages away and stays. */
  rename(fromPath: string, toPath: string): void {
    const from = this.find(fromPath);
    const to = canonical(toPath.endsWith(delimiter) ? toPath.slice(0, -1) : toPath);
    if (from === undefined) throw no('NONEXISTENT', 'There is no such mailbox');
    checkName(to);
    if (this.#mailboxes.has(to)) throw no('ALREADYEXISTS', 'A mailbox of that name exists already');
    if (from.path !== 'INBOX' && to.startsWith(from.path + delimiter))
      throw no('CANNOT', 'A mailbox cannot lie below itself');
    const moved =
      from.path === 'INBOX' ? [] : this.all.filter((m) => m === from || m.path.startsWith(from.path + delimiter));
    if (moved.some((mailbox) => mailbox.readOnly)) throw no('NOPERM', 'You may not rename this mailbox');
    if (from.path === 'INBOX') {
      this.create(to);
      const target = this.open(to);
      for (const { raw, flags, internalDate } of from.messages) target.add({ raw, flags: [...flags], internalDate });
      from.remove(from.messages);
      from.settle();
      return;
    }
    const levels = to.split(delimiter);
    levels.pop();
    if (levels.length > 0 && !this.#mailboxes.has(levels.join(delimiter))) {
      this.create(levels.join(delimiter));
      this.open(levels.join(delimiter)).noSelect = true;
    }
    const oldLength = from.path.length;
    for (const mailbox of moved) {
      this.#mailboxes.delete(mailbox.path);
      mailbox.path = to + mailbox.path.slice(oldLength);
      this.#mailboxes.set(mailbox.path, mailbox);
    }
  }

  #put(
    wanted: string,
    options: { readonly specialUse?: string; readonly readOnly?: boolean; readonly noSelect?: boolean },
  ): StoredMailbox {
    const path = canonical(wanted);
    const mailbox = new StoredMailbox(path, this.#nextUidValidity++, options);
    this.#mailboxes.set(path, mailbox);
    return mailbox;
  }
}

/** INBOX in any case is INBOX (RFC 9051 §5.1). */
export function canonical(path: string): string {
  return /^inbox(?=\/|$)/i.test(path) ? 'INBOX' + path.slice(5) : path;
}

function checkName(path: string): void {
  if (path.length > maxNameLength) throw no('LIMIT', `A mailbox name has at most ${maxNameLength} characters`);
  if (path.split(delimiter).includes('')) throw no('CANNOT', 'A level of a mailbox name cannot be empty');
  if (/[\x00-\x1f\x7f%*\ufffd]/.test(path))
    throw no('CANNOT', 'A mailbox name holds no control characters and no wildcards');
}
