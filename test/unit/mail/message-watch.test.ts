import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uid } from '../../../extension/imap/wire/ids.ts';
import { inbox, mailboxFromWire } from '../../../extension/imap/wire/mailbox-name.ts';
import { Emitter } from '../../../extension/mail/emitter.ts';
import { MessageList } from '../../../extension/mail/message-list.ts';
import { watchMessage, type MessageChange } from '../../../extension/mail/message-watch.ts';
import { accountId, type AccountId } from '../../../extension/mail/model.ts';
import { FakeMailbox } from './fake-mailbox.ts';

const account = accountId('a');
const ref = { account, mailbox: inbox, uidValidity: 1, uid: uid(20) };

/** A service with one account, whose opened mailbox a test changes. */
class Service {
  list: MessageList | null = null;
  readonly opened = new Emitter<void>();
  readonly changed = new Emitter<AccountId>();
  readonly onDidOpenList = this.opened.event;
  readonly onDidChangeSession = this.changed.event;

  session(): { readonly list: MessageList | null } {
    return { list: this.list };
  }

  async open(fake: FakeMailbox, name = inbox): Promise<void> {
    const list = new MessageList(account, name, () => 60_000);
    this.list = list;
    this.opened.fire();
    await list.attach(fake.client(), new AbortController().signal);
  }
}

test('flags and disappearance of one message of the opened mailbox, nothing of others', async () => {
  const service = new Service();
  const heard: MessageChange[] = [];
  const watching = watchMessage(service, ref, (change) => heard.push(change));
  const fake = new FakeMailbox(3);
  await service.open(fake);
  assert.deepEqual(heard, [{ kind: 'flags', flags: [] }]);
  fake.emit({ kind: 'flags', uid: uid(20), flags: ['\\Seen'] });
  fake.emit({ kind: 'flags', uid: uid(30), flags: ['\\Flagged'] });
  assert.deepEqual(heard.slice(1), [{ kind: 'flags', flags: ['\\Seen'] }]);
  fake.expunge(30);
  assert.equal(heard.length, 2);
  fake.expunge(20);
  assert.deepEqual(heard.at(-1), { kind: 'look' });
  fake.expunge(10);
  assert.equal(heard.length, 3, 'it goes once');
  watching.dispose();
  assert.equal(fake.listeners, 1, 'only the list itself listens');
});

test('another mailbox, or the same made anew, is not its mailbox', async () => {
  const service = new Service();
  const heard: MessageChange[] = [];
  const watching = watchMessage(service, ref, (change) => heard.push(change));
  await service.open(new FakeMailbox(3), mailboxFromWire('Other', false));
  const anew = new FakeMailbox(3);
  anew.uidValidity = 2;
  await service.open(anew);
  assert.deepEqual(heard, []);
  watching.dispose();
  await service.open(new FakeMailbox(3));
  assert.deepEqual(heard, [], 'nothing is heard any more');
});
