import assert from 'node:assert/strict';
import * as imap from '../../extension/imap/index.ts';

export interface ScramPlusServer {
  readonly host: string;
  /** TLS from the first octet. */
  readonly port: number;
  /** PEM. */
  readonly ca: string;
  readonly user: string;
  readonly password: string;
  readonly mechanism?: 'SCRAM-SHA-1-PLUS' | 'SCRAM-SHA-256-PLUS';
  /** False for a server that takes whatever password it is given. */
  readonly judgesPassword?: boolean;
}

/**
 * Signs in by SCRAM bound to the TLS connection (RFC 5802 §6) at a server that offers it: by the client's own choice, by name, and, where the server
 * judges passwords, not with a wrong one. For any real server of the tests that has the mechanism.
 */
export async function provesScramPlus(server: ScramPlusServer): Promise<void> {
  const { host, port, ca, user, password } = server;
  const wanted = server.mechanism ?? 'SCRAM-SHA-256-PLUS';
  const sent: string[] = [];
  const connect = (): Promise<imap.Client> =>
    imap.connect({
      protect: 'tls',
      open: (signal) => imap.openTls({ host, port, ca: [ca], signal }),
      trace: (record) => {
        const line = imap.printRecord(record, 4);
        if (line?.includes(' > ') === true) sent.push(line);
      },
    });
  for (const choice of [{ mechanism: wanted }, server.mechanism === undefined ? {} : { mechanism: wanted }]) {
    await using client = await connect();
    assert.ok(client.capabilities.values('AUTH').includes(wanted), `${wanted} is not offered`);
    await client.signIn({ kind: 'password', user, password, ...choice });
    assert.equal(client.authenticated, true);
    assert.ok(
      sent.some((line) => line.includes(`AUTHENTICATE ${wanted}`)),
      'another mechanism was taken',
    );
    assert.ok(!sent.join('\n').includes(password));
    sent.length = 0;
  }
  if (server.judgesPassword === false) return;
  await using other = await connect();
  const wrong = other.signIn({ kind: 'password', user, password: `${password}, wrong`, mechanism: wanted });
  await assert.rejects(wrong, (error) => error instanceof imap.ImapError && error.detail.kind === 'refused');
}
