import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { connectDemo } from '../../../extension/demo/connect-demo.ts';
import { DemoServer } from '../../../extension/demo/demo-server.ts';
import { inbox, mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';
import { systemClock } from '../../../extension/mail/clock.ts';
import { MailService } from '../../../extension/mail/mail-service.ts';
import { accountId } from '../../../extension/mail/model.ts';
import { mailboxWentAlone } from '../../../extension/mail/overcome.ts';
import { HandClock } from '../notifications/fakes.ts';

const id = accountId('demo');

async function rig(t: TestContext): Promise<MailService> {
  const server = new DemoServer();
  const mail = new MailService(systemClock, () => 60_000);
  mail.setAccounts([
    {
      id,
      label: 'Demo',
      server: 'demo',
      demo: true,
      revision: '1',
      connect: (signal) => connectDemo(server, { trace: () => undefined, signal, onStatus: () => undefined }),
    },
  ]);
  t.after(() => {
    mail.dispose();
    server.dispose();
  });
  await mail.whenReady(id);
  return mail;
}

test('the account is back and the mailbox is not: the goodbye was only about that', async (t) => {
  const mail = await rig(t);
  const gone = mailboxWentAlone(mail, new HandClock(), id, mailboxFromDisplay('Was never there', false));
  await mail.session(id)?.refreshMailboxes();
  assert.equal(await gone, true);
});

test('the mailbox is still there, or the account does not come back: the goodbye is told', async (t) => {
  const mail = await rig(t);
  const stays = mailboxWentAlone(mail, new HandClock(), id, inbox);
  await mail.session(id)?.refreshMailboxes();
  assert.equal(await stays, false);
  const offline = mailboxWentAlone(mail, new HandClock(), id, inbox);
  mail.session(id)?.disconnect();
  assert.equal(await offline, false);
  const clock = new HandClock();
  const never = mailboxWentAlone(mail, clock, id, inbox);
  clock.advance(6_000);
  assert.equal(await never, false);
});
