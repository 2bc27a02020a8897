import assert from 'node:assert/strict';
import * as imap from '../../../extension/imap/index.ts';
import type { TestUser } from '../dovecot.ts';
import type { ImapServer } from '../imap-server.ts';

export function mail(subject: string, extra = '', body = 'Hello.\r\n'): Buffer {
  return Buffer.from(
    `From: Ada <ada@example.org>\r\nTo: bob@example.org\r\nSubject: ${subject}\r\n` +
      `Date: Mon, 1 Jan 2024 10:00:00 +0000\r\nMessage-ID: <${subject.replace(/\W/g, '')}@example.org>\r\n${extra}\r\n${body}`,
  );
}

export const uids = (...numbers: number[]): readonly imap.Uid[] => numbers.map(imap.uid);

export async function rows(source: AsyncIterable<imap.FetchedMessage>): Promise<imap.FetchedMessage[]> {
  const all: imap.FetchedMessage[] = [];
  for await (const row of source) all.push(row);
  return all;
}

export function numbers(found: imap.Found): number[] {
  return [...imap.eachNumber(found.uids)];
}

export async function failure(promise: Promise<unknown>): Promise<imap.ImapError> {
  const error = await promise.then(
    () => assert.fail('It should have failed.'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof imap.ImapError, String(error));
  return error;
}

/** One fresh user of one server, and connections of our client for it. */
export class Scene {
  readonly server: ImapServer;
  readonly user: TestUser;
  readonly #clients: imap.Client[] = [];
  readonly #events = new Map<number, imap.StatusEvent[]>();
  readonly #sent = new Map<number, string[]>();

  constructor(server: ImapServer, user: TestUser) {
    this.server = server;
    this.user = user;
  }

  /** Connected and not signed in. */
  async open(protect: 'tls' | 'starttls' | 'none' = 'tls', tls: Partial<imap.TlsOptions> = {}): Promise<imap.Client> {
    const { host, port, tlsPort, ca } = this.server;
    const events: imap.StatusEvent[] = [];
    const sent: string[] = [];
    const client = await imap.connect({
      protect,
      onStatus: (event) => events.push(event),
      trace: (record) => {
        if (record.type === 'line' && record.direction === 'sent') sent.push(textOf(record.parts));
      },
      open: (signal) =>
        protect === 'tls'
          ? imap.openTls({ host, port: tlsPort, ca: [ca], ...tls, signal })
          : imap.openTcp({ host, port, signal, ...(protect === 'starttls' ? { tls: { ca: [ca], ...tls } } : {}) }),
    });
    this.#clients.push(client);
    this.#events.set(client.connection, events);
    this.#sent.set(client.connection, sent);
    return client;
  }

  /** The connection that was opened last. */
  get last(): imap.Client {
    const client = this.#clients.at(-1);
    assert.ok(client !== undefined);
    return client;
  }

  /** Signed in as the user of the scene, or as another. */
  async signedIn(user: TestUser = this.user): Promise<imap.Client> {
    const client = await this.open();
    await client.signIn({ kind: 'password', ...user });
    return client;
  }

  /** Signed in, INBOX selected, with `count` messages called `Message 1` and so on. */
  async opened(
    count = 3,
    parameters: Parameters<imap.Client['select']>[1] = {},
  ): Promise<{ readonly client: imap.Client; readonly mailbox: imap.Mailbox }> {
    const client = await this.signedIn();
    const messages = Array.from({ length: count }, (_, index) => ({ content: mail(`Message ${index + 1}`) }));
    await client.mailboxes.appendAll('INBOX', messages);
    return { client, mailbox: await client.select('INBOX', parameters) };
  }

  /** Name of a mailbox of the user, as this server wants it. */
  name(...levels: readonly string[]): string {
    return this.server.prefix + levels.join(this.server.delimiter);
  }

  /** Lines sent on a connection so far, as `A3 UID FETCH 1:3 …`; literals and secrets left out. */
  sent(client: imap.Client): readonly string[] {
    return this.#sent.get(client.connection) ?? [];
  }

  /** Status responses on a connection so far. */
  events(client: imap.Client): readonly imap.StatusEvent[] {
    return this.#events.get(client.connection) ?? [];
  }

  end(): void {
    for (const client of this.#clients) client.destroy();
  }
}

function textOf(parts: readonly imap.TracePart[]): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}
