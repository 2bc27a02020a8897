import type { Client } from '../../extension/imap/client/client.ts';
import type { Mailbox } from '../../extension/imap/client/mailbox.ts';
import { uid, type Uid } from '../../extension/imap/wire/ids.ts';
import { plainFlags, type Rows } from './view.ts';

const words = ['\\Seen', '\\Flagged', '\\Answered', '$Work', '$Later'];
/** Fewer than a page of the extension's list, so that it shows them all. */
const mostMessages = 80;
/** Octets: Node keeps smaller buffers together in pieces that live as long as any of them, which a server in this process would hold on to. */
const bodySize = 40_000;

/** A second client, never cut, that changes INBOX at random. */
export class Meddler {
  readonly #client: Client;
  readonly #mailbox: Mailbox;
  readonly #next: () => number;
  #there: Uid[] = [];
  changes = 0;

  private constructor(client: Client, mailbox: Mailbox, next: () => number) {
    this.#client = client;
    this.#mailbox = mailbox;
    this.#next = next;
  }

  static async open(client: Client, next: () => number): Promise<Meddler> {
    return new Meddler(client, await client.select('INBOX'), next);
  }

  async change(): Promise<void> {
    const dice = this.#next();
    const many = this.#there.length / mostMessages;
    if (this.#there.length === 0 || (dice < 0.4 && many < 1)) {
      await this.#append();
      return;
    }
    this.changes++;
    const chosen = this.#some(5);
    if (dice < 0.4 + 0.35 * many) {
      await this.#mailbox.remove(chosen);
      this.#there = this.#there.filter((one) => !chosen.includes(one));
    } else {
      const operation = (['add', 'remove', 'replace'] as const)[this.#below(3)] ?? 'add';
      await this.#mailbox.storeValues(chosen, { operation, values: this.#flags(), silent: this.#next() < 0.5 });
    }
  }

  /** As many messages as there will be on average, and none of before: a mailbox that fills would look like a leak. */
  async prepare(): Promise<void> {
    const { uids } = await this.#mailbox.find({});
    if (uids.length > 0) await this.#mailbox.remove(uids);
    while (this.#there.length < mostMessages) await this.#append();
  }

  /** INBOX as the server has it. */
  async truth(): Promise<Rows> {
    await this.#client.noop();
    const rows = new Map<Uid, readonly string[]>();
    for await (const row of this.#mailbox.fetch([{ from: 1, to: 0xffff_ffff }], ['UID', 'FLAGS']))
      rows.set(row.uid, plainFlags(row.flags));
    return rows;
  }

  close(): void {
    this.#client.destroy();
  }

  async #append(): Promise<void> {
    const content = Buffer.from(`Subject: ${++this.changes}\r\n\r\n${'x'.repeat(bodySize)}\r\n`);
    const appended = await this.#client.mailboxes.append('INBOX', { content, flags: this.#flags() });
    for (const { from } of appended?.uids ?? []) this.#there.push(uid(from));
  }

  #below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  #flags(): string[] {
    return words.filter(() => this.#next() < 0.4);
  }

  #some(most: number): Uid[] {
    const chosen = new Set<Uid>();
    for (let i = 1 + this.#below(most); i > 0; i--) {
      const one = this.#there[this.#below(this.#there.length)];
      if (one !== undefined) chosen.add(one);
    }
    return [...chosen];
  }
}
