import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImapClient } from '../../../extension/imap/client/api.ts';
import { ConnectionPool } from '../../../extension/imap/client/connection-pool.ts';
import { refusedError } from '../../../extension/imap/session/refusal.ts';
import { inbox, mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';
import { ListConnection } from '../../../extension/mail/list-connection.ts';
import { MessageList } from '../../../extension/mail/message-list.ts';
import { accountId, MailboxGoneError } from '../../../extension/mail/model.ts';
import { ManualClock, turns, until } from '../imap/manual-clock.ts';
import { signedIn, type SignedIn } from '../imap/scripted-server.ts';
import { untilList } from './until.ts';

const other = mailboxFromDisplay('Other', false);
const selected = ['* 2 EXISTS', '* OK [UIDVALIDITY 77] x', '* OK [UIDNEXT 21] x'];
const rows = ['* 1 FETCH (UID 10 FLAGS () RFC822.SIZE 5)', '* 2 FETCH (UID 20 FLAGS () RFC822.SIZE 5)'];

interface Rig extends SignedIn {
  readonly time: ManualClock;
  readonly connects: () => number;
  readonly asked: string[];
  list: MessageList;
}

/** The list of INBOX about to be opened; where `pool` is given its only connection is shared. */
async function rig({ listed = true, shared = false } = {}): Promise<Rig & { readonly pool: ConnectionPool }> {
  const one = await signedIn('IMAP4rev1 IDLE UNSELECT');
  const time = new ManualClock();
  const options = { clock: time, random: () => 0 };
  let connects = 0;
  let opened = 0;
  const pool = new ConnectionPool(
    () => (opened++ === 0 ? Promise.resolve(one.client) : Promise.reject(tooMany())),
    3,
    options,
  );
  if (shared) (await pool.lease(null)).release();
  const connect = async (): Promise<ImapClient> => {
    connects++;
    await turns(1);
    if (shared) throw tooMany();
    return one.client;
  };
  const asked: string[] = [];
  const connection = new ListConnection(accountId('a'), {
    ...options,
    connect,
    pollMs: () => 60_000,
    pool: () => pool,
    isOnline: () => true,
    goOnline: () => Promise.resolve(),
    changed: () => undefined,
    lost: () => undefined,
    isListed: (mailbox) => {
      asked.push(mailbox.display);
      return Promise.resolve(listed);
    },
  });
  return { ...one, pool, time, connects: () => connects, asked, list: connection.open(inbox) };
}

function tooMany(): Error {
  const status = { type: 'status', tag: 'a', kind: 'NO', code: { name: 'LIMIT' }, text: 'too many' } as const;
  return refusedError('LOGIN', null, status);
}

/** The rows are read and the list idles. Gives the tag of IDLE. */
async function follows({ server }: Rig): Promise<string> {
  await server.answer('SELECT', ...selected);
  return read({ server });
}

async function read({ server }: Pick<Rig, 'server'>): Promise<string> {
  await server.answer('FETCH', ...rows);
  const { tag } = await server.command('IDLE');
  server.say('+ idling');
  return tag;
}

/** The server contradicts itself; IDLE ends. */
async function contradicts({ server }: Rig, idle: string): Promise<void> {
  server.say('* 1 EXISTS');
  await server.expect(/^DONE$/);
  server.say(`${idle} OK`);
}

function uids(list: MessageList): number[] {
  return list.rows.map(({ ref }) => ref.uid);
}

test('a mailbox that cannot be selected again just now is selected later; until then the rows stay', async () => {
  for (const page of [false, true]) {
    const one = await rig();
    await contradicts(one, await follows(one));
    if (page) await one.server.answer('SELECT', ...selected);
    const { tag } = await one.server.command(page ? 'FETCH' : 'SELECT');
    one.server.say(`${tag} NO [INUSE] later`);
    await until(() => one.time.waiting > 0, 'it is to be tried again');
    assert.equal(one.list.state.kind, 'failed');
    assert.deepEqual(uids(one.list), [20, 10]);
    await one.time.advance(5_000);
    await follows(one);
    assert.equal(one.list.state.kind, 'ready');
    one.client.destroy();
  }
});

test('numbers in doubt of an empty mailbox: it is selected again, not taken as it was', async () => {
  const one = await rig();
  await one.server.answer('SELECT', '* 0 EXISTS', ...selected.slice(1));
  const { tag } = await one.server.command('IDLE');
  one.server.say('+ idling', '* 5 EXPUNGE');
  await one.server.expect(/^DONE$/);
  one.server.say(`${tag} OK`);
  await follows(one);
  assert.deepEqual(uids(one.list), [20, 10]);
  one.client.destroy();
});

test('a list that failed follows nothing any more: a contradiction that came with the failure reads nothing', async () => {
  const one = await rig();
  await one.server.answer('SELECT', ...selected);
  const { tag } = await one.server.command('FETCH');
  one.server.say('* 1 EXISTS', `${tag} NO cannot read`);
  await untilList(one.list, () => one.list.state.kind === 'failed');
  await turns();
  assert.equal(one.list.state.kind, 'failed');
  assert.equal(one.server.unread, '');
  one.client.destroy();
});

test('a list that is attached twice at once is read once', async () => {
  const { client, server } = await signedIn('IMAP4rev1 IDLE UNSELECT');
  const list = new MessageList(accountId('a'), inbox, () => 60_000);
  const never = new AbortController().signal;
  const first = list.attach(client, never);
  await turns();
  const second = list.attach(client, never);
  await server.answer('SELECT', ...selected);
  await server.answer('SELECT', '* OK [CLOSED] x', ...selected);
  await read({ server });
  await Promise.all([first, second]);
  assert.equal(list.state.kind, 'ready');
  assert.notEqual(list.selected, null);
  assert.equal(server.unread, '');
  client.destroy();
});

test('a mailbox of which NONEXISTENT is said is gone only when it is not listed any more', async () => {
  for (const listed of [true, false]) {
    const one = await rig({ listed });
    await follows(one);
    one.server.say('* NO [NONEXISTENT] no such mailbox');
    await turns();
    assert.deepEqual(one.asked, ['INBOX']);
    const { state } = one.list;
    assert.equal(state.kind === 'failed' && state.error instanceof MailboxGoneError, !listed);
    assert.deepEqual(uids(one.list), listed ? [20, 10] : []);
    one.client.destroy();
  }
});

test('on a shared connection the list has its turn when nobody else uses it, and one connection is tried', async () => {
  const one = await rig({ shared: true });
  await follows(one);
  assert.equal(one.connects(), 1);
  const leasing = one.pool.lease(other);
  await one.server.expect(/^DONE$/);
  await turns();
  one.client.destroy();
  await assert.rejects(leasing);
});

test('on a shared connection a lease goes before a mailbox that is to be selected again', async () => {
  const one = await rig({ shared: true });
  const idle = await follows(one);
  one.server.say('* 1 EXISTS');
  const leasing = one.pool.lease(other);
  await one.server.expect(/^DONE$/);
  one.server.say(`${idle} OK`);
  await turns();
  // Whichever went out first: the lease has what it asked for, and the list is back behind it.
  for (let lease = null; lease === null;) {
    const [tag = '', command = ''] = await one.server.expect(/^(\S+) (.*)$/);
    if (command.startsWith('SELECT INBOX')) one.server.say('* OK [CLOSED] x', ...selected, `${tag} OK`);
    else if (command.startsWith('SELECT Other')) {
      one.server.say('* OK [CLOSED] x', '* 0 EXISTS', '* OK [UIDVALIDITY 5] x', `${tag} OK`);
      lease = await leasing;
      await turns();
      assert.equal(one.server.unread, '', 'nothing is selected behind the lease');
      assert.notEqual(one.list.state.kind, 'failed');
      lease.release();
    } else one.server.say(`${tag} OK`);
  }
  await follows(one);
  await untilList(one.list, () => one.list.state.kind === 'ready');
  assert.notEqual(one.list.selected, null);
  one.client.destroy();
});
