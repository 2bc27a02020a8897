import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Client } from '../../extension/imap/client/client.ts';
import { connectImap } from '../../extension/imap/client/connect.ts';
import { ConnectionPool, type Lease } from '../../extension/imap/client/connection-pool.ts';
import { openTcp } from '../../extension/imap/transport/tcp.ts';
import { mailboxFromDisplay } from '../../extension/imap/wire/mailbox-name.ts';
import { ManualClock, until } from '../unit/imap/manual-clock.ts';
import { startDovecot, type Dovecot } from './dovecot.ts';

describe('a pool on a real Dovecot that takes two connections of a user', () => {
  let dovecot: Dovecot;
  before(async () => {
    dovecot = await startDovecot({ extraConfig: 'protocol imap {\n  mail_max_userip_connections = 2\n}\n' });
  });
  after(() => dovecot.stop());

  it('makes do with what it gets, serves all who wait, and grows when the server takes more', async () => {
    const { user, password } = dovecot.user('pool');
    const signIn = async (): Promise<Client> => {
      const open = (signal: AbortSignal) => openTcp({ host: '127.0.0.1', port: dovecot.port, signal });
      const client = await connectImap({ protect: 'none', open, allowPlaintext: true });
      try {
        await client.signIn({ kind: 'password', user, password });
      } catch (error) {
        client.destroy();
        throw error;
      }
      return client;
    };
    const other = await signIn();
    for (const name of ['A', 'B', 'C']) await other.mailboxes.create(name);
    const clock = new ManualClock();
    const told: string[] = [];
    const pool = new ConnectionPool(signIn, 3, {
      clock,
      random: () => 0,
      onLimit: (limit, text) => told.push(`${limit} ${text ?? 'more'}`),
    });
    const first = await pool.lease(mailboxFromDisplay('A', false));
    let second: Lease | null = null;
    const waiting = pool.lease(mailboxFromDisplay('B', false)).then((lease) => (second = lease));
    await until(() => told.length === 1);
    assert.match(told[0] ?? '', /^1 Maximum number of connections/);
    assert.equal(second, null);
    await other.logout();
    // Dovecot may count the one that left for a moment more.
    while (second === null) await clock.advance(64_000);
    assert.deepEqual(told.slice(1), ['2 more']);
    first.release();
    (await waiting).release();
    pool.dispose();
  });
});
