import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { connectSignedIn } from '../../../extension/accounts/sign-in.ts';
import type { Account, SecretStore } from '../../../extension/accounts/model.ts';
import { inbox } from '../../../extension/imap/wire/mailbox-name.ts';
import { accountId } from '../../../extension/mail/model.ts';
import { ManualClock, until } from '../imap/manual-clock.ts';

test('a server that loses what comes with the sign-in is asked afterwards, on this connection and on later ones', async (t) => {
  const log: string[] = [];
  let connections = 0;
  const server = createServer((socket) => {
    const connection = ++connections;
    socket.write('* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hello\r\n');
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      // As an old proxy does: behind the sign-in it begins to read anew.
      const [line = ''] = chunk.toString('latin1').split('\r\n');
      const [tag = '', name = ''] = line.split(' ');
      log.push(`${connection} ${name}`);
      socket.write(`${tag} OK ${name === 'AUTHENTICATE' ? '[CAPABILITY IMAP4rev1] ' : ''}done\r\n`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const account: Account = {
    id: accountId('a'),
    label: 'A',
    address: 'a@example.org',
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    security: 'none',
    user: 'a',
  };
  const secrets = { get: () => Promise.resolve('secret') } as unknown as SecretStore;
  const clock = new ManualClock();
  const connecting = connectSignedIn(account, secrets, { clock }, inbox);
  await until(() => log.length === 1, 'it signs in');
  for (let over = false; !over;) {
    await clock.advance(1_000);
    over = connections > 1;
  }
  const client = await connecting;
  assert.equal(client.selected, null);
  await client.select(inbox);
  client.destroy();
  const later = await connectSignedIn(account, secrets, { clock }, inbox);
  await later.select(inbox);
  later.destroy();
  assert.deepEqual(log, ['1 AUTHENTICATE', '2 AUTHENTICATE', '2 SELECT', '3 AUTHENTICATE', '3 SELECT']);
});
