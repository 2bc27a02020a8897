import assert from 'node:assert/strict';
import * as imap from '../../../extension/imap/index.ts';
import type { TestUser } from '../dovecot.ts';
import type { ImapServer } from '../imap-server.ts';
import { mail } from '../suite/scene.ts';

/** Every command of a row is one that a person waits for: the loudest that the policy can be. */
export const asked = { origin: 'user' } as const;

export interface Way {
  readonly host?: string;
  readonly protect?: 'tls' | 'none';
  /** Changes what arrives: to be told of less than the server says. */
  readonly received?: (text: string) => string;
  /** Changes what leaves: to say what our client would not. */
  readonly sent?: (text: string) => string;
}

/** Where a server is made to say one response code, and all that was reported of it. */
export class Stage<S extends ImapServer> {
  readonly server: S;
  readonly events: imap.StatusEvent[] = [];
  readonly #clients: imap.Client[] = [];

  constructor(server: S) {
    this.server = server;
  }

  async connect({ host = this.server.host, protect = 'tls', received, sent }: Way = {}): Promise<imap.Client> {
    const { port, tlsPort, ca } = this.server;
    const client = await imap.connect({
      protect,
      allowPlaintext: protect === 'none',
      onStatus: (event) => this.events.push(event),
      open: async (signal) => {
        const transport =
          protect === 'tls'
            ? await imap.openTls({ host, port: tlsPort, ca: [ca], signal })
            : await imap.openTcp({ host, port, signal });
        return altered(transport, received, sent);
      },
    });
    this.#clients.push(client);
    return client;
  }

  /** Signed in as a fresh user, or as the one named. */
  async as(user?: TestUser, way?: Way): Promise<imap.Client> {
    const client = await this.connect(way);
    await client.signIn({ kind: 'password', ...(user ?? (await this.server.user())) }, asked);
    return client;
  }

  /** A fresh user with messages in the mailbox, which is selected. */
  async opened(count = 1, parameters: Parameters<imap.Client['select']>[1] = {}): Promise<Opened> {
    const user = await this.server.user();
    const client = await this.as(user);
    for (let n = 1; n <= count; n++) await client.mailboxes.append('INBOX', { content: mail(`Message ${n}`) }, asked);
    return { user, client, mailbox: await client.select('INBOX', { ...parameters, ...asked }) };
  }

  name(...levels: readonly string[]): string {
    return this.server.prefix + levels.join(this.server.delimiter);
  }

  end(): void {
    for (const client of this.#clients) client.destroy();
  }
}

export interface Opened {
  readonly user: TestUser;
  readonly client: imap.Client;
  readonly mailbox: imap.Mailbox;
}

function altered(
  transport: imap.Transport,
  received: Way['received'] = (text) => text,
  sent: Way['sent'] = (text) => text,
): imap.Transport {
  const start = transport.start.bind(transport);
  const write = transport.write.bind(transport);
  transport.start = (handler) =>
    start({
      data: (chunk) => handler.data(Buffer.from(received(chunk.toString('latin1')), 'latin1')),
      end: (end) => handler.end(end),
    });
  transport.write = (chunk) => write(Buffer.from(sent(Buffer.from(chunk).toString('latin1')), 'latin1'));
  return transport;
}

/** What is to fail does fail; how is the matter of the row. */
export async function fails(promise: Promise<unknown>): Promise<void> {
  const failed = await promise.then(
    () => false,
    () => true,
  );
  assert.ok(failed, 'It should have failed.');
}

export async function drained(rows: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of rows) continue;
}

export function raw(...words: readonly string[]): imap.CommandArgument[] {
  return words.map((word) => ({ raw: word }));
}
